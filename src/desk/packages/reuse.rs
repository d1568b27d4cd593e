//! Passages that a report shares with others, for people and machines.

use super::{Sight, reached};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking::blocking;
use crate::packages::reuse::{model::Reuse, service as finder};
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::platform::problem::Problem;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// Reports that are taken into the index while somebody waits; the server does the rest every hour.
const INDEXED_HERE: usize = 200;

/// Passages that the report shares with those of other commissions which the caller may see.
#[utoipa::path(get, path = "/api/v1/packages/{id}/reuse", tag = "packages",
    params(("id" = String, Path, description = "Identifier of the package version")),
    responses((status = 200, body = Reuse), (status = 404, body = Problem)))]
pub async fn package_reuse(
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || found(&db, files.as_ref(), &actor, &id)).await?))
}

/// The same side by side.
pub async fn page(
    frame: Frame,
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let reuse = blocking(move || found(&db, files.as_ref(), &actor, &id)).await?;
    let mut page = serde_json::to_value(&reuse)?;
    page["commission_href"] = json!(format!("/commissions/{}", reuse.commission));
    for shared in page["shared"].as_array_mut().into_iter().flatten() {
        let number = shared["commission"].as_str().unwrap_or_default().to_owned();
        shared["href"] = Value::String(format!("/commissions/{number}"));
    }
    frame.page("reuse", page)
}

fn found(db: &Db, files: &dyn FileStore, actor: &Actor, id: &str) -> Outcome<Reuse> {
    let (commission, package) = db.read(|conn| reached(conn, actor, id, "资料包", "package"))?;
    let sight = Sight::of(actor, Act::DownloadPackageFile)?;
    finder::index(db, files, INDEXED_HERE)?;
    finder::find(db, files, &commission, &package, |conn, other| sight.covers_work(conn, other))
}
