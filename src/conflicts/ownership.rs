//! Chains of holdings up and down, and the bond of control between two institutions.

use super::control::{Circle, Marriages, spouses};
use super::graph::{FactNo, Holding, Org, Party, Share};
use super::model::OrgKind;
use super::period::DayNumber;
use super::world::World;
use std::collections::HashSet;

/// The stretch of time in which holdings are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub first: DayNumber,
    pub last: DayNumber,
}

impl Span {
    /// One day.
    pub fn on(day: DayNumber) -> Span {
        Span { first: day, last: day }
    }

    /// The days on which control can be greatest, latest first: what holds on a day also held when the
    /// last of it began.
    pub fn days(self, starts: &[DayNumber]) -> Vec<DayNumber> {
        let inside = starts.iter().copied().filter(|day| self.first < *day && *day < self.last);
        let mut days: Vec<DayNumber> = inside.chain([self.first, self.last]).collect();
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        days
    }
}

/// What can be reached along holdings of whatever size.
#[derive(Debug, Default)]
pub struct Reach {
    /// Nearest first.
    pub parties: Vec<Party>,
    pub starts: Vec<DayNumber>,
    known: HashSet<Party>,
}

impl Reach {
    pub fn contains(&self, party: Party) -> bool {
        self.known.contains(&party)
    }

    fn take(&mut self, party: Party) {
        if self.known.insert(party) {
            self.parties.push(party);
        }
    }

    /// Everything below the holders.
    pub fn down(world: &World, holders: impl IntoIterator<Item = Party>, span: Span) -> Reach {
        Reach::walk(
            holders,
            |party| in_span(world, world.holdings_of(party), span),
            |holding| Party::Org(holding.org),
            world,
        )
    }

    /// Everybody above the organisation.
    pub fn up(world: &World, org: Org, span: Span) -> Reach {
        let above = |party| match party {
            Party::Org(org) => in_span(world, world.graph.holdings_in(org), span),
            Party::Person(_) => Vec::new(),
        };
        Reach::walk([Party::Org(org)], above, |holding| world.party(holding.holder), world)
    }

    fn walk(
        from: impl IntoIterator<Item = Party>,
        next: impl Fn(Party) -> Vec<Holding>,
        end: impl Fn(&Holding) -> Party,
        world: &World,
    ) -> Reach {
        let mut reach = Reach::default();
        from.into_iter().for_each(|party| reach.take(party));
        let mut at = 0;
        while let Some(party) = reach.parties.get(at).copied() {
            for holding in next(party) {
                reach.starts.push(world.start(holding.period));
                reach.take(end(&holding));
            }
            at += 1;
        }
        reach
    }
}

fn in_span(world: &World, holdings: impl IntoIterator<Item = Holding>, span: Span) -> Vec<Holding> {
    holdings.into_iter().filter(|holding| world.meets(holding.period, span.first, span.last)).collect()
}

/// How two institutions are bound by control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BondKind {
    /// The first controls the second.
    Controls,
    /// The second controls the first.
    ControlledBy,
    /// Somebody controls both.
    Common(Party),
}

/// A bond of control and the facts from the first institution to the second.
#[derive(Clone, Debug)]
pub struct Bond {
    pub kind: BondKind,
    pub path: Vec<FactNo>,
}

/// What to look for in a bond.
#[derive(Clone, Copy, Debug)]
pub struct BondTerms {
    pub span: Span,
    pub marriages: Marriages,
    /// Control is strictly over this.
    pub over: Share,
    /// The second institution counts as owner of the first even if it is the state.
    pub state_may_own: bool,
}

/// The bond between two institutions at some time in the span: control of one by the other before a
/// common controller, a short path before a long one, a late day before an early one. A common
/// controller of kind `state` counts for nothing.
pub fn bond(world: &World, first: Org, second: Org, terms: BondTerms) -> Option<Bond> {
    let (above_first, above_second) = (Reach::up(world, first, terms.span), Reach::up(world, second, terms.span));
    let starts: Vec<DayNumber> = above_first.starts.iter().chain(&above_second.starts).copied().collect();
    let days = terms.span.days(&starts);
    let around = |centre, day| Circle::around(world, centre, day, terms.marriages, terms.over);
    let direct = |owner: Org, owned: Org| days.iter().find_map(|day| around(Party::Org(owner), *day).proof(owned));
    if above_second.contains(Party::Org(first))
        && let Some(path) = direct(first, second)
    {
        return Some(Bond { kind: BondKind::Controls, path });
    }
    let may_own = terms.state_may_own || counts_as_common(world, Party::Org(second));
    if may_own
        && above_first.contains(Party::Org(second))
        && let Some(path) = direct(second, first)
    {
        return Some(Bond { kind: BondKind::ControlledBy, path: path.into_iter().rev().collect() });
    }
    let common = |centre: Party| {
        days.iter().find_map(|day| {
            let circle = around(centre, *day);
            let path = joined(circle.proof(first)?, circle.proof(second)?);
            Some(Bond { kind: BondKind::Common(centre), path })
        })
    };
    let ends = [Party::Org(first), Party::Org(second)];
    let centres = centres(world, &above_first, terms.marriages).into_iter().filter(|centre| {
        !ends.contains(centre)
            && counts_as_common(world, *centre)
            && leads_to(world, *centre, &above_second, terms.marriages)
    });
    centres.filter_map(common).min_by_key(|bond| bond.path.len())
}

/// Everybody above, nearest first, and their spouses: somebody may control by spouses' holdings alone.
fn centres(world: &World, above: &Reach, marriages: Marriages) -> Vec<Party> {
    let mut centres = above.parties.clone();
    let mut known: HashSet<Party> = centres.iter().copied().collect();
    for party in &above.parties {
        let Party::Person(person) = party else { continue };
        let couples = spouses(world, *person, marriages).into_iter().map(|(spouse, _)| Party::Person(spouse));
        centres.extend(couples.filter(|spouse| known.insert(*spouse)));
    }
    centres
}

fn counts_as_common(world: &World, centre: Party) -> bool {
    !matches!(centre, Party::Org(org) if world.graph.org_kind(org) == Some(OrgKind::State))
}

/// True if the centre or a spouse is above.
fn leads_to(world: &World, centre: Party, above: &Reach, marriages: Marriages) -> bool {
    let by_spouse =
        |person| spouses(world, person, marriages).into_iter().any(|(spouse, _)| above.contains(Party::Person(spouse)));
    above.contains(centre) || matches!(centre, Party::Person(person) if by_spouse(person))
}

/// From the first institution up to the controller and down to the second.
fn joined(up: Vec<FactNo>, down: Vec<FactNo>) -> Vec<FactNo> {
    let mut path: Vec<FactNo> = up.into_iter().rev().collect();
    for fact in down {
        if !path.contains(&fact) {
            path.push(fact);
        }
    }
    path
}
