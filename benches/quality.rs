//! How long the quality model takes for a province: 100,000 marks on 10,000 packages by 2,000
//! reviewers. The aim is two seconds.

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;
use divan::Bencher;
use hengping::quality::fit::{self, Mark};

fn main() {
    divan::main();
}

/// Packages, reviewers, reviewers per package, criteria.
const SIZES: [(usize, usize, usize, usize); 3] = [(300, 60, 3, 5), (10_000, 2_000, 10, 1), (10_000, 2_000, 2, 5)];

/// Roughly normal about zero: four dice.
fn points(dice: &mut Dice, spread: f64) -> f64 {
    (0..4).map(|_| dice.roll(1_001) as f64 / 1_000.0 - 0.5).sum::<f64>() * spread
}

/// Reviewers of a package stand at one distance from each other, so nobody comes twice.
fn marks((packages, reviewers, team, criteria): (usize, usize, usize, usize)) -> Vec<Mark> {
    let mut dice = Dice(1);
    let severities: Vec<f64> = (0..reviewers).map(|_| points(&mut dice, 7.0)).collect();
    let mut marks = Vec::new();
    for package in 0..packages {
        let (quality, first, stride) = (points(&mut dice, 10.0), dice.roll(reviewers), 1 + dice.roll(reviewers / team));
        for reviewer in (0..team).map(|at| (first + at * stride) % reviewers) {
            for criterion in 0..criteria {
                marks.push(Mark {
                    package: format!("PKG-{package:05}"),
                    reviewer: format!("ZJ-{reviewer:04}"),
                    criterion: format!("C{criterion}"),
                    mark: (75.0 + quality - severities[reviewer] + points(&mut dice, 9.0)).round(),
                    day: None,
                });
            }
        }
    }
    marks
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn fit(bencher: Bencher, size: (usize, usize, usize, usize)) {
    bencher.with_inputs(|| marks(size)).bench_refs(|marks| fit::fit(marks));
}
