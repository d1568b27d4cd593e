//! How many seats can be filled at most. Every evaluation is offered as many stand-ins as it has
//! candidates; they are worth nothing, meet every need and belong to nobody. The best total, each
//! real expert being worth one, is the number of seats filled. Least loads do not count here.

use super::super::committed::Committed;
use super::super::instance::{Candidate, Evaluation, Expert, Instance, Need};
use super::super::search::{Effort, Problem, search};

/// The most seats filled, and the evaluations that are short then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filling {
    pub seats: u64,
    pub short: Vec<u32>,
}

/// Fills as many seats as possible; fewer, if `patience` ends first.
pub(super) fn fillable(instance: &Instance, committed: &Committed, patience: &dyn Fn() -> bool) -> Filling {
    let staffed = with_stand_ins(instance);
    let mut committed = committed.clone();
    committed.loads.resize(staffed.experts.len(), 0);
    let problem = Problem { instance: &staffed, committed: &committed, lambda: 0, floor: None, any: false };
    let outcome = search(problem, Effort { known: None, first_is_enough: false, keep_going: patience });
    let pairs = outcome.and_then(|outcome| outcome.best).map_or_else(Vec::new, |best| best.pairs);
    let mut filled = vec![0u32; instance.evaluations.len()];
    for &(evaluation, _) in pairs.iter().filter(|(_, expert)| (*expert as usize) < instance.experts.len()) {
        filled[evaluation as usize] += 1;
    }
    let short = (0u32..).zip(&instance.evaluations).zip(&filled).filter(|((_, row), have)| **have < row.demand);
    Filling { short: short.map(|((at, _), _)| at).collect(), seats: filled.iter().map(|&have| u64::from(have)).sum() }
}

fn with_stand_ins(instance: &Instance) -> Instance {
    let real = instance.experts.len() as u32;
    let mut staffed = Instance { never_together: instance.never_together.clone(), ..instance.clone() };
    for expert in &mut staffed.experts {
        expert.min_load = 0;
    }
    (staffed.starts, staffed.candidates) = (vec![0], Vec::new());
    for (at, row) in (0u32..).zip(&mut staffed.evaluations) {
        let real_ones = instance.candidates(at);
        clamp(row, real_ones.len() as u32);
        staffed.candidates.extend(real_ones.iter().map(|candidate| Candidate { score: 1, ..*candidate }));
        let categories: Vec<u32> = row.needs.iter().map(|need| need.category).collect();
        for _ in 0..row.demand {
            let expert = staffed.experts.len() as u32;
            staffed.candidates.push(Candidate { expert, score: 0 });
            let id = format!("{}", expert - real);
            staffed.experts.push(Expert {
                id,
                employer: None,
                categories: categories.clone(),
                min_load: 0,
                max_load: 1,
            });
        }
        staffed.starts.push(staffed.candidates.len());
    }
    staffed
}

/// Seats beyond the number of candidates stay empty whatever happens, and count for every need.
fn clamp(row: &mut Evaluation, candidates: u32) {
    let beyond = row.demand.saturating_sub(candidates);
    row.demand -= beyond;
    let demand = row.demand;
    let eased = |need: &Need| Need { min: need.min.saturating_sub(beyond).min(demand), ..need.clone() };
    row.needs = row.needs.iter().map(eased).filter(|need| need.min > 0).collect();
}
