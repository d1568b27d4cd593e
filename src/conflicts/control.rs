//! Who controls whom: direct holdings of a holder, of the spouse and of every entity already
//! controlled, added up, strictly over the threshold.
//!
//! Grown in rounds: each round counts the holdings of everybody who joined in the round before, so a
//! controlled entity rests on contributions from earlier rounds only and circles prove nothing.

use super::graph::{FactNo, Holding, Org, Party, Person, Share};
use super::ownership::Span;
use super::period::DayNumber;
use super::world::{Step, World};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

impl When {
    fn includes(self, world: &World, holding: &Holding) -> bool {
        match self {
            When::On(day) => world.covers(holding.period, day),
            When::Ever => true,
        }
    }
}

/// When a marriage lets the spouse's holdings count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marriages {
    /// A marriage that ended before this day does not count.
    pub ended_from: DayNumber,
}

/// A holder that counts, with the fact that makes it count: a marriage, or nothing.
#[derive(Clone, Debug)]
struct Member {
    party: Party,
    marriage: Option<FactNo>,
}

/// Which holdings count.
#[derive(Clone, Copy, Debug)]
pub enum When {
    On(DayNumber),
    /// All that there ever were, together.
    Ever,
}

/// The circle of control around one holder at one time.
#[derive(Debug)]
pub struct Circle {
    members: Vec<Member>,
    /// Contributions to each entity by the position of the contributing member, in order of counting.
    contributions: FxHashMap<Org, Vec<(usize, Holding)>>,
    /// Controlled entities and how many of their contributions existed when control was reached.
    controlled: FxHashMap<Org, usize>,
    over: u128,
}

impl Circle {
    /// Everything `centre` controls at that time with strictly more than `over`.
    pub fn around(world: &World, centre: Party, when: When, marriages: Marriages, over: Share) -> Circle {
        let mut circle = Circle {
            members: seeds(world, centre, marriages),
            contributions: FxHashMap::default(),
            controlled: FxHashMap::default(),
            over: u128::from(over.0),
        };
        let mut known: FxHashSet<Party> = circle.members.iter().map(|member| member.party).collect();
        let mut from = 0;
        while from < circle.members.len() {
            let touched = circle.count(world, when, from);
            from = circle.members.len();
            circle.admit(touched, &mut known);
        }
        circle
    }

    /// Counts the holdings of the members from `from` on; the entities that gained, in order.
    fn count(&mut self, world: &World, when: When, from: usize) -> Vec<Org> {
        let mut touched = Vec::new();
        for (at, member) in self.members.iter().enumerate().skip(from) {
            for holding in world.holdings_of(member.party) {
                if when.includes(world, &holding) {
                    self.contributions.entry(holding.org).or_default().push((at, holding));
                    touched.push(holding.org);
                }
            }
        }
        touched
    }

    fn admit(&mut self, touched: Vec<Org>, known: &mut FxHashSet<Party>) {
        for org in touched {
            let Some(counted) = self.contributions.get(&org) else { continue };
            if self.controlled.contains_key(&org) || sum(counted) <= self.over {
                continue;
            }
            self.controlled.insert(org, counted.len());
            if known.insert(Party::Org(org)) {
                self.members.push(Member { party: Party::Org(org), marriage: None });
            }
        }
    }

    /// When the holdings that were counted began.
    pub fn starts(&self, world: &World) -> Vec<DayNumber> {
        self.contributions.values().flatten().map(|(_, holding)| world.start(holding.period)).collect()
    }

    pub fn controls(&self, org: Org) -> bool {
        self.controlled.contains_key(&org)
    }

