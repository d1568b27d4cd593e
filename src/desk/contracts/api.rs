//! Contracts for machines.

use super::view::{self, ContractFile};
use super::work::{self, Books, Deed, SignedOff, StageDone};
use crate::accounts::Actor;
use crate::contracts::ContractTerms;
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::pages::Pages;
use crate::platform::problem::Problem;
use crate::policy::{Calendar, Routes};
use actix_web::{HttpResponse, web};

/// What days are counted and texts written by.
pub(super) type Shelves = (web::Data<Routes>, web::Data<Calendar>, web::Data<Pages>);

/// Who does it, by what, and on which commission.
pub(super) type OnContract = (Call, Shelves, web::Path<String>);

/// Does it, for the pages as well.
pub(super) async fn run(call: Call, shelves: Shelves, number: String, deed: Deed) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| {
        let (routes, calendar, pages) = &shelves;
        work::run(conn, Books { routes, calendar, pages }, actor, &number, &deed, *now)
    })
    .await
}

async fn done((call, shelves, number): OnContract, deed: Deed) -> Outcome<HttpResponse> {
    run(call, shelves, number.into_inner(), deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn file(call: &Call, (routes, calendar, _): Shelves, number: String) -> Outcome<ContractFile> {
    call.read(move |conn, call| view::file(conn, (&routes, &calendar), &call.actor, &number, call.now.day_in_china()))
        .await
}

/// The contract with its stages and the terms after the award. An institution sees its own once it is signed off.
#[utoipa::path(get, path = "/api/v1/market/{number}/contract", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = ContractFile), (status = 404, body = Problem)))]
pub async fn contract_file((call, shelves, number): OnContract) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(file(&call, shelves, number.into_inner()).await?))
}

/// The text that both sides sign, for everybody once it is published; its SHA-256 is the `ETag` and is in the contract.
#[utoipa::path(get, path = "/api/v1/market/{number}/contract/text", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, description = "HTML of one file", body = String, content_type = "text/html"), (status = 404, body = Problem)))]
pub async fn contract_text(
    db: web::Data<Db>,
    actor: Option<Actor>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let contract = blocking::read(&db, move |conn| view::readable(conn, actor.as_ref(), &number)).await?;
    let name = format!("attachment; filename=\"contract-{}.html\"", &contract.sha256.as_str()[..16]);
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("content-disposition", name))
        .insert_header(("etag", format!("\"{}\"", contract.sha256)))
        .body(contract.text))
}

/// Draft the contract of an awarded commission, or change the draft; the text is written anew. The price is the awarded one.
#[utoipa::path(put, path = "/api/v1/market/{number}/contract", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ContractTerms,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Not awarded, or signed off", body = Problem),
        (status = 422, body = Problem)))]
pub async fn contract_draft(on: OnContract, body: web::Json<ContractTerms>) -> Outcome<HttpResponse> {
    done(on, Deed::Draft(body.into_inner())).await
}

/// Sign off the revision that was read, by another person than who drafted it; the commission is contracted.
#[utoipa::path(post, path = "/api/v1/market/{number}/contract/sign-off", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = SignedOff,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Signed off already, or on hold", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, body = Problem)))]
pub async fn contract_sign_off(on: OnContract, body: web::Json<SignedOff>) -> Outcome<HttpResponse> {
    done(on, Deed::SignOff(body.into_inner())).await
}

/// Publish a signed contract, once; within two working days of the signature.
#[utoipa::path(post, path = "/api/v1/market/{number}/contract/publication", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn contract_publish(on: OnContract) -> Outcome<HttpResponse> {
    done(on, Deed::Publish).await
}

/// Enter that a signed contract was filed with the finance department, once.
#[utoipa::path(post, path = "/api/v1/market/{number}/contract/filing", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn contract_file_away(on: OnContract) -> Outcome<HttpResponse> {
    done(on, Deed::File).await
}

/// Enter what was done of a stage: delivered, accepted, invoiced, paid. What a stage paid by quality pays follows from its grade.
#[utoipa::path(post, path = "/api/v1/market/{number}/contract/stages/{position}", tag = "market",
    params(("number" = String, Path, description = "Number of the commission"), ("position" = i32, Path, description = "From 1")),
    request_body = StageDone,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Out of turn", body = Problem),
        (status = 422, body = Problem)))]
pub async fn contract_stage(
    call: Call,
    shelves: Shelves,
    path: web::Path<(String, i32)>,
    body: web::Json<StageDone>,
) -> Outcome<HttpResponse> {
    let (number, position) = path.into_inner();
    run(call, shelves, number, Deed::Stage(position, body.into_inner())).await?;
    Ok(HttpResponse::NoContent().finish())
}
