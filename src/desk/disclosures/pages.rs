//! Disclosures for people: the board, one disclosure with its steps, the report, and the public portal.

use super::api::{self, Papers, board};
use super::view;
use super::work::{self, OnResult};
use crate::accounts::gate::Frame;
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::disclosures::model::{Ground, Withheld};
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Calendar;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Rows of the form beside those that are filled in.
const SPARE_ROWS: usize = 4;

/// The board.
pub async fn list(frame: Frame, call: Call, calendar: web::Data<Calendar>) -> Outcome<HttpResponse> {
    let rows = board(&call, calendar).await?;
    frame.page("disclosures", json!({ "rows": rows }))
}

/// One disclosure.
pub async fn show(frame: Frame, on: OnResult) -> Outcome<HttpResponse> {
    let page = context(on).await?;
    frame.page("disclosure", page)
}

async fn context(on: OnResult) -> Outcome<Value> {
    let file = api::file(on).await?;
    let mut page = serde_json::to_value(&file)?;
    page["may"] = file.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
    let row = |at: usize| {
        let taken = file.withheld.get(at);
        let part = |name: &str| json!({ "name": name, "selected": taken.is_some_and(|w| w.part == name) });
        let ground = |g: &Ground| json!({ "word": g.word(), "selected": taken.is_some_and(|w| w.ground == *g) });
        json!({
            "at": at, "parts": file.parts.iter().map(|p| part(&p.name)).collect::<Vec<_>>(),
            "grounds": Ground::ALL.iter().map(ground).collect::<Vec<_>>(),
            "passage": taken.and_then(|w| w.passage.clone()), "reason": taken.map(|w| w.reason.clone()),
        })
    };
    page["rows"] = (0..file.withheld.len() + SPARE_ROWS).map(row).collect();
    Ok(page)
}

async fn answer(frame: Frame, on: OnResult, done: Outcome<()>) -> Outcome<HttpResponse> {
    match retell(done, &format!("/disclosures/{}", on.2))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let page = context(on).await?;
            frame.page_with(status, "disclosure", Some(("error", &why)), page)
        }
    }
}

type Sent = HashMap<String, String>;

/// What the form withholds: rows that name a part.
fn read(sent: &Sent) -> Outcome<Vec<Withheld>> {
    let text = |name: String| sent.get(&name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let mut withheld = Vec::new();
    for at in (0..).take_while(|at| sent.contains_key(&format!("part{at}"))) {
        let (part, passage) = (text(format!("part{at}")), text(format!("passage{at}")));
        if part.is_empty() {
            continue;
        }
        let ground = Ground::parse(&text(format!("ground{at}")));
        let ground = ground.ok_or_else(|| Failure::field("ground", "请选择不予公开的依据 (choose the ground)"))?;
        let passage = (!passage.is_empty()).then_some(passage);
        withheld.push(Withheld { part, passage, ground, reason: text(format!("reason{at}")) });
    }
    Ok(withheld)
}

/// Prepares and shows the page again.
pub async fn prepare(frame: Frame, on: OnResult, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let again = (on.0.clone(), on.1.clone(), on.2.clone().into());
    let done = match read(&sent) {
        Ok(withheld) => work::prepare(again, withheld).await.map(drop),
        Err(failure) => Err(failure),
    };
    answer(frame, on, done).await
}

/// Publishes and shows the page again.
pub async fn approve(frame: Frame, on: OnResult) -> Outcome<HttpResponse> {
    let again = (on.0.clone(), on.1.clone(), on.2.clone().into());
    let done = work::approve(again).await.map(drop);
    answer(frame, on, done).await
}

/// The report to the people's congress as a page to print, or its workbook.
pub async fn report(request: HttpRequest, frame: Frame, call: Call, papers: Papers) -> Outcome<HttpResponse> {
    let (report, file) = api::report(&request, call, papers).await?;
    if let Some(file) = file {
        return Ok(file);
    }
    let mut page = serde_json::to_value(&report)?;
    let grade = |(word, count): (&String, &usize)| json!({ "word": word, "count": count });
    page["grades"] = report.grades.iter().map(grade).collect();
    page["workbook"] = json!(format!("/congress-report?year={}&format=xlsx", report.fiscal_year));
    frame.page("congress-report", page)
}

/// Published copies, for everybody.
pub async fn public_list(frame: Frame, db: web::Data<Db>) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, view::public_list).await?;
    let row = |result: &view::PublicResult| {
        let part = |name: &str| result.parts.iter().find(|p| p.name == name).map(|p| p.text.clone());
        json!({
            "number": result.number, "published_at": result.published_at, "project": part("project"),
            "unit": part("unit"), "score": part("score"), "grade": part("grade"),
        })
    };
    frame.page("public-results", json!({ "rows": found.iter().map(row).collect::<Vec<_>>() }))
}

/// One published copy, for everybody.
pub async fn public_show(frame: Frame, db: web::Data<Db>, number: web::Path<String>) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| view::public_one(conn, &number)).await?;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let part = |p: &crate::disclosures::model::Part| json!({ "name": p.name, "lines": lines(&p.text) });
    let parts: Vec<Value> = found.parts.iter().map(part).collect();
    let page =
        json!({ "number": found.number, "sha256": found.sha256, "published_at": found.published_at, "parts": parts });
    frame.page("public-result", page)
}
