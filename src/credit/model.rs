//! Nouns of the credit room.

use crate::policy::Pack;
use crate::policy::codes::{InstitutionViolation, RatingGrade};
use crate::policy::rating::{InstitutionIndex, InstitutionRating, PaymentShare};
use crate::registry::model::Signed;
use crate::registry::rules::standing::State;
use crate::terms::{Day, Fen, Instant, Score, Wording};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A finished assignment, as far as it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Number of the commission.
    pub commission: String,
    pub accepted_on: Day,
    /// Price of the bid that won, in fen.
    pub price: Fen,
    /// The reviewers' mean as a percentage of full marks.
    pub quality: Score,
    /// How often the package went back.
    pub returns: u32,
    /// Days between the day it was due and the day it was first handed in.
    pub days_late: u32,
}

/// A violation that two people found and no appeal lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// Id of the matter.
    pub matter: String,
    pub code: InstitutionViolation,
    pub found_on: Day,
    /// Number of the commission it belongs to, if any.
    pub commission: Option<String>,
}

/// What is on record of one institution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub assignments: Vec<Assignment>,
    pub violations: Vec<Violation>,
}

/// The group whose mean stands in where an institution's own record is short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// Kind of institution; absent where the group is the whole pool.
    pub kind: Option<String>,
    pub institutions: u32,
    pub assignments: u32,
    #[schema(value_type = Option<String>, example = "86.4")]
    pub mean: Option<Score>,
}

/// The rules of the pack that an index follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditRule {
    pub rating: InstitutionRating,
    pub index: InstitutionIndex,
}

impl CreditRule {
    /// The rule of a place; `None` where neither it nor the nation has one.
    pub fn of(pack: &Pack) -> Option<CreditRule> {
        let rating = pack.resolve(|rules| &rules.quality.institution_rating).value()?.clone();
        let index = pack.resolve(|rules| &rules.quality.institution_index).value()?.clone();
        Some(CreditRule { rating, index })
    }
}

/// What an index rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Id of the institution.
    pub institution: String,
    pub name: String,
    pub as_of: Day,
    pub facts: Facts,
    pub peers: Peers,
    pub rule: CreditRule,
}

/// What one line of an index stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Where every index of the group begins.
    Peers,
    Assignment,
    Violation,
}

/// One line; the effects of all lines add up to the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    pub kind: LineKind,
    /// Number of the commission, code of the violation, or empty.
    pub subject: String,
    #[schema(value_type = String, example = "-1.25")]
    pub effect: Score,
    /// Why it has this effect.
    #[schema(value_type = Object)]
    pub why: Wording,
}

/// What the level asks for, besides the share of the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "measure", rename_all = "snake_case")]
#[schema(as = CreditMeasure)]
pub enum Measure {
    None,
    Suspend {
        #[schema(value_type = String, format = Date)]
        until: Day,
    },
    Delist {
        /// The first day on which the institution may come back.
        #[schema(value_type = String, format = Date)]
        until: Day,
    },
}

/// The index of one institution and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    pub institution: String,
    pub name: String,
    pub as_of: Day,
    /// Absent where no assignment counts.
    pub index: Option<Score>,
    /// Absent where there is no index and no veto.
    pub level: Option<RatingGrade>,
    /// What the own assignments count for, in fresh assignments.
    pub fresh: Score,
    pub lines: Vec<Line>,
    /// Violations that cap the level.
    pub vetoes: Vec<InstitutionViolation>,
    /// The share of the fee, only where the contract says so.
    pub payment: Option<PaymentShare>,
    pub measure: Measure,
    pub wording: Wording,
}

/// What a matter is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A violation; it counts once it is decided.
    Violation { code: InstitutionViolation, found_on: Day, commission: Option<String> },
    /// A level with its consequences.
    Level { inputs: Box<Inputs>, outcome: Box<Determination> },
}

impl Content {
    pub const fn word(&self) -> &'static str {
        match self {
            Content::Violation { .. } => "violation",
            Content::Level { .. } => "level",
        }
    }
}

/// Something that is proposed, decided and perhaps appealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub id: String,
    pub division: String,
    pub institution_id: String,
    pub content: Content,
    pub reason: String,
    /// `Checked` is not used: two people settle it.
    pub state: State,
    pub proposed: Signed,
    /// Decided or refused.
    pub ended: Option<Signed>,
    pub ended_because: Option<String>,
    /// The institution's word against it.
    pub appeal: Option<String>,
    pub appealed_at: Option<Instant>,
    pub answer: Option<String>,
    pub answered: Option<Signed>,
    /// The appeal was heard.
    pub is_lifted: bool,
    /// Grows with every step.
    pub version: i32,
}

impl Matter {
    /// Whether it holds: decided, and not lifted on appeal.
    pub fn is_in_force(&self) -> bool {
        self.state == State::Done && !self.is_lifted
    }

    /// Everybody of the finance department who has taken a step.
    pub fn people(&self) -> Vec<&str> {
        let later = [&self.ended, &self.answered].into_iter().flatten().map(|signed| signed.by.as_str());
        std::iter::once(self.proposed.by.as_str()).chain(later).collect()
    }
}
