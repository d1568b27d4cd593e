//! When a rectification is due, who may take which step, how it ends; pure.

use super::model::{Rectification, RectificationOutcome, RectificationStage};
use crate::policy::basis::Resolved;
use crate::policy::codes::RectificationState;
use crate::policy::{Calendar, Pack};
use crate::results::rules::Refusal;
use crate::terms::{Day, Wording};
use serde::{Deserialize, Serialize};

/// Until when, and what that rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub on: Day,
    pub basis: String,
}

/// The due date: the pack's term counted from the demand, or the day that a person names where no text sets a term
/// (财预〔2020〕10号 wants a deadline and leaves its length open).
///
/// # Errors
/// A named day differs from the pack's, is missing where the pack has none, or does not lie ahead; or the calendar
/// does not reach so far.
pub fn due(pack: &Pack, calendar: &Calendar, demanded_on: Day, named: Option<Day>) -> Result<Due, (String, String)> {
    let refused = |zh: &str, en: &str| Err((zh.to_owned(), en.to_owned()));
    match (pack.resolve(|rules| &rules.feedback.rectification_days), named) {
        (Resolved::Is { value, basis, .. }, named) => {
            let on = calendar.due(demanded_on, value).map_err(|gap| (gap.to_string(), gap.to_string()))?;
            match named {
                Some(day) if day != on => Err((
                    format!("整改期限由规则确定为 {on}（{}），不能另定。", basis.article),
                    format!("The rules set {on} ({}); no other day may be named.", basis.article),
                )),
                _ => Ok(Due { on, basis: basis.article.clone() }),
            }
        }
        (Resolved::None { .. }, None) => {
            refused("当地和国家规定未定整改天数，请写明整改期限。", "No text sets a term; name the day.")
        }
        (Resolved::None { .. }, Some(day)) if day <= demanded_on => {
            refused("整改期限应晚于今天。", "The day must lie ahead.")
        }
        (Resolved::None { notes }, Some(on)) => {
            let basis = notes.first().map_or_else(String::new, |note| note.zh.clone());
            Ok(Due { on, basis: format!("{basis}，由提出人确定") })
        }
    }
}

/// True where the day has passed and nothing was shown by then.
pub fn is_overdue(r: &Rectification, today: Day) -> bool {
    r.stage != RectificationStage::Closed && r.evidenced_on.unwrap_or(today) > r.due_on
}

/// How rectification stands, for the linkage.
pub fn state(r: &Rectification, today: Day) -> RectificationState {
    match r.outcome {
        Some(RectificationOutcome::Done) => RectificationState::Done,
        Some(RectificationOutcome::Poor) => RectificationState::Poor,
        None if is_overdue(r, today) => RectificationState::Overdue,
        None => RectificationState::Pending,
    }
}

/// May the unit say what it will do?
pub fn may_measure(r: &Rectification) -> Result<(), Refusal> {
    match r.stage {
        RectificationStage::Demanded | RectificationStage::Measured => Ok(()),
        RectificationStage::Evidenced => {
            Err(("佐证已提交，等待核查。", "Evidence is handed in; it waits for the check."))
        }
        RectificationStage::Closed => Err(("该整改已经办结。", "This rectification is closed.")),
    }
}

/// May the unit show what it did?
pub fn may_evidence(r: &Rectification) -> Result<(), Refusal> {
    match r.stage {
        RectificationStage::Demanded => Err(("请先提交整改措施。", "Say first what will be done.")),
        _ => may_measure(r),
    }
}

/// May this person check what was shown?
///
/// # Errors
/// Nothing was shown, or the same person demanded it.
pub fn may_check(r: &Rectification, actor: &str) -> Result<(), Refusal> {
    match r.stage {
        RectificationStage::Closed => Err(("该整改已经办结。", "This rectification is closed.")),
        RectificationStage::Evidenced if r.demanded_by == actor => {
            Err(("提出人不得自行核查，须由另一人核查。", "Whoever demanded it may not check; another person must."))
        }
        RectificationStage::Evidenced => Ok(()),
        _ => Err(("尚未提交佐证。", "No evidence was handed in yet.")),
    }
}

/// May this person hand it on to the linkage? A person does, because the effect on a unit is large.
///
/// # Errors
/// It has not failed, it was handed on before, or the same person demanded it.
pub fn may_escalate(r: &Rectification, actor: &str, today: Day) -> Result<RectificationState, Refusal> {
    if r.escalated_at.is_some() {
        return Err(("已经提请结果应用。", "It was handed on to the linkage before."));
    }
    if r.demanded_by == actor {
        return Err(("提出人不得自行提请，须由另一人提请。", "Whoever demanded it may not hand it on; another must."));
    }
    match state(r, today) {
        failed @ (RectificationState::Overdue | RectificationState::Poor) => Ok(failed),
        _ => Err(("整改未逾期，也未认定不到位。", "It is neither overdue nor found poor.")),
    }
}

/// What the end of a rectification rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingInputs {
    pub rectification: String,
    pub problem: String,
    pub due_on: Day,
    pub measure: String,
    pub evidence: String,
    pub evidenced_on: Day,
    pub verdict: RectificationOutcome,
    pub remark: String,
    pub demanded_by: String,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub rectification: String,
    pub outcome: RectificationOutcome,
    /// Days between the due date and the evidence; 0 in time.
    pub days_late: i64,
    pub wording: Wording,
}

