//! The subject's employer, or the subject institution, is above or below the implementing
//! organisation, or has the same direct parent.

use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::lineage::Standing;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;
use crate::terms::Wording;

/// A job of a person.
pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    if !job.kind.is_employed() || !q.is_current(job) {
        return None;
    }
    let standing = q.scene.standing(q.world, job.org)?;
    let sentence = sentences::works_in_hierarchy(q.graph(), q.scene, job, &standing);
    let (case, way) = match standing {
        Standing::Above(way) | Standing::Below(way) => (Case::HierarchyLine, way),
        Standing::Beside { path, .. } => (Case::HierarchySiblingPerson, path),
    };
    Some(Finding::new(case, std::iter::once(job.fact).chain(way).collect(), sentence))
}

/// An institution itself.
pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(org) = q.institution() else { return };
    let Some(standing) = q.scene.standing(q.world, org) else { return };
    let clause = sentences::standing_words(q.graph(), q.scene, org, &standing);
    let (case, way) = match standing {
        Standing::Above(way) | Standing::Below(way) => (Case::HierarchyLine, way),
        Standing::Beside { path, .. } => (Case::HierarchySiblingInstitution, path),
    };
    found.push(Finding::new(case, way, Wording::new(format!("{}。", clause.zh), format!("{}.", clause.en))));
}
