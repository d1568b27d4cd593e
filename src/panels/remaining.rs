//! Whether enough bidders are left to go on, after bids were not admitted or are void; what the route says otherwise; pure.

use crate::policy::{LeastBidders, Route};
use crate::terms::Wording;
use serde::{Deserialize, Serialize};

/// A number of bidders with the article that sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least {
    pub count: u32,
    pub article: String,
}

/// A bid that is not among those left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutBid {
    pub bid: String,
    /// Why, as a code of rejections.
    pub code: String,
}

/// What the judgement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemainingInputs {
    pub commission: String,
    pub route: String,
    /// With how many the route goes on; `None` where the law sets none.
    pub least: Option<Least>,
    /// With how few it may go on all the same.
    pub at_least: Option<Least>,
    /// By id.
    pub out: Vec<OutBid>,
    /// Ids of the bids that are left, in order.
    pub left: Vec<String>,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Enough,
    /// Fewer than usual, and the law lets it go on.
    GoesOn,
    /// The procurement fails.
    Fails,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remaining {
    pub verdict: Verdict,
    pub article: String,
    pub wording: Wording,
}

/// The figures of a route.
pub fn figures(route: &Route) -> (Option<Least>, Option<Least>) {
    let of = |least: &LeastBidders| Least { count: least.count, article: least.basis.article.clone() };
    (route.bidders.as_ref().map(of), route.bidders_at_least.as_ref().map(of))
}

/// Judges how many are left.
pub fn judge(inputs: &RemainingInputs) -> Remaining {
    let left = inputs.left.len();
    let reaches = |least: &Option<Least>| least.as_ref().filter(|least| left >= least.count as usize).cloned();
    let usual = inputs.least.clone();
    let (verdict, article) = match (left, usual, reaches(&inputs.at_least)) {
        (0, usual, _) => (Verdict::Fails, usual.map_or_else(|| NOBODY.to_owned(), |least| least.article)),
        (_, None, _) => (Verdict::Enough, String::new()),
        (_, Some(least), _) if left >= least.count as usize => (Verdict::Enough, least.article),
        (_, Some(_), Some(few)) => (Verdict::GoesOn, few.article),
        (_, Some(least), None) => (Verdict::Fails, least.article),
    };
    let (zh, en) = match verdict {
        Verdict::Enough => ("继续评审", "the evaluation goes on"),
        Verdict::GoesOn => ("依法可以继续", "the law lets it go on"),
        Verdict::Fails => ("采购活动终止", "the procurement fails"),
    };
    let wording = Wording::new(format!("有效投标 {left} 份，{zh}。"), format!("{left} bids are left: {en}."));
    Remaining { verdict, article, wording }
}

const NOBODY: &str = "政府采购法第三十六条（P-36）";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Routes;

    fn verdict(route: &str, left: usize) -> (Verdict, String) {
        let routes = Routes::embedded().unwrap();
        let (least, at_least) = figures(routes.get(route).unwrap());
        let judged = judge(&RemainingInputs {
            commission: "c".into(),
            route: route.into(),
            least,
            at_least,
            out: Vec::new(),
            left: (0..left).map(|bid| bid.to_string()).collect(),
        });
        (judged.verdict, judged.article)
    }

    #[test]
    fn each_route_says_with_how_many_it_goes_on() {
        use Verdict::*;
        for (route, verdicts) in [
            // With 0, 1, 2, 3 and 4 bidders left.
            ("open-tender", [Fails, Fails, Fails, Enough, Enough]),
            ("invited-tender", [Fails, Fails, Fails, Enough, Enough]),
            ("consultation", [Fails, Fails, GoesOn, Enough, Enough]),
            ("framework", [Fails, Fails, Enough, Enough, Enough]),
            ("below-limit", [Fails, Enough, Enough, Enough, Enough]),
        ] {
            for (left, expected) in verdicts.into_iter().enumerate() {
                assert_eq!(verdict(route, left).0, expected, "{route} {left}");
            }
        }
        assert!(verdict("open-tender", 2).1.contains("P-43"));
        assert!(verdict("consultation", 2).1.contains("124号"));
        assert!(verdict("below-limit", 0).1.contains("P-36"));
    }
}
