//! How long the assignment takes: reading aside, and with reading. Aims on two cores: 500 × 500 in
//! 0.02 s, 2,000 × 2,000 in 0.1 s, 5,000 × 5,000 in 0.5 s, dense 2,000 × 2,000 in 1.5 s, 3,000 × 5,000
//! with at most one expert per employer in 2 s.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use divan::Bencher;
use hengping::assignments::matching::{Instance, Objective, solve};
use serde_json::json;

fn main() {
    divan::main();
}

/// A linear congruential generator (Knuth's constants): the same instance every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Every evaluation wants three experts out of `known` with a random score.
fn text(evaluations: u64, experts: u64, known: u64, max_load: u64, one_per_employer: bool) -> Vec<u8> {
    let mut dice = Dice(evaluations ^ experts << 20);
    let mut scores = Vec::new();
    for evaluation in 0..evaluations {
        let first = dice.below(experts);
        for step in 0..known {
            let expert = (first + step * 7_919) % experts;
            scores.push(json!([format!("E{evaluation:05}"), format!("X{expert:05}"), dice.below(1_000)]));
        }
    }
    let mut instance = json!({
        "evaluations": (0..evaluations).map(|at| json!({"id": format!("E{at:05}"), "demand": 3})).collect::<Vec<_>>(),
        "experts": (0..experts)
            .map(|at| json!({"id": format!("X{at:05}"), "employer": format!("U{}", at % (experts / 10)), "max_load": max_load}))
            .collect::<Vec<_>>(),
        "scores": scores,
        "lambda_balance": 10,
    });
    if one_per_employer {
        instance["diversity"] = json!({"attribute": "employer", "max_per_evaluation": 1});
    }
    serde_json::to_vec(&instance).unwrap()
}

fn best(bencher: Bencher, text: &[u8], objective: Objective) {
    let instance = Instance::from_json(text).unwrap();
    bencher.bench_local(|| solve(&instance, objective, &|| true).unwrap());
}

#[divan::bench(args = [500, 2_000, 5_000], sample_count = 5)]
fn total(bencher: Bencher, size: u64) {
    best(bencher, &text(size, size, 50, 4, false), Objective::Total);
}

#[divan::bench(args = [500, 2_000, 5_000], sample_count = 5)]
fn total_when_tight(bencher: Bencher, size: u64) {
    best(bencher, &text(size, size, 50, 3, false), Objective::Total);
}

#[divan::bench(args = [500, 2_000], sample_count = 5)]
fn balanced(bencher: Bencher, size: u64) {
    best(bencher, &text(size, size, 50, 6, false), Objective::Balanced);
}

#[divan::bench(sample_count = 5)]
fn one_per_employer(bencher: Bencher) {
    best(bencher, &text(3_000, 5_000, 50, 4, true), Objective::Total);
}

#[divan::bench(sample_count = 3)]
fn dense(bencher: Bencher) {
    best(bencher, &text(2_000, 2_000, 1_950, 4, false), Objective::Total);
}

#[divan::bench(args = [2_000, 5_000], sample_count = 5)]
fn reading(bencher: Bencher, size: u64) {
    let text = text(size, size, 50, 4, false);
    bencher.bench_local(|| Instance::from_json(&text).unwrap());
}
