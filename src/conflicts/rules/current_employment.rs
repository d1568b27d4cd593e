//! The subject works for a target on the day: full time, part time, seconded or rehired.

use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    let target = q.scene.target(job.org).filter(|_| job.kind.is_employed() && q.is_current(job))?;
    let path = std::iter::once(job.fact).chain(q.scene.route(target)).collect();
    Some(Finding::new(Case::CurrentEmployment, path, sentences::works_for(q.graph(), q.scene, job)))
}
