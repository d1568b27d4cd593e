//! Records of jobs against each other: which are outranked, which disagree with equal authority, and
//! which open-ended job is unresolved.
//!
//! Two records are of one job if they carry the same fact id, or name the same person, organisation
//! and post in the same sort of tie (employed, or loosely tied) for periods that
//! describe the same time. An officer's entry is therefore never outvoted by a payroll record, nor an admitted
//! consultancy by a register that does not know consultants.

use super::graph::Job;
use super::model::JobKind;
use super::period::DayNumber;

/// A job with the records that describe it with equal authority, in the order of entry. One
/// record is the normal case.
#[derive(Clone, Debug)]
pub struct Stint {
    pub records: Vec<Job>,
}

/// The jobs of one person, without outranked records.
pub fn stints(jobs: &[Job]) -> Vec<Stint> {
    let mut stints: Vec<Stint> = Vec::new();
    for job in jobs.iter().filter(|job| !is_outranked(job, jobs)) {
        join(&mut stints, job);
    }
    stints
}

/// Adds a record. One that describes the same job as the records of two stints makes them one, so
/// that the order of the records means nothing.
fn join(stints: &mut Vec<Stint>, job: &Job) {
    let is_same = |stint: &Stint| stint.records.iter().any(|record| is_same_job(record, job));
    let Some(at) = stints.iter().position(is_same) else {
        stints.push(Stint { records: vec![*job] });
        return;
    };
    let (mut others, mut apart) = (Vec::new(), Vec::new());
    for stint in stints.split_off(at + 1) {
        if is_same(&stint) { others.extend(stint.records) } else { apart.push(stint) }
    }
    if let Some(first) = stints.get_mut(at) {
        first.records.extend(others);
        first.records.push(*job);
    }
    stints.extend(apart);
}

fn is_outranked(job: &Job, all: &[Job]) -> bool {
    all.iter().any(|other| other.source.authority() > job.source.authority() && is_same_job(job, other))
}

fn is_same_job(a: &Job, b: &Job) -> bool {
    let alike = a.org == b.org && a.post == b.post && a.kind.is_employed() == b.kind.is_employed();
    a.fact == b.fact || alike && a.period.describes_same_time(b.period)
}

/// The newer of two open-ended full-time jobs, which leaves `job` unresolved: nobody works full time
/// in two places, so the older has perhaps ended without anybody recording it.
pub fn newer_job<'j>(job: &Job, all: &'j [Stint], day: DayNumber) -> Option<&'j Job> {
    let is_full = |job: &Job| job.kind == JobKind::FullTime && job.period.is_open_ended();
    let began = job.period.from().filter(|_| is_full(job))?;
    let others = all.iter().flat_map(|stint| &stint.records).filter(|other| other.org != job.org && is_full(other));
    let newer = others.filter(|other| other.period.from().is_some_and(|from| began < from && from <= day));
    newer.max_by_key(|other| other.period.from())
}
