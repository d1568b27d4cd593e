//! Institutions for machines.

use super::super::blocking::read;
use super::super::details;
use super::super::listing::{Cell, ListBody, ListQuery, Sheet, export};
use super::SPEC;
use super::view::{self, InstitutionDetail, InstitutionRow};
use crate::accounts::Actor;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::registry::model::Status;
use actix_web::{HttpRequest, HttpResponse, web};

/// The pool of institutions; all words of `q` must be found.
#[utoipa::path(get, path = "/api/v1/institutions", operation_id = "institution_list", tag = "institutions", params(
    ("q" = Option<String>, Query, description = "Words that must all be there: name, credit code, number, specialty"),
    ("status" = Option<Status>, Query), ("kind" = Option<String>, Query), ("region" = Option<String>, Query),
    ("sort" = Option<String>, Query, description = "number, name, region, leads or status"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<InstitutionRow>), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
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
        Some(format) => export(format, "institutions", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// One institution with its lead evaluators and its record.
#[utoipa::path(get, path = "/api/v1/institutions/{id}", operation_id = "institution_detail", tag = "institutions",
    params(("id" = String, Path, description = "The institution's identifier")),
    responses((status = 200, body = InstitutionDetail), (status = 304), (status = 404, body = Problem)))]
pub async fn detail(
    request: HttpRequest,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let institution = read(&db, move |conn| view::detail(conn, &vault, &actor, &id)).await?;
    details::json(&request, &institution)
}

/// The list as a table.
pub(super) fn sheet(rows: &[InstitutionRow]) -> Sheet {
    let row = |i: &InstitutionRow| {
        let mut cells: Vec<Cell> = [&i.number, &i.name, &i.uscc, &i.kind].into_iter().map(Cell::text).collect();
        cells.extend([Cell::text(i.specialties.join("、")), Cell::text(&i.region), Cell::maybe(i.lead_evaluators)]);
        cells.extend([Cell::number(i.in_hand), Cell::maybe(i.credit_grade.as_ref()), Cell::text(word(i.status))]);
        cells
    };
    Sheet {
        heads: &[
            "编号",
            "机构名称",
            "统一社会信用代码",
            "类型",
            "专业领域",
            "注册地",
            "主评人",
            "在办项目",
            "信用等级",
            "状态",
        ],
        rows: rows.iter().map(row).collect(),
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Enrolled => "在库",
        Status::Suspended => "暂停",
        Status::Delisted => "退出",
    }
}
