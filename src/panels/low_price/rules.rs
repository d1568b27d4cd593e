//! Which prices stand out, how long a bidder has to explain, and what the votes decide; pure.

use crate::panels::majority;
use crate::terms::{Fen, Instant, Wording};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Per cent below which a price stands out, and the least time to explain; from the figures of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowPriceFigures {
    /// Of the mean of all bids that are admitted.
    pub of_mean: u32,
    /// Of the next price above.
    pub of_next: u32,
    /// Of the ceiling.
    pub of_ceiling: u32,
    pub least_minutes: u32,
}

/// A price that stands out; the panel decides whether it asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LowPriceSign {
    /// Id of the bid.
    pub bid: String,
    #[schema(value_type = Vec<Object>)]
    pub because: Vec<Wording>,
}

/// What is known of a bid's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    pub bid: String,
    pub price: Fen,
}

/// True where `price` is below `percent` of `whole`, which is `parts` times what is compared.
fn is_below(price: Fen, percent: u32, whole: i128, parts: usize) -> bool {
    i128::from(price.0) * 100 * (parts as i128) < i128::from(percent) * whole
}

/// The prices that stand out among the admitted bids.
pub fn signs(prices: &[Price], ceiling: Fen, figures: &LowPriceFigures) -> Vec<LowPriceSign> {
    let sum: i128 = prices.iter().map(|one| i128::from(one.price.0)).sum();
    let mut found = Vec::new();
    for Price { bid, price } in prices {
        let next = prices.iter().map(|other| other.price).filter(|other| other > price).min();
        let mut because = Vec::new();
        if is_below(*price, figures.of_mean, sum, prices.len()) {
            because.push(sentence("全部有效报价平均值", "the mean of all admitted prices", figures.of_mean));
        }
        if next.is_some_and(|next| is_below(*price, figures.of_next, i128::from(next.0), 1)) {
            because.push(sentence("次低报价", "the next price above", figures.of_next));
        }
        if is_below(*price, figures.of_ceiling, i128::from(ceiling.0), 1) {
            because.push(sentence("最高限价", "the ceiling", figures.of_ceiling));
        }
        if !because.is_empty() {
            found.push(LowPriceSign { bid: bid.clone(), because });
        }
    }
    found
}

fn sentence(zh: &str, en: &str, percent: u32) -> Wording {
    Wording::new(format!("报价低于{zh}的 {percent}%。"), format!("The price is below {percent} per cent of {en}."))
}

/// What a member says of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    pub seat: i32,
    pub is_convinced: bool,
    pub reason: String,
}

/// What the ruling on a price rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowPriceInputs {
    pub commission: String,
    pub bid: String,
    pub price_fen: Fen,
    /// Why the panel asked.
    pub reason: String,
    pub asked_at: Instant,
    pub due_at: Instant,
    /// The last explanation in time; `None` where none came.
    pub explanation: Option<String>,
    pub ruled_at: Instant,
    /// Seats that mark, in order.
    pub seats: Vec<i32>,
    /// By seat.
    pub votes: Vec<Vote>,
}

/// What the panel ruled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowPriceRuling {
    pub bid: String,
    /// False makes the bid void.
    pub convincing: bool,
    pub against: usize,
    /// Seats that did not agree with the majority; their reasons are in the inputs (Order 87 art. 61).
    pub dissent: Vec<i32>,
    pub wording: Wording,
}

/// Why there is no ruling yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulingFault {
    /// The bidder has neither answered nor run out of time.
    TermRuns,
    /// These seats have not voted.
    Waiting(Vec<i32>),
}

/// Whether members may vote: the bidder has explained, or its time is over.
pub fn may_vote(explained: bool, due_at: Instant, now: Instant) -> bool {
    explained || now > due_at
}

/// The panel's ruling: a bid is void where more than half of all members are not convinced.
pub fn rule(inputs: &LowPriceInputs) -> Result<LowPriceRuling, RulingFault> {
    if !may_vote(inputs.explanation.is_some(), inputs.due_at, inputs.ruled_at) {
        return Err(RulingFault::TermRuns);
    }
    let votes: Vec<(i32, bool)> = inputs.votes.iter().map(|vote| (vote.seat, !vote.is_convinced)).collect();
    let counted = majority::count(&inputs.seats, &votes).map_err(RulingFault::Waiting)?;
    let (against, convincing) = (counted.yes, !counted.is_carried);
    Ok(LowPriceRuling {
        bid: inputs.bid.clone(),
        convincing,
        against,
        dissent: counted.dissent,
        wording: ruled(inputs, against, convincing),
    })
}

