//! The published method as it stands, step by step over plain lists: the oracle of the properties.

use super::super::hash::{Digest, LpHasher};
use super::super::{DrawSpec, Outcome};

/// One step of the plain method: `(r, n, index, id, declined)`.
pub(super) type NaiveStep = (u32, u64, u64, String, bool);

/// Draws without groups, weights and reserves from ids in ASCII.
pub(super) fn plain(spec: &DrawSpec, seed: &str, seats: usize, one_per_employer: bool) -> Vec<NaiveStep> {
    let seed = Digest::parse(seed).unwrap();
    let mut left: Vec<_> = spec.pool.iter().filter(|line| !spec.conflicted.contains(&line.id)).collect();
    left.sort_by(|a, b| a.id.cmp(&b.id));
    let mut steps: Vec<NaiveStep> = Vec::new();
    while steps.iter().filter(|step| !step.4).count() < seats && !left.is_empty() {
        let n = left.len() as u128;
        let value = |r: u32| {
            let digest =
                LpHasher::new(spec.alg, "VRD1/draw").part(&seed.0).counter(steps.len() as u32).counter(r).finish();
            u128::from(u64::from_be_bytes(digest.0[..8].try_into().unwrap()))
        };
        let r = (0..).find(|r| value(*r) < (1 << 64) - (1 << 64) % n).unwrap();
        let index = (value(r) % n) as usize;
        let drawn = left.remove(index);
        let declined = spec.declines.iter().any(|decline| decline.id() == drawn.id);
        if one_per_employer && !declined {
            left.retain(|line| line.employer != drawn.employer);
        }
        steps.push((r, n as u64, index as u64, drawn.id.clone(), declined));
    }
    steps
}

/// The same view of a result.
pub(super) fn view(result: &super::super::DrawResult) -> Vec<NaiveStep> {
    let steps = result.transcript.iter();
    steps.map(|step| (step.r, step.n, step.index, step.id.clone(), step.outcome == Outcome::Declined)).collect()
}
