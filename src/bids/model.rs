//! Nouns of bidding.

use crate::terms::{Fen, Instant, Score};
use serde::{Deserialize, Serialize};

/// Where a bid stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Received,
    Admitted,
    Rejected,
    Awarded,
    NotAwarded,
}

impl Standing {
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Received => "received",
            Standing::Admitted => "admitted",
            Standing::Rejected => "rejected",
            Standing::Awarded => "awarded",
            Standing::NotAwarded => "not_awarded",
        }
    }

    pub fn parse(word: &str) -> Option<Standing> {
        use Standing::*;
        [Received, Admitted, Rejected, Awarded, NotAwarded].into_iter().find(|s| s.word() == word)
    }
}

/// A bid with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bid {
    pub id: String,
    pub commission_id: String,
    pub institution_id: String,
    pub institution_name: String,
    pub uscc: String,
    pub price: Fen,
    pub days_promised: i32,
    pub staff_offered: i32,
    pub received_at: Instant,
    pub standing: Standing,
    pub rejection_code: Option<String>,
    pub rejection_reason: Option<String>,
    pub technical: Option<Score>,
    pub price_points: Option<Score>,
    pub total: Option<Score>,
    pub position: Option<i32>,
}

/// One panel seat's points on one criterion of one bid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TechnicalMark {
    pub seat: i32,
    pub criterion: String,
    pub maximum: Score,
    pub points: Score,
}
