//! Ranking by the comprehensive scoring method with the price formula of Order 87 art. 55:
//! price points = weight × lowest price ÷ own price; total = technical mean + price points.
//! Prices are compared after the deduction that small and micro enterprises have (财库〔2020〕46号); who wins is
//! paid what was offered. Rank by total, then by lower offered price (art. 57), then by the route's tie rule.
//! The highest and lowest bids are never dropped.

use crate::bids::model::TechnicalMark;
use crate::terms::{Fen, Score, Sha256Hex, canonical};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Points are published with two decimals, so they are compared with two decimals.
const DECIMALS: u32 = 2;

/// What decides where total and price are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// Technical points, then the institution's code: for years that came in by import, whose documents said nothing.
    #[default]
    TechnicalThenCode,
    /// Technical points (财库〔2014〕214号 art. 25), then a draw.
    TechnicalThenDraw,
    /// A draw at once (Order 87 art. 68).
    Draw,
}

impl TieRule {
    fn is_default(&self) -> bool {
        *self == TieRule::default()
    }
}

/// Everything the award rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingInputs {
    /// Points that the price makes, of 100.
    pub price_points: Score,
    #[serde(default, skip_serializing_if = "TieRule::is_default")]
    pub tie: TieRule,
    /// By role, where a tie was drawn: the parties' seeds, revealed in front of witnesses.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tie_seeds: BTreeMap<String, String>,
    /// Admitted bids, ordered by id.
    pub bids: Vec<RankedInput>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedInput {
    pub bid: String,
    pub uscc: String,
    pub price_fen: Fen,
    /// Per cent off the compared price; of small and micro enterprises alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduction: Option<u32>,
    pub marks: Vec<TechnicalMark>,
}

impl RankedInput {
    /// The price that is compared, in fen; exact, so it may have decimals.
    fn compared(&self) -> Decimal {
        let kept = Decimal::from(100_u32.saturating_sub(self.deduction.unwrap_or_default()));
        Decimal::from(self.price_fen.0) * kept / Decimal::ONE_HUNDRED
    }

    /// The compared price where it is another than the offered one.
    pub fn reduced(&self) -> Option<Score> {
        self.deduction.map(|_| Score(self.compared().normalize()))
    }
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
    /// The price in fen after the deduction, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_fen: Option<Score>,
}

/// The ranking and the winner; `tied` says that total and price did not decide who is first, so the order rests
/// on the tie rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    pub ranked: Vec<RankedBid>,
    pub winner: Option<String>,
    pub tied: bool,
}

/// Why bids cannot be ranked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RankingFault {
    #[error("bid {0}: the price must be above zero")]
    Price(String),
    #[error("bid {bid}: seat {seat}, {criterion}: {points} is outside 0 to {maximum}")]
    OutOfRange { bid: String, seat: i32, criterion: String, points: Score, maximum: Score },
    #[error("bid {0}: no panel seat has marked it")]
    Unmarked(String),
    #[error("bids {} are tied for the first place and must be drawn", .0.join(", "))]
    TieToDraw(Vec<String>),
}

/// A bid on its way into the order.
struct Line<'a> {
    ranked: RankedBid,
    input: &'a RankedInput,
    lot: Option<Sha256Hex>,
}

/// Ranks the admitted bids.
pub fn rank(inputs: &RankingInputs) -> Result<Ranking, RankingFault> {
    if let Some(bid) = inputs.bids.iter().find(|bid| bid.compared() <= Decimal::ZERO) {
        return Err(RankingFault::Price(bid.bid.clone()));
    }
    let Some(lowest) = inputs.bids.iter().map(RankedInput::compared).min() else {
        return Ok(Ranking { ranked: Vec::new(), winner: None, tied: false });
    };
    let mut lines = inputs.bids.iter().map(|bid| line(bid, lowest, inputs)).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by(|a, b| by_law(a, b, inputs.tie).then_with(|| (&a.lot, &a.input.uscc).cmp(&(&b.lot, &b.input.uscc))));
    require_settled(&lines, inputs)?;
    let tied = matches!(lines.as_slice(), [a, b, ..] if by_total_and_price(a, b).is_eq());
    let ranked: Vec<RankedBid> =
        lines.into_iter().zip(1..).map(|(line, position)| RankedBid { position, ..line.ranked }).collect();
    Ok(Ranking { winner: ranked.first().map(|b| b.bid.clone()), ranked, tied })
}

fn by_total_and_price(a: &Line<'_>, b: &Line<'_>) -> Ordering {
    (b.ranked.total, a.input.price_fen).cmp(&(a.ranked.total, b.input.price_fen))
}

fn by_law(a: &Line<'_>, b: &Line<'_>, tie: TieRule) -> Ordering {
    let technical = || match tie {
        TieRule::Draw => Ordering::Equal,
        TieRule::TechnicalThenCode | TieRule::TechnicalThenDraw => b.ranked.technical.cmp(&a.ranked.technical),
    };
    by_total_and_price(a, b).then_with(technical)
}

