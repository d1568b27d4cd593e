//! What becomes an alert, and who may settle one.

use super::model::{Alert, AlertStanding, Measure};
use crate::conflicts::{Handling, Outcome, Verdict};
use crate::terms::{Sha256Hex, canonical};

/// A verdict that people must look at. What is only to be noticed was noticed when the part was given.
pub fn is_alarming(verdict: &Verdict) -> bool {
    match verdict.verdict {
        Outcome::Clear => false,
        Outcome::Blocked => true,
        Outcome::Flagged => verdict.hits.iter().any(|hit| hit.handling == Some(Handling::Reason)),
    }
}

/// What makes two findings the same: their rules and facts, not their words.
pub fn digest(verdict: &Verdict) -> Sha256Hex {
    let hits: Vec<_> = verdict.hits.iter().map(|hit| serde_json::json!([hit.rule, hit.verdict, hit.path])).collect();
    Sha256Hex::of(canonical::to_string(&serde_json::Value::Array(hits)).as_bytes())
}

/// Why a proposal or a settlement is refused, Chinese and English.
pub type Refusal = (&'static str, &'static str);

/// A reason that says nothing is none.
const SHORTEST_REASON: usize = 4;

/// May this be proposed?
///
/// # Errors
/// The alert is settled, or the reason says nothing.
pub fn may_propose(alert: &Alert, reason: &str) -> Result<(), Refusal> {
    if alert.standing == AlertStanding::Settled {
        return Err(("该提醒已办结。", "This alert is settled."));
    }
    if reason.trim().chars().count() < SHORTEST_REASON {
        return Err(("请写明理由，不少于四个字。", "Give a reason of at least four characters."));
    }
    Ok(())
}

/// May this person settle what was proposed? Somebody blocked by law cannot be kept: the Government
/// Procurement Law (art. 12) asks such people to withdraw and knows no exception.
///
/// # Errors
/// Nothing is proposed, the same person proposed it, or a blocked part would be kept.
pub fn may_settle(alert: &Alert, by: &str) -> Result<(), Refusal> {
    let Some(proposal) = alert.proposal.as_ref().filter(|_| alert.standing == AlertStanding::Proposed) else {
        return Err(("尚无待确认的处理意见。", "Nothing is proposed yet."));
    };
    if proposal.by == by {
        return Err((
            "提出人不得自行确认，须由另一人确认。",
            "Whoever proposed it may not settle it; another person must.",
        ));
    }
    if proposal.measure == Measure::Keep && alert.verdict.verdict == Outcome::Blocked {
        return Err(("依法应当回避，不得保留；请改为更换。", "The law asks for withdrawal; propose a replacement."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::model::{Part, Proposal};
    use super::*;
    use crate::terms::Instant;

    fn alert(verdict: serde_json::Value, proposal: Option<(Measure, &str)>) -> Alert {
        let at = Instant::from_utc("2026-01-05T08:00:00Z".parse().unwrap());
        let standing = if proposal.is_some() { AlertStanding::Proposed } else { AlertStanding::Open };
        Alert {
            id: "a".into(),
            division: "640300000".into(),
            commission_id: "c".into(),
            part: Part::ReviewExpert,
            subject: "ZJ-01".into(),
            subject_name: "张三".into(),
            verdict: serde_json::from_value(verdict).unwrap(),
            raised_at: at,
            standing,
            proposal: proposal.map(|(measure, by)| Proposal {
                measure,
                reason: "情况已核实".into(),
                by: by.into(),
                at,
            }),
            settled_by: None,
            settled_at: None,
        }
    }

    fn verdict(outcome: &str, handling: Option<&str>, path: &str) -> serde_json::Value {
        let mut hit = serde_json::json!({
            "rule": "current_employment", "verdict": outcome, "basis": "第十二条", "path": [path],
            "sentence": {"zh": "在职", "en": "employed"},
        });
        if let Some(handling) = handling {
            hit["handling"] = handling.into();
        }
        serde_json::json!({"verdict": outcome, "hits": [hit]})
    }

    #[test]
    fn a_notice_is_no_alarm_and_the_same_facts_are_the_same_finding() {
        let read = |value| serde_json::from_value::<Verdict>(value).unwrap();
        assert!(is_alarming(&read(verdict("blocked", None, "f"))));
        assert!(is_alarming(&read(verdict("flagged", Some("reason"), "f"))));
        assert!(!is_alarming(&read(verdict("flagged", Some("notice"), "f"))));
        let [a, b, c] = ["f", "f", "g"].map(|path| digest(&read(verdict("blocked", None, path))));
        assert!(a == b && a != c);
    }

    #[test]
    fn two_people_settle_and_what_the_law_forbids_is_not_kept() {
        let flagged = || verdict("flagged", Some("reason"), "f");
        assert!(may_settle(&alert(flagged(), None), "checker").is_err());
        assert!(may_settle(&alert(flagged(), Some((Measure::Keep, "handler"))), "handler").is_err());
        assert!(may_settle(&alert(flagged(), Some((Measure::Keep, "handler"))), "checker").is_ok());
        let blocked = || verdict("blocked", None, "f");
        assert!(may_settle(&alert(blocked(), Some((Measure::Keep, "handler"))), "checker").is_err());
        assert!(may_settle(&alert(blocked(), Some((Measure::Replace, "handler"))), "checker").is_ok());
        assert!(may_propose(&alert(flagged(), None), " 无 ").is_err());
        assert!(may_propose(&alert(flagged(), None), "情况已核实").is_ok());
    }
}
