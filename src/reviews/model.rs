//! Nouns: rubrics, reviews, marks.

use crate::terms::{Day, Instant, Score, Sha256Hex};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From how many points on a word holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    #[schema(value_type = String, example = "16")]
    pub from: Score,
    #[schema(example = "佐证齐全，可追溯")]
    pub says: String,
}

/// What one fault of a kind takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    #[schema(example = "缺少封面要素")]
    pub fault: String,
    #[schema(value_type = String, example = "0.4")]
    pub points: Score,
}

/// One criterion. It is marked by points along its anchors, or by counting faults: one of the two lists is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RubricCriterion)]
pub struct Criterion {
    pub name: String,
    /// Full marks.
    #[schema(value_type = String, example = "20")]
    pub weight: Score,
    #[serde(default)]
    pub anchors: Vec<Anchor>,
    #[serde(default)]
    pub deductions: Vec<Deduction>,
}

/// By what a report is reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    pub name: String,
    /// How many mark at first; two at least.
    pub reviewers: u32,
    /// A wider gap between two reviewers' sums calls a third.
    #[schema(value_type = String, example = "10")]
    pub gap: Score,
    /// Working days in which the institution answers the draft.
    pub answer_days: u32,
    /// The weights add up to 100.
    pub criteria: Vec<Criterion>,
}

/// One version of a rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RubricVersion {
    /// Absent for the one that comes with the platform.
    pub id: Option<String>,
    #[schema(example = "default")]
    pub code: String,
    pub version: i32,
    /// SHA-256 of the rubric's canonical JSON.
    #[schema(value_type = String)]
    pub digest: Sha256Hex,
    pub written_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub written_at: Option<Instant>,
    pub rubric: Rubric,
}

crate::words! {
    /// How far a review has come.
    #[schema(as = ReviewStage)]
    Stage {
        /// Reviewers are missing.
        Drawing = "drawing",
        Marking = "marking",
        /// The sums lie too far apart.
        ThirdWanted = "third_wanted",
        /// The institution may answer.
        Drafted = "drafted",
        Answered = "answered",
        Final = "final",
    }
}

/// How often a fault was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CountedFault)]
pub struct Counted {
    pub fault: String,
    pub count: u32,
}

/// What a reviewer gives on one criterion: points, or counted faults.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GivenReportMark)]
pub struct Given {
    pub criterion: String,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "16.5")]
    pub points: Option<Score>,
    #[serde(default)]
    pub faults: Vec<Counted>,
    #[schema(min_length = 4, max_length = 1000)]
    pub reason: String,
    /// Of the report.
    #[schema(minimum = 1, maximum = 9999)]
    pub page: i32,
}

/// A mark on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportMark)]
pub struct Mark {
    pub seat: i32,
    pub criterion: String,
    #[schema(value_type = String)]
    pub points: Score,
    pub faults: Vec<Counted>,
    pub reason: String,
    pub page: i32,
}

/// What the level-up review puts beside a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportMarkCorrection)]
pub struct Correction {
    pub seat: i32,
    pub criterion: String,
    #[schema(value_type = String)]
    pub points: Score,
    #[schema(min_length = 4, max_length = 1000)]
    pub reason: String,
    pub page: i32,
}

/// What a reviewer said before reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReviewDeclaration)]
pub struct Declared {
    /// A conflict vacates the seat.
    pub has_conflict: bool,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// One reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reviewer {
    pub seat: i32,
    #[serde(skip)]
    pub expert_id: String,
    /// Registry number.
    pub number: String,
    pub name: String,
    pub employer: String,
    pub declared: Option<Declared>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub submitted_at: Option<Instant>,
}

impl Reviewer {
    /// True unless a conflict vacated the seat.
    pub fn sits(&self) -> bool {
        self.declared.as_ref().is_none_or(|said| !said.has_conflict)
    }
}

/// What the institution says to the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReviewAnswer)]
pub struct Answer {
    /// False: it agrees, and the review may end.
    pub objects: bool,
    pub said: String,
    pub by: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// How a review ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReviewClosing)]
pub struct Closing {
    pub by: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub reason: String,
}

/// Everything on record about the review of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub package_id: String,
    pub commission_id: String,
    /// Code and version of the rubric, such as `default/3`.
    pub rubric_label: String,
    pub rubric: Rubric,
    pub reviewers: Vec<Reviewer>,
    /// As given, drafts among them.
    pub marks: Vec<Mark>,
    pub drafted_at: Option<Instant>,
    pub answer_due: Option<Day>,
    pub answer: Option<Answer>,
    pub corrections: Vec<Correction>,
    pub closing: Option<Closing>,
    pub version: i32,
}
