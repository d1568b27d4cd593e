//! Experts for machines.

use super::super::blocking::read;
use super::super::details;
use super::super::listing::{Cell, ListBody, ListQuery, Sheet, export};
use super::SPEC;
use super::view::{self, ExpertDetail, ExpertRow};
use crate::accounts::Actor;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use actix_web::{HttpRequest, HttpResponse, web};

/// The pool of review experts; all words of `q` must be found.
#[utoipa::path(get, path = "/api/v1/experts", operation_id = "expert_list", tag = "experts", params(
    ("q" = Option<String>, Query, description = "Words that must all be there: name, number, employer, title, specialty"),
    ("status" = Option<crate::registry::model::Status>, Query),
    ("specialty" = Option<String>, Query, description = "Field or discipline"),
    ("region" = Option<String>, Query), ("title_level" = Option<String>, Query),
    ("sort" = Option<String>, Query, description = "number, name, employer, title, region or status"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<ExpertRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    request: HttpRequest,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let asked = query.clone();
    let page = read(&db, move |conn| view::list(conn, &vault, &actor, &asked)).await?;
    match query.format {
        Some(format) => export(format, "experts", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
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
