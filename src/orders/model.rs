//! Nouns of orders: what a commission asks for.

use crate::policy::codes::{Body, EvaluationKind};
use crate::registry::model::Signed;
use crate::terms::{Day, Fen, Score};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::words! {
    /// How a scoring factor is marked.
    FactorKind {
        /// By the price formula; nobody marks it.
        Price = "price",
        /// Follows from papers: all members must give the same points (Order 87 art. 64).
        Objective = "objective",
        /// Each member's own judgement.
        Subjective = "subjective",
    }
}

/// One factor by which bids are scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    #[schema(example = "评价方案")]
    pub name: String,
    pub kind: FactorKind,
    /// Of 100.
    #[schema(value_type = String, example = "40")]
    pub points: Score,
    /// Which finding gives how many points; factors are quantified (Order 87 art. 55).
    #[schema(example = "方案完整可行 31–40 分，基本可行 21–30 分，不可行 0–20 分")]
    pub how: String,
}

/// Who is to do the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    pub lead_evaluators: u32,
    /// Lead evaluators included.
    pub members: u32,
    /// What members must be able to do.
    #[serde(default)]
    pub demands: String,
}

/// What a small enterprise's price is reduced by before it is compared, or why not (财库〔2020〕46号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SmePolicy {
    /// Only small and medium enterprises bid.
    Reserved,
    /// Per cent off the price of small and micro enterprises.
    Deduction(u32),
    /// Neither, with the reason.
    NotSuitable(String),
}

/// An indicator of the draft table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftIndicator {
    /// 决策, 过程, 产出 or 效益.
    pub dimension: String,
    pub name: String,
    /// Of 100.
    #[schema(value_type = String, example = "20")]
    pub weight: Score,
}

/// Everything that a commission asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `evaluation_kind` of the code table, for example `FIN_KEY`.
    #[schema(value_type = String, example = "FIN_KEY")]
    pub kind: EvaluationKind,
    /// Whether anything about it is a state secret: then nothing of it may be entered here.
    pub contains_state_secrets: bool,
    /// For duties of the unit itself, such as self-evaluation: the institution only helps and issues no report.
    #[serde(default)]
    pub clerical_help_only: bool,
    /// What is to be evaluated, and how deep.
    pub scope: String,
    /// What is handed over at the end.
    pub deliverables: String,
    /// What was set aside for paying the institution.
    #[schema(value_type = i64, example = 6_000_000)]
    pub funds_fen: Fen,
    #[schema(value_type = i64, example = 5_800_000)]
    pub ceiling_fen: Fen,
    /// Code of the route, for example `BELOW_LIMIT`.
    pub route: String,
    /// Why this route, why this kind: the reason for whatever the rules allow with a reason alone.
    #[serde(default)]
    pub reason: String,
    #[schema(value_type = String, example = "2026-09-21")]
    pub announced_on: Day,
    #[schema(value_type = String, example = "2026-10-08")]
    pub bids_close_on: Day,
    #[schema(value_type = String, example = "2026-12-15")]
    pub report_due_on: Day,
    pub team: Team,
    /// Conditions for taking part.
    #[serde(default)]
    pub qualifications: Vec<String>,
    pub factors: Vec<Factor>,
    pub sme: SmePolicy,
    #[serde(default)]
    pub indicators: Vec<DraftIndicator>,
}

/// An order with the people who answer for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    pub commission_id: String,
    pub requirement: Requirement,
    /// Grows with every change.
    pub revision: i32,
    pub commissioned_by: Body,
    pub drafted: Signed,
    pub checked: Option<Signed>,
    pub approved: Option<Signed>,
    /// Why it came back to its handler.
    pub returned_because: Option<String>,
}
