//! Who controls whom: direct holdings of a holder, of the spouse and of every entity already
//! controlled, added up, strictly over the threshold.
//!
//! Grown in rounds: each round counts the holdings of everybody who joined in the round before, so a
//! controlled entity rests on contributions from earlier rounds only and circles prove nothing.

use super::graph::{FactNo, Holding, Org, Party, Person, Share};
use super::period::DayNumber;
use super::world::{Step, World};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

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

/// The circle of control around one holder on one day.
#[derive(Debug)]
pub struct Circle {
    members: Vec<Member>,
    /// Contributions to each entity by the position of the contributing member, in order of counting.
    contributions: HashMap<Org, Vec<(usize, Holding)>>,
    /// Controlled entities and how many of their contributions existed when control was reached.
    controlled: HashMap<Org, usize>,
    over: u64,
}

impl Circle {
    /// Everything `centre` controls on `day` with strictly more than `over`.
    pub fn around(world: &World, centre: Party, day: DayNumber, marriages: Marriages, over: Share) -> Circle {
        let mut circle = Circle {
            members: seeds(world, centre, marriages),
            contributions: HashMap::new(),
            controlled: HashMap::new(),
            over: u64::from(over.0),
        };
        let mut known: HashSet<Party> = circle.members.iter().map(|member| member.party).collect();
        let mut from = 0;
        while from < circle.members.len() {
            let touched = circle.count(world, day, from);
            from = circle.members.len();
            circle.admit(touched, &mut known);
        }
        circle
    }

    /// Counts the holdings of the members from `from` on; the entities that gained, in order.
    fn count(&mut self, world: &World, day: DayNumber, from: usize) -> Vec<Org> {
        let mut touched = Vec::new();
        for (at, member) in self.members.iter().enumerate().skip(from) {
            for holding in world.holdings_of(member.party) {
                if world.covers(holding.period, day) {
                    self.contributions.entry(holding.org).or_default().push((at, holding));
                    touched.push(holding.org);
                }
            }
        }
        touched
    }

    fn admit(&mut self, touched: Vec<Org>, known: &mut HashSet<Party>) {
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
        let (mut quoted, mut proved) = (HashSet::new(), HashSet::new());
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

fn sum<'a>(counted: impl IntoIterator<Item = &'a (usize, Holding)>) -> u64 {
    counted.into_iter().map(|(_, holding)| u64::from(holding.share.0)).sum()
}

/// A smallest selection that is still over the threshold: nearest and largest first until enough,
/// then without whatever turns out to be dispensable, smallest first.
fn needed(counted: &[(usize, Holding)], over: u64) -> Vec<(usize, Holding)> {
    let mut ranked: Vec<(usize, Holding)> = counted.to_vec();
    ranked.sort_by_key(|(at, holding)| (*at, Reverse(holding.share)));
    let mut total = 0;
    let enough = ranked.iter().position(|(_, holding)| {
        total += u64::from(holding.share.0);
        total > over
    });
    ranked.truncate(enough.map_or(0, |last| last + 1));
    let mut smallest_first: Vec<(Share, FactNo)> = ranked.iter().map(|(_, h)| (h.share, h.fact)).collect();
    smallest_first.sort();
    let mut dispensable = HashSet::new();
    for (share, fact) in smallest_first {
        if total - u64::from(share.0) > over {
            total -= u64::from(share.0);
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
    let mut seen = HashSet::from([world.person(person)]);
    let married = world
        .steps_of(person)
        .filter(|(step, tie, _)| *step == Step::Spouse && tie.ended_on.is_none_or(|on| on >= marriages.ended_from));
    married.filter(|(_, _, other)| seen.insert(*other)).map(|(_, tie, other)| (other, tie.fact)).collect()
}
