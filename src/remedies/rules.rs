//! What may be challenged, answered, complained of and ruled on, when, and what it does to the commission; pure. The
//! last days are counted by the service with the calendar and are inputs here.

use super::model::{Finding, Subject};
use crate::terms::{Day, Wording};
use serde::{Deserialize, Serialize};

/// One step, with what it rests on. `id` is the challenge's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    Challenge(Challenged),
    Answer(Answered),
    Complaint(Complained),
    Pause(Paused),
    Ruling(Ruled),
}

/// A challenge that comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenged {
    pub id: String,
    pub institution: String,
    pub subject: Subject,
    pub content: String,
    /// Whether the institution bid.
    pub took_part: bool,
    pub counted_from: Option<Day>,
    /// The last day to challenge.
    pub last_day: Option<Day>,
    pub filed_on: Day,
    pub answer_due: Option<Day>,
    pub complaint_due: Option<Day>,
}

/// The commissioner's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    pub id: String,
    pub finding: Finding,
    pub text: String,
    pub answer_due: Option<Day>,
    pub answered_on: Day,
    /// Other challenges that hold the commission.
    pub others_hold: bool,
}

/// A complaint to the finance department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complained {
    pub id: String,
    pub content: String,
    pub is_answered: bool,
    pub answer_due: Option<Day>,
    pub complaint_due: Option<Day>,
    pub filed_on: Day,
    pub ruling_due: Option<Day>,
}

/// A pause that the finance department orders while it looks at a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paused {
    pub id: String,
    pub reason: String,
    pub ordered_on: Day,
    pub until: Day,
    /// The last day that the law allows.
    pub longest: Day,
}

/// The ruling on a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    pub id: String,
    pub finding: Finding,
    pub text: String,
    pub answered_by: Option<String>,
    pub ruled_by: String,
    pub ruling_due: Option<Day>,
    pub ruled_on: Day,
    pub is_paused: bool,
    pub others_hold: bool,
}

/// What becomes of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The commission stands still.
    Hold,
    /// It may go on.
    Lift,
    /// Nothing changes.
    Keep,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepOutcome {
    /// The challenge.
    pub id: String,
    pub challenge_hold: Effect,
    pub complaint_hold: Effect,
    /// Made after its last day; it counts all the same.
    pub is_late: bool,
    pub wording: Wording,
}

/// Why a step is not taken, with the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: Wording,
    pub article: &'static str,
}

const CHALLENGE: &str = "政府采购法第五十二条（P-52）";
const COMPLAINT: &str = "政府采购法第五十五条（P-52）";
const RULING: &str = "政府采购法第五十六条（P-52）";
const PAUSE: &str = "政府采购法第五十七条";

fn refuse<T>(article: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { why: Wording::new(zh, en), article })
}

/// Takes a step, or says why not.
pub fn take(step: &Step) -> Result<StepOutcome, Refusal> {
    match step {
        Step::Challenge(step) => challenge(step),
        Step::Answer(step) => Ok(answer(step)),
        Step::Complaint(step) => complain(step),
        Step::Pause(step) => pause(step),
        Step::Ruling(step) => rule(step),
    }
}

fn challenge(step: &Challenged) -> Result<StepOutcome, Refusal> {
    if step.subject != Subject::Documents && !step.took_part {
        let (zh, en) =
            ("只有参与投标的供应商可以质疑过程和结果。", "Only bidders challenge the process and the result.");
        return refuse(CHALLENGE, zh, en);
    }
    if let Some(last) = step.last_day.filter(|last| step.filed_on > *last) {
        let zh = format!("质疑期已于 {} 届满。", last.zh());
        return refuse(CHALLENGE, zh, format!("The term to challenge ended on {last}."));
    }
    let (zh, en) = by(step.answer_due);
    let zh = format!("收到质疑，委托暂停；应于{zh}答复。");
    let en = format!("A challenge came in; the commission stands still, to be answered by {en}.");
    let wording = Wording::new(zh, en);
    Ok(StepOutcome {
        id: step.id.clone(),
        challenge_hold: Effect::Hold,
        complaint_hold: Effect::Keep,
        is_late: false,
        wording,
    })
}

/// A last day in words; one that cannot be counted is said, not guessed (P-85).
fn by(day: Option<Day>) -> (String, String) {
    match day {
        Some(day) => (format!(" {} 前", day.zh()), day.to_string()),
        None => {
            ("法定期限（次年节假日安排公布后计算）内".to_owned(), "a day of a year without a holiday notice".to_owned())
        }
    }
}

fn is_after(day: Day, last: Option<Day>) -> bool {
    last.is_some_and(|last| day > last)
}

