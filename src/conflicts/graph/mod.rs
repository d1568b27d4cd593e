//! The facts as a compact graph: numbers for texts, days as numbers, adjacency that can grow.
//!
//! Built from [`Facts`](super::model::Facts) by [`Graph::build`] and extended by [`Graph::extend`];
//! every reference is checked on the way in, so whoever walks it meets no dangling one. Records of
//! persons with the same ID number are joined into one [`Person`] here and nowhere else.
//! Deliberately not here: any meaning of a fact; rules read the graph through `world::World`.

mod controllers;
mod entries;
mod extend;
mod identity;
mod rows;

pub use controllers::{ControllerIndex, Controllers};
pub use rows::*;

use super::chain::Chain;
use super::intern::{Interner, Symbol};
use super::model::OrgKind;
use std::collections::HashMap;

/// Everything that rules may know, ready to be walked.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Ids of persons and organisations; `parties` runs parallel.
    ids: Interner,
    parties: Vec<Party>,
    fact_ids: Interner,
    /// Names, titles, texts.
    words: Interner,
    /// Usable ID numbers; `numbered` runs parallel.
    numbers: Interner,
    numbered: Vec<Person>,

    records: Vec<Record>,
    people: Vec<Individual>,
    records_of: Chain,
    records_named: Chain,
    unnumbered_named: Chain,
    orgs: Vec<Organisation>,

    jobs: Vec<Job>,
    jobs_of: Chain,
    jobs_at: Chain,
    links: Vec<Link>,
    links_up: Chain,
    links_down: Chain,
    mergers: Vec<Merged>,
    mergers_into: Chain,
    ties: Vec<Tie>,
    ties_of: Chain,
    holdings: Vec<Holding>,
    holdings_of_person: Chain,
    holdings_of_org: Chain,
    holdings_in: Chain,

    projects: Vec<ProjectRow>,
    project_ids: HashMap<String, u32>,
    evaluations: Vec<EvaluationRow>,
    evaluation_ids: HashMap<String, u32>,
    works: Vec<WorkRow>,
    works_on: Chain,
    past: Vec<Past>,
    past_of: Chain,
    past_at: Chain,
    assigned: Vec<Assigned>,
    assigned_to: Chain,
    shared: Vec<Shared>,
    shared_members: Vec<(Person, u32)>,
    shared_of: Chain,
    declared: Vec<Declared>,
    declared_for: Chain,
    declared_kin: Vec<KinByName>,
    declared_kin_of: Chain,
    declared_kin_at: Chain,
    declared_kin_named: Chain,
    disputes: Vec<DisputeRow>,
    disputes_with: Chain,
    services: Vec<ServiceRow>,
    services_to: Chain,
    cooperations: Vec<CooperationRow>,
    cooperations_with: Chain,
    objections: Vec<ObjectionRow>,
    objections_to: Chain,

    /// Derived from holdings and marriages.
    controllers: controllers::IndexCache,
}

/// Rows of `list` that `chain` has under `key`.
fn rows<'g, T: Copy>(list: &'g [T], chain: &'g Chain, key: u32) -> impl Iterator<Item = T> + 'g {
    chain.of(key).filter_map(|at| list.get(at as usize).copied())
}

impl Graph {
    /// The id that a fact was given.
    pub fn fact_id(&self, fact: FactNo) -> &str {
        self.fact_ids.text(Symbol(fact.0))
    }

    /// The person or organisation with that id.
    pub fn party(&self, id: &str) -> Option<Party> {
        self.ids.find(id).and_then(|symbol| self.parties.get(symbol.0 as usize)).copied()
    }

    /// The ids under which a person or organisation is recorded, each with its place in the order of
    /// entry.
    pub fn ids_of(&self, party: Party) -> impl Iterator<Item = (usize, &str)> {
        let symbols: Vec<Symbol> = match party {
            Party::Person(person) => self.records_of(person).map(|record| record.id).collect(),
            Party::Org(org) => self.orgs.get(org.0 as usize).map(|o| o.id).into_iter().collect(),
        };
        symbols.into_iter().map(|symbol| (symbol.0 as usize, self.ids.text(symbol)))
    }

    /// Ids of persons and organisations with whom they stand for, in the order of entry. Several
    /// records may stand for one person.
    pub fn subjects(&self) -> impl Iterator<Item = (&str, Party)> {
        self.parties.iter().enumerate().map(|(at, party)| (self.ids.text(Symbol(at as u32)), *party))
    }

    /// How many facts there are.
    pub fn fact_count(&self) -> usize {
        self.fact_ids.len()
    }

    pub fn evaluation(&self, id: &str) -> Option<&EvaluationRow> {
        self.evaluation_ids.get(id).and_then(|at| self.evaluations.get(*at as usize))
    }

    pub fn word(&self, symbol: Symbol) -> &str {
        self.words.text(symbol)
    }

    /// The name of a person's first record, or the id where it has no name.
    pub fn person_name(&self, person: Person) -> &str {
        let record = self.people.get(person.0 as usize).and_then(|p| self.records.get(p.first_record as usize));
        record.map_or("", |r| self.name_or_id(r.name, r.id))
    }

    pub fn org_name(&self, org: Org) -> &str {
        self.orgs.get(org.0 as usize).map_or("", |o| self.name_or_id(o.name, o.id))
    }

    pub fn party_name(&self, party: Party) -> &str {
        match party {
            Party::Person(person) => self.person_name(person),
            Party::Org(org) => self.org_name(org),
        }
    }

