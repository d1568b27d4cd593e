//! A blocking set that surely blocks: checked by itself, and where the quick explanation does not hold
//! up, found by leaving out one part after the other as long as what remains is still impossible.
//!
//! Not here: reading a set off a flow, see `cut`.

use super::super::answer::Blocking;
use super::super::committed::Committed;
use super::super::instance::{Candidate, Evaluation, Expert, Instance};
use super::super::search::{Effort, Problem, search};

/// More parts than this are named without looking for fewer.
const MOST_PARTS: usize = 200;

/// Demands and least loads that are to be met.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub evaluations: Vec<u32>,
    /// Experts whose least load counts.
    pub experts: Vec<u32>,
}

impl Parts {
    fn all(instance: &Instance) -> Parts {
        let is_wanting = |row: &Evaluation| row.demand > 0 || row.needs.iter().any(|need| need.min > 0);
        let wanting = (0u32..).zip(&instance.evaluations).filter(|(_, row)| is_wanting(row)).map(|(at, _)| at);
        let bound = (0u32..).zip(&instance.experts).filter(|(_, expert)| expert.min_load > 0).map(|(at, _)| at);
        Parts { evaluations: wanting.collect(), experts: bound.collect() }
    }

    /// The instance in which nothing else is asked for: the seats of other evaluations may be filled or
    /// not, by stand-ins who can do nothing else.
    fn alone(&self, instance: &Instance) -> Instance {
        let mut alone = instance.clone();
        for (at, expert) in (0u32..).zip(&mut alone.experts) {
            if !self.experts.contains(&at) {
                expert.min_load = 0;
            }
        }
        (alone.starts, alone.candidates) = (vec![0], Vec::new());
        for (at, row) in (0u32..).zip(&mut alone.evaluations) {
            alone.candidates.extend(instance.candidates(at));
            if !self.evaluations.contains(&at) {
                row.needs.clear();
                for _ in 0..row.demand {
                    let expert = alone.experts.len() as u32;
                    alone.candidates.push(Candidate { expert, score: 0 });
                    alone.experts.push(stand_in());
                }
            }
            alone.starts.push(alone.candidates.len());
        }
        alone.fixed.retain(|(evaluation, _)| self.evaluations.contains(evaluation));
        alone
    }

    /// True if it is proved that these cannot be met together.
    fn block(&self, instance: &Instance, patience: &dyn Fn() -> bool) -> bool {
        let alone = self.alone(instance);
        let Ok(committed) = Committed::of(&alone) else { return true };
        let problem = Problem { instance: &alone, committed: &committed, lambda: 0, floor: None, any: false };
        let effort = Effort { known: None, first_is_enough: true, keep_going: patience };
        search(problem, effort).is_some_and(|outcome| outcome.best.is_none() && outcome.left.is_none())
    }
}

fn stand_in() -> Expert {
    Expert { id: String::new(), employer: None, categories: Vec::new(), min_load: 0, max_load: 1 }
}

/// The explanation if its parts are shown to block by themselves; else a smaller choice of all parts
/// that does, so far as patience goes.
pub(super) fn upheld(instance: &Instance, quick: Blocking, parts: &Parts, patience: &dyn Fn() -> bool) -> Blocking {
    if !(parts.evaluations.is_empty() && parts.experts.is_empty()) && parts.block(instance, patience) {
        return quick;
    }
    let parts = reduced(instance, Parts::all(instance), patience);
    let (zh, en) = asked(parts.evaluations.len(), parts.experts.len());
    let zh = format!("{zh}，按评分、承担量、类别要求、单位上限、不得同组和固定配对的规定无法同时满足");
    let en = format!(
        "{en} cannot be met together under scores, loads, needs, the employer limit, experts kept apart and fixed pairs"
    );
    Blocking::new(instance, &parts.evaluations, &parts.experts, &zh, &en)
}

/// What is asked for, Chinese and English.
fn asked(evaluations: usize, experts: usize) -> (String, String) {
    let demands = (format!("这 {evaluations} 个评价的需求"), format!("the demands of these {evaluations} evaluations"));
    let loads = (format!("这 {experts} 名专家的最低承担量"), format!("the least loads of these {experts} experts"));
    match (evaluations, experts) {
        (_, 0) => demands,
        (0, _) => loads,
        _ => (format!("{}与{}", demands.0, loads.0), format!("{} and {}", demands.1, loads.1)),
    }
}

/// Leaves out one part after the other as long as the rest is still proved impossible.
fn reduced(instance: &Instance, mut parts: Parts, patience: &dyn Fn() -> bool) -> Parts {
    if parts.evaluations.len() + parts.experts.len() > MOST_PARTS {
        return parts;
    }
    for evaluation in parts.evaluations.clone() {
        let mut fewer = parts.clone();
        fewer.evaluations.retain(|other| *other != evaluation);
        if fewer.block(instance, patience) {
            parts = fewer;
        }
    }
    for expert in parts.experts.clone() {
        let mut fewer = parts.clone();
        fewer.experts.retain(|other| *other != expert);
        if fewer.block(instance, patience) {
            parts = fewer;
        }
    }
    parts
}
