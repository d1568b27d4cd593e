//! Results, challenges and complaints for machines.

use super::view::{self, RemedyFile};
use super::work::{self, Deed, NewChallenge, NewPause, NewWord};
use crate::desk::call::Call;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::{Calendar, Routes};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What days are counted by.
pub(super) type Law = (web::Data<Routes>, web::Data<Calendar>);

/// Does it, for the pages as well.
pub(super) async fn run(call: Call, (routes, calendar): Law, number: String, deed: Deed) -> Outcome<Option<String>> {
    call.write(move |conn, call| work::run(conn, (&routes, &calendar), &call.actor, &number, &deed, call.now)).await
}

/// A request about a commission, by its number.
type OnCommission = (Call, Law, web::Path<String>);
/// A request about a challenge: number of the commission, id of the challenge.
type OnChallenge = (Call, Law, web::Path<(String, String)>);

async fn done((call, law, number): OnCommission, deed: Deed) -> Outcome<HttpResponse> {
    run(call, law, number.into_inner(), deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn done_with((call, law, path): OnChallenge, deed: impl FnOnce(String) -> Deed) -> Outcome<HttpResponse> {
    let (number, id) = path.into_inner();
    done((call, law, number.into()), deed(id)).await
}

/// The result, the own score, clocks and challenges, as the caller may see them.
#[utoipa::path(get, path = "/api/v1/market/{number}/remedies", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = RemedyFile), (status = 404, body = Problem)))]
pub async fn remedy_file((call, law, number): OnCommission) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(file(call, law, number.into_inner()).await?))
}

pub(super) async fn file(call: Call, (routes, calendar): Law, number: String) -> Outcome<RemedyFile> {
    call.read(move |conn, call| view::file(conn, (&routes, &calendar), &call.actor, &number, call.now.day_in_china()))
        .await
}

/// Publish the result of an award, once; the terms of challenges count from it.
#[utoipa::path(post, path = "/api/v1/market/{number}/result-notice", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Nothing awarded, or published already", body = Problem)))]
pub async fn remedy_publish(at: OnCommission) -> Outcome<HttpResponse> {
    done(at, Deed::Publish).await
}

/// The challenge that was filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FiledChallenge {
    pub id: String,
}

/// Challenge documents, process or result; the commission stands still until it is answered.
#[utoipa::path(post, path = "/api/v1/market/{number}/challenges", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = NewChallenge,
    responses((status = 201, body = FiledChallenge), (status = 404, body = Problem),
        (status = 409, description = "Not answered yet, or nothing to challenge yet", body = Problem),
        (status = 422, description = "Too late, not a bidder, or a year without a holiday notice", body = Problem)))]
pub async fn remedy_challenge(
    (call, law, number): OnCommission,
    body: web::Json<NewChallenge>,
) -> Outcome<HttpResponse> {
    let id = run(call, law, number.into_inner(), Deed::Challenge(body.into_inner())).await?;
    Ok(HttpResponse::Created().json(FiledChallenge { id: id.unwrap_or_default() }))
}

/// Answer a challenge, once; the hold ends unless the result is affected.
#[utoipa::path(put, path = "/api/v1/market/{number}/challenges/{id}/answer", tag = "market",
    params(("number" = String, Path, description = "Number of the commission"), ("id" = String, Path, description = "The challenge")),
    request_body = NewWord,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn remedy_answer(at: OnChallenge, body: web::Json<NewWord>) -> Outcome<HttpResponse> {
    done_with(at, |id| Deed::Answer(id, body.into_inner())).await
}

/// A complaint.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintBody {
    pub content: String,
}

/// Complain to the finance department, after the answer or its last day.
#[utoipa::path(post, path = "/api/v1/market/{number}/challenges/{id}/complaint", tag = "market",
    params(("number" = String, Path, description = "Number of the commission"), ("id" = String, Path, description = "The challenge")),
    request_body = ComplaintBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn remedy_complain(at: OnChallenge, body: web::Json<ComplaintBody>) -> Outcome<HttpResponse> {
    done_with(at, |id| Deed::Complain(id, body.into_inner().content)).await
}

/// Pause the procurement while a complaint is looked at, thirty days at the longest.
#[utoipa::path(post, path = "/api/v1/market/{number}/challenges/{id}/pause", tag = "market",
    params(("number" = String, Path, description = "Number of the commission"), ("id" = String, Path, description = "The challenge")),
    request_body = NewPause,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn remedy_pause(at: OnChallenge, body: web::Json<NewPause>) -> Outcome<HttpResponse> {
    done_with(at, |id| Deed::Pause(id, body.into_inner())).await
}

/// End a pause whose last day has passed.
#[utoipa::path(post, path = "/api/v1/market/{number}/pause-end", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn remedy_resume(at: OnCommission) -> Outcome<HttpResponse> {
    done(at, Deed::Resume).await
}

/// Rule on a complaint, once; not by who answered the challenge.
#[utoipa::path(post, path = "/api/v1/market/{number}/challenges/{id}/ruling", tag = "market",
    params(("number" = String, Path, description = "Number of the commission"), ("id" = String, Path, description = "The challenge")),
    request_body = NewWord,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn remedy_rule(at: OnChallenge, body: web::Json<NewWord>) -> Outcome<HttpResponse> {
    done_with(at, |id| Deed::Rule(id, body.into_inner())).await
}
