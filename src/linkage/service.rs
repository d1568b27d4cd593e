//! Use cases: issue instructions, put events into the feed, pull, acknowledge.

use super::model::{Acknowledgement, AcknowledgementOutcome, EventPlace, FeedEvent, FeedState, IssuedInstruction};
use super::rules::{self, InstructionInputs};
use super::store::{self, NewEvent};
pub use super::store::{Answer, EventFilter};
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::problem::Code;
use crate::policy::Pack;
use crate::policy::codes::Grade;
use crate::results::model::GradedResult;
use crate::terms::Instant;
use anyhow::anyhow;
use serde_json::Value;

/// Publishes the result and issues its instructions: tables, decision record and feed events in one
/// transaction.
pub fn issue(
    conn: &mut Conn,
    pack: &Pack,
    commission: &Commission,
    result: &GradedResult,
    report_sha256: Option<&str>,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let data = rules::result_data(commission, result, report_sha256);
    append(conn, commission, rules::RESULT_PUBLISHED, &data, at)?;
    commissions::advance(conn, &commission.id, State::Published, actor, "公布评价结果", at)?;
    let inputs = inputs(conn, commission, result)?;
    let answers = rules::instructions(pack, &inputs);
    let issued: Vec<IssuedInstruction> = (1..).zip(&answers).map(|(n, i)| issued(commission, n, i, at)).collect();
    for instruction in &issued {
        store::insert_instruction(conn, instruction)?;
        let data = rules::instruction_data(commission, result, instruction);
        append(conn, commission, rules::INSTRUCTION_ISSUED, &data, at)?;
    }
    let decided = Decided { kind: DecisionKind::Instructions, subject: commission.id.as_str(), by: actor, at };
    decisions::record(
        conn,
        commission,
        &decided,
        &inputs,
        &Value::Array(answers.iter().map(rules::recorded).collect()),
    )?;
    commissions::advance(conn, &commission.id, State::Instructed, actor, "下达预算挂钩指令", at)?;
    Ok(issued)
}

fn issued(
    commission: &Commission,
    position: i32,
    i: &crate::policy::linkage::Instruction,
    at: Instant,
) -> IssuedInstruction {
    IssuedInstruction {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: commission.id.to_string(),
        position,
        action: i.action.code().to_owned(),
        percent: i.percent.map(|p| p.0.normalize().to_string()),
        amount: i.amount,
        basis: i.basis.article.clone(),
        needs_person: i.needs_person,
        wording: i.wording.clone(),
        issued_at: at,
    }
}

/// What the instructions of a result rest on, gathered from the tables.
pub fn inputs(conn: &mut Conn, commission: &Commission, result: &GradedResult) -> Outcome<InstructionInputs> {
    let grade = Grade::from_code(&result.grade).ok_or_else(|| anyhow!("unknown grade {}", result.grade))?;
    let bad_years_before = bad_years_before(conn, commission)?;
    Ok(InstructionInputs { grade, bad_years_before, budget_fen: commission.budget })
}

/// How many years in a row just before this one the same project was graded badly.
fn bad_years_before(conn: &mut Conn, commission: &Commission) -> Outcome<u32> {
    let mut years = 0;
    for year in (commission.fiscal_year - 10..commission.fiscal_year).rev() {
        let Some(earlier) = commissions::of_project(conn, &commission.division, &commission.project_code, year)? else {
            break;
        };
        let pack = crate::policy::kept::fetch(conn, &earlier.policy_version)?;
        let grade = crate::results::service::find(conn, earlier.id.as_str())?.and_then(|r| Grade::from_code(&r.grade));
        if !grade.is_some_and(|g| pack.counts_as_bad(g)) {
            break;
        }
        years += 1;
    }
    Ok(years)
}

fn append(conn: &mut Conn, commission: &Commission, kind: &str, data: &Value, at: Instant) -> Outcome<i64> {
    publish(conn, &commission.division, &commission.project_code, kind, data, at)
}

/// Puts an event of a project into the feed, in the caller's transaction; gives its sequence.
pub fn publish(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    kind: &str,
    data: &Value,
    at: Instant,
) -> Outcome<i64> {
    let id = uuid::Uuid::now_v7().to_string();
    let body = rules::envelope(&id, kind, division, project_code, at, data);
    store::append_event(conn, &NewEvent { id, division, kind, project_code, body: &body, created_at: at })
}

pub fn instructions_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<IssuedInstruction>> {
    store::of_commission(conn, commission_id)
}

/// Events after `cursor`, in order. A reader that keeps the last sequence never misses one.
pub fn pull(conn: &mut Conn, division: Option<&str>, cursor: i64, limit: i64) -> Outcome<Vec<FeedEvent>> {
    store::events_after(conn, division, cursor, limit)
}

