//! Current staff of the finance authority that commissions the evaluation.

use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::OrgKind;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn judge(q: &Inquiry, job: &Job) -> Option<Finding> {
    let is_commissioner = q.scene.evaluation.commissioned_by == Some(job.org);
    let is_authority = q.graph().org_kind(job.org) == Some(OrgKind::FinanceAuthority);
    let is_staff = is_commissioner && is_authority && job.kind.is_employed() && q.is_current(job);
    is_staff.then(|| Finding::new(Case::Regulator, vec![job.fact], sentences::regulates(q.graph(), job)))
}
