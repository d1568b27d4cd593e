//! Lagrange multipliers on the rules that the flow does not know. A lift makes what a broken rule
//! asks for more attractive to the flow; any lifts give a valid bound, good lifts a tight one. They
//! guide only: the bound itself is taken from the prices, see `relaxation`.

use std::collections::BTreeMap;

use super::super::instance::{Candidate, Instance};
use super::super::local::{counted_employer, needs_met};
use super::relaxation::Problem;

/// A rule that one evaluation's team may break in the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    /// The team's sum stays under the floor.
    Floor,
    Need(usize),
    Employer(u32),
    Together(u32, u32),
}

/// Multipliers by evaluation and rule, in units of one score divided by the scale.
#[derive(Clone, Debug, Default)]
pub(super) struct Lifts(BTreeMap<(u32, Rule), i64>);

impl Lifts {
    /// Whether the evaluation's scores are lifted at all.
    pub fn touch(&self, evaluation: u32) -> bool {
        self.of(evaluation).next().is_some()
    }

    fn of(&self, evaluation: u32) -> impl Iterator<Item = (Rule, i64)> {
        let range = (evaluation, Rule::Floor)..(evaluation + 1, Rule::Floor);
        self.0.range(range).map(|(&(_, rule), &lift)| (rule, lift))
    }

    /// Moves a lift, never below 0 nor above `most`.
    pub fn shift(&mut self, evaluation: u32, rule: Rule, by: i64, most: i64) {
        let lift = self.0.entry((evaluation, rule)).or_insert(0);
        *lift = lift.saturating_add(by).clamp(0, most);
        if *lift == 0 {
            self.0.remove(&(evaluation, rule));
        }
    }

    /// The instance with scaled and lifted scores. The order of the candidates is unchanged.
    pub fn applied(&self, problem: Problem<'_>, scale: i64) -> Instance {
        let instance = problem.instance;
        let mut lifted = instance.clone();
        for candidate in &mut lifted.candidates {
            candidate.score = problem.gain(candidate.score, scale);
        }
        let mut touched: Vec<u32> = self.0.keys().map(|&(evaluation, _)| evaluation).collect();
        touched.dedup();
        for evaluation in touched {
            let from = instance.starts[evaluation as usize];
            for (at, &candidate) in instance.candidates(evaluation).iter().enumerate() {
                let extra: i64 =
                    self.of(evaluation).map(|(rule, lift)| lift * weight(instance, evaluation, rule, candidate)).sum();
                lifted.candidates[from + at].score += extra;
            }
        }
        lifted
    }

    /// The broken rules, and the lifted ones that are kept with room to spare: what each lacks.
    pub fn shortfalls(
        &self,
        instance: &Instance,
        evaluation: u32,
        team: &[u32],
        floor: Option<i64>,
    ) -> Vec<(Rule, i64)> {
        let mut rules: Vec<Rule> = self.of(evaluation).map(|(rule, _)| rule).collect();
        rules.extend(broken(instance, evaluation, team, floor));
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().map(|rule| (rule, shortfall(instance, evaluation, rule, team, floor))).collect()
    }
}

/// How much an expert does for a rule.
fn weight(instance: &Instance, evaluation: u32, rule: Rule, candidate: Candidate) -> i64 {
    match rule {
        Rule::Floor => candidate.score,
        Rule::Need(bit) => (needs_met(instance, evaluation, candidate.expert) >> bit & 1) as i64,
        Rule::Employer(employer) => -i64::from(counted_employer(instance, candidate.expert) == Some(employer)),
        Rule::Together(a, b) => -i64::from(candidate.expert == a || candidate.expert == b),
    }
}

/// What the team lacks to keep the rule; negative where there is room to spare.
fn shortfall(instance: &Instance, evaluation: u32, rule: Rule, team: &[u32], floor: Option<i64>) -> i64 {
    let weigh = |&expert: &u32| {
        let score = instance.score(evaluation, expert).unwrap_or(0);
        weight(instance, evaluation, rule, Candidate { expert, score })
    };
    let has: i64 = team.iter().map(weigh).sum();
    match rule {
        Rule::Floor => floor.unwrap_or(i64::MIN / 2) - has,
        Rule::Need(bit) => i64::from(instance.evaluations[evaluation as usize].needs[bit].min) - has,
        Rule::Employer(_) => -i64::from(instance.max_per_employer.unwrap_or(u32::MAX)) - has,
        Rule::Together(..) => -1 - has,
    }
}

/// Every rule that the team breaks.
fn broken(instance: &Instance, evaluation: u32, team: &[u32], floor: Option<i64>) -> Vec<Rule> {
    let needs = (0..instance.evaluations[evaluation as usize].needs.len()).map(Rule::Need);
    let employers = team.iter().filter_map(|&expert| counted_employer(instance, expert)).map(Rule::Employer);
    let apart = instance.never_together.iter().filter(|(a, b)| team.contains(a) && team.contains(b));
    let rules = needs.chain(employers).chain(apart.map(|&(a, b)| Rule::Together(a, b)));
    let rules = rules.chain(floor.map(|_| Rule::Floor));
    rules.filter(|&rule| shortfall(instance, evaluation, rule, team, floor) > 0).collect()
}