fn ruled(inputs: &LowPriceInputs, against: usize, convincing: bool) -> Wording {
    let (all, price) = (inputs.seats.len(), inputs.price_fen.yuan_text());
    let silence = if inputs.explanation.is_none() { "投标人未在规定时间内说明，" } else { "" };
    if convincing {
        return Wording::new(
            format!("报价 {price} 元：{silence}评审小组 {all} 人中 {against} 人不认可，投标有效。"),
            format!("Price {price} yuan: {against} of {all} members are not convinced; the bid stands."),
        );
    }
    Wording::new(
        format!("报价 {price} 元：{silence}评审小组 {all} 人中 {against} 人认为不能证明报价合理，按无效投标处理。"),
        format!("Price {price} yuan: {against} of {all} members are not convinced; the bid is void."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURES: LowPriceFigures = LowPriceFigures { of_mean: 50, of_next: 50, of_ceiling: 45, least_minutes: 30 };

    fn at(minute: i64) -> Instant {
        Instant(chrono::DateTime::from_timestamp(minute * 60, 0).unwrap())
    }

    #[test]
    fn prices_that_stand_out_are_named_with_why() {
        // (prices, ceiling, index of the sign, number of reasons); a bound itself is not below it.
        for (prices, ceiling, expected) in [
            (&[100, 100, 100][..], 200, vec![]),
            (&[50, 100, 150][..], 100, vec![]),
            (&[49, 100, 151][..], 100, vec![(0, 2)]),
            (&[49, 98, 153][..], 100, vec![(0, 1)]),
            (&[45, 60, 70][..], 100, vec![]),
            (&[44, 60, 70][..], 100, vec![(0, 1)]),
            (&[40, 41, 300][..], 300, vec![(0, 2), (1, 3)]),
            (&[7][..], 100, vec![(0, 1)]),
            (&[][..], 100, vec![]),
        ] {
            let bids: Vec<Price> = (0..)
                .zip(prices)
                .map(|(n, price): (i32, &i64)| Price { bid: n.to_string(), price: Fen(*price) })
                .collect();
            let found = signs(&bids, Fen(ceiling), &FIGURES);
            let found: Vec<(i32, usize)> =
                found.iter().map(|sign| (sign.bid.parse().unwrap(), sign.because.len())).collect();
            assert_eq!(found, expected, "{prices:?} {ceiling}");
        }
    }

    fn inputs(votes: &[(i32, bool)]) -> LowPriceInputs {
        let vote = |(seat, is_convinced): &(i32, bool)| Vote {
            seat: *seat,
            is_convinced: *is_convinced,
            reason: "成本构成清楚".into(),
        };
        LowPriceInputs {
            commission: "c".into(),
            bid: "b".into(),
            price_fen: Fen(100),
            reason: "明显低于其他报价".into(),
            asked_at: at(0),
            due_at: at(30),
            explanation: Some("已有底稿，工时减半".into()),
            ruled_at: at(10),
            seats: vec![1, 2, 3],
            votes: votes.iter().map(vote).collect(),
        }
    }

    #[test]
    fn the_majority_rules_and_dissent_is_named() {
        for (votes, convincing, dissent) in [
            ([(1, true), (2, true), (3, true)], true, vec![]),
            ([(1, true), (2, false), (3, true)], true, vec![2]),
            ([(1, true), (2, false), (3, false)], false, vec![1]),
            ([(1, false), (2, false), (3, false)], false, vec![]),
        ] {
            let ruling = rule(&inputs(&votes)).unwrap();
            assert_eq!((ruling.convincing, ruling.dissent), (convincing, dissent), "{votes:?}");
        }
        let even = LowPriceInputs { seats: vec![1, 2], ..inputs(&[(1, false), (2, true)]) };
        assert!(rule(&even).unwrap().convincing, "half is no majority");
    }

    #[test]
    fn nobody_is_judged_before_the_time_to_explain_is_over() {
        assert_eq!(rule(&inputs(&[(1, true), (3, true)])), Err(RulingFault::Waiting(vec![2])));
        let all = [(1, false), (2, false), (3, false)];
        for (minute, result) in [(29, Err(RulingFault::TermRuns)), (30, Err(RulingFault::TermRuns)), (31, Ok(false))] {
            let silent = LowPriceInputs { explanation: None, ruled_at: at(minute), ..inputs(&all) };
            assert_eq!(rule(&silent).map(|ruling| ruling.convincing), result, "{minute}");
        }
        assert!(rule(&LowPriceInputs { seats: vec![], ..inputs(&[]) }).is_err());
    }
}
