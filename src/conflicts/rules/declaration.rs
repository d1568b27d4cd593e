//! A conflict that the subject declared for this evaluation. A declared absence changes nothing.

use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(person) = q.person() else { return };
    for row in q.graph().declared_for(q.scene.evaluation.number) {
        if row.is_conflict && q.world.person(row.person) == person {
            let sentence = sentences::declared_conflict(q.graph().person_name(person), q.graph().word(row.text));
            found.push(Finding::new(Case::Declaration, vec![row.fact], sentence));
        }
    }
}
