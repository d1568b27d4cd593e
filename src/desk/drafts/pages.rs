//! Drafts for people.

use super::view::{self, DraftView};
use super::{address, api};
use crate::accounts::gate::Frame;
use crate::desk::blocking::blocking;
use crate::desk::call::Call;
use crate::packages::model::Standing;
use crate::packages::uploads::Uploads;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::policy::Packs;
use crate::terms::Wording;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The page of a draft.
pub async fn page(
    frame: Frame,
    call: Call,
    files: web::Data<dyn FileStore>,
    uploads: web::Data<Uploads>,
    packs: web::Data<Packs>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let view = blocking(move || view::of(&call, files.as_ref(), &packs, &number)).await?;
    frame.page("draft", context(&view, &uploads)?)
}

fn context(view: &DraftView, uploads: &Uploads) -> Outcome<Value> {
    let mut page = serde_json::to_value(view)?;
    page["is_scanned"] = json!(uploads.scans());
    let base = address(&view.number);
    page["post"] = json!({
        "carry_over": format!("{base}/carry-over"), "files": format!("{base}/files"), "remove": format!("{base}/remove"), "submit": format!("{base}/submit"),
    });
    page["endpoint"] = json!(format!("/api/v1/uploads?commission={}", view.number));
    page["commission_href"] = json!(format!("/commissions/{}", view.number));
    Ok(page)
}

#[derive(Deserialize)]
pub struct Removal {
    path: String,
}

/// Takes a file out and shows the page again.
pub async fn remove(call: Call, number: web::Path<String>, form: web::Form<Removal>) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    api::remove(&call, number.clone(), form.into_inner().path).await?;
    Ok(back(&number))
}

/// Takes over the files of the version before and shows the page again.
pub async fn carry_over(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    api::carry_over(&call, number.clone()).await?;
    Ok(back(&number))
}

/// Back to the page, by GET.
pub(super) fn back(number: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address(number))).finish()
}

/// Submits and says what became of it.
pub async fn submit(
    frame: Frame,
    call: Call,
    files: web::Data<dyn FileStore>,
    uploads: web::Data<Uploads>,
    packs: web::Data<Packs>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let submitted = api::submit(call.clone(), files.clone(), packs.clone(), number.clone()).await;
    let (status, kind, text) = match submitted {
        Ok(package) => told(package.version, package.standing),
        Err(Failure::Refused { code, why, .. }) => (code.entry().0, "error", why),
        Err(other) => return Err(other),
    };
    let view = blocking(move || view::of(&call, files.as_ref(), &packs, &number)).await?;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    frame.page_with(status, "draft", Some((kind, &text)), context(&view, &uploads)?)
}

fn told(version: i32, standing: Standing) -> (u16, &'static str, Wording) {
    match standing {
        Standing::Accepted => {
            let zh = format!("第 {version} 版已提交，完整性检查通过。");
            (200, "ok", Wording::new(zh, format!("Version {version} is submitted and has passed the gate.")))
        }
        Standing::Returned => {
            let zh = format!("第 {version} 版已提交，完整性检查未通过，已退回；请按下列各处改正后重新提交。");
            let en = format!("Version {version} was returned by the gate; mend what is listed and submit again.");
            (200, "warn", Wording::new(zh, en))
        }
    }
}
