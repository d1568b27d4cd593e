//! Kin of the head of a target, of the project's leader, or of any other employee of a target.

use super::conflicting_data::weigh;
use crate::conflicts::graph::Job;
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::kin::Kin;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(subject) = q.person() else { return };
    let leader = q.scene.project.leader.map(|leader| q.world.person(leader));
    for kin in &q.family().kin {
        if leader == Some(kin.person) {
            let sentence = sentences::kin_leads(q.graph(), subject, kin);
            found.push(Finding::new(Case::KinOfHead, kin.path.clone(), sentence).softened_if(kin.over_ended_marriage));
        }
        let stints = q.stints_of(kin.person);
        weigh(q, &stints, found, |job| judge(q, kin, job).into_iter().collect());
    }
}

fn judge(q: &Inquiry, kin: &Kin, job: &Job) -> Option<Finding> {
    let subject = q.person()?;
    let target = q.scene.target(job.org).filter(|_| q.is_current(job))?;
    let case = if job.post.is_head() { Case::KinOfHead } else { Case::KinOfEmployee };
    let path = kin.path.iter().copied().chain([job.fact]).chain(q.scene.route(target)).collect();
    let sentence = sentences::kin_works_for(q.graph(), q.scene, subject, kin, job);
    Some(Finding::new(case, path, sentence).softened_if(kin.over_ended_marriage))
}
