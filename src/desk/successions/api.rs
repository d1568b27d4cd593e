//! Successions for machines.

use super::view::{self, SuccessionFile};
use super::work::{self, Deed, NewSuccession, SuccessionDecision};
use crate::desk::call::Call;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::Routes;
use actix_web::{HttpResponse, web};

/// Who does it, by which routes, and on which commission.
pub(super) type OnAward = (Call, web::Data<Routes>, web::Path<String>);

/// Does it, for the pages as well.
pub(super) async fn run((call, routes, number): OnAward, deed: Deed) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| work::run(conn, &routes, actor, &number, &deed, *now)).await
}

async fn done(on: OnAward, deed: Deed) -> Outcome<HttpResponse> {
    run(on, deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn file(call: &Call, number: String) -> Outcome<SuccessionFile> {
    call.read(move |conn, Call { actor, .. }| view::file(conn, actor, &number)).await
}

/// Who was ranked, who fell away, what was proposed and decided.
#[utoipa::path(get, path = "/api/v1/market/{number}/succession", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = SuccessionFile), (status = 404, body = Problem)))]
pub async fn succession_file(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(file(&call, number.into_inner()).await?))
}

/// Propose who follows a winner that does not sign, or whose award does not stand after a challenge.
#[utoipa::path(post, path = "/api/v1/market/{number}/succession", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = NewSuccession,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Not awarded, signed, or proposed already", body = Problem),
        (status = 422, description = "The law leaves another choice", body = Problem)))]
pub async fn succession_propose(on: OnAward, body: web::Json<NewSuccession>) -> Outcome<HttpResponse> {
    done(on, Deed::Propose(body.into_inner())).await
}

/// Decide on the open proposal, by another person. Approved, the next by rank is the winner and the result is published anew.
#[utoipa::path(post, path = "/api/v1/market/{number}/succession/decision", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = SuccessionDecision,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Nothing is open", body = Problem),
        (status = 422, body = Problem)))]
pub async fn succession_decide(on: OnAward, body: web::Json<SuccessionDecision>) -> Outcome<HttpResponse> {
    done(on, Deed::Decide(body.into_inner())).await
}
