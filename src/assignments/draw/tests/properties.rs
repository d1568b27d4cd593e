//! What must hold for every draw.

use super::super::DrawRecord;
use super::super::{Alg, Candidate, Decline, DrawSpec, Outcome, run, samples, verify};
use super::naive;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn pool() -> impl Strategy<Value = Vec<Candidate>> {
    let candidate = ("[a-dA-D0-9]{1,3}", 0..6usize, 0..3usize);
    prop::collection::vec(candidate, 0..30).prop_map(|drawn| {
        let unique: BTreeMap<_, _> =
            drawn.into_iter().map(|(id, employer, category)| (id, (employer, category))).collect();
        let line = |(id, (employer, category))| Candidate {
            id,
            employer: format!("U{employer}"),
            category: format!("C{category}"),
        };
        unique.into_iter().map(line).collect()
    })
}

/// Specifications without rules, in an order that is not the order of ids.
fn specs() -> impl Strategy<Value = DrawSpec> {
    pool()
        .prop_flat_map(|pool| {
            let ids: Vec<String> = pool.iter().map(|line| line.id.clone()).collect();
            let some = || subsequence(ids.clone(), 0..=ids.len());
            let seeds = prop::collection::btree_map("[a-c]{1,2}", "[0-9a-f]{64}", 0..4);
            (Just(pool).prop_shuffle(), some(), some(), seeds, prop::bool::ANY, "[0-9]{0,4}")
        })
        .prop_map(|(pool, conflicted, declined, parties, sm3, public)| DrawSpec {
            alg: if sm3 { Alg::Sm3 } else { Alg::Sha256 },
            pool,
            conflicted,
            declines: declined.into_iter().map(Decline::Bare).collect(),
            parties,
            public: Some(public),
            ..samples::plain(0)
        })
}

fn with_rules(spec: &DrawSpec, rules: Value) -> DrawSpec {
    DrawSpec { rules: serde_json::from_value(rules).unwrap(), ..spec.clone() }
}

fn rules(seats: usize, diversity: bool) -> Value {
    if diversity { json!({"seats": seats, "diversity": "employer<=1"}) } else { json!({"seats": seats}) }
}

/// A draw with groups, weights and reserves.
fn extended(spec: &DrawSpec, seats: &[usize], reserves: &[usize], weight: usize, diversity: bool) -> DrawSpec {
    let group = |(at, (seats, reserves))| json!({"category": format!("C{at}"), "seats": seats, "reserves": reserves});
    let groups: Vec<Value> = seats.iter().zip(reserves).enumerate().rev().map(group).collect();
    let weights: BTreeMap<_, _> = spec.pool.iter().enumerate().map(|(at, line)| (&line.id, at % weight + 1)).collect();
    let mut all = rules(seats.iter().sum(), diversity);
    all["groups"] = groups.into();
    all["reserves"] = reserves.iter().sum::<usize>().into();
    all["weights"] = json!(weights);
    with_rules(spec, all)
}

proptest! {
    #[test]
    fn equals_the_method_as_written(spec in specs(), seats in 0..8usize, diversity: bool) {
        let spec = with_rules(&spec, rules(seats, diversity));
        let result = run(&spec).unwrap();
        prop_assert_eq!(naive::view(&result), naive::plain(&spec, &result.seed, seats, diversity));
        prop_assert_eq!(result.shortage as usize, seats - result.selected.len());
    }

    /// Only the hash of the rules tells the two apart, so the steps are compared for the same seed.
    #[test]
    fn equal_weights_and_one_group_are_the_plain_method(spec in specs(), seats in 0..8usize, weight in 1..9u32, diversity: bool) {
        let mut spec = spec;
        spec.pool.iter_mut().for_each(|line| line.category = "C0".into());
        let mut all = rules(seats, diversity);
        all["weights"] = json!(spec.pool.iter().map(|line| (&line.id, weight)).collect::<BTreeMap<_, _>>());
        all["groups"] = json!([{"category": "C0", "seats": seats}]);
        let spec = with_rules(&spec, all);
        let result = run(&spec).unwrap();
        prop_assert_eq!(naive::view(&result), naive::plain(&spec, &result.seed, seats, diversity));
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(spec in specs(), seats in 0..8usize) {
        let spec = with_rules(&spec, rules(seats, true));
        let mut turned = spec.clone();
        turned.pool.reverse();
        turned.conflicted.reverse();
        turned.declines.reverse();
        prop_assert_eq!(run(&turned), run(&spec));
    }

    #[test]
    fn places_keep_the_rules(
        spec in specs(),
        seats in prop::array::uniform3(0..4usize),
        reserves in prop::array::uniform3(0..3usize),
        weight in 1..5usize,
        diversity: bool,
    ) {
        let spec = extended(&spec, &seats, &reserves, weight, diversity);
        let result = run(&spec).unwrap();
        let line = |id: &String| spec.pool.iter().find(|line| line.id == *id).unwrap();
        let drawn: BTreeSet<&String> = result.transcript.iter().map(|step| &step.id).collect();
        prop_assert_eq!(drawn.len(), result.transcript.len());
        prop_assert!(drawn.iter().all(|id| !spec.conflicted.contains(id)));
        for step in &result.transcript {
            prop_assert!(step.index < step.n);
            prop_assert_eq!(step.outcome == Outcome::Declined, spec.declines.iter().any(|d| d.id() == step.id));
        }
        for (category, (seats, reserves)) in seats.iter().zip(&reserves).enumerate() {
            let within = |ids: &[String]| ids.iter().filter(|id| line(id).category == format!("C{category}")).count();
            prop_assert!(within(&result.selected) <= *seats && within(&result.reserves) <= *reserves);
        }
        let places: Vec<_> = result.selected.iter().chain(&result.reserves).collect();
        let employers: BTreeSet<_> = places.iter().map(|id| &line(id).employer).collect();
        prop_assert!(!diversity || employers.len() == places.len());
        prop_assert_eq!(result.shortage as usize, seats.iter().sum::<usize>() - result.selected.len());
        prop_assert_eq!(verify(&DrawRecord { spec, result }), []);
    }
}
