//! The rectification board for people.

use super::api::sheet;
use super::view::{self, Listed};
use super::work::{self, NewCheck, NewRectification, OnOne};
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::desk::listing::{ListQuery, export, page_context};
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Calendar;
use crate::terms::Day;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

const ADDRESS: &str = "/rectifications";

/// The board, or its export.
pub async fn list(request: HttpRequest, frame: Frame, call: Call) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let (asked, today) = (query.clone(), call.now.day_in_china());
    let may_demand = call.actor.may(Act::DemandRectification);
    let Listed { page, choices } =
        call.read(move |conn, Call { actor, .. }| view::list(conn, actor, &asked, today)).await?;
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
pub async fn demand(call: Call, calendar: web::Data<Calendar>, form: web::Form<FormOfDemand>) -> Outcome<HttpResponse> {
    let FormOfDemand { commission, problem, due_on } = form.into_inner();
    let refused = |_| Failure::field("due_on", "应为日期，如 2022-03-01 (a day)");
    let due_on = match due_on.trim() {
        "" => None,
        day => Some(Day(day.parse().map_err(refused)?)),
    };
    let commission = commission.trim().to_owned();
    work::demand(&call, calendar, NewRectification { commission, problem, due_on }).await?;
    Ok(back())
}

/// Fields of the form of what is said.
#[derive(serde::Deserialize)]
pub struct FormOfWords {
    text: String,
}

/// The unit's measure.
pub async fn measure(on: OnOne, form: web::Form<FormOfWords>) -> Outcome<HttpResponse> {
    work::measure(on, form.into_inner().text).await?;
    Ok(back())
}

/// The unit's evidence.
pub async fn evidence(on: OnOne, form: web::Form<FormOfWords>) -> Outcome<HttpResponse> {
    work::evidence(on, form.into_inner().text).await?;
    Ok(back())
}

/// Checks and shows the board again.
pub async fn check(on: OnOne, form: web::Form<NewCheck>) -> Outcome<HttpResponse> {
    work::check(on, form.into_inner()).await?;
    Ok(back())
}

/// Hands on to the linkage and shows the board again.
pub async fn escalate(on: OnOne) -> Outcome<HttpResponse> {
    work::escalate(on).await?;
    Ok(back())
}
