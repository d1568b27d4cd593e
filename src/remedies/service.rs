//! Use cases: publish the result; challenge, answer, complain, pause, rule. Each counts its days with the calendar,
//! takes the step by the rules, places or lifts the hold and records it.

use super::clocks::{self, Clock, LONGEST_PAUSE, Terms};
use super::model::{Challenge, Complaint, Finding, Notice, Subject, Word};
use super::rules::{self, Answered, Challenged, Complained, Effect, Paused, Ruled, Step};
use super::store;
use super::succession::service as succession;
use crate::audit::{DecisionKind, service as audit};
use crate::bids::service as bids;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::holds::{self, Hold, HoldCause};
use crate::commissions::{Commission, State, service as commissions};
use crate::orders::people::require_reason;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::{Calendar, Route};
use crate::registry::model::Signed;
use crate::terms::{Day, Instant};
use std::collections::BTreeMap;

/// What days are counted by.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    pub route: &'a Route,
    pub calendar: &'a Calendar,
}

impl Law<'_> {
    /// The last day of a term of working days; `None` where a year has no holiday notice.
    fn days(&self, from: Option<Day>, count: u32) -> Option<Day> {
        from.and_then(|from| self.calendar.add_working_days(from, count).ok())
    }
}

/// Who does something, and when.
#[derive(Clone, Copy)]
pub struct By<'a> {
    pub login: &'a str,
    pub at: Instant,
}

fn wrong_state<T>(zh: &str, en: &str) -> Outcome<T> {
    Err(Failure::refused(Code::WrongState, zh, en))
}

/// The day on which a commission first came to a state.
fn reached(conn: &mut Conn, commission: &Commission, state: State) -> Outcome<Option<Day>> {
    let moves = commissions::timeline(conn, &commission.id)?;
    Ok(moves.iter().find(|step| step.to == state.word()).map(|step| step.moved_at.day_in_china()))
}

/// Publishes the result of an award, once.
pub fn publish(conn: &mut Conn, commission: &Commission, by: By<'_>) -> Outcome<()> {
    if reached(conn, commission, State::Awarded)?.is_none() {
        return wrong_state("该委托没有中选结果，不能公告。", "Nothing was awarded, so there is no result to publish.");
    }
    if notice(conn, commission)?.is_some() {
        return Err(Failure::refused(Code::Duplicate, "结果已经公告。", "The result was published already."));
    }
    let published = Signed { by: by.login.to_owned(), at: by.at };
    store::insert_notice(conn, commission.id.as_str(), &Notice { published })?;
    audit::note(conn, by.at, by.login, "result-published", &commission.number, "")
}

/// Takes the notice of an earlier result back: another winner is published anew.
pub(super) fn withdraw_notice(conn: &mut Conn, commission: &Commission, by: By<'_>) -> Outcome<()> {
    if notice(conn, commission)?.is_none() {
        return Ok(());
    }
    store::delete_notice(conn, commission.id.as_str())?;
    audit::note(conn, by.at, by.login, "result-withdrawn", &commission.number, "")
}

/// The notice of a commission's result, once it is published.
pub fn notice(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Notice>> {
    store::notice(conn, commission.id.as_str())
}

/// The challenges of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Challenge>> {
    store::of(conn, commission.id.as_str())
}

/// The terms after the award; `more` are the days of what other rooms know to have happened.
pub fn clocks(
    conn: &mut Conn,
    law: Law<'_>,
    commission: &Commission,
    more: BTreeMap<String, Day>,
    today: Day,
) -> Outcome<Vec<Clock>> {
    let mut done = more;
    let known = [
        ("decided", reached(conn, commission, State::Awarded)?),
        ("result", notice(conn, commission)?.map(|notice| notice.published.at.day_in_china())),
        ("contract", reached(conn, commission, State::Contracted)?),
    ];
    done.extend(known.into_iter().filter_map(|(step, day)| Some((step.to_owned(), day?))));
    Ok(clocks::after_award(law.route, law.calendar, &done, today))
}

/// From which day a challenge is counted: the end of the notice of documents or result, or the opening
/// (财政部令第94号 art. 11, as the product reads P-52).
fn counted_from(conn: &mut Conn, law: Law<'_>, commission: &Commission, subject: Subject) -> Outcome<Option<Day>> {
    let terms = Terms::of(law.route);
    let missing = |zh, en| Failure::refused(Code::WrongState, zh, en);
    match subject {
        Subject::Documents => {
            let day = reached(conn, commission, State::Announced)?;
            let day = day.ok_or_else(|| missing("委托尚未公告。", "The commission is not announced yet."))?;
            Ok(law.days(Some(day), terms.document_notice))
        }
        Subject::Process => {
            let day = reached(conn, commission, State::Opened)?;
            day.map(Some).ok_or_else(|| missing("尚未开标。", "The bids are not opened yet."))
        }
        Subject::Result => {
            let published = notice(conn, commission)?.map(|notice| notice.published.at.day_in_china());
            let day = published.ok_or_else(|| missing("结果尚未公告。", "The result is not published yet."))?;
            Ok(law.days(Some(day), terms.result_notice))
        }
    }
}

