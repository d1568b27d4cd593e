//! Records of draws, to download and verify offline.

#[cfg(test)]
mod tests;

use super::commissions::reach::Sight;
use super::{blocking, details};
use crate::accounts::Actor;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::commissions::service as commissions;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/draws/{number}", Access::May(Act::ReadDraw), download).get(
        "/api/v1/draws/{number}",
        Access::May(Act::ReadDraw),
        draw_record,
    );
}

/// The record as a file: `hengping draw verify` accepts it as it is.
async fn download(db: web::Data<Db>, actor: Actor, number: web::Path<String>) -> Outcome<HttpResponse> {
    let name = format!("{}.json", number.as_str());
    let record = blocking::read(&db, move |conn| record(conn, &actor, &number)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, super::packages::attachment(&name)))
        .body(serde_json::to_vec_pretty(&record)?))
}

/// The self-contained record of a draw: pool, rules, seeds, transcript and result.
#[utoipa::path(get, path = "/api/v1/draws/{number}", tag = "draws",
    params(("number" = String, Path, description = "Number of the draw")),
    responses((status = 200, description = "As `docs/schemas/draw-record.schema.json`", body = Value),
        (status = 304), (status = 404, body = Problem)))]
pub async fn draw_record(
    request: HttpRequest,
    db: web::Data<Db>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let record = blocking::read(&db, move |conn| record(conn, &actor, &number)).await?;
    details::json(&request, &record)
}

/// The record, if the draw's commission is within reach; otherwise it does not exist.
fn record(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Value> {
    let sight = Sight::of(actor, Act::ReadDraw)?;
    let held = assignments::draw_by_number(conn, number)?;
    let commission = commissions::by_id(conn, &held.commission_id)?;
    if sight.covers_work(conn, &commission)? {
        Ok(held.record)
    } else {
        Err(Failure::not_found("抽取记录", "draw"))
    }
}
