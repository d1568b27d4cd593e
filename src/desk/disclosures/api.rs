//! Disclosures for machines.

use super::view::{self, CongressReport, CongressRow, DisclosureFile, DisclosureRow, PublicResult};
use super::work::{self, OnResult};
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::listing::{Cell, ListQuery, ListSpec, Sheet, export};
use crate::desk::policies::of_division;
use crate::disclosures::model::Withheld;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::{Calendar, Packs};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// Results of the division with their disclosure, the earliest last day first.
#[utoipa::path(get, path = "/api/v1/disclosures", tag = "results",
    responses((status = 200, body = [DisclosureRow]), (status = 403, body = Problem)))]
pub async fn disclosure_list(call: Call, calendar: web::Data<Calendar>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(board(&call, calendar).await?))
}

/// The board, for the page as well.
pub(super) async fn board(call: &Call, calendar: web::Data<Calendar>) -> Outcome<Vec<DisclosureRow>> {
    call.read(move |conn, Call { actor, now, .. }| view::list(conn, &calendar, actor, now.day_in_china())).await
}

/// One disclosure: what it says, what is withheld, both digests.
#[utoipa::path(get, path = "/api/v1/disclosures/{number}", tag = "results",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = DisclosureFile), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn disclosure_show(request: HttpRequest, on: OnResult) -> Outcome<HttpResponse> {
    details::json(&request, &file(on).await?)
}

/// One disclosure, for the page as well.
pub(super) async fn file((call, calendar, number): OnResult) -> Outcome<DisclosureFile> {
    call.read(move |conn, Call { actor, now, .. }| view::file(conn, &calendar, actor, &number, now.day_in_china()))
        .await
}

/// What is withheld.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDraft {
    #[serde(default)]
    pub withheld: Vec<Withheld>,
}

/// Prepare what is published. Personal data must be taken out; what was prepared before gives way.
#[utoipa::path(put, path = "/api/v1/disclosures/{number}/draft", tag = "results", request_body = DisclosureDraft,
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = DisclosureFile), (status = 404, body = Problem),
        (status = 409, description = "Published already", body = Problem), (status = 422, body = Problem)))]
pub async fn disclosure_prepare(on: OnResult, body: web::Json<DisclosureDraft>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::prepare(on, body.into_inner().withheld).await?))
}

/// Publish what another person prepared; everybody reads the copy from then on.
#[utoipa::path(post, path = "/api/v1/disclosures/{number}/approval", tag = "results",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = DisclosureFile), (status = 404, description = "Nothing waits", body = Problem),
        (status = 412, description = "Changed since it was prepared", body = Problem), (status = 422, body = Problem)))]
pub async fn disclosure_approve(on: OnResult) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::approve(on).await?))
}

/// Published copies, the newest first, for everybody.
#[utoipa::path(get, path = "/api/v1/public-results", tag = "results", responses((status = 200, body = [PublicResult])))]
pub async fn public_results(db: web::Data<Db>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking::read(&db, view::public_list).await?))
}

/// One published copy, for everybody.
#[utoipa::path(get, path = "/api/v1/public-results/{number}", tag = "results",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = PublicResult), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn public_result(
    request: HttpRequest,
    db: web::Data<Db>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| view::public_one(conn, &number)).await?;
    details::json(&request, &found)
}

const REPORT: ListSpec = ListSpec { filters: &["year"], sorts: &[] };

/// What a report is made from.
pub(super) type Papers = (web::Data<Calendar>, web::Data<Packs>);

/// The results of a year for the people's congress, as JSON or a workbook.
#[utoipa::path(get, path = "/api/v1/congress-report", tag = "results", params(
    ("year" = Option<i32>, Query, description = "Fiscal year; the latest with results where none is named"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: the results as a file")),
    responses((status = 200, body = CongressReport), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn congress_report(request: HttpRequest, call: Call, papers: Papers) -> Outcome<HttpResponse> {
    match report(&request, call, papers).await? {
        (_, Some(file)) => Ok(file),
        (report, None) => Ok(HttpResponse::Ok().json(report)),
    }
}

/// The report, and the file where one was asked for.
pub(super) async fn report(
    request: &HttpRequest,
    call: Call,
    (calendar, packs): Papers,
) -> Outcome<(CongressReport, Option<HttpResponse>)> {
    let query = ListQuery::of(request, REPORT)?;
    let year = query.filter_as("year", "2021", |text| text.parse().ok())?;
    let pack = of_division(&packs, &call.actor.division).cloned();
    let pack = pack.ok_or_else(|| crate::platform::failure::Failure::not_found("政策包", "policy pack"))?;
    let made = call
        .read(move |conn, Call { actor, now, .. }| {
            view::report(conn, (&calendar, &pack), actor, year, now.day_in_china())
        })
        .await?;
    let name = format!("congress-report-{}", made.fiscal_year);
    let total = i64::try_from(made.rows.len()).unwrap_or(i64::MAX);
    let file = query.format.map(|format| export(format, &name, total, &made.rows, sheet)).transpose()?;
    Ok((made, file))
}

fn sheet(rows: &[CongressRow]) -> Sheet {
    const HEADS: [&str; 11] = [
        "委托编号",
        "项目",
        "实施单位",
        "领域",
        "预算（万元）",
        "得分",
        "等次",
        "发现问题",
        "已办结整改",
        "公开期限",
        "公开时间",
    ];
    let row = |r: &CongressRow| {
        vec![
            Cell::text(&r.line.number),
            Cell::text(&r.line.project),
            Cell::text(&r.line.unit),
            Cell::text(&r.sector),
            Cell::number(r.budget.to_wan()),
            Cell::number(r.line.score),
            Cell::text(&r.line.word),
            Cell::number(r.problems),
            Cell::number(r.mended),
            Cell::maybe(r.line.due_on),
            Cell::maybe(r.line.published_at.map(|at| at.shown())),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}
