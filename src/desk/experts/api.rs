//! Experts for machines.

use super::super::blocking::read;
use super::super::details;
use super::super::library::ExpertLibrary;
use super::super::listing::{Cell, ListBody, ListQuery, Sheet, export};
use super::SPEC;
use super::view::{self, Around, ExpertDetail, ExpertRow, Listing, Suggestion};
use crate::accounts::Actor;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use actix_web::{HttpRequest, HttpResponse, web};

/// A part of the pool with everything that the search says.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ExpertList {
    #[serde(flatten)]
    pub list: ListBody<ExpertRow>,
    #[serde(flatten)]
    pub around: Around,
}

/// The pool of review experts. All words of `q` must be found: names, pinyin (`zhangwei`), initials (`zw`),
/// numbers, specialties, employers, titles; what means the same counts, one slip is forgiven where nothing
/// is written as typed. With `for_commission` only those are listed who may take it.
#[utoipa::path(get, path = "/api/v1/experts", operation_id = "expert_list", tag = "experts", params(
    ("q" = Option<String>, Query, description = "At most 100 characters and 8 words"),
    ("status" = Option<crate::registry::model::Status>, Query),
    ("specialty" = Option<String>, Query, description = "Field (擅长领域)"),
    ("region" = Option<String>, Query), ("title_level" = Option<String>, Query),
    ("load_min" = Option<u32>, Query, description = "Review seats held, at least"),
    ("load_max" = Option<u32>, Query), ("years_min" = Option<u32>, Query, description = "Years of work, at least"),
    ("years_max" = Option<u32>, Query),
    ("for_commission" = Option<String>, Query, description = "Number of a commission: only the enrolled whom no conflict rule keeps out"),
    ("why_not" = Option<String>, Query, description = "Number of an expert: says in a sentence why the commission leaves this one out"),
    ("sort" = Option<String>, Query, description = "relevance, number, name, employer, title, region, status, load or years"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ExpertList), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    request: HttpRequest,
    db: web::Data<Db>,
    library: web::Data<ExpertLibrary>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let asked = query.clone();
    let Listing { page, found } = read(&db, move |conn| view::list(&library, conn, &actor, &asked)).await?;
    match query.format {
        Some(format) => export(format, "experts", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ExpertList { list: ListBody::from(page), around: found })),
    }
}

/// Names, specialties and employers to go on with while somebody types.
#[utoipa::path(get, path = "/api/v1/experts/suggestions", operation_id = "expert_suggestions", tag = "experts", params(
    ("q" = Option<String>, Query, description = "What has been typed so far"),
    ("for_commission" = Option<String>, Query, description = "Number of a commission, as in the list")),
    responses((status = 200, body = Vec<Suggestion>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn suggest(
    request: HttpRequest,
    db: web::Data<Db>,
    library: web::Data<ExpertLibrary>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let suggestions = read(&db, move |conn| view::suggestions(&library, conn, &actor, &query)).await?;
    Ok(HttpResponse::Ok().json(suggestions))
}

/// One expert, personal data masked.
#[utoipa::path(get, path = "/api/v1/experts/{id}", operation_id = "expert_detail", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier")),
    responses((status = 200, body = ExpertDetail), (status = 304), (status = 404, body = Problem)))]
pub async fn detail(
    request: HttpRequest,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let expert = read(&db, move |conn| view::detail(conn, &vault, &actor, &id)).await?;
    details::json(&request, &expert)
}

/// The list as a table.
pub(super) fn sheet(rows: &[ExpertRow]) -> Sheet {
    let row = |e: &ExpertRow| {
        let texts = [&e.number, &e.name, &e.employer, &e.title, &e.title_level];
        let mut cells: Vec<Cell> = texts.into_iter().map(Cell::text).collect();
        cells.push(Cell::text(e.specialties.join("、")));
        cells.extend([Cell::text(&e.region), Cell::text(&e.phone_masked), Cell::number(e.load)]);
        cells.push(Cell::text(status_word(e.status)));
        cells
    };
    Sheet {
        heads: &["编号", "姓名", "工作单位", "职称", "职称级别", "专业领域", "地区", "电话", "评审席位", "状态"],
        rows: rows.iter().map(row).collect(),
    }
}

fn status_word(status: crate::registry::model::Status) -> &'static str {
    use crate::registry::model::Status;
    match status {
        Status::Enrolled => "在库",
        Status::Suspended => "暂停",
        Status::Delisted => "退出",
    }
}
