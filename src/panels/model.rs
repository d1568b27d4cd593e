//! Nouns of panels.

use crate::terms::{Instant, Score};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member said before seeing any bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Declaration {
    pub seat: i32,
    /// A conflict vacates the seat.
    pub has_conflict: bool,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub declared_at: Instant,
}

/// One member's points on one factor of one bid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelMark {
    pub seat: i32,
    /// Id of the bid.
    pub bid: String,
    pub factor: String,
    #[schema(value_type = String, example = "36.5")]
    pub points: Score,
}

crate::words! {
    /// Why a mark may change after all have submitted (Order 87 art. 64).
    Ground {
        /// 分值汇总计算错误
        SumError = "sum_error",
        /// 分项评分超出评分标准范围
        OutOfRange = "out_of_range",
        /// 评审委员会成员对客观评审因素评分不一致
        ObjectiveDiffers = "objective_differs",
        /// 评分畸高、畸低
        AbnormallyHighOrLow = "abnormally_high_or_low",
    }
}

/// A changed mark; the old one is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub seat: i32,
    pub bid: String,
    pub factor: String,
    #[schema(value_type = String)]
    pub old: Score,
    #[schema(value_type = String)]
    pub new: Score,
    pub ground: Ground,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: Instant,
}
