//! A joint publication or research project with the project's leader inside the look-back; adviser
//! and advisee without limit.

use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::CollaborationKind;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let (Some(person), Some(leader)) = (q.person(), q.scene.project.leader) else { return };
    if q.world.person(leader) == person {
        return;
    }
    for shared in q.world.shared_of(person).filter(|shared| q.world.lists(&shared.members, leader)) {
        let case = match shared.kind {
            CollaborationKind::Adviser => Case::AdviserTie,
            _ if q.world.falls_in(shared.on, q.scene.since, q.scene.day) => Case::JointWork,
            _ => continue,
        };
        found.push(Finding::new(case, vec![shared.fact], sentences::collaborated(q.graph(), person, leader, shared)));
    }
}
