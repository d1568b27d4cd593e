//! What goes into the quality model and what comes out of it.
//!
//! Numbers of a [`Fit`] are estimates in points of the marks' own scale, rounded to [`DECIMALS`]; what
//! cannot be estimated is absent, and a reason says why. No decision is taken from them here.

use crate::terms::{Day, Wording};
use serde::{Deserialize, Serialize};

/// Decimals of every estimate, so that machines which round differently print the same.
pub const DECIMALS: i32 = 4;
/// A package that fewer reviewers have marked is shown with its raw mean.
pub const MIN_REVIEWERS: usize = 2;
/// No drift is stated of a reviewer with fewer dated marks.
pub const MIN_DATED_MARKS: usize = 6;
/// No severity is stated of a reviewer who has marked fewer packages.
pub const MIN_PACKAGES: usize = 2;

/// What one reviewer gave one package on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub package: String,
    pub reviewer: String,
    pub criterion: String,
    /// Points. All criteria share one scale: turn points of 30 and of 10 into percentages first.
    pub mark: f64,
    /// When it was given, for the drift of reviewers; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
}

/// The model fitted to a set of marks. Lists are in the order of their labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// Number of marks.
    pub marks: usize,
    /// Absent when leaning and quality cannot be separated; `notes` then say why.
    pub components: Option<Components>,
    pub reliability: Option<Reliability>,
    /// Agreement among reviewers; a unit is a package and a criterion.
    pub agreement: Agreement,
    /// Sets of packages and reviewers that no mark links; severity compares within one group only.
    pub groups: Vec<Group>,
    pub packages: Vec<PackageFit>,
    pub reviewers: Vec<ReviewerFit>,
    pub criteria: Vec<CriterionFit>,
    pub notes: Vec<Note>,
}

/// Variances by restricted maximum likelihood, in squared points. An estimate at its bound is 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Components {
    /// Between packages: real differences of quality.
    pub package: f64,
    /// Between reviewers: differences of severity.
    pub reviewer: f64,
    /// What neither explains.
    pub residual: f64,
}

/// Share of the variance that is quality.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// ICC(1): of a single mark by a single reviewer.
    pub single: f64,
    /// Of a package's raw mean over the two numbers that follow.
    pub mean: f64,
    /// Harmonic mean of the reviewers per package.
    pub reviewers_per_package: f64,
    /// Harmonic mean of the marks per package.
    pub marks_per_package: f64,
}

/// Krippendorff's alpha: 1 full agreement, 0 as by chance. Absent without two marks to compare, or
/// when all marks are equal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    pub interval: Option<f64>,
    pub ordinal: Option<f64>,
}

/// One connected part of the graph of reviewers and packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// From 1, in the order of the first package's label.
    pub group: usize,
    pub packages: usize,
    pub reviewers: usize,
}

/// One package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFit {
    pub package: String,
    pub group: usize,
    pub marks: usize,
    pub reviewers: usize,
    /// Mean of the marks as they were given.
    pub raw_mean: f64,
    /// What reviewers of average severity would be expected to give over all criteria alike.
    pub corrected: Option<f64>,
    pub standard_error: Option<f64>,
    /// What to put on a page: `corrected`, or `raw_mean` when there is none.
    pub shown: f64,
    pub basis: Basis,
    /// Why the raw mean is shown.
    pub withheld: Option<Withheld>,
    pub difference: Option<Difference>,
    /// The difference between raw and corrected in words.
    pub sentence: Wording,
}

/// Which of a package's two numbers is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    Corrected,
    Raw,
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Withheld {
    /// Fewer than [`MIN_REVIEWERS`] marked the package.
    FewReviewers,
    /// The reviewer marked fewer than [`MIN_PACKAGES`].
    FewPackages,
    /// The marks as a whole cannot be separated; see the notes.
    NotSeparable,
}

/// Where `corrected - raw_mean` comes from; the parts add up to it but for rounding.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Mean severity of those who marked, given back.
    pub severity: f64,
    /// For criteria on which everybody gets less, or more, where not all were marked alike.
    pub criteria: f64,
    /// Drawn towards the common mean, because few marks prove little.
    pub shrinkage: f64,
}

/// One reviewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewerFit {
    pub reviewer: String,
    pub group: usize,
    pub marks: usize,
    pub packages: usize,
    /// Points below what an average reviewer gives the same package: positive is severe.
    pub severity: Option<f64>,
    pub standard_error: Option<f64>,
    /// Why no severity is stated.
    pub withheld: Option<Withheld>,
    /// How the severity moved; absent without days, or with too few marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
}

/// How a reviewer's severity moved over time: the slope of what packages and criteria do not explain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Points of severity gained in 30 days: positive becomes more severe.
    pub per_month: f64,
    pub standard_error: f64,
    pub first: Day,
    pub last: Day,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionFit {
    pub criterion: String,
    pub marks: usize,
    pub raw_mean: f64,
    /// What an average reviewer gives an average package.
    pub mean: Option<f64>,
    /// `mean` less the mean over all criteria.
    pub effect: Option<f64>,
    /// Of `effect`.
    pub standard_error: Option<f64>,
    /// The model fitted to this criterion's marks alone.
    pub components: Option<Components>,
    /// ICC by those components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// A unit is a package.
    pub agreement: Agreement,
}

/// Something the reader has to know about the whole fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub code: NoteCode,
    pub text: Wording,
}

/// Kinds of [`Note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoteCode {
    /// No package with two reviewers, or no reviewer with two packages.
    NotSeparable,
    /// All marks of each criterion are equal.
    NoVariation,
    /// The package variance is at its bound 0.
    NoPackageVariance,
    /// The reviewer variance is at its bound 0.
    NoReviewerVariance,
    /// The residual variance is at its bound: packages and reviewers explain every mark.
    NoResidualVariance,
    /// More than one group.
    Disconnected,
    /// The search stopped before it settled.
    NotSettled,
    /// Too many levels to fit each criterion by itself.
    CriteriaNotFitted,
}
