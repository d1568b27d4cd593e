//! COI-18: a party objects to the subject; a person decides and answers in writing (P-A12).
//! In packs only.

use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    if !q.is_on(Case::Objection) {
        return;
    }
    for row in q.graph().objections_to(q.scene.evaluation.number) {
        if q.world.party(row.subject) == q.subject {
            let sentence = sentences::objected(q.graph().party_name(q.subject), q.graph().word(row.by));
            found.push(Finding::new(Case::Objection, vec![row.fact], sentence));
        }
    }
}
