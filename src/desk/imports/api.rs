//! Uploads for machines.

use super::receive;
use super::view::{self, ImportView};
use crate::accounts::Actor;
use crate::desk::blocking::blocking;
use crate::handover::imports::reasons::Reason;
use crate::handover::imports::{ImportState, Imports};
use crate::intake;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use actix_multipart::Multipart;
use actix_web::http::header::{CONTENT_DISPOSITION, LOCATION};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The uploads of the caller's division, newest first, without their findings.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports",
    responses((status = 200, body = Vec<ImportView>), (status = 403, body = Problem)))]
pub async fn import_list(imports: web::Data<Imports>, actor: Actor) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(list(imports, actor).await?))
}

pub(super) async fn list(imports: web::Data<Imports>, actor: Actor) -> Outcome<Vec<ImportView>> {
    let division = view::division(&actor)?;
    blocking(move || Ok(imports.list(&division)?.into_iter().map(|import| view::view(&imports, import)).collect()))
        .await
}

/// Upload workbooks (`.xlsx`, `.xls`, `.csv`) to be checked; nothing is written into the registry yet. What takes
/// longer than some seconds is answered with 202 and asked for again.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports",
    request_body(content_type = "multipart/form-data", content = String, description = "One or more parts with a file name"),
    responses((status = 201, description = "Checked", body = ImportView), (status = 202, description = "Still being read", body = ImportView),
        (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn import_upload(imports: web::Data<Imports>, actor: Actor, form: Multipart) -> Outcome<HttpResponse> {
    let view = upload(imports, actor, form).await?;
    let mut answer = match view.state {
        ImportState::Checking => HttpResponse::Accepted(),
        _ => HttpResponse::Created(),
    };
    Ok(answer.insert_header((LOCATION, format!("/api/v1{}", view::address(&view.id)))).json(view))
}

/// Uploads for the page as well.
pub(super) async fn upload(imports: web::Data<Imports>, actor: Actor, form: Multipart) -> Outcome<ImportView> {
    let division = view::division(&actor)?;
    let files = receive::files(form).await?;
    blocking(move || Ok(view::view(&imports, imports.begin(&division, &actor.login, files)?))).await
}

/// One upload with what was found in it and how far it has come.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = String, Path, description = "Identifier of the upload")),
    responses((status = 200, body = ImportView), (status = 404, body = Problem)))]
pub async fn import_show(imports: web::Data<Imports>, actor: Actor, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(show(imports, actor, id.into_inner()).await?))
}

pub(super) async fn show(imports: web::Data<Imports>, actor: Actor, id: String) -> Outcome<ImportView> {
    let division = view::division(&actor)?;
    blocking(move || Ok(view::view(&imports, imports.find(&id, &division)?))).await
}

/// What lets rows in that wait for a reason.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// One for each row that may go in although a check says otherwise.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// Take the sound rows of a checked upload in, and those with a reason: all of them or none.
#[utoipa::path(post, path = "/api/v1/imports/{id}/confirm", tag = "imports",
    params(("id" = String, Path, description = "Identifier of the upload")), request_body = Confirmation,
    responses((status = 200, description = "Done, or not done with a sentence", body = ImportView), (status = 202, description = "Still going in", body = ImportView),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn import_confirm(
    imports: web::Data<Imports>,
    actor: Actor,
    id: web::Path<String>,
    body: Option<web::Json<Confirmation>>,
) -> Outcome<HttpResponse> {
    let reasons = body.map(|body| body.into_inner().reasons).unwrap_or_default();
    let view = confirm(imports, actor, id.into_inner(), reasons).await?;
    let mut answer = match view.state {
        ImportState::Taking => HttpResponse::Accepted(),
        _ => HttpResponse::Ok(),
    };
    Ok(answer.json(view))
}

/// Confirms for the page as well.
pub(super) async fn confirm(
    imports: web::Data<Imports>,
    actor: Actor,
    id: String,
    reasons: Vec<Reason>,
) -> Outcome<ImportView> {
    let division = view::division(&actor)?;
    blocking(move || Ok(view::view(&imports, imports.take(&id, &division, &actor.login, reasons)?))).await
}

/// Give an upload up, or stop what is being done with it; nothing that has not been finished is kept.
#[utoipa::path(post, path = "/api/v1/imports/{id}/cancel", tag = "imports",
    params(("id" = String, Path, description = "Identifier of the upload")),
    responses((status = 200, body = ImportView), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn import_cancel(imports: web::Data<Imports>, actor: Actor, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(cancel(imports, actor, id.into_inner()).await?))
}

pub(super) async fn cancel(imports: web::Data<Imports>, actor: Actor, id: String) -> Outcome<ImportView> {
    let division = view::division(&actor)?;
    blocking(move || Ok(view::view(&imports, imports.cancel(&id, &division, &actor.login)?))).await
}

/// The uploaded sheets with a colour and a note on each faulty cell and a last column with the sentences.
#[utoipa::path(get, path = "/api/v1/imports/{id}/annotated.xlsx", tag = "imports",
    params(("id" = String, Path, description = "Identifier of the upload")),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 404, body = Problem), (status = 410, body = Problem)))]
pub async fn import_annotated(
    imports: web::Data<Imports>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let division = view::division(&actor)?;
    let copy = blocking(move || imports.annotated(&id, &division)).await?;
    Ok(workbook("annotated.xlsx", copy))
}

/// The template workbook: all sheets of the standard form with lists, notes and examples.
#[utoipa::path(get, path = "/api/v1/imports/template.xlsx", tag = "imports",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn import_template() -> Outcome<HttpResponse> {
    let template = blocking(|| Ok(intake::template().map_err(anyhow::Error::new)?)).await?;
    Ok(workbook("template.xlsx", template))
}

fn workbook(name: &str, bytes: Vec<u8>) -> HttpResponse {
    let disposition = (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    HttpResponse::Ok().content_type(XLSX).insert_header(disposition).body(bytes)
}
