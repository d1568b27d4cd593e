//! The way into the graph: every record is checked, sound ones are added, faulty ones are named.

use super::identity::number_key;
use super::*;
use crate::conflicts::fault::{FactFault, Problem, What};
use crate::conflicts::model::{self, Facts};
use crate::conflicts::period::{Period, number};
use crate::terms::{Day, text};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

type Checked<T> = Result<T, Problem>;

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
        let at = row_number(self.evaluations.len())?;
        let row = EvaluationRow {
            number: at,
            project: *self.project_ids.get(&r.project).ok_or_else(unknown)?,
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

    fn add_job(&mut self, r: &model::Employment) -> Checked<()> {
        let (person, org, period) = (self.person(&r.person)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.job_fact(&r.fact, person, org)?;
        let title = self.words.intern(&r.title);
        let at = row_number(self.jobs.len())?;
        let (kind, post, source) = (r.kind, r.role, r.source);
        self.jobs.push(Job { fact, person, org, period, title, kind, post, source });
        self.jobs_of.push(person.0, at);
        self.jobs_at.push(org.0, at);
        Ok(())
    }

    /// Two records of one job may carry the same fact id; any other repetition is a fault.
    fn job_fact(&mut self, id: &str, person: Person, org: Org) -> Checked<FactNo> {
        let known = self.fact_ids.find(id).map(|symbol| FactNo(symbol.0));
        match known {
            Some(fact) if self.jobs_of(person).any(|job| job.fact == fact && job.org == org) => Ok(fact),
            _ => self.new_fact(id),
        }
    }

    fn add_link(&mut self, r: &model::Hierarchy) -> Checked<()> {
        let (child, parent, period) = (self.org(&r.child)?, self.org(&r.parent)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.links.len())?;
        self.links.push(Link { fact, child, parent, period });
        self.links_up.push(child.0, at);
        self.links_down.push(parent.0, at);
        Ok(())
    }

    fn add_merger(&mut self, r: &model::Merger) -> Checked<()> {
        let (predecessor, successor) = (self.org(&r.predecessor)?, self.org(&r.successor)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.mergers.len())?;
        self.mergers.push(Merged { fact, predecessor, successor, on: r.date.map(number) });
        self.mergers_into.push(successor.0, at);
        Ok(())
    }

    fn add_tie(&mut self, r: &model::Kinship) -> Checked<()> {
        let (a, b) = (self.person(&r.a)?, self.person(&r.b)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.ties.len())?;
        let second = at.checked_mul(2).and_then(|end| end.checked_add(1)).ok_or(Problem::TooMany)?;
        self.ties.push(Tie { fact, a, b, relation: r.relation, ended_on: r.to.map(number) });
        self.ties_of.push(a.0, second - 1);
        self.ties_of.push(b.0, second);
        Ok(())
    }

    fn add_holding(&mut self, r: &model::Shareholding) -> Checked<()> {
        let (holder, org) = (self.either(&r.holder)?, self.org(&r.org)?);
        let (share, period) = (share(r.pct)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.holdings.len())?;
        self.holdings.push(Holding { fact, holder, org, share, period });
        match holder {
            Party::Person(person) => self.holdings_of_person.push(person.0, at),
            Party::Org(owner) => self.holdings_of_org.push(owner.0, at),
        }
        self.holdings_in.push(org.0, at);
        Ok(())
    }

    /// Work for a project that is not listed concerns no question here: it is checked, its fact id
    /// is taken, and no rule ever meets it.
    fn add_work(&mut self, r: &model::Involvement) -> Checked<()> {
        let (who, period, team) = (self.either(&r.who)?, period(r.from, r.to)?, self.all_persons(&r.team)?);
        let fact = self.new_fact(&r.fact)?;
        let Some(project) = self.project_ids.get(&r.project) else { return Ok(()) };
        let at = row_number(self.works.len())?;
        self.works.push(WorkRow { fact, who, work: r.role, period, team });
        self.works_on.push(*project, at);
        Ok(())
    }

    fn add_past(&mut self, r: &model::PastEvaluation) -> Checked<()> {
        let (institution, org) = (self.org(&r.institution)?, self.org(&r.org)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.past.len())?;
        self.past.push(Past { fact, institution, org, year: r.year });
        self.past_of.push(institution.0, at);
        self.past_at.push(org.0, at);
        Ok(())
    }

    /// The evaluation need not be listed: only how many assignments are active matters.
    fn add_assigned(&mut self, r: &model::Assignment) -> Checked<()> {
        let person = self.person(&r.person)?;
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.assigned.len())?;
        self.assigned.push(Assigned { fact, person, is_active: r.status == model::AssignmentStatus::Active });
        self.assigned_to.push(person.0, at);
        Ok(())
    }

    fn add_shared(&mut self, r: &model::Collaboration) -> Checked<()> {
        let members = self.all_persons(&r.members)?;
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.shared.len())?;
        for member in &members {
            self.shared_of.push(member.0, row_number(self.shared_members.len())?);
            self.shared_members.push((*member, at));
        }
        let title = self.words.intern(&r.title);
        self.shared.push(Shared { fact, kind: r.kind, members, on: r.date.map(number), title });
        Ok(())
    }

    /// A declaration for an evaluation that is not listed concerns no question here.
    fn add_declared(&mut self, r: &model::Declaration) -> Checked<()> {
        let person = self.person(&r.person)?;
        let fact = self.new_fact(&r.fact)?;
        let Some(evaluation) = self.evaluation_ids.get(&r.evaluation) else { return Ok(()) };
        let text = self.words.intern(&r.text);
        let at = row_number(self.declared.len())?;
        self.declared.push(Declared { fact, person, is_conflict: r.conflict, text });
        self.declared_for.push(*evaluation, at);
        Ok(())
    }

    fn add_kin_by_name(&mut self, r: &model::DeclaredKin) -> Checked<()> {
        let person = self.person(&r.person)?;
        let org = r.relative_org.as_deref().map(|id| self.org(id)).transpose()?;
        let fact = self.new_fact(&r.fact)?;
        let relation = self.words.intern(&text::name(&r.relation));
        let name = self.words.intern(&text::name(&r.relative_name));
        let title = self.words.intern(&text::tidy(&r.relative_title));
        let at = row_number(self.declared_kin.len())?;
        self.declared_kin.push(KinByName { fact, person, relation, name, org, title });
        self.declared_kin_of.push(person.0, at);
        self.declared_kin_named.push(name.0, at);
        if let Some(org) = org {
            self.declared_kin_at.push(org.0, at);
        }
        Ok(())
    }

    fn add_dispute(&mut self, r: &model::Dispute) -> Checked<()> {
        let (who, org, period) = (self.either(&r.who)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        self.disputes_with.push(org.0, row_number(self.disputes.len())?);
        self.disputes.push(DisputeRow { fact, who, org, period });
        Ok(())
    }

    fn add_service(&mut self, r: &model::Service) -> Checked<()> {
        let (institution, org, period) = (self.org(&r.institution)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        self.services_to.push(org.0, row_number(self.services.len())?);
        self.services.push(ServiceRow { fact, institution, org, kind: r.kind, period });
        Ok(())
    }

    fn add_cooperation(&mut self, r: &model::Cooperation) -> Checked<()> {
        let (person, institution) = (self.person(&r.person)?, self.org(&r.institution)?);
        let period = period(r.from, r.to)?;
        let fact = self.new_fact(&r.fact)?;
        self.cooperations_with.push(institution.0, row_number(self.cooperations.len())?);
        self.cooperations.push(CooperationRow { fact, person, institution, period });
        Ok(())
    }

    /// An objection for an evaluation that is not listed concerns no question here.
    fn add_objection(&mut self, r: &model::PartyObjection) -> Checked<()> {
        let subject = self.either(&r.subject)?;
        let fact = self.new_fact(&r.fact)?;
        let Some(evaluation) = self.evaluation_ids.get(&r.evaluation) else { return Ok(()) };
        let by = self.words.intern(&text::tidy(&r.by));
        self.objections_to.push(*evaluation, row_number(self.objections.len())?);
        self.objections.push(ObjectionRow { fact, subject, by });
        Ok(())
    }

    fn new_id(&mut self, id: &str) -> Checked<Symbol> {
        new_text(&mut self.ids, id)
    }

    fn new_fact(&mut self, id: &str) -> Checked<FactNo> {
        new_text(&mut self.fact_ids, id).map(|symbol| FactNo(symbol.0))
    }

    fn either(&self, id: &str) -> Checked<Party> {
        self.party(id).ok_or_else(|| unknown(What::PersonOrOrganisation, id))
    }

    fn person(&self, id: &str) -> Checked<Person> {
        match self.party(id) {
            Some(Party::Person(person)) => Ok(person),
            _ => Err(unknown(What::Person, id)),
        }
    }

    fn org(&self, id: &str) -> Checked<Org> {
        match self.party(id) {
            Some(Party::Org(org)) => Ok(org),
            _ => Err(unknown(What::Organisation, id)),
        }
    }

    fn all_persons(&self, ids: &[String]) -> Checked<Vec<Person>> {
        ids.iter().map(|id| self.person(id)).collect()
    }

    fn all_orgs(&self, ids: &[String]) -> Checked<Vec<Org>> {
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

fn row_number(at: usize) -> Checked<u32> {
    if at < MOST_ROWS { u32::try_from(at).map_err(|_| Problem::TooMany) } else { Err(Problem::TooMany) }
}

fn period(from: Option<Day>, to: Option<Day>) -> Checked<Period> {
    let say = |day: Option<Day>| day.map_or_else(String::new, |d| d.to_string());
    Period::new(from, to).ok_or_else(|| Problem::EndsBeforeItBegins { from: say(from), to: say(to) })
}

/// Percent to millionths of a percent, rounded up: a digit that is lost must not clear anybody.
fn share(pct: Decimal) -> Checked<Share> {
    let whole = Decimal::ONE_HUNDRED;
    if pct.is_sign_negative() && !pct.is_zero() || pct > whole {
        return Err(Problem::Percent { pct: pct.to_string() });
    }
    let millionths = (pct * Decimal::from(1_000_000)).round_dp_with_strategy(0, RoundingStrategy::AwayFromZero);
    millionths.to_u32().map(Share).ok_or_else(|| Problem::Percent { pct: pct.to_string() })
}
