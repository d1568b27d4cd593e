//! Effective holdings: the product of the shares along each chain, added up over all chains.

use super::graph::{FactNo, Org, Party, Share};
use super::period::DayNumber;
use super::world::World;
use std::cmp::Reverse;

/// The whole of a company as a fixed-point fraction. With shares of up to four digits, products of
/// seven links are exact; beyond that they are rounded up, so that rounding clears nobody.
const WHOLE: u128 = 10_u128.pow(30);

/// How many steps a search takes before it gives up on a net of holdings too tangled to follow.
const MOST_STEPS: usize = 20_000;

struct Chain {
    part: u128,
    facts: Vec<FactNo>,
}

/// The facts that make up an effective holding of `holder` in `org` of at least `threshold` on the
/// day; `None` below. In a net too tangled to follow whatever was found is given: a person decides.
pub fn effective_holding(
    world: &World,
    holder: Party,
    org: Org,
    day: DayNumber,
    threshold: Share,
) -> Option<Vec<FactNo>> {
    let mut search = Search { world, org, day, steps: 0, chains: Vec::new() };
    search.run(holder);
    let enough = WHOLE / u128::from(Share::WHOLE) * u128::from(threshold.0);
    let is_tangled = search.steps > MOST_STEPS;
    let mut chains = search.chains;
    chains.sort_by_key(|chain| (Reverse(chain.part), chain.facts.len()));
    let mut total: u128 = 0;
    let mut path = Vec::new();
    for chain in chains {
        total = total.saturating_add(chain.part);
        chain.facts.into_iter().for_each(|fact| {
            if !path.contains(&fact) {
                path.push(fact)
            }
        });
        if total >= enough {
            return Some(path);
        }
    }
    (is_tangled && !path.is_empty()).then_some(path)
}

/// A depth-first search over chains that visit no entity twice.
struct Search<'w, 'g> {
    world: &'w World<'g>,
    org: Org,
    day: DayNumber,
    steps: usize,
    chains: Vec<Chain>,
}

/// A link of the chain being followed: what it holds, and how far its holdings have been tried.
struct Frame {
    party: Party,
    part: u128,
    fact: Option<FactNo>,
    untried: std::vec::IntoIter<(Party, Share, FactNo)>,
}

impl Search<'_, '_> {
    fn run(&mut self, holder: Party) {
        let mut stack = vec![self.frame(self.world.party(holder), WHOLE, None)];
        while let Some(top) = stack.last_mut() {
            let Some((party, share, fact)) = top.untried.next() else {
                stack.pop();
                continue;
            };
            let part = (top.part * u128::from(share.0)).div_ceil(u128::from(Share::WHOLE));
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            if party == Party::Org(self.org) {
                let facts = stack.iter().filter_map(|frame| frame.fact).chain([fact]).collect();
                self.chains.push(Chain { part, facts });
            } else if stack.iter().all(|frame| frame.party != party) {
                let next = self.frame(party, part, Some(fact));
                stack.push(next);
            }
        }
    }

    fn frame(&self, party: Party, part: u128, fact: Option<FactNo>) -> Frame {
        let held =
            self.world.holdings_of(party).into_iter().filter(|holding| self.world.covers(holding.period, self.day));
        let untried: Vec<_> = held.map(|holding| (Party::Org(holding.org), holding.share, holding.fact)).collect();
        Frame { party, part, fact, untried: untried.into_iter() }
    }
}
