//! The raw mean of review marks; pure.

use super::model::{Quality, ReviewMark};
use crate::terms::Score;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A set of marks that gives no mean.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkFault {
    #[error("no review seat has marked the package")]
    None,
    #[error("seat {seat}, {criterion}: {points} is outside 0 to {maximum}")]
    OutOfRange { seat: i32, criterion: String, points: Score, maximum: Score },
}

/// Sum per seat, then the mean over seats (R-C: no trimming), rounded to two decimals.
pub fn raw_mean(marks: &[ReviewMark]) -> Result<Quality, MarkFault> {
    let mut sums = BTreeMap::<i32, Score>::new();
    for mark in marks {
        if mark.points < Score::ZERO || mark.points > mark.maximum {
            return Err(MarkFault::OutOfRange {
                seat: mark.seat,
                criterion: mark.criterion.clone(),
                points: mark.points,
                maximum: mark.maximum,
            });
        }
        let sum = sums.entry(mark.seat).or_default();
        *sum = *sum + mark.points;
    }
    let seats = i32::try_from(sums.len()).unwrap_or(i32::MAX);
    if seats == 0 {
        return Err(MarkFault::None);
    }
    let total: Score = sums.into_values().sum();
    Ok(Quality { raw_mean: Score(total.0 / Decimal::from(seats)).rounded(2), seats })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(seat: i32, criterion: &str, points: &str) -> ReviewMark {
        ReviewMark {
            seat,
            criterion: criterion.into(),
            maximum: "30".parse().unwrap(),
            points: points.parse().unwrap(),
        }
    }

    #[test]
    fn means_over_seats_not_over_marks() {
        let marks = [
            mark(1, "a", "10"),
            mark(1, "b", "20"),
            mark(2, "a", "15.5"),
            mark(2, "b", "15"),
            mark(3, "a", "29"),
            mark(3, "b", "1"),
        ];
        assert_eq!(raw_mean(&marks).unwrap(), Quality { raw_mean: "30.17".parse().unwrap(), seats: 3 });
        assert_eq!(raw_mean(&[]), Err(MarkFault::None));
        assert!(raw_mean(&[mark(1, "a", "30.01")]).is_err());
    }
}
