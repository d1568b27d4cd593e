//! The feed for people: what went out and what the core system did with it.

use super::endpoints;
use super::view::{self, EventRow, Listed};
use crate::accounts::gate::Frame;
use crate::desk::call::Call;
use crate::desk::listing::{Cell, Choice, ListQuery, Sheet, export, page_context};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The list, or its export.
pub async fn list(request: HttpRequest, frame: Frame, call: Call) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let gather = move |conn: &mut Conn, call: &Call| {
        let endpoints = endpoints::list(conn, call)?;
        Ok((view::list(conn, &call.actor, &asked)?, endpoints))
    };
    let (Listed { page, state }, endpoints) = call.read(gather).await?;
    if let Some(format) = query.format {
        return export(format, "feed", page.total, &page.items, sheet);
    }
    let unanswered = state.events - state.applied - state.refused;
    let answered = [("yes", state.applied), ("no", unanswered), ("refused", state.refused)];
    let choices = [
        Choice {
            name: "acknowledged",
            family: "acknowledged",
            values: answered.map(|(word, count)| (word.to_owned(), Some(count))).to_vec(),
        },
        Choice::new("type", "feed-type", view::TYPES.map(|(short, _)| short)),
    ];
    let rows = page.items.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    let mut context = page_context(&query, "/feed", page.total, &choices, rows);
    context["endpoints"] = endpoints.iter().map(endpoints::row).collect();
    context["actions"] = json!([{ "key": "feed_endpoints", "href": "/feed/endpoints" }]);
    context["unapplied"] = json!((unanswered > 0).then_some(unanswered));
    context["next_cursor"] = json!(state.last_sequence.to_string());
    frame.page("feed", context)
}

fn sheet(rows: &[EventRow]) -> Sheet {
    const HEADS: [&str; 9] =
        ["序号", "事件编号", "事件类型", "项目编码", "项目", "时间", "送达", "执行回执", "回执时间"];
    let row = |r: &EventRow| {
        vec![
            Cell::number(r.sequence),
            Cell::text(&r.id),
            Cell::text(&r.kind),
            Cell::text(&r.project_code),
            Cell::text(&r.project),
            Cell::text(r.at.shown()),
            Cell::text(r.state),
            Cell::maybe(r.applied.as_ref()),
            Cell::maybe(r.acknowledged_at.map(|at| at.shown())),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}
