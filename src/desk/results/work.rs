//! What people do with grades, for page and API alike: each act finds the commission within the actor's reach, calls
//! the room's service and notes it.

use super::view::ResultRow;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::commissions::{Commission, State};
use crate::desk::commissions::view;
use crate::linkage::instructions;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::kept;
use crate::results::model::GradedResult;
use crate::results::service as results;
use crate::terms::{Instant, Score};

fn found(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    view::find(conn, actor, act, number)
}

/// Grades the score of the accepted package by the pack.
pub fn grade(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<ResultRow> {
    let commission = found(conn, actor, Act::GradeResult, number)?;
    if commission.state != State::Accepted {
        let (zh, en) = ("资料包验收通过后才能评定等次。", "A grade is given once the package is accepted.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let package = packages::accepted(conn, commission.id.as_str())?;
    let score = package.map(|p| p.score).ok_or_else(|| Failure::not_found("评价资料包", "package"))?;
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let result = results::grade(conn, &pack, &commission, score, &actor.login, at)?;
    noted(conn, actor, "grade-drafted", &commission, &result, at)?;
    Ok(result.into())
}

/// A second person approves the grade.
pub fn approve(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<ResultRow> {
    let commission = found(conn, actor, Act::ApproveResult, number)?;
    results::approve(conn, &commission, &actor.login, at)?;
    let result = results::of(conn, commission.id.as_str())?;
    noted(conn, actor, "grade-approved", &commission, &result, at)?;
    Ok(result.into())
}

/// Publishes the approved result and issues its instructions.
pub fn publish(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<ResultRow> {
    let commission = found(conn, actor, Act::ApproveInstruction, number)?;
    let result = results::of(conn, commission.id.as_str())?;
    if commission.state != State::GradeApproved {
        let (zh, en) = ("等次经审批、尚未公布时才能公布。", "A result is published once, after its approval.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let package = packages::accepted(conn, commission.id.as_str())?;
    let report = package.and_then(|p| p.files.into_iter().find(|f| f.path.contains("评价报告")));
    let digest = report.as_ref().map(|f| f.sha256.as_str());
    let pack = kept::fetch(conn, &commission.policy_version)?;
    instructions::issue(conn, &pack, &commission, &result, digest, &actor.login, at)?;
    noted(conn, actor, "result-published", &commission, &result, at)?;
    Ok(result.into())
}

/// Drafts a result that shall supersede the one in force.
pub fn supersede(
    conn: &mut Conn,
    actor: &Actor,
    number: &str,
    (score, reason): (Score, &str),
    at: Instant,
) -> Outcome<ResultRow> {
    let commission = found(conn, actor, Act::GradeResult, number)?;
    let draft = results::draft_supersession(conn, &commission, (score, reason), &actor.login, at)?;
    noted(conn, actor, "supersession-drafted", &commission, &draft, at)?;
    Ok(draft.into())
}

/// A second person puts the draft in force; instructions are issued anew.
pub fn approve_supersession(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<ResultRow> {
    let commission = found(conn, actor, Act::ApproveResult, number)?;
    let now = instructions::supersede(conn, &commission, &actor.login, at)?;
    noted(conn, actor, "result-superseded", &commission, &now, at)?;
    Ok(now.into())
}

fn noted(
    conn: &mut Conn,
    actor: &Actor,
    act: &str,
    commission: &Commission,
    result: &GradedResult,
    at: Instant,
) -> Outcome<()> {
    let reason = result.reason.as_deref().unwrap_or_default();
    let detail = format!("{} {} {reason}", result.score, result.word);
    audit::note(conn, at, &actor.login, act, &commission.number, detail.trim())
}
