//! Who may follow, when it must be anew, and who decides; pure.

use crate::terms::Wording;
use serde::{Deserialize, Serialize};

crate::words! {
    /// Why the winner falls away.
    #[schema(as = SuccessionCause)]
    Cause {
        /// 中标人拒绝签订合同或者不按期签订
        NotSigned = "not_signed",
        /// 质疑、投诉成立，影响中标结果
        Upheld = "upheld",
    }
}

impl Cause {
    const fn article(self) -> &'static str {
        match self {
            Cause::NotSigned => "政府采购法实施条例第四十九条；财政部令第87号第七十一条（P-71）",
            Cause::Upheld => "财政部令第94号第十六条、第三十二条",
        }
    }
}

crate::words! {
    /// What follows.
    #[schema(as = SuccessionChoice)]
    Choice {
        /// The next by rank.
        Next = "next",
        /// Another procurement.
        Anew = "anew",
    }
}

/// A bid as it was ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedCandidate {
    pub bid: String,
    pub position: i32,
}

/// What the decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuccessionInputs {
    pub id: String,
    pub commission: String,
    pub cause: Cause,
    pub choice: Choice,
    pub reason: String,
    /// By rank.
    pub ranked: Vec<RankedCandidate>,
    /// Winners that fell away before, and the present one.
    pub passed: Vec<String>,
    /// The fewest bidders with whom the route goes on; 1 where the law sets none.
    pub least: u32,
    /// Whether a challenge or a complaint was found to affect the result.
    pub is_upheld: bool,
    pub proposed_by: String,
    pub decided_by: String,
}

/// Who follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succeeded {
    pub id: String,
    pub choice: Choice,
    /// The next winner; `None` where it is held anew.
    pub bid: Option<String>,
    pub wording: Wording,
}

/// Why it cannot be decided so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub article: &'static str,
    pub why: Wording,
}

fn refusal<T>(article: &'static str, zh: &str, en: &str) -> Result<T, Refusal> {
    Err(Refusal { article, why: Wording::new(zh, en) })
}

/// Those who may still follow, by rank.
pub fn candidates<'a>(ranked: &'a [RankedCandidate], passed: &[String]) -> Vec<&'a RankedCandidate> {
    let mut left: Vec<&RankedCandidate> = ranked.iter().filter(|one| !passed.contains(&one.bid)).collect();
    left.sort_by_key(|one| one.position);
    left
}

/// Whether this may be proposed.
pub fn may_propose(inputs: &SuccessionInputs) -> Result<(), Refusal> {
    let article = inputs.cause.article();
    if inputs.cause == Cause::Upheld && !inputs.is_upheld {
        return refusal(
            article,
            "没有影响中选结果的质疑答复或者投诉处理决定。",
            "No answer or ruling affects the result.",
        );
    }
    let left = candidates(&inputs.ranked, &inputs.passed);
    let is_enough = !left.is_empty() && left.len() >= inputs.least as usize;
    match (inputs.cause, inputs.choice) {
        (_, Choice::Next) if left.is_empty() => {
            refusal(article, "没有下一名候选人，应当重新开展采购活动。", "Nobody is left; it must be held anew.")
        }
        // 合格供应商符合法定数量的应当依法另行确定，否则应当重新开展采购活动: not the commissioner's choice.
        (Cause::Upheld, Choice::Next) if !is_enough => refusal(
            article,
            "合格候选人不足法定数量，应当重新开展采购活动。",
            "Too few are left; it must be held anew.",
        ),
        (Cause::Upheld, Choice::Anew) if is_enough => {
            let en = "Enough are left; another of them must be chosen.";
            refusal(article, "合格候选人符合法定数量，应当依法另行确定。", en)
        }
        _ => Ok(()),
    }
}

