//! The grounds of the law, which signs must be ruled on, and what the votes decide; pure.

use crate::panels::majority;
use crate::panels::signs::{Sign, Weight};
use crate::terms::{Instant, Wording};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::words! {
    /// Why bids are void together.
    CollusionGround {
        /// 单位负责人为同一人或者存在直接控股、管理关系
        SamePersonInCharge = "same_person_in_charge",
        /// 投标文件由同一单位或者个人编制
        SameAuthor = "same_author",
        /// 委托同一单位或者个人办理投标事宜
        SameHandler = "same_handler",
        /// 项目管理成员或者联系人员为同一人
        SameContact = "same_contact",
        /// 投标文件异常一致或者投标报价呈规律性差异
        AlikeOrRegular = "alike_or_regular",
        /// 投标文件相互混装
        MixedUp = "mixed_up",
        /// 投标保证金从同一单位或者个人的账户转出
        OneAccount = "one_account",
    }
}

impl CollusionGround {
    pub const fn article(self) -> &'static str {
        match self {
            CollusionGround::SamePersonInCharge => "政府采购法实施条例第十八条（P-A18）",
            CollusionGround::SameAuthor => "财政部令第87号第三十七条第一项（P-37）",
            CollusionGround::SameHandler => "财政部令第87号第三十七条第二项（P-37）",
            CollusionGround::SameContact => "财政部令第87号第三十七条第三项（P-37）",
            CollusionGround::AlikeOrRegular => "财政部令第87号第三十七条第四项（P-37）",
            CollusionGround::MixedUp => "财政部令第87号第三十七条第五项（P-37）",
            CollusionGround::OneAccount => "财政部令第87号第三十七条第六项（P-37）",
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            CollusionGround::SamePersonInCharge => "单位负责人为同一人或者存在直接控股、管理关系",
            CollusionGround::SameAuthor => "投标文件由同一单位或者个人编制",
            CollusionGround::SameHandler => "委托同一单位或者个人办理投标事宜",
            CollusionGround::SameContact => "项目管理成员或者联系人员为同一人",
            CollusionGround::AlikeOrRegular => "投标文件异常一致或者报价呈规律性差异",
            CollusionGround::MixedUp => "投标文件相互混装",
            CollusionGround::OneAccount => "投标保证金从同一账户转出",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            CollusionGround::SamePersonInCharge => "the same person in charge, or one holds or manages the other",
            CollusionGround::SameAuthor => "bids written by the same unit or person",
            CollusionGround::SameHandler => "bids handled by the same unit or person",
            CollusionGround::SameContact => "the same project manager or contact",
            CollusionGround::AlikeOrRegular => "bids abnormally alike, or prices that differ regularly",
            CollusionGround::MixedUp => "files mixed up with each other",
            CollusionGround::OneAccount => "deposits from one account",
        }
    }
}

/// A member's vote on a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollusionVote {
    pub seat: i32,
    pub is_collusion: bool,
    pub reason: String,
}

/// A computed sign as it stood when the case was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSign {
    pub code: String,
    pub weight: Weight,
    pub sentence: Wording,
}

/// What the ruling on a case rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollusionInputs {
    pub commission: String,
    pub case: String,
    pub ground: CollusionGround,
    /// Ids of the bids, in order.
    pub bids: Vec<String>,
    /// What the member who raised it says.
    pub evidence: String,
    /// Computed signs on the same ground among these bids.
    pub signs: Vec<KnownSign>,
    pub ruled_at: Instant,
    /// Seats that mark, in order.
    pub seats: Vec<i32>,
    /// By seat.
    pub votes: Vec<CollusionVote>,
}

/// What the panel ruled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollusionRuling {
    pub case: String,
    /// True makes the bids void.
    pub is_collusion: bool,
    pub votes_for: usize,
    /// Seats that did not agree with the majority; their reasons are in the inputs (Order 87 art. 61).
    pub dissent: Vec<i32>,
    pub wording: Wording,
}

/// The panel's ruling; the seats that have not voted where some have not.
pub fn rule(inputs: &CollusionInputs) -> Result<CollusionRuling, Vec<i32>> {
    let votes: Vec<(i32, bool)> = inputs.votes.iter().map(|vote| (vote.seat, vote.is_collusion)).collect();
    let counted = majority::count(&inputs.seats, &votes)?;
    Ok(CollusionRuling {
        case: inputs.case.clone(),
        is_collusion: counted.is_carried,
        votes_for: counted.yes,
        wording: ruled(inputs, counted.yes, counted.is_carried),
        dissent: counted.dissent,
    })
}

