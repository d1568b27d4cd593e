//! COI-16: an expert must not review an institution as whose cooperating expert he is filed (T-13).
//! In packs only.

use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(person) = q.person().filter(|_| q.is_on(Case::CooperatingExpert)) else { return };
    for institution in &q.scene.evaluation.reviewed {
        for row in q.graph().cooperations_with(*institution) {
            if q.world.person(row.person) == person && q.world.covers(row.period, q.scene.day) {
                found.push(Finding::new(
                    Case::CooperatingExpert,
                    vec![row.fact],
                    sentences::cooperates(q.graph(), &row),
                ));
            }
        }
    }
}
