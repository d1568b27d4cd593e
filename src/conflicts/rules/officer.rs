//! Director, supervisor, legal representative or general manager of a target at any time in the
//! look-back, paid or not.

use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    let target = q.scene.target(job.org).filter(|_| job.post.is_officer())?;
    if !q.world.meets(job.period, q.scene.since, q.scene.day) {
        return None;
    }
    let path = std::iter::once(job.fact).chain(q.scene.route(target)).collect();
    Some(Finding::new(Case::Officer, path, sentences::works_for(q.graph(), q.scene, job)))
}
