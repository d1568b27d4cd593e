//! Relations that the subject declared by name (extension): judged by the degree that the word
//! implies and the title that the relative has at a target.

use crate::conflicts::graph::{FactNo, Job, KinByName, Person};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::{Degree, degree_of, is_head_title};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(subject) = q.person() else { return };
    for kin in q.world.declared_kin_of(subject) {
        let at_target = judge(q, &kin);
        if at_target.is_none() {
            found.extend(same_name(q, &kin));
        }
        found.extend(at_target);
    }
}

fn judge(q: &Inquiry, kin: &KinByName) -> Option<Finding> {
    let org = kin.org?;
    let target = q.scene.target(org)?;
    let is_head = is_head_title(q.graph().word(kin.title));
    let case = match (degree_of(q.graph().word(kin.relation)), is_head) {
        (Some(Degree::Beyond), false) => return None,
        (Some(Degree::Beyond), true) | (None, _) => Case::KinUndetermined,
        (Some(_), true) => Case::KinOfHead,
        (Some(_), false) => Case::KinOfEmployee,
    };
    let path = std::iter::once(kin.fact).chain(q.scene.route(target)).collect();
    Some(Finding::new(case, path, sentences::declared_relative(q.graph(), q.scene, kin, org)))
}

/// The relative has the name of the leader or of a target's present head: perhaps the same person.
fn same_name(q: &Inquiry, kin: &KinByName) -> Option<Finding> {
    if degree_of(q.graph().word(kin.relation)) == Some(Degree::Beyond) || q.graph().word(kin.name).is_empty() {
        return None;
    }
    let is_named = |person: Person| q.graph().records_of(person).any(|record| record.name == kin.name);
    let leader = q.scene.project.leader.filter(|leader| is_named(*leader)).map(|leader| (leader, Vec::new()));
    let (party, way) = leader.or_else(|| head_named(q, is_named))?;
    let path = std::iter::once(kin.fact).chain(way).collect();
    Some(Finding::new(Case::Identity, path, sentences::declared_name_matches(q.graph(), kin, party)))
}

fn head_named(q: &Inquiry, is_named: impl Fn(Person) -> bool) -> Option<(Person, Vec<FactNo>)> {
    q.scene.targets.iter().find_map(|target| {
        let is_head = |job: &Job| job.org == target.org && job.post.is_head() && q.is_current(job);
        let listed = q.world.jobs_at(target.org).filter(|job| is_head(job) && is_named(job.person));
        let standing = |person| q.stints_of(person).iter().flat_map(|stint| &stint.records).copied().find(is_head);
        let head = listed.filter_map(|job| standing(job.person)).next()?;
        Some((head.person, std::iter::once(head.fact).chain(q.scene.route(target)).collect()))
    })
}
