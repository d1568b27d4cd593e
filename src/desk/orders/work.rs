//! What people do with orders, for pages and API alike.

use super::view;
use crate::accounts::model::{Actor, Role};
use crate::accounts::permissions::Act;
use crate::commissions::Commission;
use crate::desk::commissions::reach::Sight;
use crate::desk::policies::of_division;
use crate::orders::model::Requirement;
use crate::orders::rules::Opinion;
use crate::orders::service::{self as orders, Law, NewOrder, Ruling};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::codes::Body;
use crate::policy::{Calendar, Packs, Routes, kept};
use crate::registry::model::Project;
use crate::terms::Instant;
use actix_web::web;

/// The policy that orders are written under.
#[derive(Clone)]
pub struct Books {
    pub packs: web::Data<Packs>,
    pub routes: web::Data<Routes>,
    pub calendar: web::Data<Calendar>,
}

impl Books {
    pub fn law(&self, actor: &Actor) -> Outcome<Law<'_>> {
        let pack =
            of_division(&self.packs, &actor.division).ok_or_else(|| Failure::not_found("政策包", "policy pack"))?;
        Ok(Law { pack, routes: &self.routes, calendar: &self.calendar })
    }
}

/// The project, if the actor may commission its evaluation.
pub fn project(conn: &mut Conn, actor: &Actor, code: &str, year: i32) -> Outcome<Project> {
    let found = orders::project(conn, actor.division.as_str(), code, year)?;
    match Sight::of(actor, Act::PlanCommission)? {
        Sight::Department { code, .. } if found.department_code != code => Err(Failure::not_found("项目", "project")),
        _ => Ok(found),
    }
}

fn commissioned_by(actor: &Actor) -> Body {
    if actor.role == Role::CompetentDepartment { Body::MainDept } else { Body::Finance }
}

pub fn judge(
    conn: &mut Conn,
    books: &Books,
    actor: &Actor,
    (code, year): (&str, i32),
    requirement: &Requirement,
) -> Outcome<Opinion> {
    let project = project(conn, actor, code, year)?;
    let new = NewOrder { project: &project, commissioned_by: commissioned_by(actor), requirement };
    orders::opinion_of(conn, books.law(actor)?, &new)
}

pub fn draft(
    conn: &mut Conn,
    books: &Books,
    actor: &Actor,
    (code, year): (&str, i32),
    requirement: &Requirement,
    at: Instant,
) -> Outcome<Commission> {
    let project = project(conn, actor, code, year)?;
    let new = NewOrder { project: &project, commissioned_by: commissioned_by(actor), requirement };
    orders::draft(conn, books.law(actor)?, &new, &actor.login, at)
}

/// Writes a change of the version that the handler saw.
pub fn change(
    conn: &mut Conn,
    books: &Books,
    actor: &Actor,
    number: &str,
    (version, requirement): (i32, &Requirement),
    at: Instant,
) -> Outcome<Commission> {
    let commission = view::find(conn, actor, Act::PlanCommission, number)?;
    if commission.version != version {
        let (zh, en) =
            ("委托已被他人修改，请刷新后重试。", "Somebody changed the commission meanwhile; load it again.");
        return Err(Failure::refused(Code::VersionMismatch, zh, en));
    }
    orders::change(conn, books.law(actor)?, &commission, requirement, &actor.login, at)
}

/// A step of one of the three people, or of whoever stops a commission.
#[derive(Clone, Debug)]
pub enum Step {
    Propose,
    Check(Ruling),
    Approve(Ruling),
    Hold(String),
    Release(String),
    Terminate(String),
}

impl Step {
    const fn act(&self) -> Act {
        match self {
            Step::Propose | Step::Hold(_) | Step::Release(_) => Act::PlanCommission,
            Step::Check(_) => Act::CheckCommission,
            Step::Approve(_) | Step::Terminate(_) => Act::ApproveCommission,
        }
    }
}

pub fn step(conn: &mut Conn, books: &Books, actor: &Actor, number: &str, step: &Step, at: Instant) -> Outcome<()> {
    let commission = view::find(conn, actor, step.act(), number)?;
    let by = actor.login.as_str();
    match step {
        Step::Propose => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let law = Law { pack: &pack, ..books.law(actor)? };
            orders::propose(conn, law, &commission, by, at).map(drop)
        }
        Step::Check(ruling) => orders::check(conn, &commission, ruling, by, at).map(drop),
        Step::Approve(ruling) => orders::approve(conn, &commission, ruling, by, at).map(drop),
        Step::Hold(reason) => orders::hold(conn, &commission, reason, by, at),
        Step::Release(reason) => orders::release(conn, &commission, reason, by, at),
        Step::Terminate(reason) => orders::terminate(conn, &commission, reason, by, at).map(drop),
    }
}
