//! What a reviewer may give; pure.

use super::super::model::{Counted, Criterion, Given, Mark, Rubric};
use super::{Refused, refuse};
use crate::terms::Score;
use rust_decimal::Decimal;

const FEWEST: usize = 4;
const MOST: usize = 1000;
const LAST_PAGE: i32 = 9999;
const MOST_FAULTS: u32 = 1000;
const DECIMALS: u32 = 2;

/// The mark that follows from what a reviewer gives.
///
/// # Errors
/// It names no criterion or fault of the rubric, lies outside the weight, or lacks reason or page.
pub fn check_given(rubric: &Rubric, seat: i32, given: &Given) -> Result<Mark, Refused> {
    let name = &given.criterion;
    let Some(criterion) = rubric.criteria.iter().find(|c| c.name == *name) else {
        return refuse(format!("评审标准里没有“{name}”。"), format!("The rubric has no criterion {name}."));
    };
    let reason = check_words(name, &given.reason, given.page)?;
    let points = match (given.points, criterion.deductions.is_empty()) {
        (Some(points), true) if given.faults.is_empty() => in_range(criterion, points)?,
        (None, false) => deducted(criterion, &given.faults)?,
        (_, true) => return refuse(format!("“{name}”按评分档打分，请填写得分。"), format!("Give points on {name}.")),
        (_, false) => {
            return refuse(format!("“{name}”按扣分项计数，不直接打分。"), format!("Count the faults of {name}."));
        }
    };
    let faults = given.faults.iter().filter(|f| f.count > 0).cloned().collect();
    Ok(Mark { seat, criterion: name.clone(), points, faults, reason, page: given.page })
}

/// The reason without blanks around it, where it and the page say something.
pub(super) fn check_words(criterion: &str, reason: &str, page: i32) -> Result<String, Refused> {
    let reason = reason.trim();
    if !(FEWEST..=MOST).contains(&reason.chars().count()) || reason.contains('\0') {
        return refuse(
            format!("“{criterion}”请写明理由，{FEWEST} 至 {MOST} 个字。"),
            format!("Give the reason on {criterion} in {FEWEST} to {MOST} characters."),
        );
    }
    if !(1..=LAST_PAGE).contains(&page) {
        return refuse(
            format!("“{criterion}”请写明报告页码，1 至 {LAST_PAGE}。"),
            format!("Name the page of the report on {criterion}, 1 to {LAST_PAGE}."),
        );
    }
    Ok(reason.to_owned())
}

pub(super) fn in_range(criterion: &Criterion, points: Score) -> Result<Score, Refused> {
    let (name, weight) = (&criterion.name, criterion.weight);
    if points < Score::ZERO || points > weight || points.0.scale() > DECIMALS {
        return refuse(
            format!("“{name}”得分 {points} 应在 0 至 {weight} 之间，最多 {DECIMALS} 位小数。"),
            format!("{points} on {name} does not lie from 0 to {weight} with {DECIMALS} decimals at most."),
        );
    }
    Ok(points)
}

/// Full marks less what the faults take; never below 0.
fn deducted(criterion: &Criterion, faults: &[Counted]) -> Result<Score, Refused> {
    let mut left = criterion.weight.0;
    for (at, counted) in faults.iter().enumerate() {
        let known = criterion.deductions.iter().find(|d| d.fault == counted.fault);
        let again = faults.iter().take(at).any(|f| f.fault == counted.fault);
        let Some(deduction) = known.filter(|_| !again && counted.count <= MOST_FAULTS) else {
            let (name, fault) = (&criterion.name, &counted.fault);
            return refuse(
                format!("“{name}”的扣分“{fault}”不在标准内、重复或次数过多。"),
                format!("The fault {fault} of {name} is unknown, named twice or counted too often."),
            );
        };
        left -= deduction.points.0 * Decimal::from(counted.count);
    }
    Ok(Score(left.max(Decimal::ZERO).normalize()))
}

/// Whether a seat has marked every criterion.
///
/// # Errors
/// The criteria that are missing.
pub fn require_complete(rubric: &Rubric, seat: i32, marks: &[Mark]) -> Result<(), Refused> {
    let marked = |name: &str| marks.iter().any(|m| m.seat == seat && m.criterion == name);
    let missing: Vec<&str> = rubric.criteria.iter().map(|c| c.name.as_str()).filter(|name| !marked(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let listed = missing.join("、");
    refuse(format!("尚未评分：{listed}。"), format!("Not marked yet: {listed}."))
}
