//! The rules, one small file each: pure functions from an inquiry to findings.
//!
//! A rule says *that* its situation is given and by which facts; the policy says what follows. Rules
//! see facts only through the inquiry's world. `identity` is not here: it is these same rules run
//! again under a supposition, see `conflicts::verdict`.

mod collaboration;
pub mod commissioner_separation;
mod conflicting_data;
mod cooperating_expert;
mod current_employment;
mod declaration;
mod declared_kin;
mod dispute;
mod employment;
mod former_employment;
mod hierarchy;
mod holding;
mod investment;
mod kinship;
mod objection;
mod officer;
mod paid_adviser;
mod panel;
mod prior_service;
mod regulator;
mod rotation;
mod same_lot;
mod self_review;
mod workload;

use super::inquiry::{Finding, Inquiry};

/// Everything that the rules find, each situation once, in the order of the rules.
pub fn all(q: &Inquiry) -> Vec<Finding> {
    let mut found = Vec::new();
    employment::find(q, &mut found);
    hierarchy::find(q, &mut found);
    holding::find(q, &mut found);
    kinship::find(q, &mut found);
    declared_kin::find(q, &mut found);
    self_review::find(q, &mut found);
    rotation::find(q, &mut found);
    workload::find(q, &mut found);
    collaboration::find(q, &mut found);
    declaration::find(q, &mut found);
    panel::find(q, &mut found);
    same_lot::find(q, &mut found);
    dispute::find(q, &mut found);
    investment::find(q, &mut found);
    prior_service::find(q, &mut found);
    cooperating_expert::find(q, &mut found);
    objection::find(q, &mut found);
    found.retain(|finding| q.is_on(finding.case));
    found.sort_by_key(|finding| finding.case.rule());
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|finding| seen.insert((finding.case.rule(), finding.path.clone())));
    found
}
