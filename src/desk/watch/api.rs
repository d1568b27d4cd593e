//! Alerts for machines.

use super::view::{self, AlertRow};
use crate::desk::call::Call;
use crate::desk::listing::{ListQuery, ListSpec};
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
pub async fn conflict_alert_list(request: HttpRequest, call: Call) -> Outcome<HttpResponse> {
    let standing = standing(&ListQuery::of(&request, SPEC)?)?;
    let rows = call.read(move |conn, call| view::list(conn, &call.actor, standing)).await?;
    Ok(HttpResponse::Ok().json(rows))
}

/// Say what should be done about an alert, with the reason.
#[utoipa::path(post, path = "/api/v1/conflict-alerts/{id}/proposal", tag = "conflicts",
    params(("id" = String, Path, description = "Identifier of the alert")), request_body = ProposedMeasure,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn conflict_alert_propose(
    call: Call,
    id: web::Path<String>,
    body: web::Json<ProposedMeasure>,
) -> Outcome<HttpResponse> {
    propose(&call, id.into_inner(), body.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Proposes for the page as well.
pub(super) async fn propose(call: &Call, id: String, proposed: ProposedMeasure) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| {
        let ProposedMeasure { measure, reason } = proposed.clone();
        let proposal = Proposal { measure, reason: reason.trim().to_owned(), by: actor.login.clone(), at: *now };
        watch::propose(conn, &actor.division.to_string(), &id, proposal)
    })
    .await
}

/// Agree to what somebody else proposed.
#[utoipa::path(post, path = "/api/v1/conflict-alerts/{id}/settlement", tag = "conflicts",
    params(("id" = String, Path, description = "Identifier of the alert")),
    responses((status = 200, body = SettledMeasure), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn conflict_alert_settle(call: Call, id: web::Path<String>) -> Outcome<HttpResponse> {
    let measure = settle(&call, id.into_inner()).await?;
    Ok(HttpResponse::Ok().json(SettledMeasure { measure }))
}

/// Settles for the page as well.
pub(super) async fn settle(call: &Call, id: String) -> Outcome<Measure> {
    call.write(move |conn, Call { actor, now, .. }| {
        watch::settle(conn, &actor.division.to_string(), &id, &actor.login, *now)
    })
    .await
}
