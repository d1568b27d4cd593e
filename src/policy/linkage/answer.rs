//! From a question about one result to the instructions that follow, each with what it rests on.

use super::sentence;
use super::{ActionTerm, LinkageRule};
use crate::policy::Pack;
use crate::policy::basis::{Basis, LocalRule, Origin};
use crate::policy::codes::{Finding, Grade, LinkageAction, RectificationState, SubjectKind};
use crate::policy::settings::Percent;
use crate::terms::{Fen, Wording};
use serde::{Deserialize, Serialize};

/// What is known of a result when its effect on the budget is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkageQuestion {
    pub subject_kind: SubjectKind,
    pub grade: Grade,
    /// Bad years in a row up to and with this one; 0 where this result is not bad.
    pub consecutive_bad_years: u32,
    pub rectification_state: RectificationState,
    /// What the evaluation established besides its score.
    pub findings: Vec<Finding>,
    /// The amount that a percentage is taken of.
    pub budget: Fen,
}

/// One instruction to the core budget system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    pub action: LinkageAction,
    pub percent: Option<Percent>,
    /// Where it can be computed: the cut of a percentage, or all of it for a cancellation.
    pub amount: Option<Fen>,
    pub falls_on: Option<Wording>,
    pub basis: Basis,
    pub origin: Origin,
    /// A person has to decide something before it can be sent.
    pub needs_person: bool,
    /// What that is, where the rule says so.
    pub decide: Option<Wording>,
    /// Of the instructions with the same name here, a person chooses one.
    pub choose_one: Option<String>,
    /// The sentence to read out.
    pub wording: Wording,
}

/// What a rule reacts to. Local rules push national ones aside only within the same part: a place
/// that orders something for unfinished rectification still lacks a rule for grades.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Grade,
    Rectification,
    Finding,
}

impl LinkageRule {
    fn part(&self) -> Part {
        match (&self.findings, &self.rectification) {
            (Some(_), _) => Part::Finding,
            (None, Some(_)) => Part::Rectification,
            (None, None) => Part::Grade,
        }
    }

    fn holds(&self, question: &LinkageQuestion) -> bool {
        let one_of = |wanted: &Option<Vec<_>>, given| wanted.as_ref().is_none_or(|list| list.contains(&given));
        let subject = |list: &Vec<SubjectKind>| list.iter().any(|kind| kind.covers(question.subject_kind));
        let found = |list: &Vec<Finding>| list.iter().any(|finding| question.findings.contains(finding));
        self.subjects.as_ref().is_none_or(subject)
            && one_of(&self.grades, question.grade)
            && self.bad_years.unwrap_or(0) <= question.consecutive_bad_years
            && self.rectification.as_ref().is_none_or(|list| list.contains(&question.rectification_state))
            && self.findings.as_ref().is_none_or(found)
    }
}

impl Pack {
    /// The instructions that follow from a result, in the order of the pack's rules: what follows
    /// from the grade, then from rectification, then from findings. For each of the three the
    /// national rule stands in where the place has none. Empty if nobody has a rule.
    pub fn instructions(&self, question: &LinkageQuestion) -> Vec<Instruction> {
        let question = &self.counted(question);
        let mut instructions: Vec<Instruction> = Vec::new();
        for part in [Part::Grade, Part::Rectification, Part::Finding] {
            let (rules, origin) = self.rules_that_hold(part, question);
            for (rule, term) in rules.into_iter().flat_map(|rule| rule.actions.iter().map(move |term| (rule, term))) {
                let next = self.instruct(rule, term, origin, question);
                let key = |one: &Instruction| (one.action, one.percent, one.falls_on.clone(), one.choose_one.clone());
                let same = |known: &Instruction| key(known) == key(&next);
                if !instructions.iter().any(same) {
                    instructions.push(next);
                }
            }
        }
        leave_contradictions_to_a_person(&mut instructions);
        instructions
    }

    /// A bad result is itself the first bad year, also where the asker left the count at 0.
    fn counted(&self, question: &LinkageQuestion) -> LinkageQuestion {
        let least = u32::from(self.counts_as_bad(question.grade));
        LinkageQuestion { consecutive_bad_years: question.consecutive_bad_years.max(least), ..question.clone() }
    }

    fn rules_that_hold(&self, part: Part, question: &LinkageQuestion) -> (Vec<&LinkageRule>, Origin) {
        let local = hold(&self.rules.linkage.rules, part, question);
        if !local.is_empty() {
            return (local, self.own_origin());
        }
        let national = self.fallback.as_ref().map(|rules| hold(&rules.linkage.rules, part, question));
        (national.unwrap_or_default(), Origin::National)
    }

    fn instruct(
        &self,
        rule: &LinkageRule,
        term: &ActionTerm,
        origin: Origin,
        question: &LinkageQuestion,
    ) -> Instruction {
        let amount = match term.action {
            LinkageAction::CutPct => term.percent.and_then(|percent| percent.of(question.budget)),
            LinkageAction::Cancel => Some(question.budget),
            _ => None,
        };
        let open = term.action.leaves_extent_open() || term.decide.is_some() || term.choose_one.is_some();
        let mut instruction = Instruction {
            action: term.action,
            percent: term.percent,
            amount,
            falls_on: rule.falls_on.clone(),
            basis: rule.basis.clone(),
            origin,
            needs_person: open,
            decide: term.decide.clone(),
            choose_one: term.choose_one.clone(),
            wording: Wording::new("", ""),
        };
        instruction.wording = sentence::of(&instruction, &self.cause(rule, question));
        instruction
    }

    /// Why the rule holds, in the words of the place.
    fn cause(&self, rule: &LinkageRule, question: &LinkageQuestion) -> Wording {
        match rule.part() {
            Part::Grade => sentence::grade(question.subject_kind, &self.word_for(question.grade), rule, question),
            Part::Rectification => sentence::rectification(question.rectification_state),
            Part::Finding => {
                let named = |finding: &&Finding| rule.findings.as_ref().is_some_and(|list| list.contains(finding));
                sentence::findings(&question.findings.iter().filter(named).copied().collect::<Vec<_>>())
            }
        }
    }
}

/// The rules of one part that hold; among them only those with the most bad years.
fn hold<'p>(rules: &'p LocalRule<Vec<LinkageRule>>, part: Part, question: &LinkageQuestion) -> Vec<&'p LinkageRule> {
    let LocalRule::Is { value, .. } = rules else { return Vec::new() };
    let mut holding: Vec<&LinkageRule> =
        value.iter().filter(|rule| rule.part() == part && rule.holds(question)).collect();
    let years = |rule: &LinkageRule| rule.bad_years.unwrap_or(0);
    let most = holding.iter().map(|rule| years(rule)).max().unwrap_or(0);
    holding.retain(|rule| years(rule) == most);
    holding
}

/// Nothing in the rules says whether praise or sanction prevails where both follow (a good grade with
/// rectification overdue): a person decides on what is favourable.
fn leave_contradictions_to_a_person(instructions: &mut [Instruction]) {
    let adverse = |one: &Instruction| !one.action.favours();
    if !instructions.iter().any(adverse) {
        return;
    }
    for favourable in instructions.iter_mut().filter(|one| one.action.favours()) {
        favourable.needs_person = true;
        let also = Wording::new("同时有不利措施，是否仍然适用", "whether it still applies beside adverse actions");
        favourable.decide.get_or_insert(also);
    }
}
