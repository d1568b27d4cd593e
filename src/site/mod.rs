//! Routes that belong to no room: the way in, health, metrics, static assets, the API's description.

mod about;
mod assets;
mod description;
mod health;
mod offline;

pub use description::ApiDescription;
pub use health::measure;

use crate::accounts::gate::{Access, Frame, RouteTable};
use crate::accounts::model::Actor;
use crate::accounts::permissions::Act;
use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

/// Declares the routes of this module.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/", Access::Public, start)
        .get("/about", Access::LoggedIn, about::page)
        .get("/healthz", Access::Open, health::alive)
        .get("/readyz", Access::Open, health::ready)
        .get("/metrics", Access::May(Act::ReadMetrics), health::metrics)
        .get("/static/{path:.*}", Access::Open, assets::file)
        .get("/api/openapi.json", Access::Open, description::openapi)
        .get("/api/asyncapi.json", Access::Open, description::asyncapi)
        .get("/api/docs", Access::Open, description::moved)
        .get("/api/docs/{path:.*}", Access::Open, description::page);
}

/// Whoever is logged in lands on their first page, everybody else at the log-in.
async fn start(actor: Option<Actor>) -> HttpResponse {
    let target = actor.as_ref().map_or("/login", |actor| Frame::home(actor));
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}