/// The decision, by another person than who proposed it.
pub fn decide(inputs: &SuccessionInputs) -> Result<Succeeded, Refusal> {
    may_propose(inputs)?;
    if inputs.proposed_by == inputs.decided_by {
        return refusal("内部控制（四眼原则）", "提出人不得决定。", "Who proposed it does not decide it.");
    }
    let next = candidates(&inputs.ranked, &inputs.passed).first().map(|one| (one.bid.clone(), one.position));
    let (bid, wording) = match (inputs.choice, next) {
        (Choice::Next, Some((bid, position))) => (
            Some(bid),
            Wording::new(
                format!("确定排名第 {position} 的候选人为中选机构（{}）。", inputs.cause.article()),
                format!("The bidder ranked {position} follows as winner."),
            ),
        ),
        _ => (
            None,
            Wording::new(
                format!("重新开展采购活动（{}）。", inputs.cause.article()),
                "The procurement is held anew.".to_owned(),
            ),
        ),
    };
    Ok(Succeeded { id: inputs.id.clone(), choice: inputs.choice, bid, wording })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(cause: Cause, choice: Choice, ranked: usize, passed: usize, least: u32) -> SuccessionInputs {
        let candidate = |(bid, position): (usize, i32)| RankedCandidate { bid: bid.to_string(), position };
        SuccessionInputs {
            id: "s".into(),
            commission: "c".into(),
            cause,
            choice,
            reason: "逾期未签订合同".into(),
            ranked: (0..ranked).zip(1..).map(candidate).collect(),
            passed: (0..passed).map(|bid| bid.to_string()).collect(),
            least,
            is_upheld: true,
            proposed_by: "handler".into(),
            decided_by: "approver".into(),
        }
    }

    #[test]
    fn the_law_says_when_the_next_follows_and_when_it_is_anew() {
        use Cause::*;
        use Choice::*;
        // (cause, choice, ranked, passed, least, the next by its place or why not)
        for (cause, choice, ranked, passed, least, expected) in [
            (NotSigned, Next, 3, 1, 3, Ok(Some("1"))),
            (NotSigned, Next, 3, 2, 3, Ok(Some("2"))),
            (NotSigned, Next, 3, 3, 3, Err("没有下一名")),
            (NotSigned, Anew, 3, 1, 3, Ok(None)),
            (NotSigned, Anew, 1, 1, 1, Ok(None)),
            (Upheld, Next, 4, 1, 3, Ok(Some("1"))),
            (Upheld, Next, 3, 1, 3, Err("不足法定数量")),
            (Upheld, Anew, 3, 1, 3, Ok(None)),
            (Upheld, Anew, 4, 1, 3, Err("应当依法另行确定")),
            (Upheld, Next, 2, 1, 1, Ok(Some("1"))),
            (Upheld, Anew, 1, 1, 1, Ok(None)),
        ] {
            let decided = decide(&inputs(cause, choice, ranked, passed, least));
            match (decided, expected) {
                (Ok(decided), Ok(bid)) => assert_eq!(decided.bid.as_deref(), bid),
                (Err(refusal), Err(why)) => assert!(refusal.why.zh.contains(why), "{refusal:?}"),
                (decided, expected) => {
                    panic!("{cause:?} {choice:?} {ranked} {passed} {least}: {decided:?} {expected:?}")
                }
            }
        }
    }

    #[test]
    fn two_people_and_an_upheld_challenge() {
        let alone =
            SuccessionInputs { decided_by: "handler".into(), ..inputs(Cause::NotSigned, Choice::Next, 3, 1, 1) };
        assert!(decide(&alone).unwrap_err().why.zh.contains("提出人"));
        let unfounded = SuccessionInputs { is_upheld: false, ..inputs(Cause::Upheld, Choice::Next, 3, 1, 1) };
        assert!(decide(&unfounded).is_err() && may_propose(&unfounded).is_err());
        assert!(decide(&SuccessionInputs { cause: Cause::NotSigned, ..unfounded }).is_ok());
    }

    #[test]
    fn candidates_stand_in_the_order_of_their_rank() {
        let mut mixed = inputs(Cause::NotSigned, Choice::Next, 4, 1, 1);
        mixed.ranked.reverse();
        assert_eq!(decide(&mixed).unwrap().bid.as_deref(), Some("1"));
    }
}