    /// The entities controlled, nearest first.
    pub fn entities(&self) -> impl Iterator<Item = Org> + '_ {
        self.members.iter().filter_map(|member| match member.party {
            Party::Org(org) if self.controls(org) => Some(org),
            _ => None,
        })
    }

    /// The facts that the control of `org` needs, leg by leg from the centre; `None` without control.
    /// Each entity is proved once, and only from contributions that came before it.
    pub fn proof(&self, org: Org) -> Option<Vec<FactNo>> {
        let mut proof = Vec::new();
        let (mut quoted, mut proved) = (FxHashSet::default(), FxHashSet::default());
        let mut todo = vec![Task::Prove(org)];
        while let Some(task) = todo.pop() {
            match task {
                Task::Quote(fact) if quoted.insert(fact) => proof.push(fact),
                Task::Prove(org) if proved.insert(org) => todo.extend(self.legs(org)?.into_iter().rev()),
                Task::Quote(_) | Task::Prove(_) => {}
            }
        }
        Some(proof)
    }

    /// What has to be shown for the control of `org`: for each contribution needed its holder, then
    /// the holding.
    fn legs(&self, org: Org) -> Option<Vec<Task>> {
        let count = *self.controlled.get(&org)?;
        let counted = self.contributions.get(&org)?.get(..count)?;
        let mut legs = Vec::new();
        for (at, holding) in needed(counted, self.over) {
            let member = self.members.get(at)?;
            match (member.party, member.marriage) {
                (_, Some(marriage)) => legs.push(Task::Quote(marriage)),
                (Party::Org(owner), None) if at != CENTRE => legs.push(Task::Prove(owner)),
                _ => {}
            }
            legs.push(Task::Quote(holding.fact));
        }
        Some(legs)
    }
}

/// The position of the centre among the members.
const CENTRE: usize = 0;

#[derive(Debug)]
enum Task {
    Prove(Org),
    Quote(FactNo),
}

fn sum<'a>(counted: impl IntoIterator<Item = &'a (usize, Holding)>) -> u128 {
    counted.into_iter().map(|(_, holding)| u128::from(holding.share.0)).sum()
}

/// A smallest selection that is still over the threshold: nearest and largest first until enough,
/// then without whatever turns out to be dispensable, smallest first.
fn needed(counted: &[(usize, Holding)], over: u128) -> Vec<(usize, Holding)> {
    let mut ranked: Vec<(usize, Holding)> = counted.to_vec();
    ranked.sort_by_key(|(at, holding)| (*at, Reverse(holding.share)));
    let mut total = 0;
    let enough = ranked.iter().position(|(_, holding)| {
        total += u128::from(holding.share.0);
        total > over
    });
    ranked.truncate(enough.map_or(0, |last| last + 1));
    let mut smallest_first: Vec<(Share, FactNo)> = ranked.iter().map(|(_, h)| (h.share, h.fact)).collect();
    smallest_first.sort();
    let mut dispensable = FxHashSet::default();
    for (share, fact) in smallest_first {
        if total - u128::from(share.0) > over {
            total -= u128::from(share.0);
            dispensable.insert(fact);
        }
    }
    ranked.retain(|(_, holding)| !dispensable.contains(&holding.fact));
    ranked
}

/// The centre and, for a person, the spouses whose marriage counts.
fn seeds(world: &World, centre: Party, marriages: Marriages) -> Vec<Member> {
    let mut members = vec![Member { party: centre, marriage: None }];
    if let Party::Person(person) = centre {
        let spouses = spouses(world, person, marriages).into_iter();
        members.extend(spouses.map(|(spouse, fact)| Member { party: Party::Person(spouse), marriage: Some(fact) }));
    }
    members
}

/// Spouses whose marriage counts, each once.
pub fn spouses(world: &World, person: Person, marriages: Marriages) -> Vec<(Person, FactNo)> {
    let mut seen = vec![world.person(person)];
    let married = world
        .steps_of(person)
        .filter(|(step, tie, _)| *step == Step::Spouse && tie.ended_on.is_none_or(|on| on >= marriages.ended_from));
    let mut found = Vec::new();
    for (_, tie, other) in married {
        if !seen.contains(&other) {
            seen.push(other);
            found.push((other, tie.fact));
        }
    }
    found
}

/// False only if `centre` surely controls `org` on no day. Cheap: most questions about control end
/// here.
pub fn may_control(world: &World, centre: Party, org: Org, over: Share) -> bool {
    let is_supposed = |person: &Person| matches!(centre, Party::Person(centre) if centre == *person || is_couple(world, centre, *person));
    world.supposed().is_some_and(|person| is_supposed(&person))
        || world.graph.controllers(over).may_control(centre, org)
}

fn is_couple(world: &World, a: Person, b: Person) -> bool {
    world.steps_of(a).any(|(step, _, other)| step == Step::Spouse && other == b)
}

/// The days in the span on which the control that `centre` has can be greatest, latest first.
pub fn turning_days(world: &World, centre: Party, span: Span, marriages: Marriages, over: Share) -> Vec<DayNumber> {
    span.days(&Circle::around(world, centre, When::Ever, marriages, over).starts(world))
}
