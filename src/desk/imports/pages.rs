//! Uploads for people: one page to upload and look back, one for each upload.

use super::api;
use super::view::{ImportView, address};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::handover::imports::{ImportState, Imports};
use crate::platform::failure::{Failure, Outcome};
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError, web};
use serde_json::{Value, json};

/// A page about work that goes on asks again after so many seconds.
const REFRESH_SECONDS: u32 = 3;

/// The uploads so far, and the form for another.
pub async fn list(frame: Frame, imports: web::Data<Imports>, actor: Actor) -> Outcome<HttpResponse> {
    frame.page("imports", list_context(imports, actor, None).await?)
}

async fn list_context(imports: web::Data<Imports>, actor: Actor, failure: Option<&Failure>) -> Outcome<Value> {
    let rows = api::list(imports, actor).await?;
    let rows = rows.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    Ok(
        json!({ "query": {}, "post": "/imports", "template": "/imports/template.xlsx", "error": sentence(failure), "rows": rows }),
    )
}

fn row(view: &ImportView) -> Result<Value, serde_json::Error> {
    let mut row = serde_json::to_value(view)?;
    row["href"] = json!(address(&view.id));
    row["names"] = json!(view.files.iter().map(|file| file.name.as_str()).collect::<Vec<&str>>().join("、"));
    Ok(row)
}

fn sentence(failure: Option<&Failure>) -> Value {
    match failure {
        Some(Failure::Refused { why, .. }) => json!(why),
        Some(Failure::Malformed(faults)) => {
            let all: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
            json!(all.join("；"))
        }
        _ => Value::Null,
    }
}

/// Takes the files and goes to the page of the upload; a file that cannot be read is named beside the form.
pub async fn upload(frame: Frame, imports: web::Data<Imports>, actor: Actor, form: Multipart) -> Outcome<HttpResponse> {
    match api::upload(imports.clone(), actor.clone(), form).await {
        Ok(view) => Ok(to(&view.id)),
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            let context = list_context(imports, actor, Some(&failure)).await?;
            frame.page_with(failure.status_code(), "imports", None, context)
        }
        Err(failure) => Err(failure),
    }
}

fn to(id: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, address(id))).finish()
}

/// One upload: what was found, and what can be done.
pub async fn show(
    frame: Frame,
    imports: web::Data<Imports>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let view = api::show(imports, actor, id.into_inner()).await?;
    frame.page("import", context(view)?)
}

fn context(view: ImportView) -> Outcome<Value> {
    let href = address(&view.id);
    let is_running = matches!(view.state, ImportState::Checking | ImportState::Taking);
    let may_confirm = view.state == ImportState::Checked && view.ready > 0 && view.annotated.is_some();
    let mut page = serde_json::to_value(&view)?;
    page["list"] = json!({ "href": "/imports", "key": "imports" });
    page["query"] = json!({});
    page["reports"] = page["sheets"].take();
    page["confirm"] = json!(may_confirm.then(|| json!({ "post": format!("{href}/confirm"), "rows": view.ready })));
    page["cancel"] = json!((is_running || view.state == ImportState::Checked).then(|| format!("{href}/cancel")));
    page["refresh_seconds"] = json!(is_running.then_some(REFRESH_SECONDS));
    Ok(page)
}

/// Takes the sound rows in and shows the upload again.
pub async fn confirm(imports: web::Data<Imports>, actor: Actor, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(to(&api::confirm(imports, actor, id.into_inner()).await?.id))
}

/// Gives the upload up and shows it again.
pub async fn cancel(imports: web::Data<Imports>, actor: Actor, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(to(&api::cancel(imports, actor, id.into_inner()).await?.id))
}
