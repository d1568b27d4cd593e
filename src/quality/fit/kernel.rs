//! Dense linear algebra: the inverse of a Cholesky factor, in place and in blocks, on all cores.
//!
//! Each number is computed by the same operations in the same order however many cores share the
//! work, and nothing but the four operations and the square root is used, which IEEE 754 fixes to
//! the last bit. Not a general library: just what the mixed-model equations need.

use std::num::NonZero;
use std::thread;

/// Side of the tiles that one core keeps in registers.
const TILE: usize = 4;
/// Columns that are eliminated together; a multiple of [`TILE`].
const PANEL: usize = 64;
/// Rows that a core takes at a time; a multiple of [`TILE`].
const STRIP: usize = 32;
/// Below this order, sharing work costs more than it saves.
const ALONE: usize = 256;

/// A square matrix by rows, padded with rows and columns of the identity to whole tiles.
pub(super) struct Square {
    order: usize,
    cells: Vec<f64>,
}

impl Square {
    /// The identity.
    pub fn identity(order: usize) -> Square {
        let order = order.next_multiple_of(TILE);
        let mut cells = vec![0.0; order * order];
        cells.iter_mut().step_by(order + 1).for_each(|cell| *cell = 1.0);
        Square { order, cells }
    }

    /// The padded order.
    pub fn order(&self) -> usize {
        self.order
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.order..][..self.order]
    }

    pub fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.cells[row * self.order..][..self.order]
    }

    /// Of a symmetric positive definite matrix S = L Lᵀ, given by its lower triangle with zeros
    /// above, makes W = L⁻ᵀ, so that S⁻¹ = W Wᵀ. W is upper triangular; what is below its diagonal
    /// is left over from the work. `None` if S is not positive definite.
    ///
    /// Elimination by columns turns the rows of S into those of L; the same steps turn the rows of
    /// the identity into those of L⁻ᵀ. A row of the identity begins to fill where its row of S has
    /// just been used up, so both share one matrix.
    pub fn into_inverse_root(mut self) -> Option<Square> {
        let mut panel = Vec::new();
        for from in (0..self.order).step_by(PANEL) {
            let to = (from + PANEL).min(self.order);
            self.finish_corner(from, to)?;
            self.finish_columns(from, to);
            self.pack(from, to, &mut panel);
            self.update(from, to, &panel);
        }
        Some(self)
    }

    /// Factors the block on the diagonal: L below, W on and above the diagonal.
    fn finish_corner(&mut self, from: usize, to: usize) -> Option<()> {
        for j in from..to {
            let done = self.row(j)[from..j].to_vec();
            let pivot = self.row(j)[j] - done.iter().map(|x| x * x).sum::<f64>();
            if pivot <= 0.0 || !pivot.is_finite() {
                return None;
            }
            let scale = 1.0 / pivot.sqrt();
            for i in j + 1..to {
                let row = self.row_mut(i);
                row[j] = (row[j] - dot(&row[from..j], &done)) * scale;
            }
            for i in from..j {
                let row = self.row_mut(i);
                row[j] = -dot(&row[i..j], &done[i - from..]) * scale;
            }
            self.row_mut(j)[j] = scale;
        }
        Some(())
    }

    /// Multiplies the panel's columns in all other rows by W of the corner.
    fn finish_columns(&mut self, from: usize, to: usize) {
        let corner: Vec<Vec<f64>> = (from..to).map(|row| self.row(row)[row..to].to_vec()).collect();
        for row in (0..from).chain(to..self.order) {
            let cells = &mut self.row_mut(row)[from..to];
            let mut sums = [0.0; PANEL];
            for (k, (cell, factors)) in cells.iter().zip(&corner).enumerate() {
                add_multiple(&mut sums[k..], *cell, factors);
            }
            cells.copy_from_slice(&sums[..to - from]);
        }
    }

    /// Copies L below the corner, tile by tile and column by column, as [`tile`] reads it.
    fn pack(&self, from: usize, to: usize, panel: &mut Vec<f64>) {
        panel.clear();
        for first in (to..self.order).step_by(TILE) {
            let rows: [&[f64]; TILE] = std::array::from_fn(|i| &self.row(first + i)[from..to]);
            (0..to - from).for_each(|k| panel.extend(rows.map(|row| row[k])));
        }
    }

    /// Subtracts what the panel contributes from everything to the right of it.
    fn update(&mut self, from: usize, to: usize, panel: &[f64]) {
        let order = self.order;
        let strips = self.cells.chunks_mut(STRIP * order).enumerate();
        if order <= ALONE {
            strips.for_each(|(at, strip)| update_strip(strip, at * STRIP, order, (from, to), panel));
            return;
        }
        let mut shares: Vec<Vec<_>> = (0..cores()).map(|_| Vec::new()).collect();
        let owners = shares.len();
        strips.for_each(|(at, strip)| shares[at % owners].push((at, strip)));
        thread::scope(|scope| {
            for share in shares {
                scope.spawn(move || {
                    for (at, strip) in share {
                        update_strip(strip, at * STRIP, order, (from, to), panel);
                    }
                });
            }
        });
    }
}

