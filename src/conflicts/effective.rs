//! Effective holdings: the product of the shares along each chain, added up over all chains.

use super::graph::{FactNo, Holding, Org, Party, Share};
use super::period::DayNumber;
use super::world::World;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// The whole of a company as a fixed-point fraction. Products of nine links of four digits are exact;
/// what is lost beyond that is rounded up, so that rounding clears nobody.
const WHOLE: u128 = 10_u128.pow(36);

/// How many steps a search takes before it gives up on a net of holdings too tangled to follow.
const MOST_STEPS: usize = 20_000;

struct Chain {
    part: u128,
    facts: Vec<FactNo>,
}

/// The facts that make up an effective holding of `holder` in `org` of at least `threshold` on the
/// day; `None` below. In a net too tangled to follow to the end one chain is given: a person decides.
pub fn effective_holding(
    world: &World,
    holder: Party,
    org: Org,
    day: DayNumber,
    threshold: Share,
) -> Option<Vec<FactNo>> {
    let net = Net::between(world, world.party(holder), org, day)?;
    let mut search = Search { net: &net, org, steps: 0, chains: Vec::new() };
    search.run(world.party(holder));
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
    is_tangled.then(|| net.shortest_chain(world.party(holder), org))
}

/// The holdings of one day that lie on some way from a holder to an organisation.
struct Net {
    held: FxHashMap<Party, Vec<Holding>>,
}

impl Net {
    /// `None` if there is no way at all.
    fn between(world: &World, holder: Party, org: Org, day: DayNumber) -> Option<Net> {
        let mut held: FxHashMap<Party, Vec<Holding>> = FxHashMap::default();
        let mut holders: FxHashMap<Party, Vec<Party>> = FxHashMap::default();
        let mut waiting = vec![holder];
        while let Some(party) = waiting.pop() {
            if held.contains_key(&party) || party == Party::Org(org) {
                continue;
            }
            let mut holdings = world.holdings_of(party);
            holdings.retain(|holding| world.covers(holding.period, day));
            for holding in &holdings {
                holders.entry(Party::Org(holding.org)).or_default().push(party);
                waiting.push(Party::Org(holding.org));
            }
            held.insert(party, holdings);
        }
        let leading = leading_to(Party::Org(org), &holders);
        for holdings in held.values_mut() {
            holdings.retain(|holding| leading.contains(&Party::Org(holding.org)));
        }
        leading.contains(&holder).then_some(Net { held })
    }

    fn of(&self, party: Party) -> &[Holding] {
        self.held.get(&party).map_or(&[], Vec::as_slice)
    }

    /// The facts of a chain with the fewest links.
    fn shortest_chain(&self, holder: Party, org: Org) -> Vec<FactNo> {
        let mut reached = vec![(holder, None)];
        let mut seen = FxHashSet::from_iter([holder]);
        let mut at = 0;
        while let Some((party, _)) = reached.get(at).copied() {
            for holding in self.of(party).iter().filter(|holding| seen.insert(Party::Org(holding.org))) {
                reached.push((Party::Org(holding.org), Some((at, holding.fact))));
            }
            at += 1;
        }
        let end = reached.iter().position(|(party, _)| *party == Party::Org(org));
        let link = |at: &usize| reached.get(*at).and_then(|(_, link)| *link);
        let mut chain: Vec<FactNo> =
            std::iter::successors(end.as_ref().and_then(link), |(at, _)| link(at)).map(|(_, fact)| fact).collect();
        chain.reverse();
        chain
    }
}

/// Everybody from whom a way leads to `end`, itself included.
fn leading_to(end: Party, holders: &FxHashMap<Party, Vec<Party>>) -> FxHashSet<Party> {
    let mut leading = FxHashSet::from_iter([end]);
    let mut waiting = vec![end];
    while let Some(party) = waiting.pop() {
        let above = holders.get(&party).map_or(&[][..], Vec::as_slice);
        waiting.extend(above.iter().copied().filter(|holder| leading.insert(*holder)));
    }
    leading
}

/// A depth-first search over chains that visit no entity twice.
struct Search<'n> {
    net: &'n Net,
    org: Org,
    steps: usize,
    chains: Vec<Chain>,
}

/// A link of the chain being followed: what it holds, and how far its holdings have been tried.
struct Frame<'n> {
    party: Party,
    part: u128,
    fact: Option<FactNo>,
    untried: std::slice::Iter<'n, Holding>,
}

impl Search<'_> {
    fn run(&mut self, holder: Party) {
        let net = self.net;
        let frame = |party, part, fact| Frame { party, part, fact, untried: net.of(party).iter() };
        let mut stack = vec![frame(holder, WHOLE, None)];
        while let Some(top) = stack.last_mut() {
            let Some(holding) = top.untried.next() else {
                stack.pop();
                continue;
            };
            let (party, part) = (Party::Org(holding.org), part_of(top.part, holding.share));
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            if holding.org == self.org {
                let facts = stack.iter().filter_map(|frame| frame.fact).chain([holding.fact]).collect();
                self.chains.push(Chain { part, facts });
            } else if stack.iter().all(|frame| frame.party != party) {
                stack.push(frame(party, part, Some(holding.fact)));
            }
        }
    }
}

/// A share of a part, rounded up; multiplied in two halves, because the product of all digits needs
/// more than 128 bits.
fn part_of(part: u128, share: Share) -> u128 {
    let (whole, share) = (u128::from(Share::WHOLE), u128::from(share.0));
    part / whole * share + (part % whole * share).div_ceil(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_exact_as_long_as_there_are_digits() {
        let half = Share(Share::WHOLE / 2);
        assert_eq!(part_of(WHOLE, half), WHOLE / 2);
        assert_eq!((0..18).fold(WHOLE, |part, _| part_of(part, half)), WHOLE >> 18);
        assert_eq!(part_of(1, half), 1, "what is lost is rounded up");
        assert_eq!(part_of(WHOLE, Share(Share::WHOLE)), WHOLE);
    }
}
