//! What the reader has to know about a whole fit, in words.

use super::estimates::{Estimates, Unfit};
use super::model::{Note, NoteCode};
use crate::terms::Wording;

/// The notes that apply, in a fixed order.
pub(super) fn of(estimates: &Result<Estimates, Unfit>, groups: usize, criteria_fitted: bool) -> Vec<Note> {
    let mut codes = match estimates {
        Ok(found) => about(found),
        Err(Unfit::NotSeparable) => vec![NoteCode::NotSeparable],
        Err(Unfit::NoVariation) => vec![NoteCode::NoVariation],
        Err(Unfit::Unsolved) => vec![NoteCode::NotSettled],
    };
    if groups > 1 {
        codes.push(NoteCode::Disconnected);
    }
    if !criteria_fitted {
        codes.push(NoteCode::CriteriaNotFitted);
    }
    codes.into_iter().map(|code| Note { code, text: text(code) }).collect()
}

fn about(found: &Estimates) -> Vec<NoteCode> {
    let cases = [
        (found.components.package == 0.0, NoteCode::NoPackageVariance),
        (found.components.reviewer == 0.0, NoteCode::NoReviewerVariance),
        (found.exhausted, NoteCode::NoResidualVariance),
        (!found.settled, NoteCode::NotSettled),
    ];
    cases.into_iter().filter_map(|(applies, code)| applies.then_some(code)).collect()
}

fn text(code: NoteCode) -> Wording {
    let (zh, en) = match code {
        NoteCode::NotSeparable => (
            "没有同时满足“有评价包由两名以上评审人打分”和“有评审人给两个以上评价包打分”，或评分太少，分不清评审人宽严与成果质量；全部按原始平均分列示",
            "No package with two reviewers together with a reviewer of two packages, or too few marks: leaning and quality cannot be told apart. Raw means are shown",
        ),
        NoteCode::NoVariation => (
            "同一指标的评分全部相同，没有可供估计的差异；按原始平均分列示",
            "All marks of each criterion are equal, so there is nothing to estimate. Raw means are shown",
        ),
        NoteCode::NoPackageVariance => (
            "评分看不出评价包之间有质量差异：校正后分数全部相同，不宜据此排序",
            "The marks show no difference of quality between packages: corrected values are all equal and give no order",
        ),
        NoteCode::NoReviewerVariance => (
            "评分看不出评审人之间有宽严差异，宽严一律估计为 0",
            "The marks show no difference of severity between reviewers; each is estimated as 0",
        ),
        NoteCode::NoResidualVariance => (
            "评价包与评审人已能解释全部评分，剩余差异为 0；数据太少或太整齐，标准误不可靠",
            "Packages and reviewers explain every mark. The data are too few or too regular for standard errors to be trusted",
        ),
        NoteCode::Disconnected => (
            "评审人与评价包分成互不相连的几组，各组之间的宽严和校正后分数不可比较；请安排共同评审的评价包",
            "Reviewers and packages fall into groups that no mark links. Severity and corrected values do not compare across groups; let some packages be marked in common",
        ),
        NoteCode::NotSettled => {
            ("计算未能完全收敛，结果仅供参考", "The search did not settle; take the figures as rough")
        }
        NoteCode::CriteriaNotFitted => {
            ("数据量大，未逐项指标估计方差", "There are too many levels to estimate variances criterion by criterion")
        }
    };
    Wording::new(zh, en)
}
