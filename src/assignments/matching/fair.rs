//! The fair objective: raise the worst-served evaluation first, then the total.
//!
//! A floor under every evaluation's sum is searched by halving: above stands what the worst
//! evaluation could at best get if it were alone, below the worst sum of an assignment in hand. At
//! the highest floor that can be kept the total is maximised.

use super::answer::sums;
use super::instance::Instance;
use super::objective::Objective;
use super::search::{Best, Effort, Incumbent, Offer, Outcome, Problem, TeamSearch, search};

/// The best assignment under the fair objective, its bound being one on the total.
pub(super) fn fairest(problem: Problem<'_>, keep_going: &dyn Fn() -> bool) -> Option<Outcome> {
    let plain = search(problem, Effort { known: None, first_is_enough: true, keep_going })?;
    let Some(best) = &plain.best else { return Some(plain) };
    if problem.instance.evaluations.is_empty() {
        return Some(plain);
    }
    let mut level = sums(problem.instance, Objective::Fair, &best.pairs).worst;
    let Some(mut ceiling) = highest_floor(problem) else { return Some(plain) };
    let mut in_hand = best.clone();
    let total_bound = plain.left.unwrap_or(best.value);
    let mut probe = ceiling;
    while level < ceiling {
        let (instance, floor) = (thinned(problem, probe), Some(probe));
        let floored = Problem { instance: &instance, floor, any: true, ..problem };
        match search(floored, Effort { known: Some(-1), first_is_enough: true, keep_going }) {
            Some(Outcome { best: Some(found), .. }) => {
                let sums = sums(problem.instance, Objective::Fair, &found.pairs);
                level = sums.worst;
                in_hand = Incumbent { value: sums.total, ..found };
            }
            Some(Outcome { best: None, left: None, .. }) => ceiling = probe - 1,
            _ => return Some(Outcome { best: Some(in_hand), left: Some(total_bound), ..plain }),
        }
        probe = level + (ceiling - level + 1) / 2;
    }
    let instance = thinned(problem, level);
    let floored = Problem { instance: &instance, floor: Some(level), ..problem };
    let known = Some(in_hand.value);
    let Some(outcome) = search(floored, Effort { known, first_is_enough: false, keep_going }) else {
        return Some(Outcome { best: Some(in_hand), left: Some(total_bound), ..plain });
    };
    Some(Outcome { best: outcome.best.or(Some(in_hand)), ..outcome })
}

/// The least, over all evaluations, of what each would get if all experts were free for it.
pub(super) fn highest_floor(problem: Problem<'_>) -> Option<i64> {
    let alone = |evaluation: u32| {
        let fixed = &problem.committed.teams[evaluation as usize];
        let offer = |expert: u32, score: i64| Offer::new(problem.instance, evaluation, expert, score, score);
        let (members, offers): (Vec<_>, Vec<_>) =
            problem.instance.candidates(evaluation).iter().partition(|candidate| fixed.contains(&candidate.expert));
        let of = |list: Vec<&super::instance::Candidate>| {
            list.into_iter().map(|c| offer(c.expert, c.score)).collect::<Vec<_>>()
        };
        match TeamSearch::new(problem.instance, evaluation, None).run(&of(members), of(offers)) {
            Best::Team { value, .. } | Best::AtMost { value, .. } => Some(value),
            Best::Nobody => None,
        }
    };
    (0..problem.instance.evaluations.len() as u32).filter_map(alone).min()
}

/// The instance without candidates who cannot be in any team that reaches the floor.
fn thinned(problem: Problem<'_>, floor: i64) -> Instance {
    let instance = problem.instance;
    let (mut starts, mut candidates) = (vec![0], Vec::new());
    for (evaluation, fixed) in (0u32..).zip(&problem.committed.teams) {
        let all = instance.candidates(evaluation);
        let is_fixed = |expert: u32| fixed.contains(&expert);
        let fixed_sum: i64 = all.iter().filter(|c| is_fixed(c.expert)).map(|c| c.score).sum();
        let mut scores: Vec<i64> = all.iter().filter(|c| !is_fixed(c.expert)).map(|c| c.score).collect();
        scores.sort_unstable_by(|a, b| b.cmp(a));
        let others = (instance.evaluations[evaluation as usize].demand as usize).saturating_sub(fixed.len() + 1);
        let most: i64 = fixed_sum + scores.iter().take(others).sum::<i64>();
        candidates.extend(all.iter().filter(|c| is_fixed(c.expert) || most + c.score >= floor));
        starts.push(candidates.len());
    }
    Instance { starts, candidates, ..instance.clone() }
}
