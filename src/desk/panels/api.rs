//! Panels for machines.

use super::view::{self, PanelFile};
use super::work::{self, AskedChange, Deed, GivenMark};
use crate::accounts::Actor;
use crate::desk::blocking;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::policy::Routes;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub(super) type Pieces = (web::Data<Db>, web::Data<Clock>, web::Data<Routes>, web::Data<Vault>);

/// Does it, for the pages as well.
pub(super) async fn run((db, clock, routes, vault): Pieces, actor: Actor, number: String, deed: Deed) -> Outcome<()> {
    let at = clock.now();
    blocking::write(&db, move |conn| work::run(conn, (&routes, &vault), &actor, &number, &deed, at)).await
}

async fn done(pieces: Pieces, actor: Actor, number: web::Path<String>, deed: Deed) -> Outcome<HttpResponse> {
    run(pieces, actor, number.into_inner(), deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The panel as the caller may see it. Marks of others appear once every member has submitted.
#[utoipa::path(get, path = "/api/v1/market/{number}/panel", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = PanelFile), (status = 404, body = Problem)))]
pub async fn panel_file(
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let file = blocking::read(&db, move |conn| view::file(conn, &vault, &actor, &number)).await?;
    Ok(HttpResponse::Ok().json(file))
}

/// The seeds that the parties revealed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelDrawBody {
    /// By role, 64 hexadecimal digits each; two parties at least.
    pub seeds: BTreeMap<String, String>,
}

/// Draw the members that are missing, without anybody in conflict with the bidders.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = PanelDrawBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_draw(
    pieces: Pieces,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<PanelDrawBody>,
) -> Outcome<HttpResponse> {
    done(pieces, actor, number, Deed::Draw(body.into_inner().seeds)).await
}

/// A member's declaration.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationBody {
    pub has_conflict: bool,
    /// With whom and which, where there is one.
    #[serde(default)]
    pub reason: String,
}

/// Declare interests before seeing the bids. A conflict vacates the seat.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/declaration", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = DeclarationBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_declare(
    pieces: Pieces,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<DeclarationBody>,
) -> Outcome<HttpResponse> {
    let DeclarationBody { has_conflict, reason } = body.into_inner();
    done(pieces, actor, number, Deed::Declare { has_conflict, reason }).await
}

/// A member's marks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarksBody {
    pub marks: Vec<GivenMark>,
    /// Final: complete, and changed on the four grounds alone afterwards.
    pub submit: bool,
}

/// Mark the bids, alone.
#[utoipa::path(put, path = "/api/v1/market/{number}/panel/marks", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = MarksBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Submitted already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_mark(
    pieces: Pieces,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<MarksBody>,
) -> Outcome<HttpResponse> {
    let MarksBody { marks, submit } = body.into_inner();
    done(pieces, actor, number, Deed::Mark { marks, submit }).await
}

/// Change an own mark after all have submitted, on one of the four grounds of Order 87 art. 64.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/changes", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = AskedChange,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_change(
    pieces: Pieces,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<AskedChange>,
) -> Outcome<HttpResponse> {
    done(pieces, actor, number, Deed::Change(body.into_inner())).await
}

/// End the marking: all have submitted, and objective factors agree.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/completion", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_finish(pieces: Pieces, actor: Actor, number: web::Path<String>) -> Outcome<HttpResponse> {
    done(pieces, actor, number, Deed::Finish).await
}

/// Rank the bids by marks and price and award the first; once.
#[utoipa::path(post, path = "/api/v1/market/{number}/award", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Not marked yet, awarded already, or on hold", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_award(pieces: Pieces, actor: Actor, number: web::Path<String>) -> Outcome<HttpResponse> {
    done(pieces, actor, number, Deed::Award).await
}
