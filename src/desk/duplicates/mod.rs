//! Entries of the pool that may be one person, as page and API. What is done about them goes the way of every
//! change of standing.

use super::blocking::read;
use crate::accounts::Actor;
use crate::accounts::gate::{Access, Frame, RouteTable};
use crate::accounts::permissions::Act;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::registry::merging::{self, Duplicate};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

#[cfg(test)]
mod tests;

/// Pairs that are shown.
const MOST: usize = 500;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/expert-duplicates", Access::May(Act::ListExperts), page).get(
        "/api/v1/expert-duplicates",
        Access::May(Act::ListExperts),
        duplicate_list,
    );
}

/// Pairs of experts who may be one person, those with most in common first. To merge two, propose the act
/// `merge` with the ground `DUPLICATE` on the one that is to go.
#[utoipa::path(get, path = "/api/v1/expert-duplicates", tag = "experts",
    responses((status = 200, body = Vec<Duplicate>), (status = 403, body = Problem)))]
pub async fn duplicate_list(db: web::Data<Db>, vault: web::Data<Vault>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(pairs(&db, vault).await?))
}

async fn pairs(db: &web::Data<Db>, vault: web::Data<Vault>) -> Outcome<Vec<Duplicate>> {
    read(db, move |conn| merging::duplicates(conn, &vault, MOST)).await
}

async fn page(frame: Frame, db: web::Data<Db>, vault: web::Data<Vault>, actor: Actor) -> Outcome<HttpResponse> {
    let pairs = pairs(&db, vault).await?;
    let rows = pairs.iter().map(row).collect::<Result<Vec<Value>, serde_json::Error>>()?;
    frame
        .page("expert-duplicates", json!({ "query": {}, "may_propose": actor.may(Act::ProposeStanding), "rows": rows }))
}

/// A pair with where the proposal to merge is posted: on the entry that goes.
fn row(pair: &Duplicate) -> Result<Value, serde_json::Error> {
    let mut row = serde_json::to_value(pair)?;
    for side in ["first", "second"] {
        let id = row[side]["id"].as_str().unwrap_or_default().to_owned();
        row[side]["href"] = json!(format!("/experts/{id}"));
        row[side]["post"] = json!(format!("/experts/{id}/standing"));
    }
    Ok(row)
}
