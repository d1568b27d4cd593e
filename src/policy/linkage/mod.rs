//! Result-budget linkage: which instructions follow from a result (regulations section 7).
//!
//! A rule names its conditions and its actions; [`Pack::instructions`](super::Pack::instructions)
//! finds those that hold. Not here: approval, sending and acknowledgement of instructions; the room
//! of linkage does that.

mod answer;
mod sentence;

pub use answer::{Instruction, LinkageQuestion};

use super::basis::Basis;
use super::codes::{Finding, Grade, LinkageAction, RectificationState, SubjectKind};
use super::reading::{Faults, Node, pack_table};
use super::settings::Percent;
use crate::terms::Wording;

pack_table! {
    /// One action of a rule.
    pub struct ActionTerm {
        pub action: LinkageAction,
        /// Only and always for [`LinkageAction::CutPct`].
        pub percent: Option<Percent>,
        /// What a person has to decide before the action can be sent.
        pub decide: Option<Wording>,
        /// Of the actions of one rule with the same name here, a person chooses one.
        pub choose_one: Option<String>,
    }
    check percent_belongs_to_cut
}

fn percent_belongs_to_cut(term: &ActionTerm, node: &Node<'_>, faults: &mut Faults<'_>) {
    let wants = term.action == LinkageAction::CutPct;
    if wants && term.percent.is_none() {
        let problem = Wording::new("CUT_PCT 没有写 percent", "CUT_PCT has no percent");
        node.fault(
            faults,
            problem,
            Wording::new("补写 percent，或改用 CUT_UNSPECIFIED", "add percent, or use CUT_UNSPECIFIED"),
        );
    }
    if !wants && term.percent.is_some() {
        let problem =
            Wording::new(format!("{} 不能带 percent", term.action), format!("{} takes no percent", term.action));
        node.fault(faults, problem, Wording::new("删去 percent，或改用 CUT_PCT", "remove percent, or use CUT_PCT"));
    }
}

pack_table! {
    /// Actions that follow where every condition given holds; a condition left out holds always.
    pub struct LinkageRule {
        pub subjects: Option<Vec<SubjectKind>>,
        pub grades: Option<Vec<Grade>>,
        /// The least number of bad years in a row, this one counted. Of several rules that differ in
        /// this alone, the highest that holds applies.
        pub bad_years: Option<u32>,
        pub rectification: Option<Vec<RectificationState>>,
        pub findings: Option<Vec<Finding>>,
        /// What the actions fall on, such as next year's control number.
        pub falls_on: Option<Wording>,
        pub actions: Vec<ActionTerm>,
        pub basis: Basis,
    }
    check rule_is_sound
}

fn rule_is_sound(rule: &LinkageRule, node: &Node<'_>, faults: &mut Faults<'_>) {
    if rule.grades.is_none() && rule.rectification.is_none() && rule.findings.is_none() {
        let problem = Wording::new("挂钩规则没有条件", "the linkage rule has no condition");
        let mend = Wording::new(
            "至少写 grades、rectification、findings 之一",
            "write at least one of grades, rectification, findings",
        );
        node.fault(faults, problem, mend);
    }
    for name in rule.actions.iter().filter_map(|term| term.choose_one.as_ref()) {
        if rule.actions.iter().filter(|term| term.choose_one.as_ref() == Some(name)).count() < 2 {
            let problem =
                Wording::new(format!("择一组 {name} 只有一项措施"), format!("the choice {name} has one action only"));
            node.fault(
                faults,
                problem,
                Wording::new("补另一项，或删去 choose_one", "add the other, or remove choose_one"),
            );
        }
    }
}
