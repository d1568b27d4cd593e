//! Ranking by the comprehensive scoring method with the price formula of Order 87 art. 55:
//! price points = weight × lowest price ÷ own price; total = technical mean + price points.
//! Rank by total, then by lower price (art. 57). The highest and lowest bids are never dropped.

use crate::bids::model::TechnicalMark;
use crate::terms::{Fen, Score};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Points are published with two decimals, so they are compared with two decimals.
const DECIMALS: u32 = 2;

/// Everything the award rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingInputs {
    /// Points that the price makes, of 100.
    pub price_points: Score,
    /// Admitted bids, ordered by id.
    pub bids: Vec<RankedInput>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedInput {
    pub bid: String,
    pub uscc: String,
    pub price_fen: Fen,
    pub marks: Vec<TechnicalMark>,
}

/// One line of the ranking, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedBid {
    pub bid: String,
    pub uscc: String,
    pub position: i32,
    pub technical: Score,
    pub price_points: Score,
    pub total: Score,
}

/// The ranking and the winner; `tied` says that total and price did not decide, so the order rests
/// on the technical points and at last on the institution's code (art. 68: a tie that the documents
/// do not settle is for people to settle before the notice).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    pub ranked: Vec<RankedBid>,
    pub winner: Option<String>,
    pub tied: bool,
}

/// A mark that cannot be counted; names bid, seat and criterion.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RankingFault {
    #[error("bid {0}: the price must be above zero")]
    Price(String),
    #[error("bid {bid}: seat {seat}, {criterion}: {points} is outside 0 to {maximum}")]
    OutOfRange { bid: String, seat: i32, criterion: String, points: Score, maximum: Score },
    #[error("bid {0}: no panel seat has marked it")]
    Unmarked(String),
}

/// Ranks the admitted bids.
pub fn rank(inputs: &RankingInputs) -> Result<Ranking, RankingFault> {
    let Some(lowest) = inputs.bids.iter().map(|b| b.price_fen).min() else {
        return Ok(Ranking { ranked: Vec::new(), winner: None, tied: false });
    };
    let mut lines = inputs.bids.iter().map(|b| line(b, lowest, inputs.price_points)).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by(|(a, a_price), (b, b_price)| {
        (b.total, a_price, b.technical, &a.uscc).cmp(&(a.total, b_price, a.technical, &b.uscc))
    });
    let tied = matches!(lines.as_slice(), [(a, p), (b, q), ..] if a.total == b.total && p == q);
    let ranked: Vec<RankedBid> =
        lines.into_iter().zip(1..).map(|((bid, _), position)| RankedBid { position, ..bid }).collect();
    Ok(Ranking { winner: ranked.first().map(|b| b.bid.clone()), ranked, tied })
}

fn line(bid: &RankedInput, lowest: Fen, weight: Score) -> Result<(RankedBid, Fen), RankingFault> {
    if bid.price_fen.0 <= 0 {
        return Err(RankingFault::Price(bid.bid.clone()));
    }
    let technical = technical_mean(bid)?;
    let price = Score(weight.0 * Decimal::from(lowest.0) / Decimal::from(bid.price_fen.0)).rounded(DECIMALS);
    let ranked = RankedBid {
        bid: bid.bid.clone(),
        uscc: bid.uscc.clone(),
        position: 0,
        technical,
        price_points: price,
        total: technical + price,
    };
    Ok((ranked, bid.price_fen))
}

/// The mean over seats of each seat's sum, two decimals.
fn technical_mean(bid: &RankedInput) -> Result<Score, RankingFault> {
    let mut sum = Score::ZERO;
    let mut seats = std::collections::BTreeSet::new();
    for mark in &bid.marks {
        if mark.points < Score::ZERO || mark.points > mark.maximum {
            return Err(RankingFault::OutOfRange {
                bid: bid.bid.clone(),
                seat: mark.seat,
                criterion: mark.criterion.clone(),
                points: mark.points,
                maximum: mark.maximum,
            });
        }
        sum = sum + mark.points;
        seats.insert(mark.seat);
    }
    if seats.is_empty() {
        return Err(RankingFault::Unmarked(bid.bid.clone()));
    }
    Ok(Score(sum.0 / Decimal::from(seats.len() as u64)).rounded(DECIMALS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(text: &str) -> Score {
        text.parse().unwrap()
    }

    fn bid(id: &str, price: i64, seats: &[&str]) -> RankedInput {
        let marks = seats.iter().zip(1..).map(|(points, seat)| TechnicalMark {
            seat,
            criterion: "plan".into(),
            maximum: score("90"),
            points: score(points),
            given: None,
        });
        RankedInput { bid: id.into(), uscc: id.into(), price_fen: Fen(price), marks: marks.collect() }
    }

    fn ranking(bids: Vec<RankedInput>) -> Ranking {
        rank(&RankingInputs { price_points: score("10"), bids }).unwrap()
    }

    #[test]
    fn the_lowest_price_gets_all_price_points() {
        let r = ranking(vec![bid("a", 630_000, &["80", "81", "83"]), bid("b", 455_000, &["80", "80", "80"])]);
        let points: Vec<_> = r
            .ranked
            .iter()
            .map(|b| (b.bid.as_str(), b.technical.to_string(), b.price_points.to_string(), b.total.to_string()))
            .collect();
        assert_eq!(
            points,
            [("b", "80".into(), "10".into(), "90".into()), ("a", "81.33".into(), "7.22".into(), "88.55".into())]
        );
        assert_eq!(r.winner.as_deref(), Some("b"));
    }

    #[test]
    fn equal_totals_go_to_the_lower_price_and_full_ties_are_shown() {
        let r = ranking(vec![bid("a", 200, &["85"]), bid("b", 100, &["80"])]);
        assert_eq!((r.winner.as_deref(), r.tied), (Some("b"), false));
        let r = ranking(vec![bid("b", 100, &["80"]), bid("a", 100, &["80"])]);
        assert_eq!((r.winner.as_deref(), r.tied), (Some("a"), true));
    }

    #[test]
    fn a_mark_out_of_range_is_named() {
        let inputs = RankingInputs { price_points: score("10"), bids: vec![bid("a", 100, &["90.1"])] };
        assert!(rank(&inputs).unwrap_err().to_string().contains("seat 1"));
        let inputs = RankingInputs { price_points: score("10"), bids: vec![bid("a", 0, &["90"])] };
        assert_eq!(rank(&inputs), Err(RankingFault::Price("a".into())));
        assert_eq!(ranking(vec![]).winner, None);
    }
}
