//! Drafts for machines.

use super::view::{self, Check, DraftView};
use crate::accounts::permissions::Act;
use crate::desk::blocking::blocking;
use crate::desk::call::Call;
use crate::desk::commissions::view as commissions;
use crate::packages::examine::Examined;
use crate::packages::model::Package;
use crate::packages::service::{self as packages, Submission};
use crate::packages::uploads::Uploads;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::platform::problem::Problem;
use crate::policy::Packs;
use actix_web::{HttpResponse, web};

/// The draft with its files, what is under way, and what the gate would say now.
#[utoipa::path(get, path = "/api/v1/commissions/{number}/draft", tag = "packages",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = DraftView), (status = 404, body = Problem)))]
pub async fn draft_show(
    call: Call,
    files: web::Data<dyn FileStore>,
    uploads: web::Data<Uploads>,
    packs: web::Data<Packs>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let view = blocking(move || view::of(&call, files.as_ref(), &packs, &number)).await?;
    let view = DraftView { is_scanned: uploads.scans(), ..view };
    Ok(HttpResponse::Ok().json(view))
}

/// Takes a file out of the draft.
#[utoipa::path(delete, path = "/api/v1/commissions/{number}/draft/files/{path}", tag = "packages",
    params(("number" = String, Path, description = "Number or identifier of the commission"),
        ("path" = String, Path, description = "Path of the file")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn draft_remove(call: Call, place: web::Path<(String, String)>) -> Outcome<HttpResponse> {
    let (number, path) = place.into_inner();
    remove(&call, number, path).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Removes for the page as well.
pub(super) async fn remove(call: &Call, number: String, path: String) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| {
        let commission = commissions::find(conn, actor, Act::SubmitPackage, &number)?;
        packages::remove_from_draft(conn, &commission, &path, &actor.login, *now)
    })
    .await
}

/// Puts the files of the version before into the draft, but for paths that it has already.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/draft/carry-over", tag = "packages",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn draft_carry_over(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    carry_over(&call, number.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Carries over for the page as well.
pub(super) async fn carry_over(call: &Call, number: String) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| {
        let commission = commissions::find(conn, actor, Act::SubmitPackage, &number)?;
        packages::carry_over(conn, &commission, &actor.login, *now)
    })
    .await
}

/// Submits the draft: it becomes a version that never changes, and the gate accepts or returns it.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/draft/submit", tag = "packages",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 201, description = "Accepted or returned, with every finding", body = Check),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn draft_submit(
    call: Call,
    files: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let package = submit(call, files, packs, number.into_inner()).await?;
    let Package { standing, score, findings, .. } = package;
    Ok(HttpResponse::Created().json(Check { standing, score, findings }))
}

/// Submits for the page as well: looks into the files first, and only then opens the transaction.
pub(super) async fn submit(
    Call { db, actor, now }: Call,
    store: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
    number: String,
) -> Outcome<Package> {
    blocking(move || {
        let (commission, files) = db.read(|conn| {
            let commission = commissions::find(conn, &actor, Act::SubmitPackage, &number)?;
            let files = packages::files_to_submit(conn, &commission)?;
            Ok((commission, files))
        })?;
        let Examined { table, facts } = view::look(store.as_ref(), &packs, &commission, &files)?;
        let package_id = uuid::Uuid::now_v7().to_string();
        let submission = Submission { package_id, files, table, facts: Some(facts) };
        db.write(|conn| packages::submit_draft(conn, &commission, &submission, &actor.login, now))
    })
    .await
}