fn ruled(inputs: &CollusionInputs, yes: usize, is_collusion: bool) -> Wording {
    let (all, bids, ground) = (inputs.seats.len(), inputs.bids.len(), inputs.ground);
    let (zh, en) = if is_collusion {
        ("视为串通投标，投标无效", "the bids are void")
    } else {
        ("不认定串通投标", "not collusion")
    };
    Wording::new(
        format!("{bids} 份投标{}：评审小组 {all} 人中 {yes} 人认定，{zh}（{}）。", ground.zh(), ground.article()),
        format!("{bids} bids, {}: {yes} of {all} members find so; {en}.", ground.en()),
    )
}

/// A case as far as signs are compared with it.
#[derive(Clone, Debug)]
pub struct RuledCase<'a> {
    pub ground: CollusionGround,
    pub bids: &'a [String],
}

/// The strong signs that no ruled case covers: a case on the sign's ground with all of its bids.
pub fn unruled<'a>(signs: &'a [Sign], ruled: &[RuledCase<'_>]) -> Vec<&'a Sign> {
    let covers = |sign: &Sign, case: &RuledCase<'_>| {
        case.ground == sign.ground && sign.bids.iter().all(|bid| case.bids.contains(bid))
    };
    let strong = signs.iter().filter(|sign| sign.weight == Weight::Strong);
    strong.filter(|sign| !ruled.iter().any(|case| covers(sign, case))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(votes: &[(i32, bool)]) -> CollusionInputs {
        let vote = |(seat, is_collusion): &(i32, bool)| CollusionVote {
            seat: *seat,
            is_collusion: *is_collusion,
            reason: "联系人电话相同".into(),
        };
        CollusionInputs {
            commission: "c".into(),
            case: "k".into(),
            ground: CollusionGround::SameContact,
            bids: vec!["a".into(), "b".into()],
            evidence: "两家投标文件的联系人相同".into(),
            signs: Vec::new(),
            ruled_at: Instant(chrono::DateTime::from_timestamp(0, 0).unwrap()),
            seats: vec![1, 2, 3],
            votes: votes.iter().map(vote).collect(),
        }
    }

    #[test]
    fn the_majority_of_all_members_makes_bids_void() {
        for (votes, is_collusion, dissent) in [
            ([(1, true), (2, true), (3, true)], true, vec![]),
            ([(1, true), (2, false), (3, true)], true, vec![2]),
            ([(1, true), (2, false), (3, false)], false, vec![1]),
        ] {
            let ruling = rule(&inputs(&votes)).unwrap();
            assert_eq!((ruling.is_collusion, ruling.dissent), (is_collusion, dissent), "{votes:?}");
            assert_eq!(ruling.wording.zh.contains("无效"), is_collusion);
        }
        assert_eq!(rule(&inputs(&[(1, true), (2, true)])), Err(vec![3]));
    }

    fn sign(weight: Weight, ground: CollusionGround, bids: &[&str]) -> Sign {
        let bids = bids.iter().map(|bid| (*bid).to_owned()).collect();
        Sign { code: "x", weight, ground, article: "", sentence: Wording::new("", ""), bids }
    }

    #[test]
    fn strong_signs_are_ruled_on_with_all_their_bids() {
        use CollusionGround::*;
        let signs = [sign(Weight::Strong, SameContact, &["a", "b"]), sign(Weight::Review, AlikeOrRegular, &["a", "c"])];
        let (ab, abc, a) =
            (["a".to_owned(), "b".to_owned()], ["c".to_owned(), "b".into(), "a".into()], ["a".to_owned()]);
        for (ground, bids, open) in [
            (SameContact, &ab[..], 0),
            (SameContact, &abc[..], 0),
            (SameContact, &a[..], 1),
            (AlikeOrRegular, &ab[..], 1),
        ] {
            assert_eq!(unruled(&signs, &[RuledCase { ground, bids }]).len(), open, "{ground:?} {bids:?}");
        }
        assert_eq!(unruled(&signs, &[]).len(), 1, "what is only to be reviewed needs no ruling");
    }
}
