//! Rounds of the re-check, for people: the list with the form of a new one, and one round with its steps.

use super::view::{self, RecheckFile};
use super::work::{self, Step};
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Packs;
use crate::recheck::model::{Circulated, Strata};
use actix_multipart::Multipart;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The rounds of the division.
pub async fn list(frame: Frame, call: Call) -> Outcome<HttpResponse> {
    frame.page("rechecks", list_page(&call, &[]).await?)
}

async fn list_page(call: &Call, faults: &[String]) -> Outcome<Value> {
    let rows = call.read(|conn, call| view::list(conn, &call.actor)).await?;
    let strata: Vec<&str> = Strata::ALL.map(Strata::word).to_vec();
    Ok(json!({ "rows": rows, "may_plan": call.actor.may(Act::PlanRecheck), "strata": strata, "faults": faults }))
}

/// Plans the round of the form, or shows what is wrong with it.
pub async fn plan(frame: Frame, call: Call, packs: web::Data<Packs>, form: Multipart) -> Outcome<HttpResponse> {
    let failure = match work::plan(&call, packs, form).await {
        Ok(file) => return Ok(see(&file.round.number)),
        Err(failure) => failure,
    };
    let faults = match &failure {
        Failure::Malformed(faults) => faults.iter().map(|fault| fault.message.clone()).collect(),
        Failure::Refused { why, .. } => vec![why.zh.clone()],
        _ => return Err(failure),
    };
    frame.page_with(failure.status_code(), "rechecks", None, list_page(&call, &faults).await?)
}

fn see(number: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("/rechecks/{number}"))).finish()
}

/// One round.
pub async fn show(frame: Frame, call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let file = call.read(move |conn, call| view::file(conn, &call.actor, &number)).await?;
    frame.page("recheck", page(&file)?)
}

fn page(file: &RecheckFile) -> Outcome<Value> {
    let mut page = serde_json::to_value(file)?;
    page["may"] = file.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
    let gaps = file.gaps.as_ref().filter(|gaps| gaps.checked > 0);
    page["gaps"] = json!(gaps);
    if let Some(gaps) = gaps {
        let reasons = |c: &Circulated| json!(c.reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>());
        page["circulated"] = gaps
            .circulated
            .iter()
            .map(|c| Ok(json!({ "item": c, "reasons": reasons(c) })))
            .collect::<Outcome<Value>>()?;
    }
    Ok(page)
}

type OnRound = (Frame, Call, web::Path<String>);

/// Takes a step and shows the round again, with the refusal where there is one.
async fn stepped((frame, call, number): OnRound, step: Outcome<Step>) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let done = match step {
        Ok(step) => work::take(&call, number.clone(), step).await,
        Err(failure) => Err(failure),
    };
    match retell(done.map(drop), &format!("/rechecks/{number}"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let file = call.read(move |conn, call| view::file(conn, &call.actor, &number)).await?;
            frame.page_with(status, "recheck", Some(("error", &why)), page(&file)?)
        }
    }
}

type Sent = web::Form<HashMap<String, String>>;

fn text(sent: &Sent, name: &str) -> String {
    sent.get(name).cloned().unwrap_or_default()
}

pub async fn commit(on: OnRound, sent: Sent) -> Outcome<HttpResponse> {
    stepped(on, Ok(Step::Commit(text(&sent, "commitment")))).await
}

pub async fn reveal(on: OnRound, sent: Sent) -> Outcome<HttpResponse> {
    stepped(on, Ok(Step::Reveal(text(&sent, "seed")))).await
}

pub async fn mark(on: OnRound, form: Multipart) -> Outcome<HttpResponse> {
    let marks = work::marks(form).await;
    stepped(on, marks.map(Step::Mark)).await
}

pub async fn conclude(on: OnRound) -> Outcome<HttpResponse> {
    stepped(on, Ok(Step::Conclude)).await
}

pub async fn abandon(on: OnRound, sent: Sent) -> Outcome<HttpResponse> {
    stepped(on, Ok(Step::Abandon(text(&sent, "because")))).await
}
