//! The audit log: who did what, for people who check people.

#[cfg(test)]
mod tests;

use super::blocking;
use super::listing::{Cell, Choice, ListBody, ListQuery, ListSpec, Sheet, export, page_context};
use crate::accounts::gate::{Access, Frame, RouteTable};
use crate::accounts::permissions::Act;
use crate::accounts::service::{People, logins_of};
use crate::accounts::{Actor, Reach};
use crate::audit::model::LogEntry;
use crate::audit::service::{self as audit, LogFilter};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::platform::problem::Problem;
use crate::terms::{Instant, Wording};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/audit", Access::May(Act::ReadAuditLog), page).get(
        "/api/v1/audit-log",
        Access::May(Act::ReadAuditLog),
        audit_log_list,
    );
}

const SPEC: ListSpec = ListSpec { filters: &["act"], sorts: &[] };

/// One line of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogRow {
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// The log-in.
    pub login: String,
    #[schema(value_type = Object)]
    pub actor: Wording,
    #[schema(value_type = Option<Object>)]
    pub office: Option<Wording>,
    #[schema(example = "personal-data-shown")]
    pub act: String,
    /// What it was done to.
    pub subject: String,
    pub detail: String,
}

/// The lines that the caller may read, newest first.
#[utoipa::path(get, path = "/api/v1/audit-log", tag = "audit", params(
    ("q" = Option<String>, Query, description = "Part of log-in or subject"),
    ("act" = Option<String>, Query, description = "What was done"),
    ("page" = Option<i64>, Query, description = "From 1"), ("size" = Option<i64>, Query, description = "Rows of a page"),
    ("format" = Option<String>, Query, description = "`csv`, `csv-gb18030` or `json`: all rows as a file")),
    responses((status = 200, body = ListBody<LogRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn audit_log_list(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let format = query.format;
    let (page, _) = blocking::read(&db, move |conn| list(conn, &actor, &query)).await?;
    if let Some(format) = format {
        return export(format, "audit-log", page.total, &page.items, sheet);
    }
    Ok(HttpResponse::Ok().json(ListBody::from(page)))
}

/// The page, or its export.
async fn page(request: HttpRequest, frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let asked = query.clone();
    let (page, acts) = blocking::read(&db, move |conn| list(conn, &actor, &asked)).await?;
    if let Some(format) = query.format {
        return export(format, "audit-log", page.total, &page.items, sheet);
    }
    let choices = [Choice::new("act", "act", acts)];
    let rows = page.items.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    frame.page("audit", page_context(&query, "/audit", page.total, &choices, rows))
}

/// The lines, and the acts to choose from.
fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<(Page<LogRow>, Vec<String>)> {
    let filter = LogFilter {
        actors: within_reach(conn, actor)?,
        action: query.filter("act").map(str::to_owned),
        text: query.q.clone(),
    };
    let page = audit::log(conn, &filter, query.to_load())?;
    let people = People::of(conn, page.items.iter().map(|e| e.actor.as_str()))?;
    Ok((page.map(|entry| row(entry, &people)), audit::log_actions(conn)?))
}

/// Whose acts may be read; `None`: everybody's. A line belongs to the division of whoever acted.
fn within_reach(conn: &mut Conn, actor: &Actor) -> Outcome<Option<Vec<String>>> {
    match actor.reach(Act::ReadAuditLog)? {
        Reach::All => Ok(None),
        Reach::Division(division) => Ok(Some(logins_of(conn, division.as_str())?)),
        Reach::Own(_) => Err(Failure::not_found("审计日志", "audit log")),
    }
}

fn row(entry: LogEntry, people: &People) -> LogRow {
    let person = people.get(&entry.actor);
    LogRow {
        at: entry.at,
        actor: person.name,
        office: person.office,
        login: entry.actor,
        act: entry.action,
        subject: entry.subject,
        detail: entry.detail,
    }
}

fn sheet(rows: &[LogRow]) -> Sheet {
    const HEADS: [&str; 6] = ["时间", "操作人", "账号", "操作", "对象", "说明"];
    let row = |r: &LogRow| {
        vec![
            Cell::text(r.at.shown()),
            Cell::text(&r.actor.zh),
            Cell::text(&r.login),
            Cell::text(&r.act),
            Cell::text(&r.subject),
            Cell::text(&r.detail),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}
