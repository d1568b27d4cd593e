//! Henderson's mixed-model equations for one pair of variance ratios, solved exactly.
//!
//! mark = criterion + package + reviewer + rest, where packages and reviewers are random. Effects are
//! written as root of ratio times a variable of variance one, so that a ratio of zero needs no
//! special case (Bates et al. 2015, *Fitting linear mixed-effects models using lme4*, section 3).
//! The side with more levels (as a rule packages) meets itself only on the diagonal and is eliminated;
//! what stays is dense in the levels of the other side and the criteria (Henderson 1984, chapter 5).
//! Finding the ratios is the affair of [`super::reml`].

use super::crossing::Crossing;
use super::kernel::{self, Square, add_multiple, dot};

/// The two random sides. Pairs of numbers in this module are in this order.
pub(super) const ELIMINATED: usize = 0;
pub(super) const KEPT: usize = 1;

/// One mark: level on the eliminated side, unknown on the kept side, unknown of its criterion.
struct Place {
    eliminated: usize,
    kept: usize,
    criterion: usize,
}

/// All that the equations take from the marks, in standard units.
pub(super) struct Equations {
    places: Vec<Place>,
    /// The marks, less their criterion's mean, in units of their standard deviation.
    marks: Vec<f64>,
    /// Number of levels of both sides.
    levels: [usize; 2],
    criteria: usize,
    /// For each eliminated level, how many of its marks each kept unknown takes part in.
    couplings: Vec<Vec<(usize, f64)>>,
    /// Marks of each level of both sides.
    sizes: [Vec<f64>; 2],
    /// Marks of each kept level, criterion by criterion, and in all.
    crossings: Vec<(usize, usize, f64)>,
}

/// The solution of the equations for a list of numbers in the place of the marks.
pub(super) struct Solution {
    /// Effects of the levels of both sides.
    pub effects: [Vec<f64>; 2],
    /// Means of the criteria, in standard units and less their raw means.
    pub criteria: Vec<f64>,
    /// What is left of each mark.
    pub residuals: Vec<f64>,
    /// Quadratic form of the marks with their covariance, criteria taken out (y'Py).
    pub quadratic: f64,
}

/// The equations at given ratios, ready to be solved.
pub(super) struct Solver<'a> {
    equations: &'a Equations,
    /// Roots of the two ratios.
    roots: [f64; 2],
    /// Diagonal of the eliminated side.
    diagonal: Vec<f64>,
    /// W with W Wᵀ the inverse of what stays.
    inverse_root: Square,
    /// W times the weights of the mean over criteria.
    mean: Vec<f64>,
    /// For each eliminated level: squared length of W times its coupling, and its product with `mean`.
    loads: Vec<(f64, f64)>,
}

impl Equations {
    /// `eliminate_packages` says which side is eliminated; `standard` are the marks in standard units.
    pub fn new(crossing: &Crossing, eliminate_packages: bool, standard: Vec<f64>) -> Equations {
        let (packages, reviewers) = (crossing.packages, crossing.reviewers);
        let levels = if eliminate_packages { [packages, reviewers] } else { [reviewers, packages] };
        let place = |row: &super::crossing::Row| {
            let sides = (row.package, row.reviewer);
            let (eliminated, kept) = if eliminate_packages { sides } else { (sides.1, sides.0) };
            Place { eliminated, kept, criterion: levels[KEPT] + row.criterion }
        };
        let places: Vec<Place> = crossing.rows.iter().map(place).collect();
        let mut couplings = vec![Vec::new(); levels[ELIMINATED]];
        let mut sizes = levels.map(|levels| vec![0.0; levels]);
        let mut crossings = Vec::with_capacity(3 * places.len());
        for place in &places {
            couplings[place.eliminated].extend([(place.kept, 1.0), (place.criterion, 1.0)]);
            sizes[ELIMINATED][place.eliminated] += 1.0;
            sizes[KEPT][place.kept] += 1.0;
            crossings.extend([
                (place.kept, place.kept, 1.0),
                (place.criterion, place.criterion, 1.0),
                (place.criterion, place.kept, 1.0),
            ]);
        }
        couplings.iter_mut().for_each(|list| merge(list, |entry| entry.0, |to, from| to.1 += from.1));
        merge(&mut crossings, |entry| (entry.0, entry.1), |to, from| to.2 += from.2);
        Equations { places, marks: standard, levels, criteria: crossing.criteria, couplings, sizes, crossings }
    }

    /// Marks beyond those that the criteria's means use up.
    pub fn freedom(&self) -> f64 {
        (self.marks.len() - self.criteria) as f64
    }

    pub fn marks(&self) -> &[f64] {
        &self.marks
    }

    /// Marks of each level of one side.
    pub fn sizes(&self, side: usize) -> &[f64] {
        &self.sizes[side]
    }

