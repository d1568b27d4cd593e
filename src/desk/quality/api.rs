//! The dashboard for machines.

use super::view::{self, Dashboard};
use crate::accounts::Actor;
use crate::desk::{blocking, details};
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use actix_web::{HttpRequest, HttpResponse, web};

/// Quality of packages and institutions, raw and corrected with 95 % intervals, and reviewers' severity, over the
/// marks of the caller's division. Numbers are percentages of full marks; nothing is decided by them.
#[utoipa::path(get, path = "/api/v1/quality", tag = "results",
    responses((status = 200, body = Dashboard), (status = 304, description = "As the given tag says"),
        (status = 403, body = Problem)))]
pub async fn quality_dashboard(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| view::dashboard(conn, &actor)).await?;
    details::json(&request, &found)
}
