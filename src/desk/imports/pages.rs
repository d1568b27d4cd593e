//! Uploads for people: one page to upload and look back, one for each upload.

use super::api;
use super::view::{ImportView, address};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::handover::imports::reasons::Reason;
use crate::handover::imports::{ImportState, Imports};
use crate::intake::{Code, Level};
use crate::platform::failure::{Failure, Outcome};
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError, web};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A page about work that goes on asks again after so many seconds.
const REFRESH_SECONDS: u32 = 3;
/// Fields with a reason begin like this.
const FIELD: &str = "reason:";

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
    let waiting = if view.state == ImportState::Checked { waiting(&view) } else { Vec::new() };
    let has_rows = view.ready > 0 || !waiting.is_empty();
    let may_confirm = view.state == ImportState::Checked && has_rows && view.annotated.is_some();
    let mut page = serde_json::to_value(&view)?;
    page["list"] = json!({ "href": "/imports", "key": "imports" });
    page["query"] = json!({});
    page["reports"] = page["sheets"].take();
    page["confirm"] = json!(
        may_confirm.then(|| json!({ "post": format!("{href}/confirm"), "rows": view.ready, "waiting": waiting }))
    );
    page["cancel"] = json!((is_running || view.state == ImportState::Checked).then(|| format!("{href}/cancel")));
    page["refresh_seconds"] = json!(is_running.then_some(REFRESH_SECONDS));
    Ok(page)
}

/// Takes the sound rows in, and those for which a reason was written, and shows the upload again.
pub async fn confirm(
    imports: web::Data<Imports>,
    actor: Actor,
    id: web::Path<String>,
    form: web::Form<Vec<(String, String)>>,
) -> Outcome<HttpResponse> {
    let reasons = reasons(form.into_inner());
    Ok(to(&api::confirm(imports, actor, id.into_inner(), reasons).await?.id))
}

/// The fields `reason:ROW:SHEET:FILE` that were filled in.
fn reasons(fields: Vec<(String, String)>) -> Vec<Reason> {
    let read = |(name, reason): (String, String)| {
        let mut parts = name.strip_prefix(FIELD)?.splitn(3, ':');
        let (row, sheet, file) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
        let is_filled = !reason.trim().is_empty();
        is_filled.then(|| Reason { file: file.to_owned(), sheet: sheet.to_owned(), row, reason })
    };
    fields.into_iter().filter_map(read).collect()
}

/// Rows that wait for a reason and could go in with one: whoever has no number at all cannot.
fn waiting(view: &ImportView) -> Vec<Value> {
    let mut rows = BTreeMap::<(&str, &str, u32), Vec<&str>>::new();
    let mut without_number = BTreeSet::new();
    for sheet in &view.sheets {
        for finding in sheet.findings.iter().filter(|finding| finding.level == Level::NeedsReason) {
            let row = (sheet.file.as_str(), sheet.sheet.as_str(), finding.row);
            rows.entry(row).or_default().push(&finding.message);
            if matches!(finding.code, Code::IdMissing | Code::UsccMissing) {
                without_number.insert(row);
            }
        }
    }
    let waits = rows.into_iter().filter(|(row, _)| !without_number.contains(row));
    let shown = |((file, sheet, row), messages): ((&str, &str, u32), Vec<&str>)| json!({ "name": format!("{FIELD}{row}:{sheet}:{file}"), "file": file, "sheet": sheet, "row": row, "message": messages.join("；") });
    waits.map(shown).collect()
}

/// Gives the upload up and shows it again.
pub async fn cancel(imports: web::Data<Imports>, actor: Actor, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(to(&api::cancel(imports, actor, id.into_inner()).await?.id))
}
