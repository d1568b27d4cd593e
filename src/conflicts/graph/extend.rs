//! The way into the graph: every record is checked, sound ones are added, faulty ones are named.

use super::identity::number_key;
use super::*;
use crate::conflicts::fault::{FactFault, Problem, What};
use crate::conflicts::model::{self, Facts};
use crate::conflicts::period::number;
use crate::terms::text;

pub(super) type Checked<T> = Result<T, Problem>;

impl Graph {
    /// The graph of these facts.
    ///
    /// # Errors
    /// Every fault found, in the order of the lists.
    pub fn build(facts: &Facts) -> Result<Graph, Vec<FactFault>> {
        let mut graph = Graph::default();
        graph.extend(facts)?;
        Ok(graph)
    }

    /// Adds more facts. They may refer to what is already here.
    ///
    /// # Errors
    /// Every fault found; the faulty records are left out, the sound ones are in.
    pub fn extend(&mut self, facts: &Facts) -> Result<(), Vec<FactFault>> {
        let mut faults = Vec::new();
        let mut note = |place: &str, outcome: Checked<()>| {
            if let Err(problem) = outcome {
                faults.push(FactFault { place: place.to_owned(), problem });
            }
        };
        facts.persons.iter().for_each(|r| note(&r.id, self.add_person(r)));
        facts.orgs.iter().for_each(|r| note(&r.id, self.add_org(r)));
        facts.projects.iter().for_each(|r| note(&r.id, self.add_project(r)));
        facts.evaluations.iter().for_each(|r| note(&r.id, self.add_evaluation(r)));
        facts.employments.iter().for_each(|r| note(&r.fact, self.add_job(r)));
        facts.hierarchy.iter().for_each(|r| note(&r.fact, self.add_link(r)));
        facts.mergers.iter().for_each(|r| note(&r.fact, self.add_merger(r)));
        facts.kinships.iter().for_each(|r| note(&r.fact, self.add_tie(r)));
        facts.shareholdings.iter().for_each(|r| note(&r.fact, self.add_holding(r)));
        facts.involvements.iter().for_each(|r| note(&r.fact, self.add_work(r)));
        facts.past_evaluations.iter().for_each(|r| note(&r.fact, self.add_past(r)));
        facts.assignments.iter().for_each(|r| note(&r.fact, self.add_assigned(r)));
        facts.collaborations.iter().for_each(|r| note(&r.fact, self.add_shared(r)));
        facts.declarations.iter().for_each(|r| note(&r.fact, self.add_declared(r)));
        facts.declared_kin.iter().for_each(|r| note(&r.fact, self.add_kin_by_name(r)));
        facts.disputes.iter().for_each(|r| note(&r.fact, self.add_dispute(r)));
        facts.services.iter().for_each(|r| note(&r.fact, self.add_service(r)));
        facts.cooperations.iter().for_each(|r| note(&r.fact, self.add_cooperation(r)));
        facts.objections.iter().for_each(|r| note(&r.fact, self.add_objection(r)));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn add_person(&mut self, r: &model::PersonRecord) -> Checked<()> {
        let id = self.new_id(&r.id)?;
        let name = self.words.intern(&text::name(&r.name));
        let number = r.id_no.as_deref().and_then(number_key);
        let person = self.individual(number.as_deref())?;
        let at = row_number(self.records.len())?;
        self.records.push(Record { id, name, person });
        self.records_of.push(person.0, at);
        self.records_named.push(name.0, at);
        if number.is_none() {
            self.unnumbered_named.push(name.0, at);
        }
        self.parties.push(Party::Person(person));
        Ok(())
    }

    /// The person with this number, or a new one.
    fn individual(&mut self, number: Option<&str>) -> Checked<Person> {
        let known = number.and_then(|n| self.numbers.find(n)).and_then(|n| self.numbered.get(n.0 as usize));
        if let Some(person) = known {
            return Ok(*person);
        }
        let person = Person(row_number(self.people.len())?);
        let first_record = row_number(self.records.len())?;
        self.people.push(Individual { first_record, is_numbered: number.is_some() });
        if let Some(number) = number {
            self.numbers.intern(number);
            self.numbered.push(person);
        }
        Ok(person)
    }

    fn add_org(&mut self, r: &model::OrgRecord) -> Checked<()> {
        let id = self.new_id(&r.id)?;
        let name = self.words.intern(&text::tidy(&r.name));
        self.parties.push(Party::Org(Org(row_number(self.orgs.len())?)));
        self.orgs.push(Organisation { id, name, kind: r.kind });
        Ok(())
    }

    fn add_project(&mut self, r: &model::Project) -> Checked<()> {
        let row = ProjectRow {
            implementing: self.org(&r.implementing_org)?,
            contractors: self.all_orgs(&r.contractors)?,
            leader: r.leader.as_deref().map(|id| self.person(id)).transpose()?,
            name: self.words.intern(&r.name),
        };
        let at = row_number(self.projects.len())?;
        enter(&mut self.project_ids, &r.id, at)?;
        self.projects.push(row);
        Ok(())
    }

    fn add_evaluation(&mut self, r: &model::Evaluation) -> Checked<()> {
        let unknown = || Problem::Unknown { what: What::Project, id: r.project.clone() };
        let project_number = *self.project_ids.get(&r.project).ok_or_else(unknown)?;
        let at = row_number(self.evaluations.len())?;
        let row = EvaluationRow {
            number: at,
            project_number,
            project: self.projects.get(project_number as usize).cloned().ok_or_else(unknown)?,
            day: number(r.ref_date),
            commissioned_by: r.commissioned_by.as_deref().map(|id| self.org(id)).transpose()?,
            panel: self.all_persons(&r.panel)?,
            lot_bidders: self.all_orgs(&r.lot_bidders)?,
            reviewed: self.all_orgs(&r.reviewed)?,
        };
        enter(&mut self.evaluation_ids, &r.id, at)?;
        self.evaluations.push(row);
        Ok(())
    }

    fn new_id(&mut self, id: &str) -> Checked<Symbol> {
        new_text(&mut self.ids, id)
    }

    pub(super) fn new_fact(&mut self, id: &str) -> Checked<FactNo> {
        new_text(&mut self.fact_ids, id).map(|symbol| FactNo(symbol.0))
    }

    pub(super) fn either(&self, id: &str) -> Checked<Party> {
        self.party(id).ok_or_else(|| unknown(What::PersonOrOrganisation, id))
    }

    pub(super) fn person(&self, id: &str) -> Checked<Person> {
        match self.party(id) {
            Some(Party::Person(person)) => Ok(person),
            _ => Err(unknown(What::Person, id)),
        }
    }

    pub(super) fn org(&self, id: &str) -> Checked<Org> {
        match self.party(id) {
            Some(Party::Org(org)) => Ok(org),
            _ => Err(unknown(What::Organisation, id)),
        }
    }

    pub(super) fn all_persons(&self, ids: &[String]) -> Checked<Vec<Person>> {
        ids.iter().map(|id| self.person(id)).collect()
    }

    pub(super) fn all_orgs(&self, ids: &[String]) -> Checked<Vec<Org>> {
        ids.iter().map(|id| self.org(id)).collect()
    }
}

fn unknown(what: What, id: &str) -> Problem {
    Problem::Unknown { what, id: id.to_owned() }
}

fn new_text(texts: &mut Interner, id: &str) -> Checked<Symbol> {
    let before = texts.len();
    row_number(before)?;
    let symbol = texts.intern(id);
    if texts.len() > before { Ok(symbol) } else { Err(Problem::Duplicate { id: id.to_owned() }) }
}

fn enter(ids: &mut HashMap<String, u32>, id: &str, at: u32) -> Checked<()> {
    match ids.insert(id.to_owned(), at) {
        None => Ok(()),
        Some(first) => {
            ids.insert(id.to_owned(), first);
            Err(Problem::Duplicate { id: id.to_owned() })
        }
    }
}

/// Numbers above this are used as marks.
const MOST_ROWS: usize = u32::MAX as usize - 1;

pub(super) fn row_number(at: usize) -> Checked<u32> {
    if at < MOST_ROWS { u32::try_from(at).map_err(|_| Problem::TooMany) } else { Err(Problem::TooMany) }
}