/// Nobody wins by the order of codes where the law asks for a draw.
fn require_settled(lines: &[Line<'_>], inputs: &RankingInputs) -> Result<(), RankingFault> {
    let Some(first) = lines.first() else { return Ok(()) };
    let equal: Vec<&Line<'_>> = lines.iter().filter(|line| by_law(first, line, inputs.tie).is_eq()).collect();
    if equal.len() < 2 || inputs.tie == TieRule::TechnicalThenCode || !inputs.tie_seeds.is_empty() {
        return Ok(());
    }
    Err(RankingFault::TieToDraw(equal.iter().map(|line| line.ranked.bid.clone()).collect()))
}

fn line<'a>(bid: &'a RankedInput, lowest: Decimal, inputs: &RankingInputs) -> Result<Line<'a>, RankingFault> {
    let technical = technical_mean(bid)?;
    let price = Score(inputs.price_points.0 * lowest / bid.compared()).rounded(DECIMALS);
    let ranked = RankedBid {
        bid: bid.bid.clone(),
        uscc: bid.uscc.clone(),
        position: 0,
        technical,
        price_points: price,
        total: technical + price,
        compared_fen: bid.reduced(),
    };
    let drawn = !inputs.tie_seeds.is_empty();
    Ok(Line { ranked, input: bid, lot: drawn.then(|| lot(&inputs.tie_seeds, &bid.uscc)) })
}

/// The lot of a bidder: SHA-256 over the canonical JSON of seeds and code; the lowest comes first.
fn lot(seeds: &BTreeMap<String, String>, uscc: &str) -> Sha256Hex {
    Sha256Hex::of(canonical::to_string(&json!({ "seeds": seeds, "uscc": uscc })).as_bytes())
}

/// The mean over seats of each seat's sum, two decimals.
fn technical_mean(bid: &RankedInput) -> Result<Score, RankingFault> {
    let mut sum = Score::ZERO;
    let mut seats = BTreeSet::new();
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
        RankedInput { bid: id.into(), uscc: id.into(), price_fen: Fen(price), deduction: None, marks: marks.collect() }
    }

    fn inputs(bids: Vec<RankedInput>) -> RankingInputs {
        let (tie, tie_seeds) = (TieRule::default(), BTreeMap::new());
        RankingInputs { price_points: score("10"), tie, tie_seeds, bids }
    }

    fn ranking(bids: Vec<RankedInput>) -> Ranking {
        rank(&inputs(bids)).unwrap()
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
        assert!(rank(&inputs(vec![bid("a", 100, &["90.1"])])).unwrap_err().to_string().contains("seat 1"));
        assert_eq!(rank(&inputs(vec![bid("a", 0, &["90"])])), Err(RankingFault::Price("a".into())));
        assert_eq!(ranking(vec![]).winner, None);
    }

    #[test]
    fn small_enterprises_are_compared_after_their_deduction() {
        // (per cent of a, points of a, points of b): a offers 100 yuan, b 95.
        for (percent, a_points, b_points) in [
            (None, "9.5", "10"),
            (Some(5), "10", "10"),
            (Some(6), "10", "9.89"),
            (Some(10), "10", "9.47"),
            (Some(20), "10", "8.42"),
        ] {
            let small = RankedInput { deduction: percent, ..bid("a", 10_000, &["80"]) };
            let r = ranking(vec![small, bid("b", 9_500, &["80"])]);
            let points = |id: &str| r.ranked.iter().find(|b| b.bid == id).unwrap().price_points;
            assert_eq!((points("a"), points("b")), (score(a_points), score(b_points)), "{percent:?}");
        }
        let whole = RankedInput { deduction: Some(100), ..bid("a", 10_000, &["80"]) };
        assert_eq!(rank(&inputs(vec![whole])), Err(RankingFault::Price("a".into())));
    }

    #[test]
    fn equal_totals_go_by_the_offered_price_not_the_compared_one() {
        let small = RankedInput { deduction: Some(10), ..bid("a", 100, &["80"]) };
        let r = ranking(vec![small, bid("b", 90, &["80"])]);
        assert_eq!((r.winner.as_deref(), r.tied), (Some("b"), false), "both are compared at 90");
        assert_eq!(r.ranked[1].compared_fen, Some(score("90")));
        assert_eq!(r.ranked[0].compared_fen, None);
    }

    #[test]
    fn a_tie_goes_by_the_routes_rule_and_is_never_guessed() {
        // All prices are equal; c has fewer points. Two decimals: 80.001 and 80.004 are both 80.
        let bids = || vec![bid("a", 100, &["80.001"]), bid("b", 100, &["80.004"]), bid("c", 100, &["79"])];
        let with = |tie, seeds: &[(&str, &str)]| {
            let tie_seeds = seeds.iter().map(|(role, seed)| ((*role).to_owned(), (*seed).to_owned())).collect();
            rank(&RankingInputs { tie, tie_seeds, ..inputs(bids()) })
        };
        let both = || Err(RankingFault::TieToDraw(vec!["a".into(), "b".into()]));
        assert_eq!(with(TieRule::Draw, &[]), both());
        assert_eq!(with(TieRule::TechnicalThenDraw, &[]), both());
        let winners: BTreeSet<String> = (0..16)
            .map(|seed| {
                let drawn = with(TieRule::Draw, &[("finance", &seed.to_string()), ("supervisor", "x")]).unwrap();
                assert!(drawn.tied && drawn.ranked[2].bid == "c");
                drawn.winner.unwrap()
            })
            .collect();
        assert_eq!(winners.len(), 2, "the seeds decide");
        let clear =
            RankingInputs { tie: TieRule::Draw, ..inputs(vec![bid("a", 100, &["80"]), bid("b", 101, &["80"])]) };
        assert_eq!(rank(&clear).unwrap().winner.as_deref(), Some("a"), "no draw where the law decides");
    }

    #[test]
    fn records_from_before_deductions_read_and_write_as_they_were() {
        let old = r#"{"price_points":"10","bids":[{"bid":"a","uscc":"u","price_fen":5,"marks":[]}]}"#;
        let read: RankingInputs = serde_json::from_str(old).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }
}
