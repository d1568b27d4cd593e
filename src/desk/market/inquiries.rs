//! Questions and clarifications, for people and machines.

use super::pages::{Place, shown};
use super::view::{self, TenderBody};
use super::work::{institution, within_reach};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::inquiries::service::{self as inquiries, Said};
use crate::inquiries::{Clarification, Question};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Routes};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// A question.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// 4 to 4000 characters.
    pub question: String,
}

/// What is clarified.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClarifyBody {
    /// 4 to 4000 characters; it must not tell who asked.
    pub content: String,
    /// It may affect how bids are written: then the route's least time is left, or the deadline moves.
    pub is_substantive: bool,
    /// Ids of the questions that it answers.
    #[serde(default)]
    pub answers: Vec<String>,
}

/// The questions that the actor may see: an institution its own, who answers them all of them, without who asked.
pub(super) fn questions(conn: &mut Conn, vault: &Vault, actor: &Actor, number: &str) -> Outcome<Vec<Question>> {
    let (commission, _) = view::find(conn, number)?;
    if actor.may(Act::SubmitBid) {
        return inquiries::own(conn, vault, &commission, &institution(actor)?);
    }
    within_reach(actor, Act::PlanCommission, &commission)?;
    inquiries::questions(conn, &commission)
}

/// Not noted in the log of acts, which others read: who is interested is secret until the opening.
fn ask(conn: &mut Conn, vault: &Vault, call: &Call, (number, question): (&str, &str)) -> Outcome<Question> {
    let institution = institution(&call.actor)?;
    let (commission, _) = view::find(conn, number)?;
    inquiries::ask(conn, vault, &commission, (&institution, question), call.now)
}

fn clarify(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    call: &Call,
    number: &str,
    body: &ClarifyBody,
) -> Outcome<Clarification> {
    let (commission, _) = view::find(conn, number)?;
    within_reach(&call.actor, Act::PlanCommission, &commission)?;
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let said = Said { content: &body.content, is_substantive: body.is_substantive, answers: &body.answers };
    inquiries::clarify(conn, (route, calendar), &commission, &said, &call.actor.login, call.now)
}

/// Questions on a tender: an institution sees its own, the commissioner all of them, and nobody who asked.
#[utoipa::path(get, path = "/api/v1/market/{number}/questions", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = [Question]), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn market_questions(call: Call, vault: web::Data<Vault>, number: web::Path<String>) -> Outcome<HttpResponse> {
    let found = call.read(move |conn, Call { actor, .. }| questions(conn, &vault, actor, &number)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Ask before the deadline. Nobody else learns who asked; the answer goes to everybody.
#[utoipa::path(post, path = "/api/v1/market/{number}/questions", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = QuestionBody,
    responses((status = 201, body = Question), (status = 404, body = Problem),
        (status = 409, description = "The deadline has passed", body = Problem), (status = 422, body = Problem)))]
pub async fn market_ask(
    call: Call,
    vault: web::Data<Vault>,
    number: web::Path<String>,
    body: web::Json<QuestionBody>,
) -> Outcome<HttpResponse> {
    let asked = call.write(move |conn, call| ask(conn, &vault, call, (&number, &body.question)));
    Ok(HttpResponse::Created().json(asked.await?))
}

/// Clarify for everybody. Where it may affect bids and fewer days are left than the route asks for, the deadline moves.
#[utoipa::path(post, path = "/api/v1/market/{number}/clarifications", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ClarifyBody,
    responses((status = 201, body = TenderBody), (status = 404, body = Problem),
        (status = 409, description = "The deadline has passed", body = Problem), (status = 422, body = Problem)))]
pub async fn market_clarify(
    call: Call,
    (routes, calendar): (web::Data<Routes>, web::Data<Calendar>),
    number: web::Path<String>,
    body: web::Json<ClarifyBody>,
) -> Outcome<HttpResponse> {
    let made = call.write(move |conn, call| {
        clarify(conn, (&routes, &calendar), call, &number, &body)?;
        view::tender(conn, &routes, &number, call.now)
    });
    Ok(HttpResponse::Created().json(made.await?))
}

/// What the pages stand on beside the call.
pub(super) type Ground = (web::Data<Routes>, web::Data<Calendar>, web::Data<Vault>);

/// The form of a question; the token of the form is read by the gate.
#[derive(Clone, Debug, Deserialize)]
pub struct QuestionForm {
    question: String,
}

/// Asks and shows the tender again.
pub async fn ask_page(
    frame: Frame,
    call: Call,
    (routes, _, vault): Ground,
    number: web::Path<String>,
    form: web::Form<QuestionForm>,
) -> Outcome<HttpResponse> {
    let (number, keys) = (number.into_inner(), vault.clone());
    let of = number.clone();
    let done = call.write(move |conn, call| ask(conn, &keys, call, (&of, &form.question)).map(drop)).await;
    shown(frame, Place::of(call, (routes, vault), number), done).await
}

/// The form of a clarification: it answers every question that is open.
#[derive(Clone, Debug, Deserialize)]
pub struct ClarifyForm {
    content: String,
    #[serde(default)]
    substantive: Option<String>,
}

/// Clarifies and shows the tender again.
pub async fn clarify_page(
    frame: Frame,
    call: Call,
    (routes, calendar, vault): Ground,
    number: web::Path<String>,
    form: web::Form<ClarifyForm>,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let (of, rules, keys) = (number.clone(), routes.clone(), vault.clone());
    let done = call.write(move |conn, call| {
        let asked = questions(conn, &keys, &call.actor, &of)?;
        let open = asked.into_iter().filter(|q| q.clarification_id.is_none());
        let body = ClarifyBody {
            content: form.content.clone(),
            is_substantive: form.substantive.is_some(),
            answers: open.map(|q| q.id).collect(),
        };
        clarify(conn, (&rules, &calendar), call, &of, &body).map(drop)
    });
    let done = done.await;
    shown(frame, Place::of(call, (routes, vault), number), done).await
}
