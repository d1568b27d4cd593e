//! From marks to estimates in points: standard units, the search, and back. Rounds nothing and
//! withholds nothing; that is the affair of [`super::report`].

use super::crossing::{Crossing, Row, count};
use super::equations::Equations;
use super::model::Components;
use super::reml::{self, Estimate};

/// Why nothing is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    NotSeparable,
    NoVariation,
    /// Rounding has defeated the equations.
    Unsolved,
}

/// The model in points.
pub(super) struct Estimates {
    pub components: Components,
    pub packages: Effects,
    pub reviewers: Effects,
    /// Means of the criteria for average packages and reviewers.
    pub means: Vec<f64>,
    /// Standard errors of each mean's distance from the mean of all.
    pub mean_errors: Vec<f64>,
    /// What is left of each row.
    pub residuals: Vec<f64>,
    pub settled: bool,
    /// The residual variance is at its bound.
    pub exhausted: bool,
}

/// Of the levels of one side.
pub(super) struct Effects {
    /// Distances from an average level.
    pub effects: Vec<f64>,
    /// Standard errors of the effects.
    pub errors: Vec<f64>,
    /// Standard errors of effect and mean of all criteria together.
    pub level_errors: Vec<f64>,
}

/// Fits the model to a crossing.
pub(super) fn of(crossing: &Crossing) -> Result<Estimates, Unfit> {
    if !crossing.is_separable() {
        return Err(Unfit::NotSeparable);
    }
    let standard = Standard::of(crossing).ok_or(Unfit::NoVariation)?;
    let packages_are_more = crossing.packages >= crossing.reviewers;
    let equations = Equations::new(crossing, packages_are_more, standard.marks(&crossing.rows));
    let estimate = reml::estimate(&equations).ok_or(Unfit::Unsolved)?;
    let (package_side, reviewer_side) = if packages_are_more { (0, 1) } else { (1, 0) };
    Ok(standard.in_points(&estimate, package_side, reviewer_side))
}

/// The mean raw mark of each criterion.
pub(super) fn raw_means(crossing: &Crossing) -> Vec<f64> {
    let mut sums = vec![0.0; crossing.criteria];
    crossing.rows.iter().for_each(|row| sums[row.criterion] += row.mark);
    let counts = count(crossing.criteria, crossing.rows.iter().map(|row| row.criterion));
    sums.iter().zip(counts).map(|(sum, n)| sum / n as f64).collect()
}

/// The marks' own scale: where each criterion's zero lies and how long a unit is.
struct Standard {
    centres: Vec<f64>,
    unit: f64,
}

impl Standard {
    /// `None` if the marks of each criterion are equal.
    fn of(crossing: &Crossing) -> Option<Standard> {
        let mut first = vec![None; crossing.criteria];
        let differs = |row: &Row| *first[row.criterion].get_or_insert(row.mark) != row.mark;
        crossing.rows.iter().any(differs).then(|| {
            let centres = raw_means(crossing);
            let squares = crossing.rows.iter().map(|row| (row.mark - centres[row.criterion]).powi(2)).sum::<f64>();
            Standard { unit: (squares / crossing.rows.len() as f64).sqrt(), centres }
        })
    }

    fn marks(&self, rows: &[Row]) -> Vec<f64> {
        rows.iter().map(|row| (row.mark - self.centres[row.criterion]) / self.unit).collect()
    }

    fn in_points(&self, estimate: &Estimate, package_side: usize, reviewer_side: usize) -> Estimates {
        let unit = self.unit;
        let residual = estimate.residual * unit * unit;
        let deviation = residual.sqrt();
        let points = |list: &[f64]| list.iter().map(|value| value * unit).collect::<Vec<f64>>();
        // A variance that rounding has pushed below zero is zero.
        let errors = |list: Vec<f64>| list.iter().map(|value| value.max(0.0).sqrt() * deviation).collect::<Vec<f64>>();
        let solver = &estimate.solver;
        let effects = |side: usize| Effects {
            effects: points(&estimate.solution.effects[side]),
            errors: errors(solver.error_of_effects(side)),
            level_errors: errors(solver.error_of_levels(side)),
        };
        let variance = |side: usize| estimate.ratios[side] * residual;
        Estimates {
            components: Components {
                package: variance(package_side),
                reviewer: variance(reviewer_side),
                residual: if estimate.exhausted { 0.0 } else { residual },
            },
            packages: effects(package_side),
            reviewers: effects(reviewer_side),
            means: self.centres.iter().zip(points(&estimate.solution.criteria)).map(|(c, mean)| c + mean).collect(),
            mean_errors: errors(solver.error_of_criteria()),
            residuals: points(&estimate.solution.residuals),
            settled: estimate.settled,
            exhausted: estimate.exhausted,
        }
    }
}
