//! Grades for machines.

use super::view::{self, GradeRow, ResultRow};
use super::work;
use crate::accounts::Actor;
use crate::desk::blocking;
use crate::desk::listing::{Cell, ListBody, ListQuery, Sheet, export};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::terms::{Instant, Score};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// The grade board: every commission from the accepted package on, what waits for somebody first.
#[utoipa::path(get, path = "/api/v1/results", tag = "results", params(
    ("stage" = Option<view::Stage>, Query), ("grade" = Option<String>, Query, description = "Canonical code"),
    ("year" = Option<i32>, Query), ("q" = Option<String>, Query, description = "Words of number, project, unit"),
    ("sort" = Option<String>, Query, description = "number, score or project"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"), ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<GradeRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn grade_board(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let page = blocking::read(&db, move |conn| view::list(conn, &actor, &asked)).await?.page;
    match query.format {
        Some(format) => export(format, "results", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// The board as a table.
pub(super) fn sheet(rows: &[GradeRow]) -> Sheet {
    const HEADS: [&str; 13] = [
        "委托编号",
        "项目",
        "实施单位",
        "年度",
        "阶段",
        "得分",
        "等次",
        "分数段",
        "依据",
        "评定人",
        "审批人",
        "替代理由",
        "待审批得分",
    ];
    let row = |r: &GradeRow| {
        let of = |text: fn(&ResultRow) -> Option<String>| Cell::maybe(r.result.as_ref().and_then(text));
        vec![
            Cell::text(&r.number),
            Cell::text(&r.project),
            Cell::text(&r.unit),
            Cell::number(r.year),
            Cell::text(r.stage.code()),
            r.result.as_ref().map_or(Cell::text(""), |result| Cell::number(result.score)),
            of(|result| Some(result.word.clone())),
            of(|result| Some(result.band.clone())),
            of(|result| Some(result.article.clone())),
            of(|result| Some(result.graded_by.clone())),
            of(|result| result.approved_by.clone()),
            of(|result| result.reason.clone()),
            r.draft.as_ref().map_or(Cell::text(""), |draft| Cell::number(draft.score)),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}

/// All results of a commission in their order: the first, and each that superseded the one before.
#[utoipa::path(get, path = "/api/v1/commissions/{number}/results", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = Vec<ResultRow>), (status = 404, body = Problem)))]
pub async fn result_history(db: web::Data<Db>, actor: Actor, number: web::Path<String>) -> Outcome<HttpResponse> {
    let all = blocking::read(&db, move |conn| view::history(conn, &actor, &number)).await?;
    Ok(HttpResponse::Ok().json(all))
}

/// Does one act on a commission's result, for page and API.
pub(super) async fn act(
    (db, clock, actor, number): (web::Data<Db>, web::Data<Clock>, Actor, web::Path<String>),
    work: impl Fn(&mut Conn, &Actor, &str, Instant) -> Outcome<ResultRow> + Send + 'static,
) -> Outcome<ResultRow> {
    let at = clock.now();
    blocking::write(&db, move |conn| work(conn, &actor, &number, at)).await
}

/// Grade the score of the accepted package by the policy pack; another person must approve.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/grade", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 201, body = ResultRow), (status = 404, body = Problem),
        (status = 409, description = "Nothing to grade now", body = Problem)))]
pub async fn grade_draft(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Created().json(act((db, clock, actor, number), work::grade).await?))
}

/// Approve the grade that somebody else gave.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/grade/approval", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = ResultRow), (status = 404, body = Problem),
        (status = 409, description = "Approved before", body = Problem), (status = 422, body = Problem)))]
pub async fn grade_approve(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(act((db, clock, actor, number), work::approve).await?))
}

/// Publish the approved result: its event and those of its instructions go into the feed. What the rules leave open
/// waits for people.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/publication", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = ResultRow), (status = 404, body = Problem),
        (status = 409, description = "Not approved, or published before", body = Problem)))]
pub async fn result_publish(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(act((db, clock, actor, number), work::publish).await?))
}

/// A score that shall take the place of the one in force.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResult {
    #[schema(value_type = String, example = "58.5")]
    pub score: Score,
    /// At least four characters.
    #[schema(example = "核查发现产出数据失实")]
    pub reason: String,
}

/// Draft a result that supersedes the one in force, with the reason; another person must approve.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/supersession", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    request_body = NewResult,
    responses((status = 201, body = ResultRow), (status = 404, body = Problem),
        (status = 409, description = "No published result", body = Problem), (status = 422, body = Problem)))]
pub async fn result_supersede(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<NewResult>,
) -> Outcome<HttpResponse> {
    let NewResult { score, reason } = body.into_inner();
    let draft = move |conn: &mut Conn, actor: &Actor, number: &str, at| {
        work::supersede(conn, actor, number, (score, &reason), at)
    };
    Ok(HttpResponse::Created().json(act((db, clock, actor, number), draft).await?))
}

/// Approve the drafted result: it is in force, `result.superseded` goes into the feed, instructions are issued anew.
#[utoipa::path(post, path = "/api/v1/commissions/{number}/supersession/approval", tag = "results",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = ResultRow), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn result_supersession_approve(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(act((db, clock, actor, number), work::approve_supersession).await?))
}
