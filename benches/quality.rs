//! How long the quality model takes for a province: 100,000 marks on 10,000 packages by 2,000
//! reviewers. The aim is two seconds.

use divan::Bencher;
use hengping::quality::fit::{self, Mark};

fn main() {
    divan::main();
}

/// Packages, reviewers, reviewers per package, criteria.
const SIZES: [(usize, usize, usize, usize); 3] = [(300, 60, 3, 5), (10_000, 2_000, 10, 1), (10_000, 2_000, 2, 5)];

/// SplitMix64: the same marks on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    /// Roughly normal about zero: four dice.
    fn points(&mut self, spread: f64) -> f64 {
        (0..4).map(|_| self.roll(1_001) as f64 / 1_000.0 - 0.5).sum::<f64>() * spread
    }
}

/// Reviewers of a package stand at one distance from each other, so nobody comes twice.
fn marks((packages, reviewers, team, criteria): (usize, usize, usize, usize)) -> Vec<Mark> {
    let mut dice = Dice(1);
    let severities: Vec<f64> = (0..reviewers).map(|_| dice.points(7.0)).collect();
    let mut marks = Vec::new();
    for package in 0..packages {
        let (quality, first, stride) = (dice.points(10.0), dice.roll(reviewers), 1 + dice.roll(reviewers / team));
        for reviewer in (0..team).map(|at| (first + at * stride) % reviewers) {
            for criterion in 0..criteria {
                marks.push(Mark {
                    package: format!("PKG-{package:05}"),
                    reviewer: format!("ZJ-{reviewer:04}"),
                    criterion: format!("C{criterion}"),
                    mark: (75.0 + quality - severities[reviewer] + dice.points(9.0)).round(),
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
