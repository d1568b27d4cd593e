//! Exact search where the flow alone does not decide: needs that cross, experts who never sit
//! together, a floor under every evaluation's sum. The flow is the relaxation; multipliers pull it
//! towards the rules; branch and bound closes what is left.

mod ascent;
mod branch;
mod flow_node;
mod haggling;
mod lifts;
mod market;
mod market_node;
mod master;
mod relaxation;
mod repair;
mod team;

use ascent::{Ascended, Root, ascend};
use branch::{Hunt, Tree};
use flow_node::FlowNode;
use market::Market;

pub(super) use market::GREATEST_PRICE;
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
    let finer = finer(problem, scale);
    let (scale, prices) = (scale * finer, prices.into_iter().map(|price| price * finer).collect());
    let market = Market::new(problem, scale, prices);
    let (left, sharper) = alternate(flow, market.clone(), &mut hunt);
    Outcome { best: hunt.best, left, prices: better(market, sharper), scale }
}

/// By how much the market's prices may be finer than the flow's, which keeps more room.
fn finer(problem: Problem<'_>, scale: i64) -> i64 {
    const FINER: i64 = 64;
    let greatest =
        problem.instance.candidates.iter().map(|candidate| candidate.score.unsigned_abs()).max().unwrap_or(0);
    let scaled = u128::from(greatest.max(problem.lambda.unsigned_abs())) * scale as u128 * FINER as u128;
    if scaled < GREATEST_PRICE as u128 >> 8 { FINER } else { 1 }
}

/// Of the market's own prices and others, those that prove more.
fn better(mut market: Market<'_>, others: Vec<i64>) -> Vec<i64> {
    let (own, bound) = (market.prices.clone(), market.takings());
    market.move_to(&others);
    if market.takings() < bound { others } else { own }
}

/// Searches by turns under the flow and on the market: neither is the quicker on every instance,
/// and each knows what the other has found. Ends when one of them has seen everything. Also returns
/// the market's prices before any branching.
fn alternate<'p>(mut flow: Tree<FlowNode<'p>>, mut root: Market<'p>, hunt: &mut Hunt<'_>) -> (Option<i64>, Vec<i64>) {
    if root.problem.floor.is_none() {
        flow.run(hunt, FLOW_TURN);
    }
    let Some(left) = flow.left(hunt) else { return (None, root.prices) };
    if hunt.is_over() {
        return (Some(left), root.prices);
    }
    let bound = root.prepare(hunt);
    let prices = root.prices.clone();
    let Some(bound) = bound else { return (None, prices) };
    let mut market = Tree::new(root, bound);
    loop {
        let (Some(one), Some(other)) = (flow.left(hunt), market.left(hunt)) else { return (None, prices) };
        if hunt.is_over() {
            return (Some(one.min(other)), prices);
        }
        market.run(hunt, MARKET_TURN);
        flow.run(hunt, FLOW_TURN);
    }
}
