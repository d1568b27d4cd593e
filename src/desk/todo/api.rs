//! Tasks for machines.

use super::super::blocking::read;
use super::super::listing::{Cell, ListQuery, Sheet, export};
use super::SPEC;
use super::view::{self, Task, Todo, TodoScope};
use crate::accounts::Actor;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::Calendar;
use actix_web::{HttpRequest, HttpResponse, web};

/// What waits for me, what I did, what I started.
#[utoipa::path(get, path = "/api/v1/todo", operation_id = "todo_list", tag = "todo", params(
    ("scope" = Option<TodoScope>, Query, description = "`mine` if left out"),
    ("q" = Option<String>, Query, description = "Words that must all be there: project, number"),
    ("sort" = Option<String>, Query, description = "arrived or project"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = Todo), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    request: HttpRequest,
    db: web::Data<Db>,
    (clock, calendar): (web::Data<Clock>, web::Data<Calendar>),
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let (asked, now) = (query.clone(), clock.now());
    let todo = read(&db, move |conn| view::list(conn, &calendar, &actor, &asked, now)).await?;
    match query.format {
        Some(format) => export(format, "todo", todo.total, &todo.items, sheet),
        None => Ok(HttpResponse::Ok().json(todo)),
    }
}

/// The list as a table.
pub(super) fn sheet(rows: &[Task]) -> Sheet {
    let row = |t: &Task| {
        let mut cells: Vec<Cell> = [t.task, &t.number, &t.project].into_iter().map(Cell::text).collect();
        cells.extend([Cell::text(&t.from), Cell::text(&t.note), Cell::text(t.arrived.shown())]);
        cells
    };
    Sheet {
        heads: &["事项", "委托编号", "项目", "来自", "说明", "到达时间"], rows: rows.iter().map(row).collect()
    }
}
