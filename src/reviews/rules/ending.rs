//! How a review ends; pure.

use super::super::model::{Correction, Mark, Rubric};
use super::marking::{check_words, in_range, require_complete};
use super::{Refused, gap, refuse, sums};
use crate::terms::{Day, Score, Wording};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What the end of a review rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewInputs {
    pub commission: String,
    pub rubric: Rubric,
    /// Seats that marked, in order.
    pub seats: Vec<i32>,
    /// As given, by seat and in the order of the rubric.
    pub marks: Vec<Mark>,
    pub answer_due: Day,
    pub closed_on: Day,
    /// Absent where the institution said nothing.
    pub answer: Option<SaidToDraft>,
    pub corrections: Vec<Correction>,
    pub reason: String,
}

/// The answer as far as the end rests on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidToDraft {
    pub objects: bool,
    pub said: String,
}

/// One seat's sum after corrections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatSum {
    pub seat: i32,
    pub given: Score,
    pub counts: Score,
}

/// What a review came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOutcome {
    pub sums: Vec<SeatSum>,
    /// Between the sums as given.
    pub gap: Score,
    /// True where the gap called another reviewer.
    pub called_third: bool,
    /// Mean of the sums that count, two decimals; nothing is trimmed.
    pub mean: Score,
    /// The marks that count.
    pub marks: Vec<Mark>,
    pub wording: Wording,
}

/// Whether a correction fits: the mark exists, the points lie in its range, reason and page are there.
///
/// # Errors
/// Why it does not.
pub fn may_correct(rubric: &Rubric, marks: &[Mark], correction: &Correction) -> Result<(), Refused> {
    let Correction { seat, criterion: name, points, .. } = correction;
    let given = marks.iter().any(|m| m.seat == *seat && m.criterion == *name);
    let Some(criterion) = rubric.criteria.iter().find(|c| c.name == *name).filter(|_| given) else {
        return refuse(format!("席位 {seat} 没有“{name}”的评分。"), format!("Seat {seat} gave no mark on {name}."));
    };
    in_range(criterion, *points)?;
    check_words(name, &correction.reason, correction.page).map(drop)
}

/// Ends a review.
///
/// # Errors
/// Marks are missing, the institution still has time, or a correction stands without an objection or does not fit.
pub fn finish(inputs: &ReviewInputs) -> Result<ReviewOutcome, Refused> {
    for seat in &inputs.seats {
        require_complete(&inputs.rubric, *seat, &inputs.marks)?;
    }
    if inputs.answer.is_none() && inputs.closed_on <= inputs.answer_due {
        return refuse(
            format!("机构的答复期限到 {}，尚未答复。", inputs.answer_due.zh()),
            format!("The institution may answer until {}.", inputs.answer_due),
        );
    }
    let objects = inputs.answer.as_ref().is_some_and(|answer| answer.objects);
    if !objects && !inputs.corrections.is_empty() {
        return refuse("机构没有异议，不更正评分。", "Nothing is corrected where the institution does not object.");
    }
    let mut counts = inputs.marks.clone();
    for correction in &inputs.corrections {
        may_correct(&inputs.rubric, &inputs.marks, correction)?;
        let of = |m: &&mut Mark| m.seat == correction.seat && m.criterion == correction.criterion;
        if let Some(mark) = counts.iter_mut().find(of) {
            mark.points = correction.points;
        }
    }
    Ok(outcome(inputs, counts))
}

fn outcome(inputs: &ReviewInputs, counts: Vec<Mark>) -> ReviewOutcome {
    let (given, counted) = (sums(&inputs.marks), sums(&counts));
    let total: Score = counted.values().copied().sum();
    let mean = total.0.checked_div(Decimal::from(counted.len())).unwrap_or_default();
    let mean = Score(mean).rounded(2);
    let sum = |(seat, given): (&i32, &Score)| SeatSum {
        seat: *seat,
        given: *given,
        counts: counted.get(seat).copied().unwrap_or_default(),
    };
    let (seats, corrected) = (inputs.seats.len(), inputs.corrections.len());
    ReviewOutcome {
        sums: given.iter().map(sum).collect(),
        gap: gap(&inputs.marks),
        called_third: inputs.seats.len() > usize::try_from(inputs.rubric.reviewers).unwrap_or(usize::MAX),
        mean,
        marks: counts,
        wording: Wording::new(
            format!("{}：{seats} 名评审独立评分，更正 {corrected} 处，平均 {mean} 分。", inputs.commission),
            format!("{}: {seats} reviewers, {corrected} corrections, {mean} on average.", inputs.commission),
        ),
    }
}
