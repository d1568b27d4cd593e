//! Instructions for machines.

use super::view::{self, InstructionLine};
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::desk::blocking;
use crate::desk::listing::{Cell, ListBody, ListQuery, Sheet, export};
use crate::linkage::instructions::{self, Proposal};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::terms::Fen;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// The linkage board: instructions by project, what waits for people first.
#[utoipa::path(get, path = "/api/v1/instructions", tag = "results", params(
    ("state" = Option<String>, Query, description = "undecided, pending, refused, applied, dropped or withdrawn"),
    ("action" = Option<String>, Query, description = "Code of the action"), ("year" = Option<i32>, Query),
    ("q" = Option<String>, Query, description = "Words of number, project, unit"),
    ("sort" = Option<String>, Query, description = "number, amount or action"),
    ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"), ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<InstructionLine>), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub async fn instruction_board(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let page = blocking::read(&db, move |conn| view::list(conn, &actor, &asked)).await?.page;
    match query.format {
        Some(format) => export(format, "instructions", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// The board as a table; amounts are yuan.
pub(super) fn sheet(lines: &[InstructionLine]) -> Sheet {
    const HEADS: [&str; 12] = [
        "委托编号",
        "项目",
        "项目编码",
        "实施单位",
        "年度",
        "轮次",
        "措施",
        "比例",
        "金额（元）",
        "依据",
        "状态",
        "回执",
    ];
    let row = |l: &InstructionLine| {
        vec![
            Cell::text(&l.number),
            Cell::text(&l.project),
            Cell::text(&l.project_code),
            Cell::text(&l.unit),
            Cell::number(l.year),
            Cell::number(l.round),
            Cell::text(&l.wording.zh),
            Cell::maybe(l.percent.as_ref()),
            l.amount.map_or(Cell::text(""), |a| Cell::number(a.yuan_text())),
            Cell::text(&l.article),
            Cell::text(l.state),
            Cell::maybe(l.answer.as_ref()),
        ]
    };
    Sheet { heads: &HEADS, rows: lines.iter().map(row).collect() }
}

/// What should hold where the rules leave it open.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// False: it does not apply. Only praise beside a sanction may be dropped; of alternatives, choose the one that
    /// applies.
    pub applies: bool,
    /// In fen; where the action is of money.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 12_000_000)]
    pub amount_fen: Option<Fen>,
    /// What exactly is done, in words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub extent: String,
    /// At least four characters.
    #[schema(max_length = 500)]
    pub reason: String,
}

/// Say what should hold where the rules leave an instruction open; another person must agree.
#[utoipa::path(post, path = "/api/v1/instructions/{id}/proposal", tag = "results",
    params(("id" = String, Path, description = "Identifier of the instruction")), request_body = NewProposal,
    responses((status = 200, body = InstructionLine), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn instruction_propose(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
    body: web::Json<NewProposal>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(propose((db, clock), actor, id.into_inner(), body.into_inner()).await?))
}

/// Proposes for the page as well.
pub(super) async fn propose(
    (db, clock): (web::Data<Db>, web::Data<Clock>),
    actor: Actor,
    id: String,
    new: NewProposal,
) -> Outcome<InstructionLine> {
    let at = clock.now();
    let too_long = |text: &str| text.chars().count() > 500 || text.contains('\0');
    for (field, text) in [("extent", &new.extent), ("reason", &new.reason)] {
        if too_long(text) {
            return Err(crate::platform::failure::Failure::field(field, "最多 500 个字 (at most 500 characters)"));
        }
    }
    let proposal = Proposal { applies: new.applies, amount: new.amount_fen, extent: new.extent, reason: new.reason };
    blocking::write(&db, move |conn| {
        let commission = view::commission_of(conn, &actor, Act::ProposeInstruction, &id)?;
        let proposed = instructions::propose(conn, &commission, &id, &proposal, &actor.login, at)?;
        audit::note(conn, at, &actor.login, "instruction-proposed", &commission.number, &proposed.reason)?;
        view::one(conn, &actor, &commission, &id)
    })
    .await
}

/// Agree to what somebody else proposed: the instruction goes out, or is dropped.
#[utoipa::path(post, path = "/api/v1/instructions/{id}/settlement", tag = "results",
    params(("id" = String, Path, description = "Identifier of the instruction")),
    responses((status = 200, body = InstructionLine), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn instruction_settle(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(settle((db, clock), actor, id.into_inner()).await?))
}

/// Settles for the page as well.
pub(super) async fn settle(
    (db, clock): (web::Data<Db>, web::Data<Clock>),
    actor: Actor,
    id: String,
) -> Outcome<InstructionLine> {
    let at = clock.now();
    blocking::write(&db, move |conn| {
        let commission = view::commission_of(conn, &actor, Act::ApproveInstruction, &id)?;
        let settled = instructions::settle(conn, &commission, &id, &actor.login, at)?;
        audit::note(conn, at, &actor.login, "instruction-settled", &commission.number, &settled.wording.zh)?;
        view::one(conn, &actor, &commission, &id)
    })
    .await
}