    /// For each level of one side, how its marks bunch on levels of the other: the squared numbers
    /// of shared marks, by its own number; summed.
    pub fn shared_squares(&self, side: usize) -> f64 {
        let sizes = self.sizes(side);
        let shared = self.couplings.iter().enumerate().flat_map(|(eliminated, list)| {
            let levels = list.iter().filter(|(at, _)| *at < self.levels[KEPT]);
            levels.map(move |&(kept, n)| n * n / sizes[if side == ELIMINATED { eliminated } else { kept }])
        });
        shared.sum()
    }

    /// Sums of a list by the levels of one side, put in the place of each member.
    pub fn spread_sums(&self, list: &[f64], side: usize) -> Vec<f64> {
        let sums = self.sums(list, side);
        self.places.iter().map(|place| sums[place.level(side)]).collect()
    }

    /// Sums of a list by the levels of one side.
    pub fn sums(&self, list: &[f64], side: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.levels[side]];
        self.places.iter().zip(list).for_each(|(place, value)| sums[place.level(side)] += value);
        sums
    }

    /// `None` if rounding has eaten the equations' definiteness.
    pub fn solver(&self, ratios: [f64; 2]) -> Option<Solver<'_>> {
        let roots = ratios.map(f64::sqrt);
        let diagonal: Vec<f64> = self.sizes[ELIMINATED].iter().map(|size| ratios[ELIMINATED] * size + 1.0).collect();
        let inverse_root = self.reduced(roots, &diagonal).into_inverse_root()?;
        let mut solver = Solver { equations: self, roots, diagonal, inverse_root, mean: Vec::new(), loads: Vec::new() };
        solver.mean = solver.times_root(&self.mean_weights());
        solver.loads = solver.measure_loads();
        Some(solver)
    }

    /// What stays of the equations when one side is eliminated: the Schur complement, lower triangle.
    fn reduced(&self, roots: [f64; 2], diagonal: &[f64]) -> Square {
        let mut matrix = Square::identity(self.levels[KEPT] + self.criteria);
        for criterion in self.levels[KEPT]..self.levels[KEPT] + self.criteria {
            matrix.row_mut(criterion)[criterion] = 0.0;
        }
        for &(row, column, n) in &self.crossings {
            matrix.row_mut(row)[column] += self.scale(row, roots) * self.scale(column, roots) * n;
        }
        let mut scaled = Vec::new();
        for (coupling, diagonal) in self.couplings.iter().zip(diagonal) {
            scaled.clear();
            scaled.extend(coupling.iter().map(|&(at, n)| (at, roots[ELIMINATED] * self.scale(at, roots) * n)));
            for (place, &(row, a)) in scaled.iter().enumerate() {
                let cells = matrix.row_mut(row);
                scaled[..=place].iter().for_each(|&(column, b)| cells[column] -= a * b / diagonal);
            }
        }
        matrix
    }

    /// Factor of a kept unknown: levels carry the root of their ratio, criteria are as they are.
    fn scale(&self, kept: usize, roots: [f64; 2]) -> f64 {
        if kept < self.levels[KEPT] { roots[KEPT] } else { 1.0 }
    }

    fn mean_weights(&self) -> Vec<f64> {
        let weight = 1.0 / self.criteria as f64;
        let mut weights = vec![0.0; self.levels[KEPT] + self.criteria];
        weights[self.levels[KEPT]..].fill(weight);
        weights
    }
}

impl Place {
    fn level(&self, side: usize) -> usize {
        if side == ELIMINATED { self.eliminated } else { self.kept }
    }
}

