//! Nouns of bidding.

use crate::terms::{Fen, Instant, Score};
use serde::{Deserialize, Serialize};

crate::words! {
    /// Where a bid stands.
    #[schema(as = BidStanding)]
    Standing {
        Received = "received",
        Admitted = "admitted",
        Rejected = "rejected",
        Awarded = "awarded",
        NotAwarded = "not_awarded",
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
    /// The mark as it was given, where it lay outside its range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Score>,
}

impl TechnicalMark {
    /// A mark outside its range may be corrected, and only on stated grounds (Order 87 art. 64: item
    /// outside range). It goes to the nearest end of the range; the old mark stays on record.
    pub fn within_range(self) -> TechnicalMark {
        let points = self.points.clamp(Score::ZERO, self.maximum.max(Score::ZERO));
        let given = (points != self.points).then_some(self.points).or(self.given);
        TechnicalMark { points, given, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_outside_its_range_is_corrected_and_kept() {
        let score = |text: &str| text.parse::<Score>().unwrap();
        for (given, points, kept) in [("51.3", "50", true), ("-1", "0", true), ("50", "50", false), ("0", "0", false)] {
            let mark = TechnicalMark {
                seat: 1,
                criterion: "方案".into(),
                maximum: score("50"),
                points: score(given),
                given: None,
            };
            let corrected = mark.within_range();
            assert_eq!((corrected.points, corrected.given), (score(points), kept.then(|| score(given))), "{given}");
        }
    }
}
