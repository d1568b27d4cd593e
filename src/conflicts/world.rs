//! The graph as one run of the rules sees it: under one reading of unknown dates, and perhaps with
//! two persons taken for one.
//!
//! Rules reach facts only through here, so that neither the reading nor the supposition can be
//! forgotten in one of them. The supposition serves the `identity` rule: two persons of one name, a
//! number missing, are taken for one to see whether that would matter.

use super::graph::*;
use super::model::Relation;
use super::period::{DayNumber, Period, Reading};
use std::cell::Cell;

/// One way of looking at the graph.
#[derive(Debug)]
pub struct World<'g> {
    pub graph: &'g Graph,
    reading: Reading,
    twins: Option<(Person, Person)>,
    met_unknown: Cell<bool>,
}

impl<'g> World<'g> {
    /// What is certain; nobody is taken for somebody else.
    pub fn certain(graph: &'g Graph) -> World<'g> {
        World { graph, reading: Reading::Certain, twins: None, met_unknown: Cell::new(false) }
    }

    /// What is possible, given that starts of facts are unknown.
    pub fn possible(graph: &'g Graph) -> World<'g> {
        World { reading: Reading::Possible, ..World::certain(graph) }
    }

    /// What is possible if the two are one person, known as the first.
    pub fn supposing(graph: &'g Graph, first: Person, second: Person) -> World<'g> {
        World { twins: Some((first, second)), ..World::possible(graph) }
    }

    /// True if an unknown start has made a difference so far.
    pub fn met_unknown(&self) -> bool {
        self.met_unknown.get()
    }

    /// Who stands for two records of one name here, if anybody does.
    pub fn supposed(&self) -> Option<Person> {
        self.twins.map(|(first, _)| first)
    }

    /// The person as known in this world.
    pub fn person(&self, person: Person) -> Person {
        match self.twins {
            Some((first, second)) if person == second => first,
            _ => person,
        }
    }

    pub fn party(&self, party: Party) -> Party {
        match party {
            Party::Person(person) => Party::Person(self.person(person)),
            org => org,
        }
    }

    /// The person and, in this world, the other one who is the same.
    fn faces(&self, person: Person) -> impl Iterator<Item = Person> + use<> {
        let person = self.person(person);
        let twin = self.twins.filter(|(first, _)| *first == person).map(|(_, second)| second);
        [Some(person), twin].into_iter().flatten()
    }

    fn notice(&self, certain: bool, possible: bool) -> bool {
        if certain != possible {
            self.met_unknown.set(true);
        }
        if self.reading == Reading::Certain { certain } else { possible }
    }

    /// True if the period covers the day.
    pub fn covers(&self, period: Period, day: DayNumber) -> bool {
        self.notice(period.covers(day, Reading::Certain), period.covers(day, Reading::Possible))
    }

    /// True if the period has a day in `first..=last`.
    pub fn meets(&self, period: Period, first: DayNumber, last: DayNumber) -> bool {
        self.notice(period.meets(first, last, Reading::Certain), period.meets(first, last, Reading::Possible))
    }

    /// True if the two periods share a day.
    pub fn overlap(&self, a: Period, b: Period) -> bool {
        let under = |reading| a.meets(b.start(reading), b.to().unwrap_or(DayNumber::MAX), reading);
        self.notice(a.overlaps(b), under(Reading::Possible))
    }

    /// True if a single day lies in `first..=last`; an unknown one possibly does.
    pub fn falls_in(&self, on: Option<DayNumber>, first: DayNumber, last: DayNumber) -> bool {
        on.map_or_else(|| self.notice(false, true), |day| first <= day && day <= last)
    }

    /// The first day of the period in this reading, as a point in time to look at.
    pub fn start(&self, period: Period) -> DayNumber {
        period.start(self.reading)
    }

    /// All records of the person's jobs.
    pub fn jobs_of(&self, person: Person) -> Vec<Job> {
        let known_as = self.person(person);
        let all = self.faces(person).flat_map(|face| self.graph.jobs_of(face));
        all.map(|job| Job { person: known_as, ..job }).collect()
    }

    /// All records of jobs at the organisation.
    pub fn jobs_at(&self, org: Org) -> impl Iterator<Item = Job> + '_ {
        self.graph.jobs_at(org).map(|job| Job { person: self.person(job.person), ..job })
    }

    /// Kinship steps away from the person: the relation as seen from there, and to whom. A tie of a
    /// person to himself, which joined records can give, leads nowhere.
    pub fn steps_of(&self, person: Person) -> impl Iterator<Item = (Step, Tie, Person)> + '_ {
        let here = self.person(person);
        let ties = self.faces(person).flat_map(|face| self.graph.ties_of(face));
        ties.filter(|tie| self.person(tie.a) != self.person(tie.b)).map(move |tie| {
            let (a, b) = (self.person(tie.a), self.person(tie.b));
            let (step, other) = match tie.relation {
                Relation::Spouse => (Step::Spouse, if a == here { b } else { a }),
                Relation::Sibling => (Step::Sibling, if a == here { b } else { a }),
                Relation::Parent if b == here => (Step::Up, a),
                Relation::Parent => (Step::Down, b),
            };
            (step, tie, other)
        })
    }

    pub fn has_ties(&self, person: Person) -> bool {
        self.faces(person).any(|face| self.graph.ties_of(face).next().is_some())
    }

    pub fn holdings_of(&self, holder: Party) -> Vec<Holding> {
        match holder {
            Party::Person(person) => {
                self.faces(person).flat_map(|f| self.graph.holdings_of(Party::Person(f))).collect()
            }
            org => self.graph.holdings_of(org).collect(),
        }
    }

    pub fn assigned_to(&self, person: Person) -> impl Iterator<Item = Assigned> + '_ {
        self.faces(person).flat_map(|face| self.graph.assigned_to(face))
    }

    pub fn shared_of(&self, person: Person) -> impl Iterator<Item = &'g Shared> + '_ {
        self.faces(person).flat_map(|face| self.graph.shared_of(face))
    }

    pub fn declared_kin_of(&self, person: Person) -> impl Iterator<Item = KinByName> + '_ {
        self.faces(person).flat_map(|face| self.graph.declared_kin_of(face))
    }

    /// True if the list names the person.
    pub fn lists(&self, persons: &[Person], person: Person) -> bool {
        let person = self.person(person);
        persons.iter().any(|other| self.person(*other) == person)
    }
}

/// A primitive kinship as seen from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a parent.
    Up,
    /// To a child.
    Down,
    Sibling,
    Spouse,
}