/// Some rows' share of [`Square::update`]; `first` is the strip's first row.
fn update_strip(strip: &mut [f64], first: usize, order: usize, (from, to): (usize, usize), panel: &[f64]) {
    let width = to - from;
    let mut left = Vec::with_capacity(width * TILE);
    for (at, rows) in strip.chunks_mut(TILE * order).enumerate() {
        let row = first + at * TILE;
        // Rows above and in the corner are already those of W: they begin at their diagonal and reach
        // to the right edge. Rows below reach to their diagonal.
        let is_root = row < to;
        let end = if is_root { order } else { row + TILE };
        let cell = |i: usize, k: usize| if is_root && k < row + i { 0.0 } else { rows[i * order + k] };
        left.clear();
        (from..to).for_each(|k| left.extend((0..TILE).map(|i| cell(i, k))));
        for (column, right) in (to..end).step_by(TILE).zip(panel.chunks_exact(width * TILE)) {
            let sums = tile(&left, right);
            for (row, sums) in rows.chunks_mut(order).zip(sums) {
                row[column..column + TILE].iter_mut().zip(sums).for_each(|(cell, sum)| *cell -= sum);
            }
        }
    }
}

/// The products of four packed rows with four packed rows; the loop that all time goes into.
fn tile(left: &[f64], right: &[f64]) -> [[f64; TILE]; TILE] {
    let mut sums = [[0.0; TILE]; TILE];
    for (a, b) in left.as_chunks::<TILE>().0.iter().zip(right.as_chunks::<TILE>().0) {
        for (sums, a) in sums.iter_mut().zip(a) {
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    sums
}

/// Maps a function over indices on all cores; results in order.
pub(super) fn map<T: Send>(count: usize, work: impl Fn(std::ops::Range<usize>) -> Vec<T> + Sync) -> Vec<T> {
    if count <= ALONE {
        return work(0..count);
    }
    let share = count.div_ceil(cores());
    thread::scope(|scope| {
        let starts = (0..count).step_by(share);
        let work = &work;
        let workers: Vec<_> =
            starts.map(|start| scope.spawn(move || work(start..(start + share).min(count)))).collect();
        // A worker that panicked has nothing to give; its panic is passed on by the scope.
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Sum of products of two lists of one length.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; TILE];
    let (a, a_rest) = a.as_chunks::<TILE>();
    let (b, b_rest) = b.as_chunks::<TILE>();
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Adds `factor` times `terms`, over the shorter.
pub(super) fn add_multiple(sums: &mut [f64], factor: f64, terms: &[f64]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += factor * term);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Positive definite and without pattern.
    fn cell(row: usize, column: usize) -> f64 {
        let (high, low) = (row.max(column), row.min(column));
        if high == low { 40.0 } else { ((high * 37 + low * 101) % 23) as f64 / 23.0 - 0.5 }
    }

    #[test]
    fn the_root_times_its_transpose_is_the_inverse() {
        for order in [1, 4, 63, 64, 65, 130, 301] {
            let mut matrix = Square::identity(order);
            (0..order).for_each(|row| (0..=row).for_each(|column| matrix.row_mut(row)[column] = cell(row, column)));
            let root = matrix.into_inverse_root().unwrap();
            let root = |row: usize, column: usize| if column < row { 0.0 } else { root.row(row)[column] };
            // Wᵀ S W is the identity.
            let half = |row: usize, column: usize| (0..order).map(|k| cell(row, k) * root(k, column)).sum::<f64>();
            for column in (0..order).step_by(7) {
                let product: Vec<f64> = (0..order).map(|row| half(row, column)).collect();
                for row in 0..order {
                    let found: f64 = (0..order).map(|k| root(k, row) * product[k]).sum();
                    let wanted = if row == column { 1.0 } else { 0.0 };
                    assert!((found - wanted).abs() < 1e-10, "order {order}, {row} {column}: {found}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_root() {
        for (diagonal, beside) in [(0.0, 0.0), (1.0, 2.0), (f64::NAN, 0.0), (f64::INFINITY, 0.0)] {
            let mut matrix = Square::identity(2);
            matrix.row_mut(1)[0] = beside;
            matrix.row_mut(1)[1] = diagonal;
            assert!(matrix.into_inverse_root().is_none());
        }
    }

    #[test]
    fn shared_work_comes_back_in_order() {
        let squares = map(1_000, |range| range.map(|n| n * n).collect());
        assert!(squares.iter().enumerate().all(|(n, square)| n * n == *square) && squares.len() == 1_000);
    }
}