/// The events of one project with what the core system answered, in order.
pub fn events_of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<Vec<FeedEvent>> {
    store::events_of_project(conn, division, project_code)
}

/// Up to `limit` events of one project after its place `after`, in order, without answers.
pub fn events_of_project_after(
    conn: &mut Conn,
    division: &str,
    project_code: &str,
    after: i32,
    limit: i64,
) -> Outcome<Vec<FeedEvent>> {
    store::events_of_project_after(conn, division, project_code, after, limit)
}

/// Places of events of a division after `sequence`, in order.
pub fn places_after(conn: &mut Conn, division: &str, sequence: i64, limit: i64) -> Outcome<Vec<EventPlace>> {
    store::places_after(conn, division, sequence, limit)
}

/// For each project with events since a moment, the place of the first of them.
pub fn first_places_since(conn: &mut Conn, division: &str, since: Instant) -> Outcome<Vec<(String, i32)>> {
    store::first_places_since(conn, division, since)
}

pub fn last_sequence(conn: &mut Conn) -> Outcome<i64> {
    store::last_sequence(conn)
}

/// One event within reach of `division` (`None`: all).
pub fn event(conn: &mut Conn, division: Option<&str>, id: &str) -> Outcome<FeedEvent> {
    store::event_by_id(conn, id)?
        .filter(|e| division.is_none_or(|d| d == e.division))
        .ok_or_else(|| Failure::not_found("事件", "event"))
}

/// Events with their answers, newest first.
pub fn events(conn: &mut Conn, filter: &EventFilter, asked: PageAsked) -> Outcome<Page<FeedEvent>> {
    store::list_events(conn, filter, asked)
}

pub fn feed_state(conn: &mut Conn, division: Option<&str>) -> Outcome<FeedState> {
    store::feed_state(conn, division)
}

/// An answer of the core system to one event.
pub struct NewAcknowledgement<'a> {
    pub event_id: &'a str,
    pub outcome: AcknowledgementOutcome,
    pub reference: &'a str,
    pub detail: &'a str,
}

impl NewAcknowledgement<'_> {
    /// Its form, whichever way it came.
    fn check(&self) -> Outcome<()> {
        let fault = |field: &str, message: &str| FieldFault { field: field.into(), message: message.into() };
        let mut faults = Vec::new();
        let unusable = |text: &str| text.contains('\0');
        if self.reference.trim().is_empty() || self.reference.chars().count() > 100 || unusable(self.reference) {
            faults.push(fault("reference", "业务编号须为 1 到 100 个字 (1 to 100 characters)"));
        }
        if self.detail.chars().count() > 1000 || unusable(self.detail) {
            faults.push(fault("detail", "最多 1000 个字 (at most 1000 characters)"));
        }
        if self.outcome == AcknowledgementOutcome::Refused && self.detail.trim().is_empty() {
            faults.push(fault("detail", "退回须说明原因 (a refusal needs its reason)"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Failure::Malformed(faults)) }
    }
}

/// Notes what the core system did with an event. The same answer again changes nothing; another one
/// is refused. When all instructions of a commission are applied it moves on.
pub fn acknowledge(
    conn: &mut Conn,
    division: Option<&str>,
    new: &NewAcknowledgement<'_>,
    actor: &str,
    at: Instant,
) -> Outcome<FeedEvent> {
    new.check()?;
    let event = event(conn, division, new.event_id)?;
    if let Some(known) = &event.acknowledgement {
        let same = known.outcome == new.outcome && known.reference == new.reference;
        return if same { Ok(event) } else { Err(answered_otherwise()) };
    }
    let acknowledgement = Acknowledgement {
        outcome: new.outcome,
        reference: new.reference.into(),
        detail: new.detail.into(),
        acknowledged_by: actor.into(),
        acknowledged_at: at,
    };
    store::insert_acknowledgement(conn, new.event_id, &acknowledgement)?;
    let event = FeedEvent { acknowledgement: Some(acknowledgement), ..event };
    move_on_if_complete(conn, &event, actor, at)?;
    Ok(event)
}

fn answered_otherwise() -> Failure {
    Failure::refused(Code::WrongState, "该事件已有不同的回执。", "This event has been answered differently already.")
}

fn move_on_if_complete(conn: &mut Conn, event: &FeedEvent, actor: &str, at: Instant) -> Outcome<()> {
    let year = event.body["data"]["fiscal_year"].as_i64().and_then(|y| i32::try_from(y).ok()).unwrap_or_default();
    let Some(commission) = commissions::of_project(conn, &event.division, &event.project_code, year)? else {
        return Ok(());
    };
    let open = store::unapplied_of_project(conn, &event.division, &event.project_code)?;
    if open == 0 && commission.state == State::Instructed {
        commissions::advance(conn, &commission.id, State::Acknowledged, actor, "核心系统已全部执行", at)?;
    }
    Ok(())
}
