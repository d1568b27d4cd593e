//! As many active assignments as the cap allows.

use crate::conflicts::graph::FactNo;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(person) = q.person() else { return };
    let active: Vec<FactNo> = q.world.assigned_to(person).filter(|row| row.is_active).map(|row| row.fact).collect();
    let cap = q.policy.workload_cap;
    let Some(path) = usize::try_from(cap).ok().and_then(|needed| active.get(..needed)) else { return };
    let sentence = sentences::is_full(q.graph().person_name(person), active.len(), cap);
    found.push(Finding::new(Case::Workload, path.to_vec(), sentence));
}
