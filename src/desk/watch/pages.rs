//! Alerts for people: one page with what to do beside each.

use super::api::{self, ProposedMeasure};
use super::view;
use crate::accounts::gate::Frame;
use crate::desk::call::Call;
use crate::desk::listing::{ListQuery, ListSpec};
use crate::platform::failure::Outcome;
use crate::watch::model::AlertStanding;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

const ADDRESS: &str = "/conflict-alerts";

/// The list.
pub async fn list(request: HttpRequest, frame: Frame, call: Call) -> Outcome<HttpResponse> {
    const SPEC: ListSpec = api::SPEC;
    let query = ListQuery::of(&request, SPEC)?;
    let standing = api::standing(&query)?;
    let rows = call.read(move |conn, call| view::list(conn, &call.actor, standing)).await?;
    let mut page = json!({ "path": ADDRESS, "query": {} });
    page["tabs"] = tabs(standing);
    page["rows"] = rows
        .iter()
        .map(|row| {
            let mut value = serde_json::to_value(row)?;
            value["post"] = json!({
                "propose": format!("{ADDRESS}/{}/proposal", row.id), "settle": format!("{ADDRESS}/{}/settlement", row.id),
            });
            value["href"] = json!(format!("/commissions/{}", row.commission));
            Ok(value)
        })
        .collect::<Result<Vec<Value>, serde_json::Error>>()?
        .into();
    frame.page("conflict-alerts", page)
}

fn tabs(chosen: Option<AlertStanding>) -> Value {
    let all = [None, Some(AlertStanding::Open), Some(AlertStanding::Proposed), Some(AlertStanding::Settled)];
    let tab = |standing: Option<AlertStanding>| {
        let word = standing.map_or("all", AlertStanding::word);
        let href = standing.map_or(ADDRESS.to_owned(), |s| format!("{ADDRESS}?standing={}", s.word()));
        json!({ "word": word, "href": href, "selected": standing == chosen })
    };
    Value::Array(all.into_iter().map(tab).collect())
}

/// Proposes and shows the list again.
pub async fn propose(call: Call, id: web::Path<String>, form: web::Form<FormOfProposal>) -> Outcome<HttpResponse> {
    let FormOfProposal { measure, reason } = form.into_inner();
    api::propose(&call, id.into_inner(), ProposedMeasure { measure, reason }).await?;
    Ok(back())
}

/// Fields of the form; the token of the form is read by the gate.
#[derive(serde::Deserialize)]
pub struct FormOfProposal {
    measure: crate::watch::model::Measure,
    reason: String,
}

/// Settles and shows the list again.
pub async fn settle(call: Call, id: web::Path<String>) -> Outcome<HttpResponse> {
    api::settle(&call, id.into_inner()).await?;
    Ok(back())
}

fn back() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, ADDRESS)).finish()
}
