//! Use cases of availability: when an expert cannot come, and how many reviews at once they take on. A draw leaves
//! out who is away on its day and whose hands are full.

use super::model::{Expert, Signed};
use super::rules::availability as rules;
use super::store::{availability as store, library};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::Day;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

/// Days on which an expert cannot come; both ends count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Absence {
    pub id: String,
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// As the person wrote it; may be empty.
    pub reason: String,
    pub entered: Signed,
    pub withdrawn: Option<Signed>,
}

/// How many reviews an expert takes on at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Limit {
    pub most_at_once: i32,
    pub set: Signed,
}

/// What an expert said of their time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Availability {
    pub absences: Vec<Absence>,
    pub limit: Option<Limit>,
}

/// Letters of a reason at most.
const LONGEST: usize = 200;

fn refused(fault: rules::AbsenceFault) -> Failure {
    Failure::Refused { code: Code::RuleForbids, why: fault.sentence(), grounds: Vec::new() }
}

fn noted(conn: &mut Conn, by: &Signed, what: &str, expert: &Expert, detail: &str) -> Outcome<()> {
    crate::audit::service::note(conn, by.at, &by.by, what, &expert.number, detail)
}

/// Enters days on which the expert cannot come.
pub fn enter(conn: &mut Conn, expert: &Expert, (from, until): (Day, Day), reason: &str, by: Signed) -> Outcome<()> {
    rules::may_enter(from, until, by.at.day_in_china()).map_err(refused)?;
    let reason = reason.trim();
    if reason.chars().count() > LONGEST || reason.contains('\0') {
        return Err(Failure::field("reason", format!("最多 {LONGEST} 个字 (at most {LONGEST} characters)")));
    }
    let id = uuid::Uuid::now_v7().to_string();
    noted(conn, &by, "absence_enter", expert, &format!("{from} – {until}"))?;
    let absence = Absence { id, from, until, reason: reason.to_owned(), entered: by, withdrawn: None };
    store::insert(conn, &expert.id, &absence)
}

/// Withdraws an absence; the person can be drawn again.
pub fn withdraw(conn: &mut Conn, expert: &Expert, id: &str, by: &Signed) -> Outcome<()> {
    if !store::withdraw(conn, &expert.id, id, by)? {
        return Err(Failure::not_found("请假记录", "absence"));
    }
    noted(conn, by, "absence_withdraw", expert, id)
}

/// Sets how many reviews at once the expert takes on.
pub fn limit(conn: &mut Conn, expert: &Expert, most_at_once: i32, by: Signed) -> Outcome<()> {
    if !rules::MOST.contains(&most_at_once) {
        let (least, most) = (rules::MOST.start(), rules::MOST.end());
        return Err(Failure::field("most_at_once", format!("应为 {least} 到 {most} (from {least} to {most})")));
    }
    noted(conn, &by, "limit_set", expert, &most_at_once.to_string())?;
    store::put_limit(conn, &expert.id, &Limit { most_at_once, set: by })
}

/// What an expert said of their time.
pub fn of(conn: &mut Conn, expert: &Expert) -> Outcome<Availability> {
    let absences = store::of_expert(conn, &expert.id)?;
    Ok(Availability { absences, limit: store::limit_of(conn, &expert.id)? })
}

/// The entry with this id or number.
pub fn expert(conn: &mut Conn, vault: &Vault, named: &str) -> Outcome<Expert> {
    library::named(conn, vault, named)?.ok_or_else(|| Failure::not_found("专家", "expert"))
}

/// Numbers of everybody who is away on a day.
pub fn away(conn: &mut Conn, day: Day) -> Outcome<HashSet<String>> {
    store::away(conn, day)
}

/// The limits of everybody who has one, by id.
pub fn limits(conn: &mut Conn) -> Outcome<HashMap<String, i32>> {
    store::limits(conn)
}
