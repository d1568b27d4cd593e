//! Commissions for people.

use super::list::{self, CommissionRow};
use super::view;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::listing::{Cell, ListQuery, Sheet, export, page_context};
use crate::desk::{blocking, drafts};
use crate::packages::uploads::checks::is_open;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

/// The list, or its export.
pub async fn list(request: HttpRequest, frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, list::SPEC)?;
    let asked = query.clone();
    let listed = blocking::read(&db, move |conn| list::of(conn, &actor, &asked)).await?;
    if let Some(format) = query.format {
        return export(format, "commissions", listed.total, &listed.rows, sheet);
    }
    let rows = listed.rows.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    let mut page = page_context(&query, "/commissions", listed.total, &listed.choices, rows);
    page["total_amount"] = json!(listed.total_amount);
    frame.page("commissions", page)
}

/// One file.
pub async fn file(frame: Frame, db: web::Data<Db>, actor: Actor, number: web::Path<String>) -> Outcome<HttpResponse> {
    let may_search = actor.may(Act::ListExperts) && actor.may(Act::CheckConflicts);
    let may_compare = actor.may(Act::ReadInstruction);
    let gathered = blocking::read(&db, move |conn| {
        let file = view::file(conn, &actor, &number)?;
        let may_submit = actor.may(Act::SubmitPackage)
            && view::find(conn, &actor, Act::SubmitPackage, &number).is_ok_and(|c| is_open(c.state));
        Ok((file, may_submit))
    });
    let (file, may_submit) = gathered.await?;
    let mut page = serde_json::to_value(&file)?;
    let number = &file.overview.number;
    let draft = json!({ "key": "draft", "href": drafts::address(number), "primary": true });
    let href = format!("/experts?for_commission={number}");
    let eligible = json!({ "key": "eligible_experts", "href": href });
    let compare = json!({ "key": "compare_packs", "href": format!("/commissions/{number}/packs") });
    let is_graded = file.result.as_ref().is_some_and(|r| r.approved);
    let actions =
        [may_submit.then_some(draft), may_search.then_some(eligible), (may_compare && is_graded).then_some(compare)];
    page["actions"] = actions.into_iter().flatten().collect();
    frame.page("commission", page)
}

pub(super) fn sheet(rows: &[CommissionRow]) -> Sheet {
    const HEADS: [&str; 13] = [
        "委托编号",
        "项目编码",
        "项目名称",
        "预算年度",
        "领域",
        "项目单位",
        "预算金额（元）",
        "当前环节",
        "当前处理",
        "受托机构",
        "得分",
        "等次代码",
        "等次",
    ];
    let row = |r: &CommissionRow| {
        vec![
            Cell::text(&r.number),
            Cell::text(&r.project_code),
            Cell::text(&r.project),
            Cell::number(r.year),
            Cell::text(&r.sector),
            Cell::text(&r.unit),
            Cell::number(format!("{}.{:02}", r.amount.0 / 100, r.amount.0.abs() % 100)),
            Cell::text(r.state.word()),
            Cell::maybe(r.handler.as_ref().map(|h| &h.zh)),
            Cell::maybe(r.institution.as_ref()),
            Cell::maybe(r.score),
            Cell::maybe(r.grade.as_ref()),
            Cell::maybe(r.grade_word.as_ref()),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}
