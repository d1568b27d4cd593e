//! The verbs of reviews; pure.

mod ending;
mod marking;
mod rubric;

pub use ending::{ReviewInputs, ReviewOutcome, SaidToDraft, finish, may_correct};
pub use marking::{check_given, require_complete};
pub use rubric::{applicable, check, digest, platform};

use super::model::{Mark, Review, Reviewer, Stage};
use crate::terms::{Score, Wording};
use std::collections::BTreeMap;

/// Why a rule says no.
pub type Refused = Wording;

fn refuse<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Refused> {
    Err(Wording::new(zh, en))
}

/// What each seat gave in all.
fn sums(marks: &[Mark]) -> BTreeMap<i32, Score> {
    let mut sums = BTreeMap::new();
    for mark in marks {
        let sum: &mut Score = sums.entry(mark.seat).or_default();
        *sum = *sum + mark.points;
    }
    sums
}

/// The widest distance between two seats' sums.
pub fn gap(marks: &[Mark]) -> Score {
    let sums = sums(marks);
    let (least, most) = (sums.values().min().copied(), sums.values().max().copied());
    Score(most.unwrap_or_default().0 - least.unwrap_or_default().0)
}

/// How far a review has come, from what is on record.
pub fn stage(review: &Review) -> Stage {
    let sitting: Vec<&Reviewer> = review.reviewers.iter().filter(|r| r.sits()).collect();
    let wanted = usize::try_from(review.rubric.reviewers).unwrap_or(usize::MAX);
    if review.closing.is_some() {
        Stage::Final
    } else if review.answer.is_some() {
        Stage::Answered
    } else if review.drafted_at.is_some() {
        Stage::Drafted
    } else if sitting.len() < wanted {
        Stage::Drawing
    } else if sitting.iter().any(|r| r.submitted_at.is_none()) {
        Stage::Marking
    } else if sitting.len() == wanted && gap(&handed_in(review)) > review.rubric.gap {
        Stage::ThirdWanted
    } else {
        // Everybody has handed in; the service drafts in the same transaction.
        Stage::Drafted
    }
}

/// How many reviewers are to be drawn now.
pub fn missing(review: &Review) -> u32 {
    let sitting = review.reviewers.iter().filter(|r| r.sits()).count();
    match stage(review) {
        Stage::Drawing => review.rubric.reviewers.saturating_sub(u32::try_from(sitting).unwrap_or(u32::MAX)),
        Stage::ThirdWanted => 1,
        _ => 0,
    }
}

/// The marks of those who sit and have handed in.
pub fn handed_in(review: &Review) -> Vec<Mark> {
    let counts = |seat: i32| review.reviewers.iter().any(|r| r.seat == seat && r.sits() && r.submitted_at.is_some());
    review.marks.iter().filter(|mark| counts(mark.seat)).cloned().collect()
}

#[cfg(test)]
mod tests;
