//! Exact search where the flow alone does not decide: needs that cross, experts who never sit
//! together, a floor under every evaluation's sum. The flow is the relaxation; multipliers pull it
//! towards the rules; branch and bound closes what is left.

mod ascent;
mod branch;
mod flow_node;
mod lifts;
mod market;
mod master;
mod relaxation;
mod repair;
mod team;

use ascent::{Ascended, Root, ascend};
use branch::{Hunt, Tree};
use flow_node::FlowNode;
use market::Market;

pub(super) use relaxation::{Incumbent, Problem};
pub(super) use team::{Best, Offer, TeamSearch};

/// Nodes per turn. Those of the market take longer.
const FLOW_TURN: u32 = 300;
const MARKET_TURN: u32 = 100;

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

/// What the market proves at given prices; `None` if no assignment keeps every rule.
pub(super) fn bound_at_prices(problem: Problem<'_>, scale: i64, prices: Vec<i64>) -> Option<i64> {
    Market::new(problem, scale, prices).bound()
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
    let mut hunt = Hunt { known, best, first_is_enough: effort.first_is_enough, keep_going: effort.keep_going };
    let Root { network, lifts, .. } = root;
    let flow = Tree::new(FlowNode::new(problem, network, scale, lifts), bound);
    let left = alternate(problem, flow, Market::new(problem, scale, prices.clone()), &mut hunt);
    Outcome { best: hunt.best, left, prices, scale }
}

/// Searches by turns under the flow and on the market: neither is the quicker on every instance,
/// and each knows what the other has found. Ends when one of them has seen everything.
fn alternate<'p>(
    problem: Problem<'p>,
    mut flow: Tree<FlowNode<'p>>,
    mut root: Market<'p>,
    hunt: &mut Hunt<'_>,
) -> Option<i64> {
    if problem.floor.is_none() {
        flow.run(hunt, FLOW_TURN);
    }
    flow.left(hunt)?;
    let bound = root.prepare(hunt)?;
    let mut market = Tree::new(root, bound);
    loop {
        let left = flow.left(hunt)?.min(market.left(hunt)?);
        if hunt.is_over() {
            return Some(left);
        }
        market.run(hunt, MARKET_TURN);
        flow.run(hunt, FLOW_TURN);
    }
}
