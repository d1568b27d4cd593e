//! Use cases: plan a commission, move it, look it up.

use super::model::{Commission, CommissionId, Move, State};
pub use super::store::Filter;
use super::{holds, rules, store};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::problem::Code;
use crate::terms::Instant;
use std::collections::HashMap;

/// The next readable number of a division's year, such as `640300000-2021-001`.
pub fn next_number(conn: &mut Conn, division: &str, fiscal_year: i32) -> Outcome<String> {
    let filter = Filter { division: Some(division.to_owned()), fiscal_year: Some(fiscal_year), ..Filter::default() };
    let count = store::list(conn, &filter, PageAsked { page: 1, size: 1 })?.total;
    Ok(format!("{division}-{fiscal_year}-{:03}", count + 1))
}

/// Enters a planned commission with the first line of its timeline.
pub fn plan(conn: &mut Conn, commission: &Commission, actor: &str, reason: &str) -> Outcome<()> {
    store::insert(conn, commission)?;
    let first = Move {
        position: 1,
        from: String::new(),
        to: commission.state.word().into(),
        actor: actor.into(),
        reason: reason.into(),
        moved_at: commission.created_at,
    };
    store::insert_move(conn, &commission.id, &first)
}

/// Moves a commission if the rules allow it and nobody moved it meanwhile; returns it as it is now.
pub fn advance(
    conn: &mut Conn,
    id: &CommissionId,
    to: State,
    actor: &str,
    reason: &str,
    at: Instant,
) -> Outcome<Commission> {
    let commission = by_id(conn, id.as_str())?;
    if !rules::may_move(commission.state, to) {
        return Err(not_from_here(&commission, to));
    }
    if !rules::leaves_the_way(to) {
        holds::require_none(conn, &commission)?;
    }
    if !store::advance(conn, &commission, to)? {
        return Err(not_from_here(&commission, to));
    }
    let line = Move {
        position: commission.version + 1,
        from: commission.state.word().into(),
        to: to.word().into(),
        actor: actor.into(),
        reason: reason.into(),
        moved_at: at,
    };
    store::insert_move(conn, id, &line)?;
    Ok(Commission { state: to, version: commission.version + 1, ..commission })
}

fn not_from_here(commission: &Commission, to: State) -> Failure {
    let allowed: Vec<&str> = rules::next(commission.state).iter().map(|s| s.word()).collect();
    Failure::Refused {
        code: Code::WrongState,
        why: crate::terms::Wording::new(
            format!("委托 {} 现处于“{}”，不能转为“{}”。", commission.number, commission.state.word(), to.word()),
            format!("Commission {} is {} and cannot become {}.", commission.number, commission.state.word(), to.word()),
        ),
        grounds: vec![format!("allowed next: {}", allowed.join(", "))],
    }
}

pub fn set_institution(conn: &mut Conn, id: &CommissionId, institution_id: &str, name: &str) -> Outcome<()> {
    store::set_institution(conn, id, institution_id, name)
}

/// Changes what an order may change, if nobody changed the commission meanwhile; returns it as it is now.
pub fn revise(conn: &mut Conn, commission: Commission) -> Outcome<Commission> {
    if !store::revise(conn, &commission)? {
        let (zh, en) =
            ("委托已被他人修改，请刷新后重试。", "Somebody changed the commission meanwhile; load it again.");
        return Err(Failure::refused(Code::VersionMismatch, zh, en));
    }
    Ok(Commission { version: commission.version + 1, ..commission })
}

/// By id; a missing one is "not found".
pub fn by_id(conn: &mut Conn, id: &str) -> Outcome<Commission> {
    store::find(conn, id)?.ok_or_else(|| Failure::not_found("委托", "commission"))
}

/// By id or by number, as people type either.
pub fn by_id_or_number(conn: &mut Conn, text: &str) -> Outcome<Commission> {
    match store::find_by_number(conn, text)? {
        Some(commission) => Ok(commission),
        None => by_id(conn, text),
    }
}

/// All commissions of a project, the earlier years first: a year can hold several kinds of evaluation.
pub fn of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<Vec<Commission>> {
    store::of_project(conn, division, project_code)
}

/// The commission of a project in a year for this kind of evaluation, if there is one.
pub fn of_project_and_kind(
    conn: &mut Conn,
    (division, project_code): (&str, &str),
    fiscal_year: i32,
    kind: &str,
) -> Outcome<Option<Commission>> {
    store::find_by_project_and_kind(conn, (division, project_code), fiscal_year, kind)
}

pub fn list(conn: &mut Conn, filter: &Filter, asked: PageAsked) -> Outcome<Page<Commission>> {
    store::list(conn, filter, asked)
}

pub fn timeline(conn: &mut Conn, id: &CommissionId) -> Outcome<Vec<Move>> {
    store::moves(conn, id)
}

pub fn count_by_state(conn: &mut Conn, division: Option<&str>, fiscal_year: i32) -> Outcome<Vec<(String, i64)>> {
    store::count_by_state(conn, division, fiscal_year)
}

/// Where each of these commissions was last moved, by commission id.
pub fn last_moves(conn: &mut Conn, ids: &[String]) -> Outcome<HashMap<String, Move>> {
    Ok(store::moves_of(conn, ids)?.into_iter().collect())
}

/// The moves that one log-in made, with the commissions' ids, newest first.
pub fn moves_by(conn: &mut Conn, login: &str) -> Outcome<Vec<(String, Move)>> {
    store::moves_by(conn, login)
}

/// How many commissions each of these institutions has in hand, by institution id.
pub fn in_hand(conn: &mut Conn, institution_ids: &[String]) -> Outcome<HashMap<String, i64>> {
    let states: Vec<State> = State::ALL.into_iter().filter(|s| rules::is_in_hand(*s)).collect();
    store::counts_of_institutions(conn, institution_ids, &states)
}
