//! From an instance to its answer.

use thiserror::Error;

use super::answer::{Answer, Assignment};
use super::blocking::shortage;
use super::committed::Committed;
use super::fair::fairest;
use super::instance::Instance;
use super::objective::Objective;
use super::search::{Effort, Problem, search};

/// The caller stopped the search before any assignment was found, and before it was proved that
/// there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the time limit passed before any assignment was found; allow more time")]
pub struct OutOfTime;

/// An answer, and the prices that prove its bound where the search knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    pub answer: Answer,
}

/// Solves `instance` for `objective`. `keep_going` is asked now and then; once it says no, the best
/// assignment found so far is the answer, with the bound proved so far.
///
/// # Errors
/// [`OutOfTime`] where `keep_going` said no before anything was found.
pub fn solve(instance: &Instance, objective: Objective, keep_going: &dyn Fn() -> bool) -> Result<Solved, OutOfTime> {
    let committed = match Committed::of(instance) {
        Ok(committed) => committed,
        Err(blocking) => return Ok(Solved { answer: Answer::Infeasible(shortage(instance, Some(blocking))) }),
    };
    let problem = Problem { instance, committed: &committed, lambda: objective.lambda(instance), floor: None };
    let outcome = match objective {
        Objective::Fair => fairest(problem, keep_going),
        Objective::Total | Objective::Balanced => {
            search(problem, Effort { known: None, first_is_enough: false, keep_going })
        }
    };
    let outcome = outcome.ok_or(OutOfTime)?;
    let answer = match (outcome.best, outcome.left) {
        (None, None) => Answer::Infeasible(shortage(instance, None)),
        (None, Some(_)) => return Err(OutOfTime),
        (Some(best), None) => Answer::Optimal(Assignment::new(instance, objective, best.pairs, best.value)),
        (Some(best), Some(left)) => {
            Answer::Feasible(Assignment::new(instance, objective, best.pairs, left.max(best.value)))
        }
    };
    Ok(Solved { answer })
}