/// A challenge that may change the result keeps the commission where it is (条例 art. 54).
fn after(finding: Finding, others_hold: bool) -> Effect {
    if finding == Finding::AffectsResult || others_hold { Effect::Keep } else { Effect::Lift }
}

fn found(finding: Finding) -> (&'static str, &'static str) {
    match finding {
        Finding::Unfounded => ("不成立", "unfounded"),
        Finding::WithoutEffect => ("成立，不影响结果", "founded, without effect on the result"),
        Finding::AffectsResult => ("成立，影响结果", "founded, and it affects the result"),
    }
}

fn late(is_late: bool) -> (&'static str, &'static str) {
    if is_late { ("（逾期）", " (late)") } else { ("", "") }
}

fn answer(step: &Answered) -> StepOutcome {
    let is_late = is_after(step.answered_on, step.answer_due);
    let ((zh, en), (late_zh, late_en)) = (found(step.finding), late(is_late));
    let wording =
        Wording::new(format!("答复质疑：{zh}{late_zh}。"), format!("The challenge is answered: {en}{late_en}."));
    let challenge_hold = after(step.finding, step.others_hold);
    StepOutcome { id: step.id.clone(), challenge_hold, complaint_hold: Effect::Keep, is_late, wording }
}

fn complain(step: &Complained) -> Result<StepOutcome, Refusal> {
    if !step.is_answered && !is_after(step.filed_on, step.answer_due) {
        let (zh, en) = ("质疑尚在答复期内，答复后或期满后方可投诉。", "The commissioner may still answer.");
        return refuse(COMPLAINT, zh, en);
    }
    if let Some(last) = step.complaint_due.filter(|last| step.filed_on > *last) {
        let zh = format!("投诉期已于 {} 届满。", last.zh());
        return refuse(COMPLAINT, zh, format!("The term to complain ended on {last}."));
    }
    let (zh, en) = by(step.ruling_due);
    let (zh, en) =
        (format!("收到投诉，应于{zh}作出处理决定。"), format!("A complaint came in; it is ruled on by {en}."));
    let wording = Wording::new(zh, en);
    Ok(StepOutcome {
        id: step.id.clone(),
        challenge_hold: Effect::Keep,
        complaint_hold: Effect::Keep,
        is_late: false,
        wording,
    })
}

fn pause(step: &Paused) -> Result<StepOutcome, Refusal> {
    if step.until > step.longest || step.until < step.ordered_on {
        let zh = format!("暂停期限最长三十日，至 {}。", step.longest.zh());
        return refuse(PAUSE, zh, format!("A pause ends on {} at the latest.", step.longest));
    }
    let zh = format!("投诉处理期间暂停采购活动至 {}。", step.until.zh());
    let wording = Wording::new(zh, format!("The procurement pauses until {}.", step.until));
    Ok(StepOutcome {
        id: step.id.clone(),
        challenge_hold: Effect::Keep,
        complaint_hold: Effect::Hold,
        is_late: false,
        wording,
    })
}

