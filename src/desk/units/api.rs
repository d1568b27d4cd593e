//! Budget units and projects for machines.

use super::super::blocking::read;
use super::super::listing::{Cell, ListBody, ListQuery, Sheet, export};
use super::view::{self, ProjectRow, UnitRow};
use super::{PROJECTS, UNITS};
use crate::accounts::Actor;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use actix_web::{HttpRequest, HttpResponse, web};

/// Budget units by code.
#[utoipa::path(get, path = "/api/v1/units", operation_id = "unit_list", tag = "units", params(
    ("q" = Option<String>, Query, description = "Words that must all be there: code, name"),
    ("department" = Option<String>, Query, description = "Code of the competent department"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<UnitRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn units(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, UNITS)?;
    let asked = query.clone();
    let page = read(&db, move |conn| view::units(conn, &actor, &asked)).await?;
    match query.format {
        Some(format) => export(format, "units", page.total, &page.items, unit_sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// Projects by year and code.
#[utoipa::path(get, path = "/api/v1/projects", operation_id = "project_list", tag = "units", params(
    ("q" = Option<String>, Query, description = "Words that must all be there: code, name"),
    ("year" = Option<i32>, Query), ("sector" = Option<String>, Query),
    ("unit" = Option<String>, Query, description = "Code of the unit"),
    ("department" = Option<String>, Query, description = "Code of the competent department"),
    ("page" = Option<i64>, Query, description = "Counted from 1"),
    ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<ProjectRow>), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn projects(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, PROJECTS)?;
    let asked = query.clone();
    let page = read(&db, move |conn| view::projects(conn, &actor, &asked)).await?;
    match query.format {
        Some(format) => export(format, "projects", page.total, &page.items, project_sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

fn unit_sheet(rows: &[UnitRow]) -> Sheet {
    let row = |u: &UnitRow| {
        let mut cells: Vec<Cell> = [&u.division, &u.code, &u.name, &u.uscc].into_iter().map(Cell::text).collect();
        cells.extend([Cell::maybe(u.department.as_ref()), Cell::text(&u.nature), Cell::text(&u.level)]);
        cells
    };
    Sheet {
        heads: &["财政区划", "单位编码", "单位名称", "统一社会信用代码", "主管部门编码", "单位性质", "预算级次"],
        rows: rows.iter().map(row).collect(),
    }
}

fn project_sheet(rows: &[ProjectRow]) -> Sheet {
    let row = |p: &ProjectRow| {
        let mut cells: Vec<Cell> = [&p.division, &p.code, &p.name].into_iter().map(Cell::text).collect();
        cells.push(Cell::number(p.year));
        cells.extend([&p.unit, &p.department, &p.sector, &p.evaluation_kind].into_iter().map(Cell::text));
        cells.extend([Cell::number(p.budget.to_wan()), Cell::number(p.executed.to_wan())]);
        cells
    };
    Sheet {
        heads: &[
            "财政区划",
            "项目编码",
            "项目名称",
            "年度",
            "单位编码",
            "主管部门编码",
            "领域",
            "评价类型",
            "预算（万元）",
            "执行（万元）",
        ],
        rows: rows.iter().map(row).collect(),
    }
}
