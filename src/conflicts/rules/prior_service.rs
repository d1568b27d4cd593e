//! COI-14: the institution audits or keeps books for a target in the look-back. In packs only.

use crate::conflicts::graph::Party;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    if !q.is_on(Case::PriorService) {
        return;
    }
    for target in &q.scene.targets {
        for row in q.graph().services_to(target.org) {
            if Party::Org(row.institution) == q.subject && q.world.meets(row.period, q.scene.since, q.scene.day) {
                let path = std::iter::once(row.fact).chain(q.scene.route(target)).collect();
                found.push(Finding::new(Case::PriorService, path, sentences::serves(q.graph(), q.scene, &row)));
            }
        }
    }
}
