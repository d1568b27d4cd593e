//! Endpoints for machines.

use super::view::{self, AttemptBody, EndpointBody, KeyBody, NewEndpointBody, ResendBody, RotationBody, StateBody};
use crate::desk::call::Call;
use crate::desk::listing::{ListBody, ListQuery};
use crate::feed::rules::address::Networks;
use crate::feed::service::endpoints::FreshKey;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use actix_web::{HttpRequest, HttpResponse, web};

/// The endpoints of the caller's division with what waits for them.
#[utoipa::path(get, path = "/api/v1/feed/endpoints", tag = "feed",
    responses((status = 200, body = Vec<EndpointBody>), (status = 403, body = Problem)))]
pub async fn feed_endpoints(call: Call) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(call.read(view::list).await?))
}

/// Register where the feed of the division goes. The key in the answer is not shown again.
#[utoipa::path(post, path = "/api/v1/feed/endpoints", tag = "feed", request_body = NewEndpointBody,
    responses((status = 201, body = KeyBody), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "An address that is not sent to, or no name", body = Problem)))]
pub async fn feed_endpoint_register(
    call: Call,
    vault: web::Data<Vault>,
    networks: web::Data<Networks>,
    body: web::Json<NewEndpointBody>,
) -> Outcome<HttpResponse> {
    let new = view::prepared(&call.actor, body.into_inner());
    let made = call.write(move |conn, call| view::register(conn, call, (&vault, &networks), &new)).await?;
    Ok(HttpResponse::Created().json(made))
}

/// The attempts of an endpoint, newest first.
#[utoipa::path(get, path = "/api/v1/feed/endpoints/{id}/attempts", tag = "feed", params(
    ("id" = String, Path, description = "Endpoint"), ("q" = Option<String>, Query, description = "Part of an event id"),
    ("delivered" = Option<String>, Query, description = "`yes` or `no`"),
    ("page" = Option<i64>, Query, description = "From 1"), ("size" = Option<i64>, Query, description = "Rows of a page")),
    responses((status = 200, body = ListBody<AttemptBody>), (status = 404, body = Problem)))]
pub async fn feed_attempts(request: HttpRequest, call: Call, id: web::Path<String>) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::ATTEMPTS)?;
    let page = call.read(move |conn, call| view::attempts(conn, &call.actor, &id, &query)).await?;
    Ok(HttpResponse::Ok().json(ListBody::from(page)))
}

/// Change the key. Deliveries carry a signature of each key until the old ones end.
#[utoipa::path(post, path = "/api/v1/feed/endpoints/{id}/key", tag = "feed", request_body = RotationBody,
    params(("id" = String, Path, description = "Endpoint")),
    responses((status = 200, body = KeyBody), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn feed_key_rotate(
    call: Call,
    vault: web::Data<Vault>,
    id: web::Path<String>,
    body: web::Json<RotationBody>,
) -> Outcome<HttpResponse> {
    let (key, hours) = (FreshKey::draw(body.scheme), body.overlap_hours);
    let made = call.write(move |conn, call| view::rotate(conn, call, &vault, &id, (&key, hours))).await?;
    Ok(HttpResponse::Ok().json(made))
}

/// Stop or start an endpoint. What is published while it is stopped waits.
#[utoipa::path(post, path = "/api/v1/feed/endpoints/{id}/state", tag = "feed", request_body = StateBody,
    params(("id" = String, Path, description = "Endpoint")),
    responses((status = 200, body = EndpointBody), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn feed_endpoint_state(
    call: Call,
    networks: web::Data<Networks>,
    id: web::Path<String>,
    body: web::Json<StateBody>,
) -> Outcome<HttpResponse> {
    let now = call.write(move |conn, call| view::set_state(conn, call, &networks, &id, &body)).await?;
    Ok(HttpResponse::Ok().json(now))
}

/// Send again: an event with the later ones of its project, or everything since a moment.
#[utoipa::path(post, path = "/api/v1/feed/endpoints/{id}/resend", tag = "feed", request_body = ResendBody,
    params(("id" = String, Path, description = "Endpoint")),
    responses((status = 200, body = EndpointBody), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn feed_resend(call: Call, id: web::Path<String>, body: web::Json<ResendBody>) -> Outcome<HttpResponse> {
    let now = call.write(move |conn, call| view::resend(conn, call, &id, &body)).await?;
    Ok(HttpResponse::Ok().json(now))
}
