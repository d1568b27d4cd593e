//! Chains of holdings up and down, and the bond of control between two institutions.

use super::control::{Circle, Marriages, When, may_control, spouses, turning_days};
use super::graph::{Controllers, FactNo, Holding, Org, Party, Person, Share};
use super::model::OrgKind;
use super::period::DayNumber;
use super::world::World;
use rustc_hash::FxHashSet;

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
    known: FxHashSet<Party>,
}

impl Reach {
    fn take(&mut self, party: Party) {
        if self.known.insert(party) {
            self.parties.push(party);
        }
    }

    /// Everything below the holders.
    pub fn down(world: &World, holders: impl IntoIterator<Item = Party>, span: Span) -> Reach {
        Reach::walk(holders, |party| in_span(world, world.holdings_of(party), span), |holding| Party::Org(holding.org))
    }

    /// Everybody above the organisation.
    pub fn up(world: &World, org: Org, span: Span) -> Reach {
        let above = |party| match party {
            Party::Org(org) => in_span(world, world.graph.holdings_in(org), span),
            Party::Person(_) => Vec::new(),
        };
        Reach::walk([Party::Org(org)], above, |holding| world.party(holding.holder))
    }

    fn walk(
        from: impl IntoIterator<Item = Party>,
        next: impl Fn(Party) -> Vec<Holding>,
        end: impl Fn(&Holding) -> Party,
    ) -> Reach {
        let mut reach = Reach::default();
        from.into_iter().for_each(|party| reach.take(party));
        let mut at = 0;
        while let Some(party) = reach.parties.get(at).copied() {
            for holding in next(party) {
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
    if let Some(path) = direct(world, first, second, terms) {
        return Some(Bond { kind: BondKind::Controls, path });
    }
    let may_own = terms.state_may_own || counts_as_common(world, Party::Org(second));
    if may_own && let Some(path) = direct(world, second, first, terms) {
        return Some(Bond { kind: BondKind::ControlledBy, path: path.into_iter().rev().collect() });
    }
    let ends = [Party::Org(first), Party::Org(second)];
    let centres = centres(world, first, terms).into_iter().filter(|centre| {
        !ends.contains(centre)
            && counts_as_common(world, *centre)
            && may_control(world, *centre, first, terms.over)
            && may_control(world, *centre, second, terms.over)
    });
    centres.filter_map(|centre| common(world, centre, first, second, terms)).min_by_key(|bond| bond.path.len())
}

/// The facts by which one institution controls the other, on the latest day on which it does.
fn direct(world: &World, owner: Org, owned: Org, terms: BondTerms) -> Option<Vec<FactNo>> {
    let owner = Party::Org(owner);
    if !may_control(world, owner, owned, terms.over) {
        return None;
    }
    let days = turning_days(world, owner, terms.span, terms.marriages, terms.over);
    days.into_iter()
        .find_map(|day| Circle::around(world, owner, When::On(day), terms.marriages, terms.over).proof(owned))
}

/// The bond by somebody who controls both on one day.
fn common(world: &World, centre: Party, first: Org, second: Org, terms: BondTerms) -> Option<Bond> {
    let days = turning_days(world, centre, terms.span, terms.marriages, terms.over);
    days.into_iter().find_map(|day| {
        let circle = Circle::around(world, centre, When::On(day), terms.marriages, terms.over);
        let path = joined(circle.proof(first)?, circle.proof(second)?);
        Some(Bond { kind: BondKind::Common(centre), path })
    })
}

/// Whoever may control the institution: the few who ever could, and the person who stands for two
/// here with the spouses. Where there are too many, everybody above and their spouses.
fn centres(world: &World, org: Org, terms: BondTerms) -> Vec<Party> {
    let index = world.graph.controllers(terms.over);
    let mut centres = match index.of(org) {
        Controllers::Few(few) => few.iter().map(|party| world.party(*party)).collect(),
        Controllers::Many => Reach::up(world, org, terms.span).parties,
    };
    let is_many = index.of(org) == &Controllers::Many;
    centres.extend(world.supposed().map(Party::Person));
    let mut known: FxHashSet<Party> = FxHashSet::default();
    centres.retain(|centre| known.insert(*centre));
    let married: Vec<Person> = centres
        .iter()
        .filter_map(|centre| match centre {
            Party::Person(person) if is_many || world.supposed() == Some(*person) => Some(*person),
            _ => None,
        })
        .collect();
    for person in married {
        let couples = spouses(world, person, terms.marriages).into_iter().map(|(spouse, _)| Party::Person(spouse));
        centres.extend(couples.filter(|spouse| known.insert(*spouse)));
    }
    centres
}

fn counts_as_common(world: &World, centre: Party) -> bool {
    !matches!(centre, Party::Org(org) if world.graph.org_kind(org) == Some(OrgKind::State))
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