/// Ends a rectification as the checker found it.
pub fn close(inputs: &ClosingInputs) -> Closing {
    let days_late = (inputs.evidenced_on.0 - inputs.due_on.0).num_days().max(0);
    let (zh, en) = match inputs.verdict {
        RectificationOutcome::Done => ("整改到位", "mended"),
        RectificationOutcome::Poor => ("整改不到位", "mended poorly"),
    };
    let (late_zh, late_en) = match days_late {
        0 => ("按期".to_owned(), "in time".to_owned()),
        days => (format!("逾期 {days} 天"), format!("{days} days late")),
    };
    Closing {
        rectification: inputs.rectification.clone(),
        outcome: inputs.verdict,
        days_late,
        wording: Wording::new(
            format!("{} 经核查{zh}（{late_zh}）：{}。", inputs.rectification, inputs.remark),
            format!("{} was checked and found {en} ({late_en}): {}.", inputs.rectification, inputs.remark),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Packs;
    use crate::policy::basis::{Basis, LocalRule};
    use crate::policy::settings::DayCount;
    use crate::terms::Instant;

    fn day(text: &str) -> Day {
        Day(text.parse().unwrap())
    }

    fn open(stage: RectificationStage, evidenced_on: Option<&str>) -> Rectification {
        Rectification {
            id: "r".into(),
            division: "640300000".into(),
            commission_id: "c".into(),
            number: "640300000-2021-001-ZG1".into(),
            problem: "资金沉淀".into(),
            stage,
            due_on: day("2022-03-01"),
            due_basis: String::new(),
            measure: Some("清理".into()),
            evidence: None,
            evidenced_on: evidenced_on.map(day),
            outcome: None,
            remark: None,
            demanded_by: "handler".into(),
            demanded_at: Instant::from_utc("2022-01-05T08:00:00Z".parse().unwrap()),
            closed_by: None,
            closed_at: None,
            escalated_by: None,
            escalated_at: None,
            version: 1,
        }
    }

    #[test]
    fn without_a_term_a_person_names_a_day_ahead() {
        let (packs, calendar) = (Packs::embedded().unwrap(), Calendar::embedded().unwrap());
        for pack in packs.iter() {
            let today = day("2022-01-05");
            assert!(due(pack, &calendar, today, None).is_err(), "{}: no text sets days", pack.id);
            assert!(due(pack, &calendar, today, Some(today)).is_err());
            assert_eq!(due(pack, &calendar, today, Some(day("2022-02-05"))).unwrap().on, day("2022-02-05"));
        }
    }

    #[test]
    fn the_term_of_the_pack_is_counted_and_no_other_day_stands() {
        let (packs, calendar) = (Packs::embedded().unwrap(), Calendar::embedded().unwrap());
        let mut pack = packs.get("wuzhong-2021").unwrap().clone();
        let term = serde_json::from_value::<DayCount>(serde_json::json!({"days": 30, "kind": "CALENDAR"})).unwrap();
        let basis: Basis = serde_json::from_value(
            serde_json::json!({"article": "第八条", "text": {"zh": "三十日内", "en": "within 30 days"}, "status": "practice"}),
        )
        .unwrap();
        pack.rules.feedback.rectification_days = LocalRule::Is { value: term, basis };
        let found = due(&pack, &calendar, day("2022-01-05"), None).unwrap();
        // 4 February 2022 is within the Spring Festival; the next working day is Monday the 7th.
        assert_eq!((found.on, found.basis.as_str()), (day("2022-02-07"), "第八条"));
        assert!(due(&pack, &calendar, day("2022-01-05"), Some(day("2022-03-01"))).is_err());
    }

    #[test]
    fn what_was_shown_in_time_does_not_become_overdue_while_it_is_checked() {
        use RectificationStage::*;
        for (stage, shown, today, overdue) in [
            (Demanded, None, "2022-03-01", false),
            (Demanded, None, "2022-03-02", true),
            (Measured, None, "2022-03-02", true),
            (Evidenced, Some("2022-03-01"), "2022-04-01", false),
            (Evidenced, Some("2022-03-02"), "2022-03-02", true),
            (Closed, None, "2022-04-01", false),
        ] {
            assert_eq!(is_overdue(&open(stage, shown), day(today)), overdue, "{stage:?} {today}");
        }
    }

    #[test]
    fn another_person_checks_and_another_hands_it_on() {
        let shown = open(RectificationStage::Evidenced, Some("2022-03-01"));
        assert!(may_check(&shown, "handler").is_err() && may_check(&shown, "checker").is_ok());
        assert!(may_check(&open(RectificationStage::Measured, None), "checker").is_err());
        let late = open(RectificationStage::Measured, None);
        assert!(may_escalate(&late, "approver", day("2022-03-01")).is_err(), "not yet overdue");
        assert!(may_escalate(&late, "handler", day("2022-03-02")).is_err());
        assert_eq!(may_escalate(&late, "approver", day("2022-03-02")), Ok(RectificationState::Overdue));
        let poor = Rectification { outcome: Some(RectificationOutcome::Poor), ..shown };
        assert_eq!(may_escalate(&poor, "approver", day("2022-02-01")), Ok(RectificationState::Poor));
    }
}
