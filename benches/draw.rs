//! How long a draw takes from a pool of a province and from one of a million, with every rule on.
//! The aim is one second for fourteen picks from a million.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use divan::Bencher;
use hengping::assignments::draw::{self, Alg, Candidate, DrawRecord, DrawSpec};
use serde_json::json;

fn main() {
    divan::main();
}

const SIZES: [usize; 2] = [10_000, 1_000_000];

/// Ten candidates of each employer, in an order that is not the order of their ids.
fn spec(size: usize, alg: Alg, rules: serde_json::Value) -> DrawSpec {
    let candidate = |at: usize| Candidate {
        id: format!("ZJ-{:07}", at * 7_919 % size),
        employer: format!("91640300{:010}", at / 10),
        category: format!("C{}", at % 4),
    };
    DrawSpec {
        alg,
        draw_id: "2026-001".into(),
        rules: serde_json::from_value(rules).unwrap(),
        pool: (0..size).map(candidate).collect(),
        conflicted: (0..size / 100).map(|at| format!("ZJ-{:07}", at * 3)).collect(),
        declines: vec![],
        parties: (0..3).map(|at| (format!("P{at}"), format!("{at:02}").repeat(32))).collect(),
        public: None,
    }
}

#[divan::bench(args = SIZES)]
fn fourteen_of_different_employers(bencher: Bencher, size: usize) {
    let spec = spec(size, Alg::Sha256, json!({"seats": 14, "diversity": "employer<=1"}));
    bencher.bench(|| draw::run(&spec));
}

#[divan::bench(args = SIZES)]
fn fourteen_of_different_employers_with_sm3(bencher: Bencher, size: usize) {
    let spec = spec(size, Alg::Sm3, json!({"seats": 14, "diversity": "employer<=1"}));
    bencher.bench(|| draw::run(&spec));
}

#[divan::bench(args = SIZES)]
fn groups_weights_and_reserves(bencher: Bencher, size: usize) {
    let weights: serde_json::Map<_, _> =
        (0..size / 10).map(|at| (format!("ZJ-{:07}", at * 10), (at % 5 + 1).into())).collect();
    let groups = json!([{"category": "C0", "seats": 7, "reserves": 3}, {"category": "C2", "seats": 7}]);
    let rules = json!({"seats": 14, "reserves": 3, "groups": groups, "weights": weights, "diversity": "employer<=1"});
    let spec = spec(size, Alg::Sha256, rules);
    bencher.bench(|| draw::run(&spec));
}

/// As many steps as there are employers: the work must not grow with their square.
#[divan::bench(args = [100_000])]
fn every_employer_once(bencher: Bencher, size: usize) {
    let spec = spec(size, Alg::Sha256, json!({"seats": size, "diversity": "employer<=1"}));
    bencher.bench(|| draw::run(&spec));
}

#[divan::bench(args = SIZES)]
fn verifying_a_record(bencher: Bencher, size: usize) {
    let spec = spec(size, Alg::Sha256, json!({"seats": 14, "diversity": "employer<=1"}));
    let result = draw::run(&spec).unwrap();
    let record = DrawRecord { spec, result };
    bencher.bench(|| draw::verify(&record));
}
