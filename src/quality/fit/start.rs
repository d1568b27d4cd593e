//! First guess of the variance ratios: Henderson's method 1 (Biometrics 9, 1953, 226–252), which
//! equates sums of squares to their expectations. Cheap and rough; only where the search begins.

use super::equations::{ELIMINATED, Equations, KEPT};

/// Taken where the sums of squares give no positive variance.
const FALLBACK: f64 = 0.1;

/// Ratios of the two sides' variances to the residual variance, kept within a hundred either way.
pub(super) fn first_guess(equations: &Equations) -> [f64; 2] {
    let total = equations.marks().len() as f64;
    let square_sizes = [ELIMINATED, KEPT].map(|side| equations.sizes(side).iter().map(|n| n * n).sum::<f64>() / total);
    let squares: f64 = equations.marks().iter().map(|mark| mark * mark).sum();
    // Each row: a sum of squares as multiples of the variances of both sides and of the residual.
    let rows = [
        between(equations, ELIMINATED, square_sizes),
        between(equations, KEPT, square_sizes),
        ([total - square_sizes[ELIMINATED], total - square_sizes[KEPT], total - 1.0], squares),
    ];
    let residual = determinant(rows, 2);
    [ELIMINATED, KEPT].map(|side| {
        let ratio = determinant(rows, side) / residual;
        if ratio > 0.0 { ratio.clamp(0.01, 100.0) } else { FALLBACK }
    })
}

type Row = ([f64; 3], f64);

/// The sum of squares between the levels of one side. The marks' mean is zero already.
fn between(equations: &Equations, side: usize, square_sizes: [f64; 2]) -> Row {
    let sizes = equations.sizes(side);
    let sums = equations.sums(equations.marks(), side);
    let total = equations.marks().len() as f64;
    let mut factors = [0.0, 0.0, sizes.len() as f64 - 1.0];
    factors[side] = total - square_sizes[side];
    factors[1 - side] = equations.shared_squares(side) - square_sizes[1 - side];
    (factors, sums.iter().zip(sizes).map(|(sum, size)| sum * sum / size).sum())
}

/// Determinant of the three rows, one column replaced by the right side (Cramer's rule).
fn determinant(rows: [Row; 3], replaced: usize) -> f64 {
    let [a, b, c] = rows.map(|(mut factors, right)| {
        factors[replaced] = right;
        factors
    });
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])
}