/// Takes a challenge in; the commission stands still until it is answered.
pub fn challenge(
    conn: &mut Conn,
    law: Law<'_>,
    commission: &Commission,
    (institution, subject, content): ((&str, &str), Subject, &str),
    by: By<'_>,
) -> Outcome<String> {
    let content = require_reason(content)?;
    let (institution_id, institution_name) = institution;
    let earlier = of(conn, commission)?;
    let same = |known: &&Challenge| known.institution_id == institution_id && known.subject == subject;
    if earlier.iter().find(same).is_some_and(|known| known.answer.is_none()) {
        let (zh, en) = ("您对同一事项的质疑尚未答复。", "Your challenge of the same matter is not answered yet.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    let terms = Terms::of(law.route);
    let counted_from = counted_from(conn, law, commission, subject)?;
    let filed_on = by.at.day_in_china();
    let answer_due = law.days(Some(filed_on), terms.answer);
    let bidders = bids::of_commission(conn, commission.id.as_str())?;
    let new = Challenge {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: commission.id.to_string(),
        institution_id: institution_id.to_owned(),
        institution_name: institution_name.to_owned(),
        subject,
        content: content.to_owned(),
        counted_from,
        filed_at: by.at,
        answer_due,
        answer: None,
        complaint_due: law.days(answer_due, terms.complaint),
        complaint: None,
        ruling: None,
    };
    let step = Step::Challenge(Challenged {
        id: new.id.clone(),
        institution: institution_id.to_owned(),
        subject,
        content: new.content.clone(),
        took_part: bidders.iter().any(|bid| bid.institution_id == institution_id),
        counted_from,
        last_day: law.days(counted_from, terms.challenge),
        filed_on,
        answer_due,
        complaint_due: new.complaint_due,
    });
    store::insert(conn, &new)?;
    take(conn, commission, &step, by)?;
    Ok(new.id)
}

/// Takes a step by the rules: holds and record.
fn take(conn: &mut Conn, commission: &Commission, step: &Step, by: By<'_>) -> Outcome<()> {
    let outcome = rules::take(step).map_err(|refusal| Failure::Refused {
        code: Code::RuleForbids,
        why: refusal.why,
        grounds: vec![refusal.article.to_owned()],
    })?;
    let why = outcome.wording.zh.as_str();
    set(conn, commission, (HoldCause::Challenge, outcome.challenge_hold), why, by)?;
    set(conn, commission, (HoldCause::Complaint, outcome.complaint_hold), why, by)?;
    let decided = Decided { kind: DecisionKind::RemedyStep, subject: commission.id.as_str(), by: by.login, at: by.at };
    decisions::record(conn, commission, &decided, step, &outcome)
}

/// Places or lifts a hold where that changes anything.
fn set(
    conn: &mut Conn,
    commission: &Commission,
    (cause, effect): (HoldCause, Effect),
    why: &str,
    by: By<'_>,
) -> Outcome<()> {
    let is_open = is_held(conn, commission, cause)?;
    match effect {
        Effect::Hold if !is_open => holds::place(conn, commission, (cause, why), by.login, by.at).map(drop),
        Effect::Lift if is_open => holds::lift(conn, commission, (cause, why), by.login, by.at),
        Effect::Hold | Effect::Lift | Effect::Keep => Ok(()),
    }
}

fn is_held(conn: &mut Conn, commission: &Commission, cause: HoldCause) -> Outcome<bool> {
    let open = |hold: &Hold| hold.is_open() && hold.cause == cause;
    Ok(holds::of(conn, &commission.id)?.iter().any(open))
}

/// A challenge of this commission.
pub fn find(conn: &mut Conn, commission: &Commission, id: &str) -> Outcome<Challenge> {
    let found = of(conn, commission)?.into_iter().find(|known| known.id == id);
    found.ok_or_else(|| Failure::not_found("质疑", "challenge"))
}

/// True where another challenge of the present result keeps the commission where it is.
pub(super) fn others_hold(conn: &mut Conn, commission: &Commission, id: &str) -> Outcome<bool> {
    let since = succession::latest(conn, commission)?;
    let counts = |known: &Challenge| since.is_none_or(|since| known.filed_at > since);
    Ok(of(conn, commission)?.iter().any(|known| known.id != id && known.holds() && counts(known)))
}

fn word(finding: Finding, text: &str, by: By<'_>) -> Outcome<Word> {
    let text = require_reason(text)?.to_owned();
    Ok(Word { finding, text, signed: Signed { by: by.login.to_owned(), at: by.at } })
}

/// Answers a challenge, once.
pub fn answer(
    conn: &mut Conn,
    commission: &Commission,
    id: &str,
    (finding, text): (Finding, &str),
    by: By<'_>,
) -> Outcome<()> {
    let known = find(conn, commission, id)?;
    let said = word(finding, text, by)?;
    if known.ruling.is_some() || !store::answer(conn, id, &said)? {
        return wrong_state("该质疑已经答复或者已有投诉处理决定。", "The challenge was answered or ruled on already.");
    }
    let step = Step::Answer(Answered {
        id: id.to_owned(),
        finding,
        text: said.text,
        answer_due: known.answer_due,
        answered_on: by.at.day_in_china(),
        others_hold: others_hold(conn, commission, id)?,
    });
    take(conn, commission, &step, by)
}

/// Takes the challenger's complaint to the finance department.
pub fn complain(
    conn: &mut Conn,
    law: Law<'_>,
    commission: &Commission,
    (id, institution_id, content): (&str, &str, &str),
    by: By<'_>,
) -> Outcome<()> {
    let known = find(conn, commission, id)?;
    if known.institution_id != institution_id {
        return Err(Failure::not_found("质疑", "challenge"));
    }
    let filed_on = by.at.day_in_china();
    let complaint = Complaint {
        content: require_reason(content)?.to_owned(),
        filed_at: by.at,
        ruling_due: law.days(Some(filed_on), Terms::of(law.route).ruling),
        pause_until: None,
    };
    let step = Step::Complaint(Complained {
        id: id.to_owned(),
        content: complaint.content.clone(),
        is_answered: known.answer.is_some(),
        answer_due: known.answer_due,
        complaint_due: known.complaint_due,
        filed_on,
        ruling_due: complaint.ruling_due,
    });
    if !store::complain(conn, id, &complaint)? {
        return Err(Failure::refused(Code::Duplicate, "已经投诉。", "The complaint was filed already."));
    }
    take(conn, commission, &step, by)
}

fn open_complaint(known: &Challenge) -> Outcome<&Complaint> {
    match (&known.complaint, &known.ruling) {
        (Some(complaint), None) => Ok(complaint),
        _ => wrong_state("没有待处理的投诉。", "There is no complaint to rule on."),
    }
}

/// Pauses the procurement while a complaint is looked at, thirty days at the longest; once for a complaint.
pub fn pause(
    conn: &mut Conn,
    commission: &Commission,
    (id, until, reason): (&str, Day, &str),
    by: By<'_>,
) -> Outcome<()> {
    let known = find(conn, commission, id)?;
    if open_complaint(&known)?.pause_until.is_some() {
        return wrong_state("该投诉已经通知暂停。", "The procurement was paused for this complaint already.");
    }
    let ordered_on = by.at.day_in_china();
    let step = Step::Pause(Paused {
        id: id.to_owned(),
        reason: require_reason(reason)?.to_owned(),
        ordered_on,
        until,
        longest: ordered_on.plus_days(LONGEST_PAUSE),
    });
    store::pause(conn, id, until)?;
    take(conn, commission, &step, by)
}

/// Ends a pause whose last day has passed: the law ends it, not a ruling.
pub fn resume(conn: &mut Conn, commission: &Commission, by: By<'_>) -> Outcome<()> {
    let today = by.at.day_in_china();
    let paused: Vec<Day> = of(conn, commission)?
        .into_iter()
        .filter(|known| known.ruling.is_none())
        .filter_map(|known| known.complaint.and_then(|complaint| complaint.pause_until))
        .collect();
    if !is_held(conn, commission, HoldCause::Complaint)? || paused.iter().any(|until| *until >= today) {
        return wrong_state("没有期满的暂停。", "No pause has come to its end.");
    }
    holds::lift(conn, commission, (HoldCause::Complaint, "暂停期满"), by.login, by.at)?;
    audit::note(conn, by.at, by.login, "pause-ended", &commission.number, "")
}

/// Rules on a complaint, once; not by who answered the challenge.
pub fn rule(
    conn: &mut Conn,
    commission: &Commission,
    id: &str,
    (finding, text): (Finding, &str),
    by: By<'_>,
) -> Outcome<()> {
    let known = find(conn, commission, id)?;
    let ruling_due = open_complaint(&known)?.ruling_due;
    let said = word(finding, text, by)?;
    let step = Step::Ruling(Ruled {
        id: id.to_owned(),
        finding,
        text: said.text.clone(),
        answered_by: known.answer.map(|answer| answer.signed.by),
        ruled_by: by.login.to_owned(),
        ruling_due,
        ruled_on: by.at.day_in_china(),
        is_paused: is_held(conn, commission, HoldCause::Complaint)?,
        others_hold: others_hold(conn, commission, id)?,
    });
    if !store::rule(conn, id, &said)? {
        return wrong_state("该投诉已有处理决定。", "The complaint was ruled on already.");
    }
    take(conn, commission, &step, by)
}
