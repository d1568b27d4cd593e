//! A draw as it was frozen before any seed existed: pool and rules read and checked, and the three
//! hashes that are published first.

use super::fault::DrawFault;
use super::hash::{Alg, Digest};
use super::pool::FrozenPool;
use super::rules::RuleSet;
use super::seeds;
use super::spec::DrawSpec;
use super::text;
use std::collections::BTreeMap;

/// The frozen part of a specification.
pub(super) struct Frozen<'a> {
    pub(super) alg: Alg,
    pub(super) pool: FrozenPool<'a>,
    pub(super) rules: RuleSet,
    /// By position in the pool.
    pub(super) weights: Vec<u32>,
    pub(super) pool_hash: Digest,
    pub(super) rules_hash: Digest,
}

impl<'a> Frozen<'a> {
    /// Reads what was frozen; parties, declines and public value are not looked at.
    pub(super) fn of(spec: &'a DrawSpec) -> Result<Frozen<'a>, DrawFault> {
        text::name(&spec.draw_id, || "draw_id".into())?;
        let rules = spec.rules.read()?;
        let pool = FrozenPool::freeze(&spec.pool, &spec.conflicted)?;
        let weights = weights(&pool, &rules.weights)?;
        let pool_hash = pool.digest(spec.alg);
        Ok(Frozen { alg: spec.alg, pool, rules, weights, pool_hash, rules_hash: spec.rules.digest(spec.alg)? })
    }

    pub(super) fn context(&self, draw_id: &str) -> Digest {
        seeds::context(self.alg, draw_id, &self.pool_hash, &self.rules_hash)
    }
}

/// Every candidate's weight, divided by what the weights of the eligible have in common: only their
/// proportions mean anything, and equal weights then give exactly the draw without weights.
fn weights(pool: &FrozenPool, named: &BTreeMap<String, u32>) -> Result<Vec<u32>, DrawFault> {
    let mut weights = vec![1; pool.lines().len()];
    for (id, weight) in named {
        let position = pool.find(id, || "rules.weights".into())?;
        if let Some(slot) = weights.get_mut(position) {
            *slot = *weight;
        }
    }
    let eligible = weights.iter().zip(pool.lines()).filter(|(_, line)| line.eligible);
    let common = eligible.fold(0, |common, (weight, _)| greatest_common_divisor(common, *weight)).max(1);
    weights.iter_mut().for_each(|weight| *weight /= common);
    Ok(weights)
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignments::draw::samples;
    use serde_json::json;

    #[test]
    fn weights_are_proportions_among_the_eligible() {
        let mut spec = samples::plain(4);
        spec.conflicted = vec!["E-3".into()];
        let weights = |spec: &DrawSpec, named| {
            let mut spec = spec.clone();
            spec.rules = serde_json::from_value(json!({"seats": 1, "weights": named})).unwrap();
            Frozen::of(&spec).map(|frozen| frozen.weights)
        };
        assert_eq!(weights(&spec, json!({"E-0": 6, "E-1": 3, "E-2": 9, "E-3": 4})), Ok(vec![2, 1, 3, 1]));
        assert_eq!(weights(&spec, json!({"E-0": 6})), Ok(vec![6, 1, 1, 1]));
        let unknown = DrawFault::UnknownId { place: "rules.weights".into(), id: "E-9".into() };
        assert_eq!(weights(&spec, json!({"E-9": 6})), Err(unknown));
    }
}
