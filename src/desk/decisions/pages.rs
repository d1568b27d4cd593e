//! Decision records for people.

use super::view::{self, DecisionFile, DecisionRow, Replayed};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::audit::model::DecisionKind;
use crate::desk::blocking;
use crate::desk::listing::{Cell, Choice, Format, ListQuery, ListSpec, Sheet, export, page_context};
use crate::desk::packages::attachment;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::replayers::Replayers;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

/// The list, or its export.
pub async fn list(request: HttpRequest, frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let page = blocking::read(&db, move |conn| view::list(conn, &actor, &asked)).await?;
    if let Some(format) = query.format {
        return export(format, "decisions", page.total, &page.items, sheet);
    }
    let choices = [Choice::new("kind", "decision", DecisionKind::ALL.map(DecisionKind::word))];
    let rows = page.items.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    frame.page("decisions", page_context(&query, "/decisions", page.total, &choices, rows))
}

/// One record, as a page or as a file with its evidence (`?format=json`).
pub async fn record(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    if wants_file(&request)? {
        let at = clock.now();
        let file = blocking::write(&db, move |conn| view::self_contained(conn, &actor, &id, at)).await?;
        let name = format!("decision-{}.json", file.sequence);
        return Ok(HttpResponse::Ok()
            .content_type("application/json; charset=utf-8")
            .insert_header((CONTENT_DISPOSITION, attachment(&name)))
            .body(serde_json::to_vec_pretty(&file)?));
    }
    let may_replay = actor.may(Act::ReplayDecisions);
    let may_open_policy = actor.may(Act::ReadPolicy);
    let file = blocking::read(&db, move |conn| view::file(conn, &actor, &id)).await?;
    frame.page("decision", context(&file, None, may_replay, may_open_policy)?)
}

/// Takes the decision again and shows the record with what came of it.
pub async fn replay(
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    vault: web::Data<Vault>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let at = clock.now();
    let replayers = Replayers::new(&vault);
    let may_open_policy = actor.may(Act::ReadPolicy);
    let (file, replayed) = blocking::read(&db, move |conn| {
        Ok((view::file(conn, &actor, &id)?, view::replay(conn, &replayers, &actor, &id, at)?))
    })
    .await?;
    frame.page("decision", context(&file, Some(&replayed), true, may_open_policy)?)
}

fn wants_file(request: &HttpRequest) -> Outcome<bool> {
    let query = ListQuery::of(request, ListSpec { filters: &[], sorts: &[] })?;
    match query.format {
        None => Ok(false),
        Some(Format::Json) => Ok(true),
        Some(_) => Err(Failure::field("format", "只有 json (json alone)")),
    }
}

fn context(
    file: &DecisionFile,
    replayed: Option<&Replayed>,
    may_replay: bool,
    may_open_policy: bool,
) -> Outcome<Value> {
    let mut page = serde_json::to_value(file)?;
    page["inputs"] = json!(serde_json::to_string_pretty(&file.inputs)?);
    page["outcome"] = json!(serde_json::to_string_pretty(&file.outcome)?);
    page["ledger"] = json!({"number": file.sequence, "hash": file.digest});
    page["policy_href"] = json!(may_open_policy.then(|| format!("/policy/{}", file.policy_id)));
    page["replay"] = json!(replayed.map_or("pending", |r| r.replay));
    page["replayed_at"] = json!(replayed.map(|r| r.replayed_at));
    page["differences"] = json!(replayed.map(|r| &r.differences));
    let again = json!({"key": "replay", "post": format!("/decisions/{}/replay", file.id), "primary": true});
    let download = json!({"key": "download", "href": format!("/decisions/{}?format=json", file.id)});
    page["actions"] = if may_replay { json!([again, download]) } else { json!([download]) };
    Ok(page)
}

pub(super) fn sheet(rows: &[DecisionRow]) -> Sheet {
    const HEADS: [&str; 7] = ["序号", "决策事项", "对象", "决定时间", "政策版本", "输入摘要", "记录编号"];
    let row = |r: &DecisionRow| {
        vec![
            Cell::number(r.sequence),
            Cell::text(r.kind.word()),
            Cell::text(&r.subject),
            Cell::text(r.at.shown()),
            Cell::text(&r.policy),
            Cell::text(&r.digest),
            Cell::text(&r.id),
        ]
    };
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}
