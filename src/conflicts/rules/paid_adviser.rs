//! COI-05: a paid adviser of a target in the look-back. In packs only; the reference flags every
//! consultancy as a loose tie.

use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::JobKind;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    if !q.is_on(Case::PaidAdviser) || job.kind != JobKind::Consultant {
        return None;
    }
    let target = q.scene.target(job.org).filter(|_| q.world.meets(job.period, q.scene.since, q.scene.day))?;
    let path = std::iter::once(job.fact).chain(q.scene.route(target)).collect();
    Some(Finding::new(Case::PaidAdviser, path, sentences::works_for(q.graph(), q.scene, job)))
}
