//! A package's sentence: how the corrected number comes out of the raw one, for an official to read.

use super::model::{Difference, PackageFit, Withheld};
use crate::terms::Wording;

/// Differences that two decimals do not show are not spoken of.
const VISIBLE: f64 = 0.005;

/// The sentence, from the numbers that are shown.
pub(super) fn of_package(package: &PackageFit) -> Wording {
    match (package.corrected, package.standard_error, package.difference) {
        (Some(corrected), Some(error), Some(difference)) => explain(package, corrected, error, difference),
        _ => refuse(package),
    }
}

fn refuse(package: &PackageFit) -> Wording {
    let (raw, n) = (package.raw_mean, package.reviewers);
    if package.withheld == Some(Withheld::FewReviewers) {
        Wording::new(
            format!("只有 {n} 名评审人打分，分不清评审人宽严与成果质量，按原始平均分 {raw:.2} 分列示。"),
            format!(
                "Marked by {n} reviewer only, so leaning and quality cannot be told apart: the raw mean {raw:.2} is shown."
            ),
        )
    } else {
        Wording::new(
            format!("全部评分不足以分清评审人宽严与成果质量，按原始平均分 {raw:.2} 分列示。"),
            format!("The marks as a whole cannot tell leaning from quality: the raw mean {raw:.2} is shown."),
        )
    }
}

fn explain(package: &PackageFit, corrected: f64, error: f64, difference: Difference) -> Wording {
    let raw = package.raw_mean;
    let parts: Vec<Wording> = [severity(package.reviewers, &difference), criteria(&difference), shrinkage(&difference)]
        .into_iter()
        .flatten()
        .collect();
    let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    if parts.is_empty() {
        return Wording::new(
            format!("原始平均分 {raw:.2} 分，校正后不变（误差约 ±{error:.2} 分）：打分的评审人总体不偏严也不偏宽。"),
            format!(
                "Raw mean {raw:.2}, unchanged by the correction (error about ±{error:.2}): on the whole its reviewers are neither severe nor lenient."
            ),
        );
    }
    Wording::new(
        format!("原始平均分 {raw:.2} 分，校正后 {corrected:.2} 分（误差约 ±{error:.2} 分）：{}。", zh.join("；")),
        format!("Raw mean {raw:.2}, corrected {corrected:.2} (error about ±{error:.2}): {}.", en.join("; ")),
    )
}

fn severity(reviewers: usize, difference: &Difference) -> Option<Wording> {
    let points = difference.severity.abs();
    let wording = if difference.severity > 0.0 {
        Wording::new(
            format!("打分的 {reviewers} 名评审人总体偏严，平均少打 {points:.2} 分，予以加回"),
            format!(
                "its {reviewers} reviewers are severe on the whole and gave {points:.2} too little, which is added back"
            ),
        )
    } else {
        Wording::new(
            format!("打分的 {reviewers} 名评审人总体偏宽，平均多打 {points:.2} 分，予以扣除"),
            format!(
                "its {reviewers} reviewers are lenient on the whole and gave {points:.2} too much, which is taken off"
            ),
        )
    };
    (points >= VISIBLE).then_some(wording)
}

fn criteria(difference: &Difference) -> Option<Wording> {
    let points = difference.criteria.abs();
    let wording = if difference.criteria > 0.0 {
        Wording::new(
            format!("所打指标普遍得分偏低，折算加 {points:.2} 分"),
            format!("it was marked more on criteria where everybody gets less, which adds {points:.2}"),
        )
    } else {
        Wording::new(
            format!("所打指标普遍得分偏高，折算减 {points:.2} 分"),
            format!("it was marked more on criteria where everybody gets more, which takes off {points:.2}"),
        )
    };
    (points >= VISIBLE).then_some(wording)
}

fn shrinkage(difference: &Difference) -> Option<Wording> {
    let points = difference.shrinkage.abs();
    let (zh, en) = if difference.shrinkage > 0.0 { ("加", "adds") } else { ("减", "takes off") };
    (points >= VISIBLE).then(|| {
        Wording::new(
            format!("评分次数有限，向总体平均水平靠拢，{zh} {points:.2} 分"),
            format!("few marks prove little, so it is drawn towards the common mean, which {en} {points:.2}"),
        )
    })
}