impl Solver<'_> {
    /// Logarithm of the determinant of all equations.
    pub fn log_determinant(&self) -> f64 {
        let eliminated: f64 = self.diagonal.iter().map(|d| d.ln()).sum();
        let kept: f64 = (0..self.inverse_root.order()).map(|k| self.inverse_root.row(k)[k].ln()).sum();
        eliminated - 2.0 * kept
    }

    /// Solves with `list` in the place of the marks.
    pub fn solve(&self, list: &[f64]) -> Solution {
        let equations = self.equations;
        let first_criterion = equations.levels[KEPT];
        let sums = equations.sums(list, ELIMINATED);
        let mut right = vec![0.0; first_criterion + equations.criteria];
        for (place, value) in equations.places.iter().zip(list) {
            right[place.kept] += self.roots[KEPT] * value;
            right[place.criterion] += value;
        }
        for (level, sum) in sums.iter().enumerate() {
            let share = self.roots[ELIMINATED] * sum / self.diagonal[level];
            self.coupling(level).for_each(|(at, weight)| right[at] -= weight * share);
        }
        let kept = self.times_inverse(&right);
        let back = |level: usize| {
            let taken: f64 = self.coupling(level).map(|(at, weight)| weight * kept[at]).sum();
            (self.roots[ELIMINATED] * sums[level] - taken) / self.diagonal[level]
        };
        let standard = [(0..sums.len()).map(back).collect(), kept[..first_criterion].to_vec()];
        self.finish(list, standard, kept[first_criterion..].to_vec())
    }

    fn finish(&self, list: &[f64], standard: [Vec<f64>; 2], criteria: Vec<f64>) -> Solution {
        let first_criterion = self.equations.levels[KEPT];
        let squares = |list: &[f64]| dot(list, list);
        let penalty = squares(&standard[ELIMINATED]) + squares(&standard[KEPT]);
        let mut effects = standard;
        for (effects, root) in effects.iter_mut().zip(self.roots) {
            effects.iter_mut().for_each(|effect| *effect *= root);
        }
        let fitted = |place: &Place| {
            effects[ELIMINATED][place.eliminated]
                + effects[KEPT][place.kept]
                + criteria[place.criterion - first_criterion]
        };
        let residuals: Vec<f64> =
            self.equations.places.iter().zip(list).map(|(place, value)| value - fitted(place)).collect();
        let quadratic = squares(&residuals) + penalty;
        Solution { effects, criteria, residuals, quadratic }
    }

    /// Trace of Z'PZ for each side: how much the marks tell of its levels.
    pub fn traces(&self) -> [f64; 2] {
        let levels = self.equations.levels;
        let eliminated: f64 = (0..levels[ELIMINATED]).map(|level| 1.0 - self.spread_of_eliminated(level)).sum();
        let kept: f64 = (0..levels[KEPT]).map(|level| 1.0 - self.spread_of_kept(level)).sum();
        let ratios = self.roots.map(|root| root * root);
        [eliminated / ratios[ELIMINATED], kept / ratios[KEPT]]
    }

    /// Prediction error variances of a side's effects, in units of the residual variance.
    pub fn error_of_effects(&self, side: usize) -> Vec<f64> {
        let ratio = self.roots[side] * self.roots[side];
        let spread = |level| match side {
            ELIMINATED => self.spread_of_eliminated(level),
            _ => self.spread_of_kept(level),
        };
        (0..self.equations.levels[side]).map(|level| ratio * spread(level)).collect()
    }

    /// As [`Self::error_of_effects`], of effect and mean over criteria together.
    pub fn error_of_levels(&self, side: usize) -> Vec<f64> {
        let root = self.roots[side];
        let mean = dot(&self.mean, &self.mean);
        let product = |level: usize| match side {
            ELIMINATED => -self.loads[level].1 / self.diagonal[level],
            _ => dot(&self.inverse_root.row(level)[level..], &self.mean[level..]),
        };
        let errors = self.error_of_effects(side).into_iter().enumerate();
        errors.map(|(level, error)| error + 2.0 * root * product(level) + mean).collect()
    }

    /// Error variances of the criteria's distances from their mean, in units of the residual variance.
    pub fn error_of_criteria(&self) -> Vec<f64> {
        let first = self.equations.levels[KEPT];
        let error = |row: usize| {
            let mut contrast: Vec<f64> = self.mean.iter().map(|mean| -mean).collect();
            add_multiple(&mut contrast[row..], 1.0, &self.inverse_root.row(row)[row..]);
            dot(&contrast, &contrast)
        };
        (first..first + self.equations.criteria).map(error).collect()
    }

    /// Variance of a standardised effect on the eliminated side, given the marks.
    fn spread_of_eliminated(&self, level: usize) -> f64 {
        let diagonal = self.diagonal[level];
        1.0 / diagonal + self.loads[level].0 / (diagonal * diagonal)
    }

    /// Variance of a standardised effect on the kept side, given the marks.
    fn spread_of_kept(&self, level: usize) -> f64 {
        let row = &self.inverse_root.row(level)[level..];
        dot(row, row)
    }

    /// The kept unknowns that an eliminated level shares equations with, and their weights.
    fn coupling(&self, level: usize) -> impl Iterator<Item = (usize, f64)> {
        let weight = |n: f64, at: usize| self.roots[ELIMINATED] * self.equations.scale(at, self.roots) * n;
        self.equations.couplings[level].iter().map(move |&(at, n)| (at, weight(n, at)))
    }

    fn measure_loads(&self) -> Vec<(f64, f64)> {
        kernel::map(self.equations.levels[ELIMINATED], |levels| {
            let mut load = vec![0.0; self.inverse_root.order()];
            let measure = |level| {
                load.fill(0.0);
                for (at, weight) in self.coupling(level) {
                    add_multiple(&mut load[at..], weight, &self.inverse_root.row(at)[at..]);
                }
                (dot(&load, &load), dot(&load, &self.mean))
            };
            levels.map(measure).collect()
        })
    }

    /// Wᵀ times a list.
    fn times_root(&self, list: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.inverse_root.order()];
        for (at, value) in list.iter().enumerate() {
            add_multiple(&mut product[at..], *value, &self.inverse_root.row(at)[at..]);
        }
        product
    }

    /// W Wᵀ times a list.
    fn times_inverse(&self, list: &[f64]) -> Vec<f64> {
        let half = self.times_root(list);
        (0..list.len()).map(|at| dot(&self.inverse_root.row(at)[at..], &half[at..])).collect()
    }
}

/// Sorts a list by key and joins entries with equal keys.
fn merge<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K, join: impl Fn(&mut T, &T)) {
    list.sort_by_key(|entry| key(entry));
    list.dedup_by(|next, first| {
        let same = key(next) == key(first);
        if same {
            join(first, next);
        }
        same
    });
}
