//! What people may decide where the rules leave an instruction open, and what then holds; pure.
//!
//! The amount of a cut that no text fixes is for a person to decide (`CUT_UNSPECIFIED`, regulations section 7), never
//! for the machine; nor does it decide which of two alternatives applies.

use crate::linkage::model::{IssuedInstruction, Settlement};
use crate::policy::codes::LinkageAction;
use crate::terms::{Fen, Wording};
use serde::{Deserialize, Serialize};

/// Why a settlement is refused, Chinese and English.
pub type Refusal = (&'static str, &'static str);

/// What a settlement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementInputs {
    pub instruction: String,
    pub action: LinkageAction,
    /// The instruction as the rules gave it.
    pub wording: Wording,
    pub choose_one: Option<String>,
    /// What exactly the rules leave to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide: Option<String>,
    /// The other instructions of the same choice.
    pub alternatives: Vec<String>,
    pub budget_fen: Fen,
    pub applies: bool,
    pub amount_fen: Option<Fen>,
    pub extent: String,
    pub reason: String,
    pub proposed_by: String,
}

/// What a settlement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub instruction: String,
    pub applies: bool,
    pub amount_fen: Option<Fen>,
    /// Alternatives that therefore do not apply.
    pub dropped: Vec<String>,
    pub wording: Wording,
}

/// Whether the action is of money, so that applying it needs an amount.
pub const fn needs_amount(action: LinkageAction) -> bool {
    matches!(action, LinkageAction::CutUnspecified | LinkageAction::Reclaim | LinkageAction::Incentive)
}

/// Whether applying the action needs words that say what exactly is done.
pub const fn needs_extent(action: LinkageAction) -> bool {
    matches!(action, LinkageAction::Suspend | LinkageAction::Redirect)
}

/// Whether people may decide that the instruction does not apply by itself: praise that stands beside a sanction, and
/// a cut of which the rules ask whether it is made. Of alternatives the one that applies is chosen, which drops the
/// others.
pub const fn may_be_dropped(action: LinkageAction, is_alternative: bool, is_asked: bool) -> bool {
    match action {
        _ if is_alternative => false,
        LinkageAction::Prioritise | LinkageAction::Maintain | LinkageAction::Incentive => true,
        LinkageAction::CutUnspecified => is_asked,
        _ => false,
    }
}

/// Settles what is open.
///
/// # Errors
/// The amount or the words that the action needs are missing or do not fit, or it may not be dropped.
pub fn settle(inputs: &SettlementInputs) -> Result<Settled, Refusal> {
    if inputs.applies {
        amount_fits(inputs)?;
        if needs_extent(inputs.action) && inputs.extent.is_empty() {
            return Err(("请写明具体措施（extent）。", "Say in `extent` what exactly is done."));
        }
    } else {
        if !may_be_dropped(inputs.action, inputs.choose_one.is_some(), inputs.decide.is_some()) {
            return Err((
                "规则只留下幅度或择一由人决定，不能决定不适用。",
                "The rule leaves the extent or the choice to people, not whether anything applies.",
            ));
        }
        if inputs.amount_fen.is_some() {
            return Err(("不适用的指令不填金额。", "What does not apply has no amount."));
        }
    }
    Ok(Settled {
        instruction: inputs.instruction.clone(),
        applies: inputs.applies,
        amount_fen: inputs.amount_fen,
        dropped: if inputs.applies { inputs.alternatives.clone() } else { Vec::new() },
        wording: sentence(inputs),
    })
}

fn amount_fits(inputs: &SettlementInputs) -> Result<(), Refusal> {
    match (needs_amount(inputs.action), inputs.amount_fen) {
        (true, None) => Err(("须填写金额（分）。", "Give the amount in fen.")),
        (false, Some(_)) => Err(("该措施没有金额。", "This action has no amount.")),
        (true, Some(Fen(fen))) if fen <= 0 => Err(("金额应大于零。", "The amount must be above zero.")),
        (true, Some(amount)) if inputs.action != LinkageAction::Incentive && amount > inputs.budget_fen => {
            Err(("金额不能超过项目预算。", "The amount may not exceed the project's budget."))
        }
        _ => Ok(()),
    }
}

