//! Standing, history and looks for machines.

use super::super::blocking::blocking;
use super::ground::Ground;
use super::view::{self, Answer, Appeal, ChangeLine, Look, Proposed, Purpose, Ruling};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::registry::model::Proposal;
use crate::registry::service::Revealed;
use crate::registry::standing::Step;
use actix_web::{HttpResponse, web};

/// Proposals to change an expert's standing, the newest first.
#[utoipa::path(get, path = "/api/v1/experts/{id}/standing", operation_id = "standing_list", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")),
    responses((status = 200, body = Vec<Proposal>), (status = 404, body = Problem)))]
pub async fn list(ground: Ground, id: web::Path<String>) -> Outcome<HttpResponse> {
    let (_, proposals) = blocking(move || view::proposals(&ground, &id)).await?;
    Ok(HttpResponse::Ok().json(proposals))
}

/// Proposes to suspend, resume or delist an expert; a second person checks and a third approves.
#[utoipa::path(post, path = "/api/v1/experts/{id}/standing", operation_id = "standing_propose", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")), request_body = Proposed,
    responses((status = 201, body = Proposal), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn propose(ground: Ground, id: web::Path<String>, body: web::Json<Proposed>) -> Outcome<HttpResponse> {
    let made = blocking(move || view::propose(&ground, &id, &body)).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Checks a proposal, or refuses it with the reason.
#[utoipa::path(post, path = "/api/v1/standing/{id}/check", operation_id = "standing_check", tag = "experts",
    params(("id" = String, Path, description = "The proposal's identifier")), request_body = Ruling,
    responses((status = 200, body = Proposal), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn check(ground: Ground, id: web::Path<String>, body: web::Json<Ruling>) -> Outcome<HttpResponse> {
    let proposal = blocking(move || view::step(&ground, &id, Step::Check, &body)).await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// Approves a checked proposal, which takes effect, or refuses it with the reason.
#[utoipa::path(post, path = "/api/v1/standing/{id}/approve", operation_id = "standing_approve", tag = "experts",
    params(("id" = String, Path, description = "The proposal's identifier")), request_body = Ruling,
    responses((status = 200, body = Proposal), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn approve(ground: Ground, id: web::Path<String>, body: web::Json<Ruling>) -> Outcome<HttpResponse> {
    let proposal = blocking(move || view::step(&ground, &id, Step::Approve, &body)).await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// The expert's word against a suspension or delisting.
#[utoipa::path(post, path = "/api/v1/standing/{id}/appeal", operation_id = "standing_appeal", tag = "experts",
    params(("id" = String, Path, description = "The proposal's identifier")), request_body = Appeal,
    responses((status = 200, body = Proposal), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn appeal(ground: Ground, id: web::Path<String>, body: web::Json<Appeal>) -> Outcome<HttpResponse> {
    let proposal = blocking(move || view::appeal(&ground, &id, &body)).await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// Answers an appeal: upheld, or lifted, which gives the standing back.
#[utoipa::path(post, path = "/api/v1/standing/{id}/answer", operation_id = "standing_answer", tag = "experts",
    params(("id" = String, Path, description = "The proposal's identifier")), request_body = Answer,
    responses((status = 200, body = Proposal), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn answer(ground: Ground, id: web::Path<String>, body: web::Json<Answer>) -> Outcome<HttpResponse> {
    let proposal = blocking(move || view::answer(&ground, &id, &body)).await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// The history of an expert's entry, the newest first.
#[utoipa::path(get, path = "/api/v1/experts/{id}/changes", operation_id = "expert_changes", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")),
    responses((status = 200, body = Vec<ChangeLine>), (status = 404, body = Problem)))]
pub async fn changes(ground: Ground, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || view::changes(&ground, &id)).await?))
}

/// Who looked behind the masks of an expert's personal data, and what for.
#[utoipa::path(get, path = "/api/v1/experts/{id}/looks", operation_id = "expert_looks", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")),
    responses((status = 200, body = Vec<Look>), (status = 404, body = Problem)))]
pub async fn looks(ground: Ground, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || view::looks(&ground, &id)).await?))
}

/// Shows ID number, phone and e-mail of an expert; the look is noted with its purpose.
#[utoipa::path(post, path = "/api/v1/experts/{id}/reveal", operation_id = "expert_reveal", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")), request_body = Purpose,
    responses((status = 200, body = Revealed), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn reveal(ground: Ground, id: web::Path<String>, body: web::Json<Purpose>) -> Outcome<HttpResponse> {
    let revealed = blocking(move || view::reveal(&ground, &id, &body)).await?;
    Ok(HttpResponse::Ok().json(revealed))
}