    fn name_or_id(&self, name: Symbol, id: Symbol) -> &str {
        match self.words.text(name) {
            "" => self.ids.text(id),
            name => name,
        }
    }

    pub fn org_kind(&self, org: Org) -> Option<OrgKind> {
        self.orgs.get(org.0 as usize).map(|o| o.kind)
    }

    pub fn is_numbered(&self, person: Person) -> bool {
        self.people.get(person.0 as usize).is_some_and(|p| p.is_numbered)
    }

    /// The records of a person; more than one where ID numbers joined them.
    pub fn records_of(&self, person: Person) -> impl Iterator<Item = Record> + '_ {
        rows(&self.records, &self.records_of, person.0)
    }

    /// Records with this very name; with `unnumbered_only` those of persons without a usable number.
    pub fn records_named(&self, name: Symbol, unnumbered_only: bool) -> impl Iterator<Item = Record> + '_ {
        let chain = if unnumbered_only { &self.unnumbered_named } else { &self.records_named };
        rows(&self.records, chain, name.0)
    }

    pub fn jobs_of(&self, person: Person) -> impl Iterator<Item = Job> + '_ {
        rows(&self.jobs, &self.jobs_of, person.0)
    }

    pub fn jobs_at(&self, org: Org) -> impl Iterator<Item = Job> + '_ {
        rows(&self.jobs, &self.jobs_at, org.0)
    }

    /// Links to the parents of `org`.
    pub fn links_up(&self, org: Org) -> impl Iterator<Item = Link> + '_ {
        rows(&self.links, &self.links_up, org.0)
    }

    /// Links to the children of `org`.
    pub fn links_down(&self, org: Org) -> impl Iterator<Item = Link> + '_ {
        rows(&self.links, &self.links_down, org.0)
    }

    /// Mergers of which `org` is the successor.
    pub fn mergers_into(&self, org: Org) -> impl Iterator<Item = Merged> + '_ {
        rows(&self.mergers, &self.mergers_into, org.0)
    }

    /// Ties in which the person is either side.
    pub fn ties_of(&self, person: Person) -> impl Iterator<Item = Tie> + '_ {
        self.ties_of.of(person.0).filter_map(|end| self.ties.get(end as usize / 2).copied())
    }

    pub fn holdings_of(&self, holder: Party) -> impl Iterator<Item = Holding> + '_ {
        let (chain, key) = match holder {
            Party::Person(person) => (&self.holdings_of_person, person.0),
            Party::Org(org) => (&self.holdings_of_org, org.0),
        };
        rows(&self.holdings, chain, key)
    }

    /// Holdings in `org`, by whomever.
    pub fn holdings_in(&self, org: Org) -> impl Iterator<Item = Holding> + '_ {
        rows(&self.holdings, &self.holdings_in, org.0)
    }

    /// Work done for the project, by whomever.
    pub fn works_on(&self, project: u32) -> impl Iterator<Item = &WorkRow> + '_ {
        self.works_on.of(project).filter_map(|at| self.works.get(at as usize))
    }

    pub fn past_of(&self, institution: Org) -> impl Iterator<Item = Past> + '_ {
        rows(&self.past, &self.past_of, institution.0)
    }

    /// Past evaluations of `org`, by whatever institution.
    pub fn past_at(&self, org: Org) -> impl Iterator<Item = Past> + '_ {
        rows(&self.past, &self.past_at, org.0)
    }

    pub fn assigned_to(&self, person: Person) -> impl Iterator<Item = Assigned> + '_ {
        rows(&self.assigned, &self.assigned_to, person.0)
    }

    pub fn assignments(&self) -> &[Assigned] {
        &self.assigned
    }

    /// Collaborations of which the person is a member.
    pub fn shared_of(&self, person: Person) -> impl Iterator<Item = &Shared> + '_ {
        rows(&self.shared_members, &self.shared_of, person.0).filter_map(|(_, at)| self.shared.get(at as usize))
    }

    /// Declarations made for an evaluation, by its row.
    pub fn declared_for(&self, evaluation: u32) -> impl Iterator<Item = Declared> + '_ {
        rows(&self.declared, &self.declared_for, evaluation)
    }

    pub fn declared_kin_of(&self, person: Person) -> impl Iterator<Item = KinByName> + '_ {
        rows(&self.declared_kin, &self.declared_kin_of, person.0)
    }

    pub fn declared_kin_at(&self, org: Org) -> impl Iterator<Item = KinByName> + '_ {
        rows(&self.declared_kin, &self.declared_kin_at, org.0)
    }

    pub fn declared_kin_named(&self, name: Symbol) -> impl Iterator<Item = KinByName> + '_ {
        rows(&self.declared_kin, &self.declared_kin_named, name.0)
    }

    pub fn disputes_with(&self, org: Org) -> impl Iterator<Item = DisputeRow> + '_ {
        rows(&self.disputes, &self.disputes_with, org.0)
    }

    pub fn services_to(&self, org: Org) -> impl Iterator<Item = ServiceRow> + '_ {
        rows(&self.services, &self.services_to, org.0)
    }

    pub fn cooperations_with(&self, institution: Org) -> impl Iterator<Item = CooperationRow> + '_ {
        rows(&self.cooperations, &self.cooperations_with, institution.0)
    }

    /// Objections raised for an evaluation, by its row.
    pub fn objections_to(&self, evaluation: u32) -> impl Iterator<Item = ObjectionRow> + '_ {
        rows(&self.objections, &self.objections_to, evaluation)
    }
}
