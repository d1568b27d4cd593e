//! How a reviewer's severity moves over time: the slope, over the days of the marks, of what mean, criterion and
//! package do not explain of them. Least squares within one reviewer, errors by the model's residual variance.
//!
//! An approximation: packages are estimated from the same marks, so that a drift which all reviewers share is taken
//! for quality. It says who changes beside the others.

use super::crossing::Crossing;
use super::estimates::Estimates;
use super::model::{Drift, MIN_DATED_MARKS, MIN_PACKAGES};
use crate::terms::Day;

/// Days that a slope is stated for.
const MONTH: f64 = 30.0;

/// Of each reviewer; nothing where too few marks carry a day, or all the same.
pub(super) fn of(crossing: &Crossing, found: &Estimates) -> Vec<Option<Drift>> {
    let mut dated: Vec<Vec<(Day, f64, usize)>> = vec![Vec::new(); crossing.reviewers];
    for (row, residual) in crossing.rows.iter().zip(&found.residuals) {
        if let Some(day) = row.day {
            dated[row.reviewer].push((day, -residual, row.package));
        }
    }
    dated.iter().map(|marks| slope(marks, found.components.residual)).collect()
}

fn slope(marks: &[(Day, f64, usize)], variance: f64) -> Option<Drift> {
    let first = marks.iter().map(|mark| mark.0).min()?;
    let last = marks.iter().map(|mark| mark.0).max()?;
    // Rows are sorted by package.
    let packages = marks.chunk_by(|a, b| a.2 == b.2).count();
    if marks.len() < MIN_DATED_MARKS || packages < MIN_PACKAGES || first == last {
        return None;
    }
    let months = |day: Day| (day.0 - first.0).num_days() as f64 / MONTH;
    let count = marks.len() as f64;
    let mean_time = marks.iter().map(|mark| months(mark.0)).sum::<f64>() / count;
    let mean = marks.iter().map(|mark| mark.1).sum::<f64>() / count;
    let (mut spread, mut product) = (0.0, 0.0);
    for (day, severity, _) in marks {
        let time = months(*day) - mean_time;
        spread += time * time;
        product += time * (severity - mean);
    }
    Some(Drift { per_month: product / spread, standard_error: (variance / spread).sqrt(), first, last })
}
