//! Another member of the panel has the same current employer or is kin.

use super::conflicting_data::weigh;
use crate::conflicts::graph::{Job, Person};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::jobs::Stint;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(subject) = q.person() else { return };
    let mut seen = rustc_hash::FxHashSet::from_iter([subject]);
    let members = q.scene.evaluation.panel.iter().map(|member| q.world.person(*member));
    for member in members.filter(|member| seen.insert(*member)) {
        let theirs = q.stints_of(member);
        weigh(q, q.stints(), found, |job| colleagues(q, job, member, &theirs));
        for kin in q.family().kin.iter().filter(|kin| kin.person == member) {
            let sentence = sentences::kin_on_panel(q.graph(), subject, kin);
            found.push(Finding::new(Case::PanelKin, kin.path.clone(), sentence).softened_if(kin.over_ended_marriage));
        }
    }
}

/// The member's jobs at the same employer, with the member's records weighed as well; a doubtful one
/// softens.
fn colleagues(q: &Inquiry, job: &Job, member: Person, theirs: &[Stint]) -> Vec<Finding> {
    let is_employer = |job: &Job| job.kind.is_employed() && q.is_current(job);
    if !is_employer(job) {
        return Vec::new();
    }
    let mut found = Vec::new();
    weigh(q, theirs, &mut found, |other| {
        let is_colleague = other.org == job.org && is_employer(other);
        let sentence = || sentences::same_employer(q.graph(), job.person, member, job.org);
        is_colleague
            .then(|| Finding::new(Case::PanelEmployer, vec![job.fact, other.fact], sentence()))
            .into_iter()
            .collect()
    });
    found
}
