//! Variance ratios by restricted maximum likelihood, with average information (Gilmour, Thompson and
//! Cullis 1995, Biometrics 51, 1440–1450) and the residual variance profiled out.
//!
//! Newton's steps with the average of observed and expected information, halved whenever the
//! likelihood would fall, so that the search climbs and ends. Ratios stay within bounds: a variance
//! whose estimate would be negative is zero.

use super::equations::{ELIMINATED, Equations, KEPT, Solution, Solver};
use super::kernel::dot;
use super::start::first_guess;

/// A ratio at this bound is taken for zero.
const SMALLEST: f64 = 1e-7;
/// A ratio at this bound means that nothing is left to the residual.
const LARGEST: f64 = 1e6;
/// The search has settled when a step promises the deviance to fall by less. The ratios are then
/// within some hundred-thousandths of their own standard errors.
const SETTLED: f64 = 1e-10;
/// Rises of the deviance up to this are rounding.
const NOISE: f64 = 1e-7;
/// Steps, halved ones among them, after which the search stops anyway.
const MOST_STEPS: usize = 100;

/// Where the search ended.
pub(super) struct Estimate<'a> {
    /// Ratios of both sides' variances to the residual one; exactly zero at the lower bound.
    pub ratios: [f64; 2],
    /// In squared standard units.
    pub residual: f64,
    pub solver: Solver<'a>,
    pub solution: Solution,
    /// Whether the likelihood's top was reached.
    pub settled: bool,
    /// Whether packages and reviewers explain everything.
    pub exhausted: bool,
}

/// The restricted likelihood at one pair of ratios.
struct Point<'a> {
    ratios: [f64; 2],
    /// Twice the negative logarithm of the profiled likelihood, but for a constant.
    deviance: f64,
    slope: [f64; 2],
    information: [[f64; 2]; 2],
    solver: Solver<'a>,
    solution: Solution,
}

/// A proposed move.
struct Step {
    to: [f64; 2],
    /// How much the deviance ought to fall.
    promise: f64,
}

/// Searches the top of the likelihood. `None` if rounding defeats the equations at the first guess.
pub(super) fn estimate(equations: &Equations) -> Option<Estimate<'_>> {
    let mut best = Point::at(equations, first_guess(equations))?;
    let mut steps = 0;
    while steps < MOST_STEPS {
        let Step { mut to, promise } = best.step();
        if promise < SETTLED {
            return best.finish(equations, true);
        }
        let next = loop {
            steps += 1;
            let next = Point::at(equations, to).filter(|next| next.deviance <= best.deviance + NOISE);
            if next.is_some() || steps >= MOST_STEPS {
                break next;
            }
            to = [ELIMINATED, KEPT].map(|side| (to[side] + best.ratios[side]) / 2.0);
        };
        best = next.unwrap_or(best);
    }
    best.finish(equations, false)
}

impl<'a> Point<'a> {
    fn at(equations: &'a Equations, ratios: [f64; 2]) -> Option<Point<'a>> {
        let solver = equations.solver(ratios)?;
        let solution = solver.solve(equations.marks());
        let freedom = equations.freedom();
        let scale = freedom / solution.quadratic;
        let deviance = solver.log_determinant() + freedom * solution.quadratic.ln();
        // The working variates of the algorithm: ZZ'Py for both sides, and P times each.
        let working = [ELIMINATED, KEPT].map(|side| equations.spread_sums(&solution.residuals, side));
        let projected = [ELIMINATED, KEPT].map(|side| solver.solve(&working[side]).residuals);
        let pull = [ELIMINATED, KEPT].map(|side| dot(&working[side], &solution.residuals));
        let traces = solver.traces();
        let slope = [ELIMINATED, KEPT].map(|side| traces[side] - scale * pull[side]);
        let information = [ELIMINATED, KEPT].map(|a| {
            [ELIMINATED, KEPT]
                .map(|b| scale * (dot(&working[a], &projected[b]) - pull[a] * pull[b] / solution.quadratic))
        });
        let usable = deviance.is_finite() && slope.iter().all(|slope| slope.is_finite());
        usable.then_some(Point { ratios, deviance, slope, information, solver, solution })
    }

    /// Newton's step, within the bounds.
    fn step(&self) -> Step {
        let free = [ELIMINATED, KEPT].map(|side| !self.is_held(side));
        let change = self.newton(free);
        let mut step = Step { to: self.ratios, promise: 0.0 };
        for side in [ELIMINATED, KEPT] {
            let from = self.ratios[side];
            step.to[side] = (from + change[side]).clamp(SMALLEST, LARGEST.min(10.0 * from.max(0.1)));
            step.promise -= self.slope[side] * (step.to[side] - from);
        }
        step
    }

    /// Whether a ratio stands at a bound and would like to go beyond.
    fn is_held(&self, side: usize) -> bool {
        let (ratio, slope) = (self.ratios[side], self.slope[side]);
        (ratio <= SMALLEST && slope >= 0.0) || (ratio >= LARGEST && slope <= 0.0)
    }

    /// The change to which the slopes of the free sides and the information lead.
    fn newton(&self, free: [bool; 2]) -> [f64; 2] {
        let [[a, b], [_, d]] = self.information;
        let determinant = a * d - b * b;
        let [e, k] = self.slope;
        // Where both sides tell the same story, each goes half of its own way.
        let confounded = determinant <= 1e-10 * a * d;
        match free {
            [true, true] if !confounded => [-(d * e - b * k) / determinant, -(a * k - b * e) / determinant],
            _ => {
                let share = if free == [true, true] { 0.5 } else { 1.0 };
                let alone = |side: usize, information: f64| {
                    if free[side] { -share * self.slope[side] / information.max(f64::MIN_POSITIVE) } else { 0.0 }
                };
                [alone(ELIMINATED, a), alone(KEPT, d)]
            }
        }
    }

    /// Solves once more without the effects whose variance is zero.
    fn finish(self, equations: &'a Equations, settled: bool) -> Option<Estimate<'a>> {
        let ratios = self.ratios.map(|ratio| if ratio <= SMALLEST { 0.0 } else { ratio });
        let (solver, solution) = if ratios == self.ratios {
            (self.solver, self.solution)
        } else {
            let solver = equations.solver(ratios)?;
            let solution = solver.solve(equations.marks());
            (solver, solution)
        };
        let residual = solution.quadratic / equations.freedom();
        let exhausted = ratios.iter().any(|ratio| *ratio >= LARGEST);
        Some(Estimate { ratios, residual, solver, solution, settled, exhausted })
    }
}
