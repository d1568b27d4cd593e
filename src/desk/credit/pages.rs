//! Credit for people: the board with a form that tries other rules, and the file of one institution.

use super::preview::{self, NUMBERS};
use super::work::{self, FoundViolation, Place, ProposedLevel};
use super::{api, view};
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::desk::listing::{ListQuery, ListSpec, export, page_context};
use crate::desk::standing::{Answer, Appeal, Ground, Ruling};
use crate::platform::failure::Outcome;
use crate::policy::Packs;
use crate::policy::codes::InstitutionViolation;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

/// The board, its export, or the board with what other rules would change.
pub async fn list(request: HttpRequest, frame: Frame, call: Call, packs: web::Data<Packs>) -> Outcome<HttpResponse> {
    let is_trial = request.query_string().split('&').any(|field| field.starts_with("try="));
    let (asked, numbers) = if is_trial { trial(&request)? } else { (ListQuery::of(&request, view::SPEC)?, None) };
    let may_try = call.actor.may(Act::ReadBoard);
    let (query, tried) = (asked.clone(), numbers.clone());
    let (page, choices, preview) = call
        .read(move |conn, call| {
            let today = call.now.day_in_china();
            let (page, choices) = view::list(conn, &packs, &call.actor, &asked, today)?;
            let preview = tried.map(|numbers| preview::of(conn, &packs, &call.actor, &numbers, today)).transpose()?;
            Ok((page, choices, preview))
        })
        .await?;
    if let Some(format) = query.format {
        return export(format, "credit", page.total, &page.items, api::sheet);
    }
    let row = |row: &view::CreditRow| {
        let mut value = serde_json::to_value(row)?;
        value["href"] = json!(format!("/institutions/{}/credit", row.institution));
        Ok(value)
    };
    let rows = page.items.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    let mut context = page_context(&query, "/credit", page.total, &choices, rows);
    context["may_try"] = json!(may_try);
    context["numbers"] = fields(numbers.as_ref());
    context["preview"] = serde_json::to_value(preview)?;
    frame.page("credit", context)
}

/// A trial has the numbers beside an empty list query.
fn trial(request: &HttpRequest) -> Outcome<(ListQuery, Option<ListQuery>)> {
    let rest: Vec<&str> = request.query_string().split('&').filter(|field| !field.starts_with("try=")).collect();
    let numbers = ListQuery::parse(&rest.join("&"), NUMBERS)?;
    Ok((ListQuery::parse("", view::SPEC)?, Some(numbers)))
}

fn fields(given: Option<&ListQuery>) -> Value {
    let ListSpec { filters, .. } = NUMBERS;
    let field = |name: &&str| json!({"name": name, "value": given.and_then(|query| query.filter(name))});
    filters.iter().map(field).collect()
}

/// The file of one institution.
pub async fn file(frame: Frame, call: Call, packs: web::Data<Packs>, id: web::Path<String>) -> Outcome<HttpResponse> {
    let (may_propose, may_list) = (call.actor.may(Act::ProposeCredit), call.actor.may(Act::ReadBoard));
    let file = call.read(move |conn, call| view::file(conn, &packs, &call.actor, &id, call.now.day_in_china())).await?;
    let mut page = serde_json::to_value(&file)?;
    for matter in page["matters"].as_array_mut().into_iter().flatten() {
        let acts = matter["acts"].as_array().cloned().unwrap_or_default();
        matter["may"] = acts.iter().filter_map(|act| Some((act.as_str()?.to_owned(), json!(true)))).collect();
        matter["post"] = json!(format!("/credit-matters/{}", matter["id"].as_str().unwrap_or_default()));
    }
    page["post"] = json!(format!("/institutions/{}/credit", file.institution));
    page["href"] = json!(format!("/institutions/{}", file.institution));
    page["list"] = json!(may_list.then_some("/credit"));
    page["may_propose"] = json!(may_propose);
    page["today"] = json!(file.as_of);
    page["codes"] = InstitutionViolation::ALL.iter().map(|code| json!({"code": code, "name": code.name()})).collect();
    page["actions"] = json!([]);
    frame.page("credit-file", page)
}

/// Back to the file of the institution.
fn back(institution: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("/institutions/{institution}/credit"))).finish()
}

/// Declares the handler of one form; they differ in what is said and the use case alone.
macro_rules! form {
    ($name:ident, $form:ty, $take:path) => {
        pub async fn $name(
            ground: Ground,
            packs: web::Data<Packs>,
            id: web::Path<String>,
            form: web::Form<$form>,
        ) -> Outcome<HttpResponse> {
            let (institution, _) = $take(Place { ground, packs }, id.into_inner(), form.into_inner()).await?;
            Ok(back(&institution))
        }
    };
}

form!(violation, FoundViolation, work::violation);
form!(propose, ProposedLevel, work::propose);
form!(decide, Ruling, work::decide);
form!(appeal, Appeal, work::appeal);
form!(answer, Answer, work::answer);
