//! Alerts for machines.

use super::view::{self, AlertRow};
use crate::accounts::Actor;
use crate::desk::blocking;
use crate::desk::listing::{ListQuery, ListSpec};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::watch::model::{AlertStanding, Measure, Proposal};
use crate::watch::service as watch;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the list can be asked for.
pub(super) const SPEC: ListSpec = ListSpec { filters: &["standing"], sorts: &[] };

/// What should be done about an alert.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposedMeasure {
    pub measure: Measure,
    /// At least four characters.
    #[schema(example = "已核实，该任职早已结束")]
    pub reason: String,
}

/// What was agreed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettledMeasure {
    pub measure: Measure,
}

pub(super) fn standing(query: &ListQuery) -> Outcome<Option<AlertStanding>> {
    query.filter_as("standing", "open、proposed、settled", AlertStanding::parse)
}

/// The alerts of the caller's division, newest first.
#[utoipa::path(get, path = "/api/v1/conflict-alerts", tag = "conflicts",
    params(("standing" = Option<String>, Query, description = "`open`, `proposed` or `settled`")),
    responses((status = 200, body = Vec<AlertRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn conflict_alert_list(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let standing = standing(&ListQuery::of(&request, SPEC)?)?;
    let rows = blocking::read(&db, move |conn| view::list(conn, &actor, standing)).await?;
    Ok(HttpResponse::Ok().json(rows))
}

/// Say what should be done about an alert, with the reason.
#[utoipa::path(post, path = "/api/v1/conflict-alerts/{id}/proposal", tag = "conflicts",
    params(("id" = String, Path, description = "Identifier of the alert")), request_body = ProposedMeasure,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn conflict_alert_propose(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
    body: web::Json<ProposedMeasure>,
) -> Outcome<HttpResponse> {
    propose(&db, &clock, actor, id.into_inner(), body.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Proposes for the page as well.
pub(super) async fn propose(
    db: &web::Data<Db>,
    clock: &Clock,
    actor: Actor,
    id: String,
    proposed: ProposedMeasure,
) -> Outcome<()> {
    let at = clock.now();
    blocking::write(db, move |conn| {
        let ProposedMeasure { measure, reason } = proposed.clone();
        let proposal = Proposal { measure, reason: reason.trim().to_owned(), by: actor.login.clone(), at };
        watch::propose(conn, &actor.division.to_string(), &id, proposal)
    })
    .await
}

/// Agree to what somebody else proposed.
#[utoipa::path(post, path = "/api/v1/conflict-alerts/{id}/settlement", tag = "conflicts",
    params(("id" = String, Path, description = "Identifier of the alert")),
    responses((status = 200, body = SettledMeasure), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn conflict_alert_settle(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let measure = settle(&db, &clock, actor, id.into_inner()).await?;
    Ok(HttpResponse::Ok().json(SettledMeasure { measure }))
}

/// Settles for the page as well.
pub(super) async fn settle(db: &web::Data<Db>, clock: &Clock, actor: Actor, id: String) -> Outcome<Measure> {
    let at = clock.now();
    blocking::write(db, move |conn| watch::settle(conn, &actor.division.to_string(), &id, &actor.login, at)).await
}
