//! Nobody reviews their own work: earlier work on the same project, whenever it was done, by the
//! subject, by an institution under common control with it, on a team, or as an employee at the time.

use super::conflicting_data::weigh;
use crate::conflicts::control::{Circle, Marriages, When, may_control};
use crate::conflicts::graph::{FactNo, Job, Org, Party, Person, WorkRow};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::Work;
use crate::conflicts::ownership::{BondTerms, Span, bond};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;
use crate::terms::Wording;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    found.extend(party_itself(q));
    for work in q.graph().works_on(q.scene.evaluation.project_number) {
        match q.subject {
            Party::Org(institution) => found.extend(by_institution(q, institution, work)),
            Party::Person(person) => by_person(q, person, work, found),
        }
    }
}

/// The subject is a target or leads the project: it would review itself without any record of work.
fn party_itself(q: &Inquiry) -> Option<Finding> {
    let name = q.graph().party_name(q.subject);
    let (way, role) = match q.subject {
        Party::Org(org) => (q.scene.route(q.scene.target(org)?), sentences::party_words(q.scene, org)),
        Party::Person(person) => {
            let leader = q.scene.project.leader.map(|leader| q.world.person(leader));
            leader.filter(|leader| *leader == person)?;
            (Vec::new(), Wording::new("本项目负责人", "the leader of this project"))
        }
    };
    Some(Finding::new(Case::PartyItself, way, sentences::is_party(name, &role.zh, &role.en)))
}

fn case_of(work: &WorkRow, otherwise: Case) -> Case {
    if work.work == Work::Audit { Case::AuditWork } else { otherwise }
}

fn by_institution(q: &Inquiry, institution: Org, work: &WorkRow) -> Option<Finding> {
    let done = sentences::did_work(q.graph(), q.scene, work);
    let case = case_of(work, Case::OwnWork);
    if q.world.party(work.who) == q.subject {
        return Some(Finding::new(case, vec![work.fact], end(done)));
    }
    let Party::Org(other) = work.who else { return None };
    let (span, over) = (Span::on(q.scene.day), q.control_over());
    let today = |marriages: Marriages| {
        bond(q.world, institution, other, BondTerms { span, marriages, over, state_may_own: false })
    };
    let lasting = today(q.lasting_marriages());
    let is_softened = lasting.is_none();
    let bond = lasting.or_else(|| today(q.recent_marriages()))?;
    let clause = sentences::bond_words(q.graph(), institution, other, bond.kind);
    let path = bond.path.into_iter().chain([work.fact]).collect();
    Some(Finding::new(case, path, sentences::tied_to_work(done, clause.zh, clause.en)).softened_if(is_softened))
}

fn end(clause: Wording) -> Wording {
    Wording::new(format!("{}。", clause.zh), format!("{}.", clause.en))
}

fn by_person(q: &Inquiry, person: Person, work: &WorkRow, found: &mut Vec<Finding>) {
    let done = sentences::did_work(q.graph(), q.scene, work);
    if q.world.party(work.who) == q.subject {
        found.push(Finding::new(case_of(work, Case::OwnWork), vec![work.fact], end(done)));
    } else if q.world.lists(&work.team, person) {
        let name = q.graph().person_name(person);
        let sentence = sentences::tied_to_work(done, format!("{name}是项目组成员"), format!("{name} was on the team"));
        found.push(Finding::new(case_of(work, Case::TeamWork), vec![work.fact], sentence));
    } else if let Party::Org(org) = work.who {
        let by_control = by_controlled(q, org, work);
        if by_control.is_none() {
            weigh(q, q.stints(), found, |job| employed_there(q, org, work, job).into_iter().collect());
        }
        found.extend(by_control);
    }
}

/// The person controls the institution that did the work.
fn by_controlled(q: &Inquiry, org: Org, work: &WorkRow) -> Option<Finding> {
    if !may_control(q.world, q.subject, org, q.control_over()) {
        return None;
    }
    let today = When::On(q.scene.day);
    let proof = |marriages| Circle::around(q.world, q.subject, today, marriages, q.control_over()).proof(org);
    let lasting: Option<Vec<FactNo>> = proof(q.lasting_marriages());
    let is_softened = lasting.is_none();
    let path = lasting.or_else(|| proof(q.recent_marriages()))?.into_iter().chain([work.fact]).collect();
    let (who, name) = (q.graph().party_name(q.subject), q.graph().org_name(org));
    let done = sentences::did_work(q.graph(), q.scene, work);
    let sentence = sentences::tied_to_work(done, format!("{who}控制{name}"), format!("{who} controls {name}"));
    Some(Finding::new(case_of(work, Case::OwnWork), path, sentence).softened_if(is_softened))
}

/// Employed there while the work was done, in whatever kind of job.
fn employed_there(q: &Inquiry, org: Org, work: &WorkRow, job: &Job) -> Option<Finding> {
    if job.org != org || !q.world.overlap(job.period, work.period) {
        return None;
    }
    let done = sentences::did_work(q.graph(), q.scene, work);
    let (who, job_text) = (q.graph().person_name(job.person), sentences::job_words(q.graph(), job));
    let sentence = sentences::tied_to_work(done, format!("{who}{}", job_text.zh), format!("{who}: {}", job_text.en));
    Some(Finding::new(Case::WorkOfEmployer, vec![job.fact, work.fact], sentence))
}
