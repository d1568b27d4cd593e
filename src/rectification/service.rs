//! Use cases: demand that a problem is mended, say how, show it, check it, hand a failure on to the linkage.

use super::model::{Rectification, RectificationOutcome, RectificationStage, Step, StepTaken};
use super::rules::{self, ClosingInputs};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::linkage::instructions;
use crate::linkage::model::IssuedInstruction;
use crate::linkage::{rules as linkage, service as feed};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::{Calendar, kept};
use crate::results::rules::{Refusal, reasoned};
use crate::results::service as results;
use crate::terms::{Day, Instant};
use serde_json::json;

/// Demands that the unit mends a problem, until the pack's day or the one named.
pub fn demand(
    conn: &mut Conn,
    calendar: &Calendar,
    commission: &Commission,
    (problem, named): (&str, Option<Day>),
    actor: &str,
    at: Instant,
) -> Outcome<Rectification> {
    use State::*;
    if !matches!(commission.state, Published | Instructed | Acknowledged | Rectifying) {
        let (zh, en) = ("结果公布后、办结前才能提出整改要求。", "Problems are raised from publication to the closing.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let problem = reasoned(problem).map_err(refused)?.to_owned();
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let due = rules::due(&pack, calendar, at.day_in_china(), named)
        .map_err(|(zh, en)| Failure::refused(Code::RuleForbids, zh, en))?;
    let count = of_commission(conn, commission)?.len();
    let rectification = Rectification {
        id: uuid::Uuid::now_v7().to_string(),
        division: commission.division.clone(),
        commission_id: commission.id.to_string(),
        number: format!("{}-ZG{}", commission.number, count + 1),
        problem,
        stage: RectificationStage::Demanded,
        due_on: due.on,
        due_basis: due.basis,
        measure: None,
        evidence: None,
        evidenced_on: None,
        outcome: None,
        remark: None,
        demanded_by: actor.to_owned(),
        demanded_at: at,
        closed_by: None,
        closed_at: None,
        escalated_by: None,
        escalated_at: None,
        version: 1,
    };
    store::insert(conn, &rectification)?;
    taken(conn, &rectification, Step::Demanded, &rectification.problem, (actor, at))?;
    if commission.state == Acknowledged {
        commissions::advance(conn, &commission.id, Rectifying, actor, "提出整改要求", at)?;
    }
    Ok(rectification)
}

/// The unit says what it will do; said again, the later word holds.
pub fn measure(conn: &mut Conn, r: Rectification, said: &str, actor: &str, at: Instant) -> Outcome<Rectification> {
    rules::may_measure(&r).map_err(refused)?;
    let said = reasoned(said).map_err(refused)?.to_owned();
    let next = Rectification { measure: Some(said.clone()), stage: RectificationStage::Measured, ..r };
    moved(conn, next, Step::Measured, &said, (actor, at))
}

/// The unit shows what it did.
pub fn evidence(conn: &mut Conn, r: Rectification, said: &str, actor: &str, at: Instant) -> Outcome<Rectification> {
    rules::may_evidence(&r).map_err(refused)?;
    let said = reasoned(said).map_err(refused)?.to_owned();
    let next = Rectification {
        evidence: Some(said.clone()),
        evidenced_on: Some(at.day_in_china()),
        stage: RectificationStage::Evidenced,
        ..r
    };
    moved(conn, next, Step::Evidenced, &said, (actor, at))
}

/// The checker finds that more is to be done: the unit shows it anew, the due date stays.
pub fn send_back(conn: &mut Conn, r: Rectification, why: &str, actor: &str, at: Instant) -> Outcome<Rectification> {
    rules::may_check(&r, actor).map_err(refused)?;
    let why = reasoned(why).map_err(refused)?.to_owned();
    let next =
        Rectification { stage: RectificationStage::Measured, evidenced_on: None, remark: Some(why.clone()), ..r };
    moved(conn, next, Step::SentBack, &why, (actor, at))
}

/// The checker ends it; the event goes into the feed, and with the last one the commission is closed.
pub fn close(
    conn: &mut Conn,
    commission: &Commission,
    r: Rectification,
    (verdict, remark): (RectificationOutcome, &str),
    actor: &str,
    at: Instant,
) -> Outcome<Rectification> {
    rules::may_check(&r, actor).map_err(refused)?;
    let remark = reasoned(remark).map_err(refused)?.to_owned();
    let next = Rectification {
        stage: RectificationStage::Closed,
        outcome: Some(verdict),
        remark: Some(remark.clone()),
        closed_by: Some(actor.to_owned()),
        closed_at: Some(at),
        ..r
    };
    let closed = moved(conn, next, Step::Closed, &remark, (actor, at))?;
    let inputs = closing_inputs(&closed).ok_or_else(|| anyhow::anyhow!("{} is not closed", closed.number))?;
    let closing = rules::close(&inputs);
    let decided = Decided { kind: DecisionKind::RectificationClosed, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &closing)?;
    let result = results::of(conn, commission.id.as_str())?;
    let mut data = linkage::common(commission, &result);
    data["rectification_no"] = json!(closed.number);
    data["problem"] = json!(closed.problem);
    data["due_on"] = json!(closed.due_on);
    data["outcome"] = json!(verdict);
    data["days_late"] = json!(closing.days_late);
    data["closed_on"] = json!(at.day_in_china());
    data["wording"] = json!(closing.wording);
    let (division, project) = (&commission.division, &commission.project_code);
    feed::publish(conn, division, project, linkage::RECTIFICATION_CLOSED, &data, at)?;
    close_if_all_ended(conn, commission, actor, at)?;
    Ok(closed)
}

/// What the end rests on, gathered from the table; `None` where it has not ended.
pub(super) fn closing_inputs(r: &Rectification) -> Option<ClosingInputs> {
    Some(ClosingInputs {
        rectification: r.number.clone(),
        problem: r.problem.clone(),
        due_on: r.due_on,
        measure: r.measure.clone()?,
        evidence: r.evidence.clone()?,
        evidenced_on: r.evidenced_on?,
        verdict: r.outcome?,
        remark: r.remark.clone()?,
        demanded_by: r.demanded_by.clone(),
    })
}

/// Hands what failed on to the linkage: the pack's instructions for it are issued.
pub fn escalate(
    conn: &mut Conn,
    commission: &Commission,
    r: Rectification,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let failed = rules::may_escalate(&r, actor, at.day_in_china()).map_err(refused)?;
    let next = Rectification { escalated_by: Some(actor.to_owned()), escalated_at: Some(at), ..r };
    moved(conn, next, Step::Escalated, failed.code(), (actor, at))?;
    let issued = instructions::issue_for_rectification(conn, commission, failed, actor, at)?;
    close_if_all_ended(conn, commission, actor, at)?;
    Ok(issued)
}

/// A commission under rectification is closed when every problem is mended, or found poor and handed on.
fn close_if_all_ended(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    let now = commissions::by_id(conn, commission.id.as_str())?;
    let ended = |r: &Rectification| match r.outcome {
        Some(RectificationOutcome::Done) => true,
        Some(RectificationOutcome::Poor) => r.escalated_at.is_some(),
        None => false,
    };
    if now.state == State::Rectifying && of_commission(conn, commission)?.iter().all(ended) {
        commissions::advance(conn, &commission.id, State::Closed, actor, "整改全部办结", at)?;
    }
    Ok(())
}

fn moved(conn: &mut Conn, r: Rectification, what: Step, said: &str, by: (&str, Instant)) -> Outcome<Rectification> {
    let next = Rectification { version: r.version + 1, ..r };
    if !store::update(conn, &next)? {
        let (zh, en) = ("该整改刚被他人办理，请刷新后再试。", "Somebody else was faster; look again.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    taken(conn, &next, what, said, by)?;
    Ok(next)
}

fn taken(conn: &mut Conn, r: &Rectification, what: Step, said: &str, (actor, at): (&str, Instant)) -> Outcome<()> {
    let step = StepTaken { position: r.version, what, said: said.to_owned(), actor: actor.to_owned(), taken_at: at };
    store::insert_step(conn, &r.id, &step)
}

/// By number; "not found" where there is none.
pub fn by_number(conn: &mut Conn, number: &str) -> Outcome<Rectification> {
    store::find(conn, number)?.ok_or_else(|| Failure::not_found("整改事项", "rectification"))
}

fn of_commission(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Rectification>> {
    of_commissions(conn, &[commission.id.to_string()])
}

/// Of these commissions, the earliest due first.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Rectification>> {
    store::of_commissions(conn, ids)
}

/// Its history in order.
pub fn steps(conn: &mut Conn, r: &Rectification) -> Outcome<Vec<StepTaken>> {
    store::steps(conn, &r.id)
}

fn refused((zh, en): Refusal) -> Failure {
    Failure::refused(Code::RuleForbids, zh, en)
}
