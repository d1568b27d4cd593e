//! What a solver says: an assignment with its bound, or why there is none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::instance::Instance;
use super::objective::Objective;

/// The answer to an instance, in the published form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum Answer {
    /// Proved best: `bound` equals `objective`, and for `fair` no assignment has a better worst sum.
    Optimal(Assignment),
    /// Keeps every rule; nothing better than `bound` exists, but the gap was not closed.
    Feasible(Assignment),
    /// No assignment keeps every rule.
    Infeasible(Shortage),
}

/// An assignment that keeps every rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// What was maximised. For `fair`: the total, among assignments with the best worst sum.
    pub objective: i64,
    /// No assignment has a greater `objective`.
    pub bound: i64,
    /// Sum of the scores of all assigned pairs.
    pub total: i64,
    /// Least sum of any evaluation; 0 where there is no evaluation.
    pub worst: i64,
    /// `[evaluation, expert]`, in the order of the instance.
    pub assignment: Vec<(String, String)>,
    /// Load of every expert of the instance.
    pub loads: BTreeMap<String, u32>,
}

/// Why an instance has no assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortage {
    /// Sum of all demands.
    pub seats: u64,
    /// Most seats that can be filled at once while no upper limit is broken.
    pub fillable: u64,
    pub blocking: Blocking,
}

/// The part of the instance that cannot be satisfied, and in words what would have to give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocking {
    pub evaluations: Vec<String>,
    pub experts: Vec<String>,
    /// Chinese, then English.
    pub why: String,
}

/// Sums of an assignment, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub objective: i64,
    pub total: i64,
    pub worst: i64,
}

/// Adds up an assignment. Pairs without a score count nothing; sums saturate, which a checked
/// instance never reaches.
pub(super) fn sums(instance: &Instance, objective: Objective, pairs: &[(u32, u32)]) -> Sums {
    let mut of_evaluation = vec![0i128; instance.evaluations.len()];
    let mut loads = vec![0i128; instance.experts.len()];
    for &(evaluation, expert) in pairs {
        let score = instance.score(evaluation, expert).unwrap_or(0);
        if let Some(sum) = of_evaluation.get_mut(evaluation as usize) {
            *sum += i128::from(score);
        }
        if let Some(load) = loads.get_mut(expert as usize) {
            *load += 1;
        }
    }
    let total: i128 = of_evaluation.iter().sum();
    let squares: i128 = loads.iter().map(|load| load * load).sum();
    let value = total - i128::from(objective.lambda(instance)) * squares;
    let worst = of_evaluation.into_iter().min().unwrap_or(0);
    Sums { objective: narrowed(value), total: narrowed(total), worst: narrowed(worst) }
}

pub(super) fn narrowed(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

impl Assignment {
    /// The published form of `pairs`, which the caller has checked.
    pub(super) fn new(instance: &Instance, objective: Objective, mut pairs: Vec<(u32, u32)>, bound: i64) -> Assignment {
        pairs.sort_unstable();
        let sums = sums(instance, objective, &pairs);
        let mut loads: BTreeMap<String, u32> = instance.experts.iter().map(|e| (e.id.clone(), 0)).collect();
        for &(_, expert) in &pairs {
            *loads.entry(instance.expert_id(expert)).or_default() += 1;
        }
        let assignment = pairs.into_iter().map(|(e, x)| (instance.evaluation_id(e), instance.expert_id(x))).collect();
        Assignment { objective: sums.objective, bound, total: sums.total, worst: sums.worst, assignment, loads }
    }
}
