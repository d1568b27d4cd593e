//! Whether a rubric is sound, and which version a commission is reviewed by; pure.

use super::super::model::{Anchor, Criterion, Deduction, Rubric, RubricVersion};
use super::{Refused, refuse};
use crate::terms::{Instant, Score, Sha256Hex, canonical};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The rubric that comes with the platform. Its deductions follow a filled county form of 2017; no law sets them.
const PLATFORM: &str = include_str!("../platform.json");

const MOST_CRITERIA: usize = 30;
const MOST_LINES: usize = 12;
const LONGEST_NAME: usize = 100;
const FEWEST_REVIEWERS: u32 = 2;
const MOST_REVIEWERS: u32 = 7;
const LONGEST_TERM: u32 = 60;
/// Finest unit of points.
const DECIMALS: u32 = 2;

/// The platform's own rubric.
///
/// # Errors
/// The file inside the program cannot be read.
pub fn platform() -> Result<RubricVersion, serde_json::Error> {
    let rubric: Rubric = serde_json::from_str(PLATFORM)?;
    let digest = digest(&rubric)?;
    Ok(RubricVersion {
        id: None,
        code: "platform".into(),
        version: 1,
        digest,
        written_by: None,
        written_at: None,
        rubric,
    })
}

/// SHA-256 of the canonical JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn digest(rubric: &Rubric) -> Result<Sha256Hex, serde_json::Error> {
    Ok(Sha256Hex::of(canonical::to_string(&serde_json::to_value(rubric)?).as_bytes()))
}

/// By which version a commission is reviewed: the one a person froze; else the newest `default` that was on record
/// when the commission was announced, so that bidders could know it; else the platform's.
pub fn applicable(
    frozen: Option<RubricVersion>,
    written: Vec<RubricVersion>,
    announced_at: Instant,
    platform: RubricVersion,
) -> RubricVersion {
    let known = |v: &RubricVersion| v.code == "default" && v.written_at.is_some_and(|at| at <= announced_at);
    let newest = written.into_iter().filter(known).max_by_key(|v| v.version);
    frozen.or(newest).unwrap_or(platform)
}

/// Whether a rubric may be used.
///
/// # Errors
/// The first fault, with its place.
pub fn check(rubric: &Rubric) -> Result<(), Refused> {
    named("标准名称", "the rubric's name", &rubric.name)?;
    if !(FEWEST_REVIEWERS..=MOST_REVIEWERS).contains(&rubric.reviewers) {
        return refuse(
            format!("评审人数应为 {FEWEST_REVIEWERS} 至 {MOST_REVIEWERS} 人。"),
            format!("Between {FEWEST_REVIEWERS} and {MOST_REVIEWERS} reviewers."),
        );
    }
    if !(1..=LONGEST_TERM).contains(&rubric.answer_days) {
        return refuse(
            format!("答复期限应为 1 至 {LONGEST_TERM} 个工作日。"),
            format!("The answer takes 1 to {LONGEST_TERM} working days."),
        );
    }
    points("差距阈值", "the gap", rubric.gap, Score(Decimal::ONE_HUNDRED))?;
    if rubric.criteria.is_empty() || rubric.criteria.len() > MOST_CRITERIA {
        return refuse(format!("应有 1 至 {MOST_CRITERIA} 项指标。"), format!("1 to {MOST_CRITERIA} criteria."));
    }
    for criterion in &rubric.criteria {
        check_criterion(criterion)?;
    }
    let names: BTreeSet<&str> = rubric.criteria.iter().map(|c| c.name.as_str()).collect();
    if names.len() != rubric.criteria.len() {
        return refuse("有两项指标同名。", "Two criteria have the same name.");
    }
    let total: Score = rubric.criteria.iter().map(|c| c.weight).sum();
    if total.0 != Decimal::ONE_HUNDRED {
        return refuse(
            format!("各项权重合计 {total}，应为 100。"),
            format!("The weights add up to {total}, not to 100."),
        );
    }
    Ok(())
}

fn check_criterion(criterion: &Criterion) -> Result<(), Refused> {
    let name = &criterion.name;
    named("指标名称", "a criterion's name", name)?;
    points(
        &format!("“{name}”的权重"),
        &format!("the weight of {name}"),
        criterion.weight,
        Score(Decimal::ONE_HUNDRED),
    )?;
    match (criterion.anchors.as_slice(), criterion.deductions.as_slice()) {
        ([], []) => refuse(format!("“{name}”应写评分档或扣分项。"), format!("{name} needs anchors or deductions.")),
        (anchors, []) => check_anchors(criterion, anchors),
        ([], deductions) => check_deductions(criterion, deductions),
        _ => refuse(
            format!("“{name}”只能按评分档或按扣分项之一评分。"),
            format!("{name} is marked by anchors or by deductions, not by both."),
        ),
    }
}

fn check_anchors(criterion: &Criterion, anchors: &[Anchor]) -> Result<(), Refused> {
    let name = &criterion.name;
    for anchor in anchors {
        named(&format!("“{name}”的评分档"), &format!("an anchor of {name}"), &anchor.says)?;
        let fits = anchor.from >= Score::ZERO && anchor.from < criterion.weight && anchor.from.0.scale() <= DECIMALS;
        if !fits {
            return refuse(
                format!("“{name}”的评分档 {} 不在 0 至 {} 之间。", anchor.from, criterion.weight),
                format!("The anchor {} of {name} does not lie from 0 to below {}.", anchor.from, criterion.weight),
            );
        }
    }
    let ascends = anchors.iter().zip(anchors.iter().skip(1)).all(|(low, high)| low.from < high.from);
    let starts = anchors.first().is_some_and(|first| first.from == Score::ZERO);
    if !starts || !ascends || anchors.len() > MOST_LINES {
        return refuse(
            format!("“{name}”的评分档应自 0 分起、由低到高，不超过 {MOST_LINES} 档。"),
            format!("The anchors of {name} start at 0 and ascend, {MOST_LINES} at most."),
        );
    }
    Ok(())
}

fn check_deductions(criterion: &Criterion, deductions: &[Deduction]) -> Result<(), Refused> {
    let name = &criterion.name;
    for deduction in deductions {
        named(&format!("“{name}”的扣分项"), &format!("a deduction of {name}"), &deduction.fault)?;
        points(&format!("“{name}”的扣分"), &format!("a deduction of {name}"), deduction.points, criterion.weight)?;
    }
    let faults: BTreeSet<&str> = deductions.iter().map(|d| d.fault.as_str()).collect();
    if faults.len() != deductions.len() || deductions.len() > MOST_LINES {
        return refuse(
            format!("“{name}”的扣分项不得重复，不超过 {MOST_LINES} 项。"),
            format!("The deductions of {name} differ, {MOST_LINES} at most."),
        );
    }
    Ok(())
}

fn named(zh: &str, en: &str, text: &str) -> Result<(), Refused> {
    let length = text.trim().chars().count();
    if length == 0 || length > LONGEST_NAME || text.contains('\0') {
        return refuse(
            format!("{zh}应为 1 至 {LONGEST_NAME} 个字。"),
            format!("Write {en} in 1 to {LONGEST_NAME} characters."),
        );
    }
    Ok(())
}

fn points(zh: &str, en: &str, value: Score, most: Score) -> Result<(), Refused> {
    if value <= Score::ZERO || value > most || value.0.scale() > DECIMALS {
        return refuse(
            format!("{zh} {value} 应大于 0、不超过 {most}，最多 {DECIMALS} 位小数。"),
            format!("Write {en} ({value}) above 0 and up to {most}, with {DECIMALS} decimals at most."),
        );
    }
    Ok(())
}
