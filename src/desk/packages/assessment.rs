//! The check by four properties (四性检测) of a submitted version, for people and machines.

use super::reached;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::desk::blocking::blocking;
use crate::packages::archival::assess::{Assessment, Fixity};
use crate::packages::archival::service as archival;
use crate::packages::model::Package;
use crate::packages::uploads::Uploads;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::platform::problem::Problem;
use crate::policy::Packs;
use actix_web::{HttpResponse, web};
use serde_json::json;

/// Up to this size all files are read again while somebody waits for the page.
const READ_HERE: u64 = 256 << 20;

/// Authenticity, integrity, usability and security of a submitted version; files are read again up to 256 MiB.
#[utoipa::path(get, path = "/api/v1/packages/{id}/assessment", tag = "packages",
    params(("id" = String, Path, description = "Identifier of the package version")),
    responses((status = 200, body = Assessment), (status = 404, body = Problem)))]
pub async fn package_assessment(
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let assessment = blocking(move || made(&db, files.as_ref(), &packs, &uploads, &actor, &id)).await?;
    Ok(HttpResponse::Ok().json(assessment))
}

/// The same as a page.
pub async fn page(
    frame: Frame,
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let assessment = blocking(move || made(&db, files.as_ref(), &packs, &uploads, &actor, &id)).await?;
    let mut page = serde_json::to_value(&assessment)?;
    page["commission_href"] = json!(format!("/commissions/{}", assessment.commission));
    page["bag"] = json!(format!("/packages/{}/bag.zip", assessment.package));
    page["api"] = json!(format!("/api/v1/packages/{}/assessment", assessment.package));
    frame.page("assessment", page)
}

fn made(
    db: &Db,
    files: &dyn FileStore,
    packs: &Packs,
    uploads: &Uploads,
    actor: &Actor,
    id: &str,
) -> Outcome<Assessment> {
    let dossier = db.read(|conn| {
        let (commission, package) = reached(conn, actor, id, "资料包", "package")?;
        archival::dossier(conn, packs, commission, package)
    })?;
    let fixity = match size(&dossier.package) <= READ_HERE {
        true => archival::fixity(files, &dossier.package),
        false => Fixity::NotRead,
    };
    Ok(dossier.assess(fixity, uploads.scans()))
}

fn size(package: &Package) -> u64 {
    package.files.iter().map(|file| file.bytes).sum()
}
