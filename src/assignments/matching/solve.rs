//! From an instance to its answer.

use thiserror::Error;

use super::answer::{Answer, Assignment, Blocking};
use super::blocking::shortage;
use super::certificate::Certificate;
use super::committed::Committed;
use super::fair::fairest;
use super::instance::Instance;
use super::objective::Objective;
use super::search::{Effort, Outcome, Problem, search};

/// The caller stopped the search before any assignment was found, and before it was proved that
/// there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the time limit passed before any assignment was found; allow more time")]
pub struct OutOfTime;

/// An answer, and the prices that prove its bound where the search knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    pub answer: Answer,
    /// Missing where nothing is assigned.
    pub certificate: Option<Certificate>,
}

/// Solves `instance` for `objective`. `keep_going` is asked now and then; once it says no, the best
/// assignment found so far is the answer, with the bound proved so far.
///
/// # Errors
/// [`OutOfTime`] where `keep_going` said no before anything was found.
pub fn solve(instance: &Instance, objective: Objective, keep_going: &dyn Fn() -> bool) -> Result<Solved, OutOfTime> {
    let committed = match Committed::of(instance) {
        Ok(committed) => committed,
        Err(blocking) => return Ok(infeasible(instance, Some(blocking), keep_going)),
    };
    let problem =
        Problem { instance, committed: &committed, lambda: objective.lambda(instance), floor: None, any: false };
    let outcome = match objective {
        Objective::Fair => fairest(problem, keep_going),
        Objective::Total | Objective::Balanced => {
            search(problem, Effort { known: None, first_is_enough: false, keep_going })
        }
    };
    let Outcome { best, left, prices, scale } = outcome.ok_or(OutOfTime)?;
    let Some(best) = best else {
        return if left.is_none() { Ok(infeasible(instance, None, keep_going)) } else { Err(OutOfTime) };
    };
    let assignment = |bound| Assignment::new(instance, objective, best.pairs, bound);
    let answer = match left {
        None => Answer::Optimal(assignment(best.value)),
        Some(left) => Answer::Feasible(assignment(left.max(best.value))),
    };
    let priced = instance.experts.iter().zip(prices).filter(|(_, price)| *price != 0);
    let prices = priced.map(|(expert, price)| (expert.id.clone(), price)).collect();
    Ok(Solved { answer, certificate: Some(Certificate { objective, scale, prices }) })
}

fn infeasible(instance: &Instance, contradiction: Option<Blocking>, keep_going: &dyn Fn() -> bool) -> Solved {
    Solved { answer: Answer::Infeasible(shortage(instance, contradiction, keep_going)), certificate: None }
}
