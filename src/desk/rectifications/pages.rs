//! The rectification board for people.

use super::api::sheet;
use super::view::{self, Listed};
use super::work::{self, Found, NewRectification, OnOne};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::desk::listing::{ListQuery, export, page_context};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Calendar;
use crate::terms::Day;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

const ADDRESS: &str = "/rectifications";

/// The board, or its export.
pub async fn list(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let (asked, today) = (query.clone(), clock.now().day_in_china());
    let may_demand = actor.may(Act::DemandRectification);
    let Listed { page, choices } = blocking::read(&db, move |conn| view::list(conn, &actor, &asked, today)).await?;
    if let Some(format) = query.format {
        return export(format, "rectifications", page.total, &page.items, sheet);
    }
    let row = |row: &view::RectificationRow| {
        let mut value = serde_json::to_value(row)?;
        value["href"] = json!(format!("/commissions/{}", row.commission));
        value["post"] = json!(format!("{ADDRESS}/{}", row.number));
        value["may"] = row.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
        Ok(value)
    };
    let rows = page.items.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    let mut context = page_context(&query, ADDRESS, page.total, &choices, rows);
    context["may_demand"] = json!(may_demand);
    frame.page("rectifications", context)
}

fn back() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, ADDRESS)).finish()
}

/// Fields of the form; the token of the form is read by the gate.
#[derive(serde::Deserialize)]
pub struct FormOfDemand {
    commission: String,
    problem: String,
    #[serde(default)]
    due_on: String,
}

/// Demands and shows the board again.
pub async fn demand(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    calendar: web::Data<Calendar>,
    actor: Actor,
    form: web::Form<FormOfDemand>,
) -> Outcome<HttpResponse> {
    let FormOfDemand { commission, problem, due_on } = form.into_inner();
    let refused = |_| Failure::field("due_on", "应为日期，如 2022-03-01 (a day)");
    let due_on = match due_on.trim() {
        "" => None,
        day => Some(Day(day.parse().map_err(refused)?)),
    };
    let commission = commission.trim().to_owned();
    work::demand((db, clock), calendar, actor, NewRectification { commission, problem, due_on }).await?;
    Ok(back())
}

/// Fields of the form of what is said.
#[derive(serde::Deserialize)]
pub struct FormOfWords {
    text: String,
}

/// The unit's measure.
pub async fn measure(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<FormOfWords>,
) -> Outcome<HttpResponse> {
    let said = ("text", form.into_inner().text);
    OnOne { place: (db, clock), actor, number: number.into_inner(), said }.measure().await?;
    Ok(back())
}

/// The unit's evidence.
pub async fn evidence(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<FormOfWords>,
) -> Outcome<HttpResponse> {
    let said = ("text", form.into_inner().text);
    OnOne { place: (db, clock), actor, number: number.into_inner(), said }.evidence().await?;
    Ok(back())
}

/// Fields of the form of a check.
#[derive(serde::Deserialize)]
pub struct FormOfCheck {
    found: Found,
    remark: String,
}

/// Checks and shows the board again.
pub async fn check(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<FormOfCheck>,
) -> Outcome<HttpResponse> {
    let FormOfCheck { found, remark } = form.into_inner();
    let said = ("remark", remark);
    OnOne { place: (db, clock), actor, number: number.into_inner(), said }.check(found).await?;
    Ok(back())
}

/// Hands on to the linkage and shows the board again.
pub async fn escalate(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let said = ("remark", String::new());
    OnOne { place: (db, clock), actor, number: number.into_inner(), said }.escalate().await?;
    Ok(back())
}
