//! Records of equal authority that lead to different outcomes, and open-ended jobs that a newer one
//! leaves unresolved: neither blocks by itself, a person decides.

use crate::conflicts::graph::Job;
use crate::conflicts::hit::{Outcome, consequence};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::jobs::{Stint, newer_job};
use crate::conflicts::sentences;
use crate::policy::conflict_policy::{Case, Ruling};

/// Judges every record of the stints. Records of one stint that agree in the outcome count as they
/// are, each unresolved or not; if they differ, one finding names all of them.
pub fn weigh(q: &Inquiry, all: &[Stint], found: &mut Vec<Finding>, judge: impl Fn(&Job) -> Vec<Finding>) {
    for stint in all {
        let judged: Vec<Vec<Finding>> = stint.records.iter().map(&judge).collect();
        match disagreement(q, stint, &judged) {
            Some(finding) => found.push(finding),
            None => {
                let settled = stint.records.iter().zip(judged).flat_map(|(job, judged)| settle(q, job, all, judged));
                found.extend(one_of_each_case(settled));
            }
        }
    }
}

/// The finding that replaces the others where the outcomes differ.
fn disagreement(q: &Inquiry, stint: &Stint, judged: &[Vec<Finding>]) -> Option<Finding> {
    let outcomes: Vec<Outcome> = judged.iter().map(|findings| worst(q, findings)).collect();
    let differ = outcomes.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    if !differ || !q.is_on(Case::ConflictingData) {
        return None;
    }
    let severest = judged.iter().flatten().max_by_key(|finding| q.ruling(finding))?;
    let records: Vec<_> = stint.records.iter().map(|job| job.fact).collect();
    let position = severest.path.iter().position(|fact| records.contains(fact)).unwrap_or(0);
    let mut path: Vec<_> = severest.path.iter().copied().filter(|fact| !records.contains(fact)).collect();
    let mut quoted = records;
    quoted.dedup();
    path.splice(position..position, quoted);
    Some(Finding::new(Case::ConflictingData, path, sentences::records_disagree(q.graph(), &stint.records)))
}

fn worst(q: &Inquiry, findings: &[Finding]) -> Outcome {
    let outcomes = findings.iter().filter_map(|finding| consequence(q.ruling(finding)));
    outcomes.map(|(outcome, _)| outcome).max().unwrap_or(Outcome::Clear)
}

/// Records that agree say the same thing twice: one finding is enough, and where one record is
/// unresolved and another is not, the other stands. Each finding comes with its case before it was
/// settled.
fn one_of_each_case(settled: impl Iterator<Item = (Case, Finding)>) -> Vec<Finding> {
    let mut kept: Vec<(Case, Finding)> = Vec::new();
    for (case, finding) in settled {
        match kept.iter_mut().find(|(other, _)| *other == case) {
            Some((_, held)) if held.case != case => *held = finding,
            Some(_) => {}
            None => kept.push((case, finding)),
        }
    }
    let mut found: Vec<Finding> = Vec::new();
    for (_, finding) in kept {
        if found.iter().all(|other| other.case != finding.case) {
            found.push(finding);
        }
    }
    found
}

/// Turns what would block into a matter for a person if a newer full-time job makes this one
/// doubtful. An office is held beside other work, so it is never doubted for that reason.
fn settle(q: &Inquiry, job: &Job, all: &[Stint], findings: Vec<Finding>) -> Vec<(Case, Finding)> {
    let doubtful = |f: &Finding| q.ruling(f) == Ruling::Blocked && !matches!(f.case, Case::Officer | Case::KinOfHead);
    let is_asked = q.is_on(Case::ConflictingData) && findings.iter().any(doubtful);
    let newer = if is_asked { newer_job(job, all, q.scene.day) } else { None };
    let settled = |finding: Finding| match newer {
        Some(newer) if doubtful(&finding) => (finding.case, unresolved(q, job, newer, finding)),
        _ => (finding.case, finding),
    };
    findings.into_iter().map(settled).collect()
}

fn unresolved(q: &Inquiry, older: &Job, newer: &Job, finding: Finding) -> Finding {
    let mut path = finding.path;
    let after = path.iter().position(|fact| *fact == older.fact).map_or(path.len(), |at| at + 1);
    path.insert(after, newer.fact);
    Finding::new(Case::ConflictingData, path, sentences::job_is_unresolved(q.graph(), older, newer))
}
