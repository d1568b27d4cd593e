//! The grade board for people.

use super::api::{act, sheet};
use super::view::{self, Listed};
use super::work;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::desk::blocking;
use crate::desk::listing::{ListQuery, export, page_context};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Score;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

const ADDRESS: &str = "/results";

/// The board, or its export.
pub async fn list(request: HttpRequest, frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let Listed { page, choices } = blocking::read(&db, move |conn| view::list(conn, &actor, &asked)).await?;
    if let Some(format) = query.format {
        return export(format, "results", page.total, &page.items, sheet);
    }
    let row = |row: &view::GradeRow| {
        let mut value = serde_json::to_value(row)?;
        value["href"] = json!(format!("/commissions/{}", row.number));
        value["post"] = json!(format!("{ADDRESS}/{}", row.number));
        value["may"] = row.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
        Ok(value)
    };
    let rows = page.items.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    frame.page("results", page_context(&query, ADDRESS, page.total, &choices, rows))
}

fn back() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, ADDRESS)).finish()
}

/// Grades and shows the board again.
pub async fn grade(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    act((db, clock, actor, number), work::grade).await?;
    Ok(back())
}

/// Approves and shows the board again.
pub async fn approve(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    act((db, clock, actor, number), work::approve).await?;
    Ok(back())
}

/// Publishes and shows the board again.
pub async fn publish(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    act((db, clock, actor, number), work::publish).await?;
    Ok(back())
}

/// Fields of the form; the token of the form is read by the gate.
#[derive(serde::Deserialize)]
pub struct FormOfResult {
    score: String,
    reason: String,
}

/// Drafts what supersedes and shows the board again.
pub async fn supersede(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<FormOfResult>,
) -> Outcome<HttpResponse> {
    let FormOfResult { score, reason } = form.into_inner();
    let refused = |_| Failure::field("score", "应为 0 至 100 的得分 (a score from 0 to 100)");
    let score: Score = score.trim().parse().map_err(refused)?;
    let draft = move |conn: &mut Conn, actor: &Actor, number: &str, at| {
        work::supersede(conn, actor, number, (score, &reason), at)
    };
    act((db, clock, actor, number), draft).await?;
    Ok(back())
}

/// Approves what supersedes and shows the board again.
pub async fn approve_supersession(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    act((db, clock, actor, number), work::approve_supersession).await?;
    Ok(back())
}
