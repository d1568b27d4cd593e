//! Nouns: what a contract says, its stages, what was done of it.

use crate::policy::codes::RatingGrade;
use crate::registry::model::Signed;
use crate::terms::{Day, Fen, Score, Sha256Hex};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One stage of the work and its share of the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageTerms {
    #[schema(example = "提交评价报告")]
    pub name: String,
    #[schema(value_type = String, example = "2026-12-15")]
    pub due_on: Day,
    /// Per cent of the price.
    #[schema(value_type = String, example = "40")]
    pub share: Score,
    /// Paid by the grade of the accepted work.
    #[serde(default)]
    pub by_quality: bool,
}

/// What a contract says beside parties and price (财预〔2021〕6号, C-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractTerms {
    pub task: String,
    pub deliverables: String,
    #[schema(value_type = String, example = "2026-10-12")]
    pub from: Day,
    #[schema(value_type = String, example = "2026-12-31")]
    pub until: Day,
    pub stages: Vec<StageTerms>,
    pub confidentiality: String,
    pub liability: String,
    /// Held until the work is accepted; zero where there is none.
    #[schema(value_type = i64, example = 0)]
    pub bond_fen: Fen,
    /// With consent alone (P-49).
    #[serde(default)]
    pub may_subcontract: bool,
}

/// A contract with the people who answer for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    pub commission_id: String,
    pub terms: ContractTerms,
    pub price: Fen,
    /// Grows with every change; what is signed off must be what was read.
    pub revision: i32,
    pub drafted: Signed,
    /// The text as both sides sign it, HTML.
    pub text: String,
    pub sha256: Sha256Hex,
    pub signed_off: Option<Signed>,
    pub signed_on: Option<Day>,
    pub published: Option<Signed>,
    pub filed: Option<Signed>,
}

/// What was done of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// From 1.
    pub position: i32,
    /// Handed over by the institution.
    pub delivered_on: Option<Day>,
    pub accepted_on: Option<Day>,
    /// Of the accepted work, where the stage is paid by quality.
    pub grade: Option<RatingGrade>,
    pub payable: Option<Fen>,
    pub invoiced_on: Option<Day>,
    pub paid_on: Option<Day>,
}
