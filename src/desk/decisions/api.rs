//! Decision records for machines.

use super::pages;
use super::view::{self, DecisionFile, DecisionRow, Replayed};
use crate::accounts::Actor;
use crate::desk::listing::{ListBody, ListQuery, export};
use crate::desk::{blocking, details};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::replayers::Replayers;
use actix_web::{HttpRequest, HttpResponse, web};

/// The decisions of the caller's division, newest first.
#[utoipa::path(get, path = "/api/v1/decisions", tag = "decisions", params(
    ("q" = Option<String>, Query, description = "Words of the commission, or the beginning of a digest"),
    ("kind" = Option<String>, Query, description = "Kind of decision"),
    ("page" = Option<i64>, Query, description = "From 1"), ("size" = Option<i64>, Query, description = "Rows of a page"),
    ("format" = Option<String>, Query, description = "`csv`, `csv-gb18030` or `json`: all rows as a file")),
    responses((status = 200, body = ListBody<DecisionRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn decision_list(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let format = query.format;
    let page = blocking::read(&db, move |conn| view::list(conn, &actor, &query)).await?;
    if let Some(format) = format {
        return export(format, "decisions", page.total, &page.items, pages::sheet);
    }
    Ok(HttpResponse::Ok().json(ListBody::from(page)))
}

/// One record with its inputs and, as far as the caller may see it, its evidence.
#[utoipa::path(get, path = "/api/v1/decisions/{id}", tag = "decisions",
    params(("id" = String, Path, description = "Identifier of the decision")),
    responses((status = 200, body = DecisionFile), (status = 304), (status = 404, body = Problem)))]
pub async fn decision_record(
    request: HttpRequest,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let at = clock.now();
    let file = blocking::write(&db, move |conn| view::self_contained(conn, &actor, &id, at)).await?;
    details::json(&request, &file)
}

/// Take the decision again from its inputs and compare it with the record and with today's tables.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/replay", tag = "decisions",
    params(("id" = String, Path, description = "Identifier of the decision")),
    responses((status = 200, body = Replayed), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn decision_replay(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let at = clock.now();
    let replayers = Replayers::new(&vault);
    let replayed = blocking::read(&db, move |conn| view::replay(conn, &replayers, &actor, &id, at)).await?;
    Ok(HttpResponse::Ok().json(replayed))
}
