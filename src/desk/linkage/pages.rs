//! The linkage board for people.

use super::api::{self, NewProposal};
use super::view::{self, Listed};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::desk::blocking;
use crate::desk::listing::{ListQuery, export, page_context};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Fen;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const ADDRESS: &str = "/instructions";

/// The board, or its export.
pub async fn list(request: HttpRequest, frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let Listed { page, choices } = blocking::read(&db, move |conn| view::list(conn, &actor, &asked)).await?;
    if let Some(format) = query.format {
        return export(format, "instructions", page.total, &page.items, api::sheet);
    }
    let row = |line: &view::InstructionLine| {
        let mut value = serde_json::to_value(line)?;
        value["href"] = json!(format!("/commissions/{}", line.number));
        value["post"] = json!(format!("{ADDRESS}/{}", line.id));
        Ok(value)
    };
    let rows = page.items.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    frame.page("instructions", page_context(&query, ADDRESS, page.total, &choices, rows))
}

/// Fields of the form; the token of the form is read by the gate.
#[derive(serde::Deserialize)]
pub struct FormOfProposal {
    applies: String,
    /// In 万元.
    #[serde(default)]
    amount: String,
    #[serde(default)]
    extent: String,
    reason: String,
}

/// Proposes and shows the board again.
pub async fn propose(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
    form: web::Form<FormOfProposal>,
) -> Outcome<HttpResponse> {
    let FormOfProposal { applies, amount, extent, reason } = form.into_inner();
    let new = NewProposal { applies: applies == "yes", amount_fen: wan(&amount)?, extent, reason };
    api::propose((db, clock), actor, id.into_inner(), new).await?;
    Ok(back())
}

fn wan(typed: &str) -> Outcome<Option<Fen>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let amount = typed.parse::<Decimal>().ok().and_then(Fen::from_wan);
    amount.map(Some).ok_or_else(|| Failure::field("amount", "应为以万元计的金额 (an amount in 万元)"))
}

/// Settles and shows the board again.
pub async fn settle(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    api::settle((db, clock), actor, id.into_inner()).await?;
    Ok(back())
}

fn back() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, ADDRESS)).finish()
}
