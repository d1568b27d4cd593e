//! Two institutions in one lot share a legal representative or are linked by direct control.

use crate::conflicts::graph::{Holding, Job, Org, Party};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::Post;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(institution) = q.institution() else { return };
    let mut seen = rustc_hash::FxHashSet::from_iter([institution]);
    for other in q.scene.evaluation.lot_bidders.iter().copied().filter(|other| seen.insert(*other)) {
        found.extend(shared_representative(q, institution, other));
        found.extend(direct_control(q, institution, other).or_else(|| direct_control(q, other, institution)));
    }
}

/// The records that make somebody legal representative today, outranked ones left out, and whether
/// another record of equal authority says otherwise.
fn representatives(q: &Inquiry, org: Org) -> Vec<(Job, bool)> {
    let is_one = |job: &Job| job.org == org && job.post == Post::LegalRep && q.is_current(job);
    let mut found: Vec<(Job, bool)> = Vec::new();
    for listed in q.world.jobs_at(org).filter(is_one) {
        if found.iter().any(|(job, _)| job.person == listed.person) {
            continue;
        }
        let stints = q.stints_of(listed.person);
        let standing = stints.iter().filter_map(|stint| {
            let job = stint.records.iter().find(|job| is_one(job))?;
            Some((*job, !stint.records.iter().all(is_one)))
        });
        found.extend(standing.min_by_key(|(_, is_disputed)| *is_disputed));
    }
    found
}

fn shared_representative(q: &Inquiry, institution: Org, other: Org) -> Option<Finding> {
    let theirs = representatives(q, other);
    representatives(q, institution).into_iter().find_map(|(job, is_disputed)| {
        let (same, is_theirs_disputed) = theirs.iter().find(|(their, _)| their.person == job.person)?;
        let sentence = sentences::shares_representative(q.graph(), institution, other, job.person);
        let finding = Finding::new(Case::LotRepresentative, vec![job.fact, same.fact], sentence);
        Some(finding.softened_if(is_disputed || *is_theirs_disputed))
    })
}

/// The owner's own holdings alone exceed the threshold of control.
fn direct_control(q: &Inquiry, owner: Org, owned: Org) -> Option<Finding> {
    let mut held: Vec<Holding> = q.world.holdings_of(Party::Org(owner));
    held.retain(|holding| holding.org == owned && q.world.covers(holding.period, q.scene.day));
    held.sort_by_key(|holding| std::cmp::Reverse(holding.share));
    let over = u128::from(q.control_over().0);
    let mut total = 0;
    let enough = held.iter().position(|holding| {
        total += u128::from(holding.share.0);
        total > over
    })?;
    let path = held.iter().take(enough + 1).map(|holding| holding.fact).collect();
    Some(Finding::new(Case::LotControl, path, sentences::linked_in_lot(q.graph(), owner, owned)))
}
