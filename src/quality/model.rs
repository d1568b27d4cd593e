//! Nouns of the quality room.

use crate::terms::Score;
use serde::{Deserialize, Serialize};

/// One review seat's points on one criterion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewMark {
    pub seat: i32,
    pub criterion: String,
    pub maximum: Score,
    pub points: Score,
}

/// The quality of one package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Mean of the seats' sums, two decimals.
    pub raw_mean: Score,
    pub seats: i32,
}
