//! Open Contracting packages for machines.

use super::view::{self, Kind};
use crate::desk::blocking;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::policy::Routes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

/// Which part of the whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    page: Option<u32>,
}

fn page(request: &HttpRequest) -> Outcome<u32> {
    let part = web::Query::<Part>::from_query(request.query_string());
    let page = part.ok().map(|part| part.page.unwrap_or(1)).filter(|page| (1..=1_000_000).contains(page));
    page.ok_or_else(|| Failure::field("page", "只有 page，从 1 开始 (page alone, from 1)"))
}

/// Scheme and host as the caller sees them, for links.
fn base(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    format!("{}://{}", connection.scheme(), connection.host())
}

async fn package(
    request: HttpRequest,
    db: web::Data<Db>,
    routes: web::Data<Routes>,
    kind: Kind,
) -> Outcome<HttpResponse> {
    let (page, base) = (page(&request)?, base(&request));
    let body = blocking::read(&db, move |conn| view::package(conn, &routes, &base, kind, page)).await?;
    Ok(HttpResponse::Ok().json(body))
}

async fn one(
    request: HttpRequest,
    db: web::Data<Db>,
    routes: web::Data<Routes>,
    ocid: web::Path<String>,
    kind: Kind,
) -> Outcome<HttpResponse> {
    let base = base(&request);
    let body = blocking::read(&db, move |conn| view::one(conn, &routes, &base, kind, &ocid)).await?;
    Ok(HttpResponse::Ok().json(body))
}

/// All published stages, a hundred commissions to a package.
#[utoipa::path(get, path = "/ocds/releases.json", tag = "ocds",
    params(("page" = Option<u32>, Query, description = "From 1")),
    responses((status = 200, description = "A release package of OCDS 1.1.5", body = Object), (status = 422, body = Problem)))]
pub async fn ocds_releases(
    request: HttpRequest,
    db: web::Data<Db>,
    routes: web::Data<Routes>,
) -> Outcome<HttpResponse> {
    package(request, db, routes, Kind::Releases).await
}

/// One record for each published commission.
#[utoipa::path(get, path = "/ocds/records.json", tag = "ocds",
    params(("page" = Option<u32>, Query, description = "From 1")),
    responses((status = 200, description = "A record package of OCDS 1.1.5", body = Object), (status = 422, body = Problem)))]
pub async fn ocds_records(request: HttpRequest, db: web::Data<Db>, routes: web::Data<Routes>) -> Outcome<HttpResponse> {
    package(request, db, routes, Kind::Records).await
}

/// The releases of one commission.
#[utoipa::path(get, path = "/ocds/releases/{ocid}", tag = "ocds",
    params(("ocid" = String, Path, description = "Open contracting id")),
    responses((status = 200, description = "A release package", body = Object), (status = 404, body = Problem)))]
pub async fn ocds_release_of(
    request: HttpRequest,
    db: web::Data<Db>,
    routes: web::Data<Routes>,
    ocid: web::Path<String>,
) -> Outcome<HttpResponse> {
    one(request, db, routes, ocid, Kind::Releases).await
}

/// The record of one commission.
#[utoipa::path(get, path = "/ocds/records/{ocid}", tag = "ocds",
    params(("ocid" = String, Path, description = "Open contracting id")),
    responses((status = 200, description = "A record package", body = Object), (status = 404, body = Problem)))]
pub async fn ocds_record_of(
    request: HttpRequest,
    db: web::Data<Db>,
    routes: web::Data<Routes>,
    ocid: web::Path<String>,
) -> Outcome<HttpResponse> {
    one(request, db, routes, ocid, Kind::Records).await
}
