//! Tasks for people.

use super::super::blocking::read;
use super::super::listing::{ListQuery, export, page_context};
use super::view::{self, Task, Todo, TodoScope};
use super::{SPEC, api};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::service::People;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::policy::Calendar;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

pub(super) async fn list(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    (clock, calendar): (web::Data<Clock>, web::Data<Calendar>),
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let (asked, now) = (query.clone(), clock.now());
    let (todo, people) = read(&db, move |conn| {
        let todo = view::list(conn, &calendar, &actor, &asked, now)?;
        let people = People::of(conn, todo.items.iter().map(|task| task.from.as_str()))?;
        Ok((todo, people))
    })
    .await?;
    if let Some(format) = query.format {
        return export(format, "todo", todo.total, &todo.items, api::sheet);
    }
    let rows = todo.items.iter().map(|task| row(task, &people)).collect();
    let mut context = page_context(&query, "/todo", todo.total, &[], rows);
    context["query"]["scope"] = todo.scope.code().into();
    // No state has a term on record yet, so nothing is said to be late or not late.
    context["counts"] = json!({"mine": todo.counts.mine, "done_month": todo.counts.done_month});
    context["alarms"] = serde_json::to_value(&todo.alarms)?;
    context["scopes"] = TodoScope::ALL.iter().map(|scope| tab(*scope, &todo)).collect();
    frame.page("todo", context)
}

fn tab(scope: TodoScope, todo: &Todo) -> Value {
    let count = match scope {
        TodoScope::Mine => todo.counts.mine,
        TodoScope::Done => todo.counts.done,
        TodoScope::Started => todo.counts.started,
    };
    json!({"code": scope.code(), "count": count, "selected": scope == todo.scope})
}

fn row(task: &Task, people: &People) -> Value {
    json!({
        "href": format!("/commissions/{}", task.number),
        "task": task.task,
        "project": task.project,
        "number": task.number,
        "from": people.get(&task.from).name,
        "arrived": task.arrived.to_string(),
        "note": task.note,
    })
}
