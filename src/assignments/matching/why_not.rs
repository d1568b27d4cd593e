//! Why an expert does not sit in an evaluation: the rule that forbids it, or what it would cost.

use serde::Serialize;

use super::answer::{Answer, Assignment, Blocking};
use super::instance::Instance;
use super::objective::Objective;
use super::solve::{OutOfTime, solve};
use crate::terms::Wording;

/// The reason for one pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The pair is in the assignment.
    Assigned,
    /// The pair is forbidden by the instance.
    Forbidden,
    /// The pair has no score.
    NoScore,
    /// With this pair no assignment keeps every rule.
    Impossible(Blocking),
    /// The best assignment with this pair. Nothing is lost where several are equally good.
    Costs { with_pair: Assignment, loses: Loss },
}

/// What the best assignment with a pair falls short of the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    pub objective: i64,
    /// By how much the worst sum falls; matters for `fair`.
    pub worst: i64,
}

/// Why `best` does not have the pair. Solves the instance once more, with the pair fixed.
///
/// # Errors
/// [`OutOfTime`] where `keep_going` ended the search before an answer.
pub fn why_not(
    instance: &Instance,
    objective: Objective,
    best: &Assignment,
    (evaluation, expert): (u32, u32),
    keep_going: &dyn Fn() -> bool,
) -> Result<WhyNot, OutOfTime> {
    let ids = (instance.evaluation_id(evaluation), instance.expert_id(expert));
    if best.assignment.contains(&ids) {
        return Ok(WhyNot::Assigned);
    }
    if instance.is_forbidden(evaluation, expert) {
        return Ok(WhyNot::Forbidden);
    }
    if instance.score(evaluation, expert).is_none() {
        return Ok(WhyNot::NoScore);
    }
    let mut forced = instance.clone();
    forced.fixed.push((evaluation, expert));
    forced.fixed.sort_unstable();
    Ok(match solve(&forced, objective, keep_going)?.answer {
        Answer::Infeasible(shortage) => WhyNot::Impossible(shortage.blocking),
        Answer::Optimal(with_pair) | Answer::Feasible(with_pair) => {
            let loses = Loss { objective: best.objective - with_pair.objective, worst: best.worst - with_pair.worst };
            WhyNot::Costs { with_pair, loses }
        }
    })
}

impl WhyNot {
    /// What the pair would cost, where it can be had.
    pub fn costs(&self) -> Option<Loss> {
        match self {
            WhyNot::Assigned => Some(Loss { objective: 0, worst: 0 }),
            WhyNot::Costs { loses, .. } => Some(*loses),
            WhyNot::Forbidden | WhyNot::NoScore | WhyNot::Impossible(_) => None,
        }
    }

    /// The reason as a sentence.
    pub fn wording(&self) -> Wording {
        match self {
            WhyNot::Assigned => Wording::new("该配对已在分配方案中", "the pair is in the assignment"),
            WhyNot::Forbidden => Wording::new("该配对被禁止（回避）", "the pair is forbidden (conflict)"),
            WhyNot::NoScore => Wording::new("该配对没有评分，不可分配", "the pair has no score and cannot be assigned"),
            WhyNot::Impossible(blocking) => Wording::new(
                format!("若指定该配对，则无法完成分配：{}", blocking.why),
                format!("with this pair no assignment keeps every rule: {}", blocking.why),
            ),
            WhyNot::Costs { loses: Loss { objective: 0, worst: 0 }, .. } => Wording::new(
                "指定该配对不损失分数，另有同样好的方案",
                "the pair costs nothing: another assignment is equally good",
            ),
            WhyNot::Costs { loses, .. } => Wording::new(
                format!("若指定该配对，目标值减少 {}，最低一项减少 {}", loses.objective, loses.worst),
                format!(
                    "with this pair the objective falls by {} and the worst sum by {}",
                    loses.objective, loses.worst
                ),
            ),
        }
    }
}