fn sentence(inputs: &SettlementInputs) -> Wording {
    let name = inputs.action.name();
    let (mut zh, mut en) = match (inputs.applies, inputs.amount_fen) {
        (true, Some(amount)) => (
            format!("经两人决定：{}，计{}元", name.zh, amount.yuan_text()),
            format!("Two people decided: {}, {} yuan", name.en, amount.yuan_text()),
        ),
        (true, None) => (format!("经两人决定：适用“{}”", name.zh), format!("Two people decided: {} applies", name.en)),
        (false, _) => {
            (format!("经两人决定：不适用“{}”", name.zh), format!("Two people decided: {} does not apply", name.en))
        }
    };
    if !inputs.extent.is_empty() {
        zh = format!("{zh}（{}）", inputs.extent);
        en = format!("{en} ({})", inputs.extent);
    }
    Wording::new(format!("{zh}。理由：{}。", inputs.reason), format!("{en}. Reason: {}.", inputs.reason))
}

/// May anything be proposed about it?
///
/// # Errors
/// Nothing is open, it is withdrawn, or it is settled.
pub fn may_propose(
    instruction: &IssuedInstruction,
    known: Option<&Settlement>,
    withdrawn: bool,
) -> Result<(), Refusal> {
    if withdrawn {
        return Err(("该指令所依据的结果已被替代。", "The result that this instruction follows was superseded."));
    }
    if !instruction.needs_person {
        return Err(("该指令没有待人决定的内容。", "Nothing is open in this instruction."));
    }
    if known.is_some_and(|s| s.settled_by.is_some()) {
        return Err(("该指令已经决定。", "This instruction is settled."));
    }
    Ok(())
}

/// May this person settle what is proposed?
///
/// # Errors
/// Nothing is proposed, or the same person proposed it.
pub fn may_settle(known: Option<&Settlement>, actor: &str) -> Result<(), Refusal> {
    match known {
        Some(s) if s.settled_by.is_some() => Err(("该指令已经决定。", "This instruction is settled.")),
        Some(s) if s.proposed_by == actor => {
            Err(("提出人不得自行确认，须由另一人确认。", "Whoever proposed it may not settle it; another person must."))
        }
        Some(_) => Ok(()),
        None => Err(("尚无待确认的处理意见。", "Nothing is proposed yet.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LinkageAction::*;

    fn inputs(action: LinkageAction, applies: bool, amount: Option<i64>) -> SettlementInputs {
        SettlementInputs {
            instruction: "i".into(),
            action,
            wording: Wording::new("压减", "cut"),
            choose_one: None,
            decide: None,
            alternatives: vec!["j".into()],
            budget_fen: Fen(10_000),
            applies,
            amount_fen: amount.map(Fen),
            extent: String::new(),
            reason: "连续两年执行率偏低".into(),
            proposed_by: "handler".into(),
        }
    }

    #[test]
    fn a_cut_has_an_amount_within_the_budget() {
        for (amount, fits) in [
            (None, false),
            (Some(0), false),
            (Some(-1), false),
            (Some(1), true),
            (Some(10_000), true),
            (Some(10_001), false),
        ] {
            assert_eq!(settle(&inputs(CutUnspecified, true, amount)).is_ok(), fits, "{amount:?}");
        }
        assert!(
            settle(&inputs(Incentive, true, Some(10_001))).is_ok(),
            "a reward is not bound by the project's budget"
        );
        assert!(settle(&inputs(HoldNew, true, Some(1))).is_err() && settle(&inputs(HoldNew, true, None)).is_ok());
        let settled = settle(&inputs(CutUnspecified, true, Some(1234))).unwrap();
        assert_eq!((settled.dropped.as_slice(), settled.amount_fen), (["j".to_owned()].as_slice(), Some(Fen(1234))));
        assert!(
            settled.wording.zh.contains("12.34元") && settled.wording.zh.contains("执行率偏低"),
            "{:?}",
            settled.wording
        );
    }

    #[test]
    fn only_praise_beside_a_sanction_may_be_dropped() {
        for action in LinkageAction::ALL {
            let dropped = settle(&inputs(*action, false, None)).is_ok();
            assert_eq!(dropped, matches!(action, Prioritise | Maintain | Incentive), "{action}");
        }
        let alternative = SettlementInputs { choose_one: Some("a".into()), ..inputs(Maintain, false, None) };
        assert!(settle(&alternative).is_err());
        let asked =
            SettlementInputs { decide: Some("是否压减及幅度".into()), ..inputs(CutUnspecified, false, None) };
        assert!(settle(&asked).is_ok() && settle(&inputs(CutUnspecified, false, None)).is_err());
        let said = SettlementInputs { extent: "调整支付".into(), ..inputs(Suspend, true, None) };
        assert!(settle(&inputs(Suspend, true, None)).is_err() && settle(&said).is_ok());
    }
}