fn rule(step: &Ruled) -> Result<StepOutcome, Refusal> {
    if step.answered_by.as_ref() == Some(&step.ruled_by) {
        let (zh, en) = ("答复质疑的人员不得处理投诉。", "Who answered the challenge does not rule on the complaint.");
        return refuse(RULING, zh, en);
    }
    let is_late = is_after(step.ruled_on, step.ruling_due);
    let ((zh, en), (late_zh, late_en)) = (found(step.finding), late(is_late));
    let wording = Wording::new(format!("投诉处理决定：{zh}{late_zh}。"), format!("The complaint is {en}{late_en}."));
    let challenge_hold = match (step.finding, after(step.finding, step.others_hold)) {
        // The answer had let it go on; now it must not.
        (Finding::AffectsResult, _) => Effect::Hold,
        (_, effect) => effect,
    };
    let complaint_hold = if step.is_paused { Effect::Lift } else { Effect::Keep };
    Ok(StepOutcome { id: step.id.clone(), challenge_hold, complaint_hold, is_late, wording })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn challenged(subject: Subject, took_part: bool, filed: &str) -> Step {
        Step::Challenge(Challenged {
            id: "q".into(),
            institution: "i".into(),
            subject,
            content: "评分有误".into(),
            took_part,
            counted_from: Some(day("2026-09-29")),
            last_day: Some(day("2026-10-14")),
            filed_on: day(filed),
            answer_due: Some(day("2026-10-23")),
            complaint_due: Some(day("2026-11-13")),
        })
    }

    #[test]
    fn a_challenge_holds_where_it_is_in_time_and_by_a_bidder() {
        for (subject, took_part, filed, taken) in [
            (Subject::Result, true, "2026-10-14", true),
            (Subject::Result, true, "2026-10-15", false),
            (Subject::Result, false, "2026-10-10", false),
            (Subject::Process, false, "2026-10-10", false),
            (Subject::Documents, false, "2026-10-10", true),
        ] {
            let outcome = take(&challenged(subject, took_part, filed));
            assert_eq!(outcome.is_ok(), taken, "{subject:?} {took_part} {filed}");
            assert!(outcome.is_err() || outcome.unwrap().challenge_hold == Effect::Hold);
        }
    }

    #[test]
    fn an_answer_lifts_the_hold_unless_the_result_is_touched() {
        for (finding, others_hold, on, effect, is_late) in [
            (Finding::Unfounded, false, "2026-10-23", Effect::Lift, false),
            (Finding::WithoutEffect, false, "2026-10-24", Effect::Lift, true),
            (Finding::AffectsResult, false, "2026-10-20", Effect::Keep, false),
            (Finding::Unfounded, true, "2026-10-20", Effect::Keep, false),
        ] {
            let step = Answered {
                id: "q".into(),
                finding,
                text: "经复核".into(),
                answer_due: Some(day("2026-10-23")),
                answered_on: day(on),
                others_hold,
            };
            let outcome = take(&Step::Answer(step)).unwrap();
            assert_eq!((outcome.challenge_hold, outcome.is_late), (effect, is_late), "{finding:?} {others_hold} {on}");
        }
    }

    #[test]
    fn a_complaint_waits_for_the_answer_or_its_last_day() {
        for (is_answered, on, taken) in [
            (true, "2026-10-20", true),
            (false, "2026-10-23", false),
            (false, "2026-10-24", true),
            (true, "2026-11-13", true),
            (true, "2026-11-14", false),
        ] {
            let step = Complained {
                id: "q".into(),
                content: "不服答复".into(),
                is_answered,
                answer_due: Some(day("2026-10-23")),
                complaint_due: Some(day("2026-11-13")),
                filed_on: day(on),
                ruling_due: Some(day("2026-12-25")),
            };
            assert_eq!(take(&Step::Complaint(step)).is_ok(), taken, "{is_answered} {on}");
        }
    }

    #[test]
    fn a_pause_has_an_end_and_a_ruling_another_person() {
        let paused = |until: &str| {
            let (ordered_on, longest) = (day("2026-11-01"), day("2026-12-01"));
            take(&Step::Pause(Paused {
                id: "q".into(),
                reason: "需核实".into(),
                ordered_on,
                until: day(until),
                longest,
            }))
        };
        assert_eq!(paused("2026-12-01").unwrap().complaint_hold, Effect::Hold);
        assert!(paused("2026-12-02").is_err() && paused("2026-10-31").is_err());
        let ruled = |by: &str, finding, is_paused, on: &str| {
            take(&Step::Ruling(Ruled {
                id: "q".into(),
                finding,
                text: "驳回".into(),
                answered_by: Some("handler".into()),
                ruled_by: by.into(),
                ruling_due: Some(day("2026-12-25")),
                ruled_on: day(on),
                is_paused,
                others_hold: false,
            }))
        };
        assert!(ruled("handler", Finding::Unfounded, true, "2026-12-01").is_err());
        let one = ruled("approver", Finding::Unfounded, true, "2026-12-01").unwrap();
        assert_eq!((one.challenge_hold, one.complaint_hold, one.is_late), (Effect::Lift, Effect::Lift, false));
        let two = ruled("approver", Finding::AffectsResult, false, "2026-12-26").unwrap();
        assert_eq!((two.challenge_hold, two.complaint_hold, two.is_late), (Effect::Hold, Effect::Keep, true));
    }

    #[test]
    fn a_day_that_cannot_be_counted_stops_nobody_and_is_said() {
        let Step::Challenge(known) = challenged(Subject::Result, true, "2026-12-30") else { return };
        assert!(take(&Step::Challenge(known.clone())).is_err());
        let open = Challenged { counted_from: None, last_day: None, answer_due: None, complaint_due: None, ..known };
        let outcome = take(&Step::Challenge(open)).unwrap();
        assert!(outcome.wording.zh.contains("节假日安排"), "{}", outcome.wording.zh);
        let complained = |is_answered| Complained {
            id: "q".into(),
            content: "不服答复".into(),
            is_answered,
            answer_due: None,
            complaint_due: None,
            filed_on: day("2027-01-04"),
            ruling_due: None,
        };
        assert!(take(&Step::Complaint(complained(true))).is_ok());
        assert!(take(&Step::Complaint(complained(false))).is_err(), "nobody knows that the answer is overdue");
    }
}
