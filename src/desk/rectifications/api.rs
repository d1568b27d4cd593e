//! Rectifications for machines.

use super::view::{self, RectificationFile, RectificationRow};
use super::work::{self, NewCheck, NewRectification, OnOne};
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::listing::{Cell, ListBody, ListQuery, Sheet, export};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::Calendar;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// The rectification board, the earliest due first.
#[utoipa::path(get, path = "/api/v1/rectifications", tag = "results", params(
    ("stage" = Option<String>, Query, description = "demanded, measured, evidenced or closed"),
    ("standing" = Option<String>, Query, description = "PENDING, OVERDUE, DONE or POOR"),
    ("q" = Option<String>, Query, description = "Words of number, project, unit, problem"),
    ("sort" = Option<String>, Query, description = "due, number or project"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"), ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<RectificationRow>), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn rectification_board(request: HttpRequest, call: Call) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let (asked, today) = (query.clone(), call.now.day_in_china());
    let page = call.read(move |conn, Call { actor, .. }| view::list(conn, actor, &asked, today)).await?.page;
    match query.format {
        Some(format) => export(format, "rectifications", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// The board as a table.
pub(super) fn sheet(rows: &[RectificationRow]) -> Sheet {
    const HEADS: [&str; 12] = [
        "整改编号",
        "项目",
        "实施单位",
        "问题",
        "整改期限",
        "期限依据",
        "环节",
        "状态",
        "措施",
        "佐证",
        "核查意见",
        "提出人",
    ];
    let row = |r: &RectificationRow| {
        vec![
            Cell::text(&r.number),
            Cell::text(&r.project),
            Cell::text(&r.unit),
            Cell::text(&r.problem),
            Cell::text(r.due_on),
            Cell::text(&r.due_basis),
            Cell::text(r.stage.word()),
            Cell::text(r.standing.name().zh),
            Cell::maybe(r.measure.as_ref()),
            Cell::maybe(r.evidence.as_ref()),
            Cell::maybe(r.remark.as_ref()),
            Cell::text(&r.demanded_by),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}

/// One rectification with its history.
#[utoipa::path(get, path = "/api/v1/rectifications/{number}", tag = "results",
    params(("number" = String, Path, description = "Number of the rectification")),
    responses((status = 200, body = RectificationFile), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn rectification_show(request: HttpRequest, call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let today = call.now.day_in_china();
    let file = call.read(move |conn, Call { actor, .. }| view::file(conn, actor, &number, today)).await?;
    details::json(&request, &file)
}

/// Demand that a problem is mended. The due date is the pack's; where no text sets a term, name the day.
#[utoipa::path(post, path = "/api/v1/rectifications", tag = "results", request_body = NewRectification,
    responses((status = 201, body = RectificationFile), (status = 404, body = Problem),
        (status = 409, description = "Not published, or closed", body = Problem), (status = 422, body = Problem)))]
pub async fn rectification_demand(
    call: Call,
    calendar: web::Data<Calendar>,
    body: web::Json<NewRectification>,
) -> Outcome<HttpResponse> {
    let made = work::demand(&call, calendar, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// What the unit says.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    #[schema(min_length = 4, max_length = 2000)]
    pub text: String,
}

/// Say what will be done about it; said again, the later word holds.
#[utoipa::path(put, path = "/api/v1/rectifications/{number}/measure", tag = "results",
    params(("number" = String, Path, description = "Number of the rectification")), request_body = Said,
    responses((status = 200, body = RectificationFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rectification_measure(on: OnOne, body: web::Json<Said>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::measure(on, body.into_inner().text).await?))
}

/// Show what was done.
#[utoipa::path(put, path = "/api/v1/rectifications/{number}/evidence", tag = "results",
    params(("number" = String, Path, description = "Number of the rectification")), request_body = Said,
    responses((status = 200, body = RectificationFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rectification_evidence(on: OnOne, body: web::Json<Said>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::evidence(on, body.into_inner().text).await?))
}

/// Check what was shown: done, poor, or sent back. The event `rectification.closed` goes into the feed.
#[utoipa::path(post, path = "/api/v1/rectifications/{number}/check", tag = "results",
    params(("number" = String, Path, description = "Number of the rectification")), request_body = NewCheck,
    responses((status = 200, body = RectificationFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rectification_check(on: OnOne, body: web::Json<NewCheck>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::check(on, body.into_inner()).await?))
}

/// Hand what is overdue or mended poorly on to the linkage: the pack's instructions for it are issued.
#[utoipa::path(post, path = "/api/v1/rectifications/{number}/escalation", tag = "results",
    params(("number" = String, Path, description = "Number of the rectification")),
    responses((status = 200, body = RectificationFile), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rectification_escalate(on: OnOne) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::escalate(on).await?))
}
