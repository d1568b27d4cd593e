//! Exact search where the flow alone does not decide: needs that cross, experts who never sit
//! together, a floor under every evaluation's sum. The flow is the relaxation; multipliers pull it
//! towards the rules; branch and bound closes what is left.

mod ascent;
mod branch;
mod lifts;
mod market;
mod relaxation;
mod repair;
mod team;

use ascent::{Ascended, Root, ascend};
use branch::Search;
use market::Market;

pub(super) use relaxation::{Incumbent, Problem};
pub(super) use team::{Best, Offer, TeamSearch};

/// How far to go.
#[derive(Clone, Copy)]
pub(super) struct Effort<'k> {
    /// Assignments worth this or less are of no interest.
    pub known: Option<i64>,
    pub first_is_enough: bool,
    pub keep_going: &'k dyn Fn() -> bool,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub best: Option<Incumbent>,
    /// What an assignment that was not looked at may still be worth; `None` where none is left that
    /// is better than the best, so that the best is proved, or its absence is.
    pub left: Option<i64>,
    /// Prices of the experts' time at the root, in scores divided by `scale`.
    pub prices: Vec<i64>,
    pub scale: i64,
}

/// Solves the problem as far as the effort goes. `None` if the caller stopped it before anything
/// was known.
pub(super) fn search(problem: Problem<'_>, effort: Effort<'_>) -> Option<Outcome> {
    match ascend(problem, effort) {
        Ascended::Stopped => None,
        Ascended::Closed(root, best) => Some(closed(problem, root, best)),
        Ascended::Open(root, best) => Some(branched(problem, effort, root, best)),
    }
}

fn prices(problem: Problem<'_>, root: &Root) -> Vec<i64> {
    (0..problem.instance.experts.len()).map(|expert| root.network.price(expert)).collect()
}

fn closed(problem: Problem<'_>, root: Option<Root>, best: Option<Incumbent>) -> Outcome {
    let scale = root.as_ref().map_or(1, |root| root.scale);
    let prices = root.as_ref().map_or_else(Vec::new, |root| prices(problem, root));
    Outcome { best, left: None, prices, scale }
}

fn branched(problem: Problem<'_>, effort: Effort<'_>, root: Root, best: Option<Incumbent>) -> Outcome {
    let (prices, scale, bound) = (prices(problem, &root), root.scale, root.bound);
    if effort.first_is_enough && best.is_some() {
        return Outcome { best, left: Some(bound), prices, scale };
    }
    let known = best.as_ref().map(|best| best.value).max(effort.known);
    let root = Market::new(problem, scale, prices.clone());
    let mut search = Search { root, known, best, first_is_enough: effort.first_is_enough, keep_going: effort.keep_going };
    let left = search.run(bound);
    Outcome { best: search.best, left, prices, scale }
}
