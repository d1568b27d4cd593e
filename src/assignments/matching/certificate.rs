//! Checks an assignment and the proof of its bound without trusting the solver.
//!
//! The proof is a list of prices of the experts' time. At these prices every evaluation picks its
//! best team alone and every expert the load that earns most; no assignment is worth more than what
//! both make together. Anybody can add that up; where it equals the objective, the assignment is the
//! best there is. Where a search had to branch, the prices prove a bound near the objective only, and
//! solving again is the way to check the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::answer::{Assignment, sums};
use super::committed::Committed;
use super::fair::highest_floor;
use super::instance::Instance;
use super::local::{Breach, breach};
use super::objective::Objective;
use super::search::{GREATEST_PRICE, Problem, bound_at_prices};

/// Prices of the experts' time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub objective: Objective,
    /// Prices are in scores divided by this; at least 1.
    pub scale: i64,
    /// Price by expert; whoever is not named is free.
    pub prices: BTreeMap<String, i64>,
}

/// What the check of a sound assignment shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// No assignment is better.
    Optimal,
    /// No assignment has a greater objective than this; for `fair`, none whose worst sum is as good.
    Bound(i64),
}

/// What is wrong with an assignment or its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Objection {
    #[error("the {what} {id:?} is not in the instance")]
    Unknown { what: &'static str, id: String },
    #[error("the pair [{evaluation:?}, {expert:?}] occurs twice")]
    Twice { evaluation: String, expert: String },
    #[error("the pair [{evaluation:?}, {expert:?}] may not be assigned: it is forbidden or has no score")]
    NotAssignable { evaluation: String, expert: String },
    #[error("the fixed pair [{evaluation:?}, {expert:?}] is missing")]
    FixedMissing { evaluation: String, expert: String },
    #[error("evaluation {evaluation:?} has {has} experts and demands {demand}")]
    Demand { evaluation: String, has: usize, demand: u32 },
    #[error("expert {expert:?} has a load of {load}, outside {min} to {max}")]
    Load { expert: String, load: u32, min: u32, max: u32 },
    #[error("evaluation {evaluation:?} has too few of category {category:?}")]
    Need { evaluation: String, category: String },
    #[error("evaluation {evaluation:?} has too many experts of one employer")]
    Employer { evaluation: String },
    #[error("evaluation {evaluation:?} has {a:?} and {b:?}, who never sit together")]
    Together { evaluation: String, a: String, b: String },
    #[error("{field} is given as {given}; it is {found}")]
    Sum { field: &'static str, given: i64, found: i64 },
    #[error("the bound {bound} is below the objective {objective}")]
    BoundBelow { bound: i64, objective: i64 },
    #[error("the certificate is for another objective")]
    OtherObjective,
    #[error("the scale of the certificate is {scale}; it must be from 1 to {most}")]
    Scale { scale: i64, most: u64 },
    #[error("the price of {expert:?} is too large")]
    Price { expert: String },
}

/// Checks that the assignment keeps every rule and adds up, and what the prices prove of its bound.
///
/// # Errors
/// The first objection.
pub fn verify(instance: &Instance, answer: &Assignment, certificate: &Certificate) -> Result<Proof, Objection> {
    let objective = certificate.objective;
    check(instance, objective, answer)?;
    let prices = prices(instance, certificate)?;
    let committed = Committed::of(instance).unwrap_or_else(|_| Committed::nothing(instance));
    let floor = (objective == Objective::Fair).then_some(answer.worst);
    let problem = Problem { instance, committed: &committed, lambda: objective.lambda(instance), floor, any: false };
    let bound = bound_at_prices(problem, certificate.scale, prices).unwrap_or(answer.objective);
    let worst_is_best = objective != Objective::Fair || highest_floor(problem).is_none_or(|most| most <= answer.worst);
    Ok(if bound <= answer.objective && worst_is_best { Proof::Optimal } else { Proof::Bound(bound) })
}

fn prices(instance: &Instance, certificate: &Certificate) -> Result<Vec<i64>, Objection> {
    let greatest = instance.candidates.iter().map(|candidate| candidate.score.unsigned_abs()).max().unwrap_or(0);
    let most = GREATEST_PRICE as u64 / greatest.max(instance.lambda.unsigned_abs()).max(1);
    if !(1..=most.min(1 << 20)).contains(&certificate.scale.unsigned_abs()) || certificate.scale < 0 {
        return Err(Objection::Scale { scale: certificate.scale, most: most.min(1 << 20) });
    }
    let mut prices = vec![0; instance.experts.len()];
    let numbers: HashMap<&str, usize> =
        instance.experts.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    for (id, &price) in &certificate.prices {
        let at = *numbers.get(id.as_str()).ok_or_else(|| Objection::Unknown { what: "expert", id: id.clone() })?;
        if price.unsigned_abs() > GREATEST_PRICE as u64 {
            return Err(Objection::Price { expert: id.clone() });
        }
        prices[at] = price;
    }
    Ok(prices)
}

/// Checks that an assignment keeps every rule of the instance and that its sums are right.
///
/// # Errors
/// The first objection.
pub fn check(instance: &Instance, objective: Objective, answer: &Assignment) -> Result<(), Objection> {
    let pairs = numbered(instance, answer)?;
    let mut teams = vec![Vec::new(); instance.evaluations.len()];
    let mut loads = vec![0u32; instance.experts.len()];
    for &(evaluation, expert) in &pairs {
        teams[evaluation as usize].push(expert);
        loads[expert as usize] += 1;
    }
    for (at, team) in (0u32..).zip(&teams) {
        check_team(instance, at, team)?;
    }
    for (row, &load) in instance.experts.iter().zip(&loads) {
        if !(row.min_load..=row.max_load).contains(&load) {
            return Err(Objection::Load { expert: row.id.clone(), load, min: row.min_load, max: row.max_load });
        }
        let given = answer.loads.get(&row.id).copied().unwrap_or(0);
        if given != load {
            return Err(Objection::Sum { field: "a load", given: given.into(), found: load.into() });
        }
    }
    check_sums(instance, objective, answer, &pairs)
}

/// The pairs by number; every id known, every pair assignable and once, every fixed pair there.
fn numbered(instance: &Instance, answer: &Assignment) -> Result<BTreeSet<(u32, u32)>, Objection> {
    let evaluations: HashMap<&str, u32> =
        (0u32..).zip(&instance.evaluations).map(|(at, row)| (row.id.as_str(), at)).collect();
    let experts: HashMap<&str, u32> = (0u32..).zip(&instance.experts).map(|(at, row)| (row.id.as_str(), at)).collect();
    let mut pairs = BTreeSet::new();
    for (evaluation, expert) in &answer.assignment {
        let unknown = |what, id: &str| Objection::Unknown { what, id: id.to_owned() };
        let &e = evaluations.get(evaluation.as_str()).ok_or_else(|| unknown("evaluation", evaluation))?;
        let &x = experts.get(expert.as_str()).ok_or_else(|| unknown("expert", expert))?;
        let (evaluation, expert) = (evaluation.clone(), expert.clone());
        if instance.score(e, x).is_none() {
            return Err(Objection::NotAssignable { evaluation, expert });
        }
        if !pairs.insert((e, x)) {
            return Err(Objection::Twice { evaluation, expert });
        }
    }
    match instance.fixed.iter().find(|pair| !pairs.contains(pair)) {
        Some(&(e, x)) => {
            Err(Objection::FixedMissing { evaluation: instance.evaluation_id(e), expert: instance.expert_id(x) })
        }
        None => Ok(pairs),
    }
}

fn check_team(instance: &Instance, at: u32, team: &[u32]) -> Result<(), Objection> {
    let row = &instance.evaluations[at as usize];
    let evaluation = row.id.clone();
    if team.len() != row.demand as usize {
        return Err(Objection::Demand { evaluation, has: team.len(), demand: row.demand });
    }
    match breach(instance, at, team) {
        None => Ok(()),
        Some(Breach::Need(bit)) => {
            let category = row.needs.get(bit).map(|need| instance.category(need.category).to_owned());
            Err(Objection::Need { evaluation, category: category.unwrap_or_default() })
        }
        Some(Breach::Employer(_)) => Err(Objection::Employer { evaluation }),
        Some(Breach::Together(a, b)) => {
            Err(Objection::Together { evaluation, a: instance.expert_id(a), b: instance.expert_id(b) })
        }
    }
}

fn check_sums(
    instance: &Instance,
    objective: Objective,
    answer: &Assignment,
    pairs: &BTreeSet<(u32, u32)>,
) -> Result<(), Objection> {
    let pairs: Vec<(u32, u32)> = pairs.iter().copied().collect();
    let found = sums(instance, objective, &pairs);
    let fields = [
        ("total", answer.total, found.total),
        ("worst", answer.worst, found.worst),
        ("objective", answer.objective, found.objective),
    ];
    if let Some(&(field, given, found)) = fields.iter().find(|(_, given, found)| given != found) {
        return Err(Objection::Sum { field, given, found });
    }
    if answer.bound < answer.objective {
        return Err(Objection::BoundBelow { bound: answer.bound, objective: answer.objective });
    }
    Ok(())
}
