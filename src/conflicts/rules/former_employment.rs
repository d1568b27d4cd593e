//! A job with a target, or above or below the implementing organisation, that ended inside the
//! look-back or starts soon; loose ties (intern, consultant) also while they last.
//!
//! Whoever worked for a sibling unit has no former tie: only the present employer counts there.

use crate::conflicts::graph::{FactNo, Job};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::lineage::Standing;
use crate::conflicts::model::JobKind;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;
use crate::terms::Wording;

pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    let case = case_of(q, job)?;
    let (way, sentence) = way_to_party(q, job)?;
    Some(Finding::new(case, std::iter::once(job.fact).chain(way).collect(), sentence))
}

fn case_of(q: &Inquiry, job: &Job) -> Option<Case> {
    let starts_soon = job.period.from().is_some_and(|from| q.scene.day < from && from <= q.scene.soon);
    if starts_soon {
        return Some(Case::FutureEmployment);
    }
    let in_look_back = || q.world.meets(job.period, q.scene.since, q.scene.day);
    let ended = job.period.to().is_some_and(|to| to < q.scene.day);
    match job.kind {
        JobKind::Intern => in_look_back().then_some(Case::Internship),
        JobKind::Consultant => in_look_back().then_some(Case::Consultancy),
        _ => (ended && in_look_back()).then_some(Case::FormerEmployment),
    }
}

fn way_to_party(q: &Inquiry, job: &Job) -> Option<(Vec<FactNo>, Wording)> {
    if let Some(target) = q.scene.target(job.org) {
        return Some((q.scene.route(target), sentences::works_for(q.graph(), q.scene, job)));
    }
    let standing = q.scene.standing(q.world, job.org)?;
    let sentence = sentences::works_in_hierarchy(q.graph(), q.scene, job, &standing);
    match standing {
        Standing::Above(way) | Standing::Below(way) => Some((way, sentence)),
        Standing::Beside { .. } => None,
    }
}
