//! Questions and clarifications, for people and machines.

use super::pages::{Place, shown};
use super::view::{self, TenderBody};
use super::work::{institution, within_reach};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::inquiries::service::{self as inquiries, Said};
use crate::inquiries::{Clarification, Question};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Routes};
use crate::terms::Instant;
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
fn ask(
    conn: &mut Conn,
    vault: &Vault,
    actor: &Actor,
    (number, question): (&str, &str),
    at: Instant,
) -> Outcome<Question> {
    let institution = institution(actor)?;
    let (commission, _) = view::find(conn, number)?;
    inquiries::ask(conn, vault, &commission, (&institution, question), at)
}

fn clarify(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    actor: &Actor,
    number: &str,
    body: &ClarifyBody,
    at: Instant,
) -> Outcome<Clarification> {
    let (commission, _) = view::find(conn, number)?;
    within_reach(actor, Act::PlanCommission, &commission)?;
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let said = Said { content: &body.content, is_substantive: body.is_substantive, answers: &body.answers };
    inquiries::clarify(conn, (route, calendar), &commission, &said, &actor.login, at)
}

/// Questions on a tender: an institution sees its own, the commissioner all of them, and nobody who asked.
#[utoipa::path(get, path = "/api/v1/market/{number}/questions", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = [Question]), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn market_questions(
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| questions(conn, &vault, &actor, &number)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Ask before the deadline. Nobody else learns who asked; the answer goes to everybody.
#[utoipa::path(post, path = "/api/v1/market/{number}/questions", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = QuestionBody,
    responses((status = 201, body = Question), (status = 404, body = Problem),
        (status = 409, description = "The deadline has passed", body = Problem), (status = 422, body = Problem)))]
pub async fn market_ask(
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<QuestionBody>,
) -> Outcome<HttpResponse> {
    let at = clock.now();
    let asked = blocking::write(&db, move |conn| ask(conn, &vault, &actor, (&number, &body.question), at)).await?;
    Ok(HttpResponse::Created().json(asked))
}

/// Clarify for everybody. Where it may affect bids and fewer days are left than the route asks for, the deadline moves.
#[utoipa::path(post, path = "/api/v1/market/{number}/clarifications", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ClarifyBody,
    responses((status = 201, body = TenderBody), (status = 404, body = Problem),
        (status = 409, description = "The deadline has passed", body = Problem), (status = 422, body = Problem)))]
pub async fn market_clarify(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    policy: (web::Data<Routes>, web::Data<Calendar>),
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<ClarifyBody>,
) -> Outcome<HttpResponse> {
    let at = clock.now();
    let made = blocking::write(&db, move |conn| {
        clarify(conn, (&policy.0, &policy.1), &actor, &number, &body, at)?;
        view::tender(conn, &policy.0, &number, at)
    });
    Ok(HttpResponse::Created().json(made.await?))
}

/// What the pages stand on.
pub(super) type Ground = (web::Data<Db>, web::Data<Clock>, web::Data<Routes>, web::Data<Calendar>, web::Data<Vault>);

/// The form of a question; the token of the form is read by the gate.
#[derive(Clone, Debug, Deserialize)]
pub struct QuestionForm {
    question: String,
}

/// Asks and shows the tender again.
pub async fn ask_page(
    frame: Frame,
    (db, clock, routes, _, vault): Ground,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<QuestionForm>,
) -> Outcome<HttpResponse> {
    let (now, number) = (clock.now(), number.into_inner());
    let (by, of, keys) = (actor.clone(), number.clone(), vault.clone());
    let done = blocking::write(&db, move |conn| ask(conn, &keys, &by, (&of, &form.question), now).map(drop)).await;
    shown(frame, Place { db, routes, vault, actor: Some(actor), number, now }, done).await
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
    (db, clock, routes, calendar, vault): Ground,
    actor: Actor,
    number: web::Path<String>,
    form: web::Form<ClarifyForm>,
) -> Outcome<HttpResponse> {
    let (now, number) = (clock.now(), number.into_inner());
    let (by, of, rules) = (actor.clone(), number.clone(), routes.clone());
    let keys = vault.clone();
    let done = blocking::write(&db, move |conn| {
        let open = questions(conn, &keys, &by, &of)?.into_iter().filter(|q| q.clarification_id.is_none());
        let body = ClarifyBody {
            content: form.content.clone(),
            is_substantive: form.substantive.is_some(),
            answers: open.map(|q| q.id).collect(),
        };
        clarify(conn, (&rules, &calendar), &by, &of, &body, now).map(drop)
    })
    .await;
    shown(frame, Place { db, routes, vault, actor: Some(actor), number, now }, done).await
}
