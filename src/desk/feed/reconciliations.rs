//! Reconciliation with the core system: our statement, and the comparison with theirs.

use super::view;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::feed::model::Reconciliation;
use crate::feed::rules::statement::{Difference, Entry, Statement, Totals};
use crate::feed::service::books;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Comparisons shown at once.
const SHOWN: i64 = 50;

/// What the core system has: its events in the order in which it applied them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TheirStatement {
    /// Entries as `GET /api/v1/feed/statement` shows ours.
    pub entries: Vec<Entry>,
}

/// The comparison of both sides' books.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComparisonBody {
    /// True where totals and roots are equal and no event differs.
    pub same: bool,
    pub ours: Totals,
    pub theirs: Totals,
    pub differences: Vec<Difference>,
}

/// What we published to the caller's division, with its Merkle root.
#[utoipa::path(get, path = "/api/v1/feed/statement", tag = "feed",
    responses((status = 200, body = Statement), (status = 403, body = Problem)))]
pub async fn feed_statement(db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let division = of_division(&actor, Act::ReadFeed)?;
    let ours = blocking::read(&db, move |conn| books::statement(conn, &division, 0, i64::MAX)).await?;
    Ok(HttpResponse::Ok().json(ours))
}

/// Compare the core system's books with ours. The comparison is kept.
#[utoipa::path(post, path = "/api/v1/feed/reconciliations", tag = "feed", request_body = TheirStatement,
    responses((status = 200, body = ComparisonBody), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn feed_reconcile(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    body: web::Json<TheirStatement>,
) -> Outcome<HttpResponse> {
    let theirs = Statement::new(&of_division(&actor, Act::AcknowledgeFeed)?, body.into_inner().entries);
    let (id, at) = (uuid::Uuid::now_v7().to_string(), clock.now());
    let compared =
        blocking::write(&db, move |conn| books::reconcile(conn, &theirs, (&id, &actor.login), &actor.login, at))
            .await?;
    let (same, ours, theirs, differences) = (compared.same, compared.ours, compared.theirs, compared.differences);
    Ok(HttpResponse::Ok().json(ComparisonBody { same, ours, theirs, differences }))
}

/// The last comparisons, newest first.
#[utoipa::path(get, path = "/api/v1/feed/reconciliations", tag = "feed",
    responses((status = 200, body = Vec<Reconciliation>), (status = 403, body = Problem)))]
pub async fn feed_reconciliations(db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let division = view::division(&actor, Act::ReadFeed)?;
    let kept = blocking::read(&db, move |conn| books::reconciliations(conn, division.as_deref(), SHOWN)).await?;
    Ok(HttpResponse::Ok().json(kept))
}

/// Books are kept by division.
fn of_division(actor: &Actor, act: Act) -> Outcome<String> {
    view::division(actor, act)?.ok_or_else(|| Failure::not_found("区划", "division"))
}
