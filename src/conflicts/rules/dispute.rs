//! COI-06: a legal dispute with a target in the look-back. In packs only.

use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    if !q.is_on(Case::Dispute) {
        return;
    }
    for target in &q.scene.targets {
        for row in q.graph().disputes_with(target.org) {
            if q.world.party(row.who) == q.subject && q.world.meets(row.period, q.scene.since, q.scene.day) {
                let path = std::iter::once(row.fact).chain(q.scene.route(target)).collect();
                found.push(Finding::new(Case::Dispute, path, sentences::disputes(q.graph(), q.scene, &row)));
            }
        }
    }
}
