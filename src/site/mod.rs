//! Routes that belong to no room: the way in, health, metrics, static assets, the API's description.

mod about;
mod assets;
mod description;
mod health;

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
        .get("/healthz", Access::Public, health::alive)
        .get("/readyz", Access::Public, health::ready)
        .get("/metrics", Access::May(Act::ReadMetrics), health::metrics)
        .get("/static/{path:.*}", Access::Public, assets::file)
        .get("/api/openapi.json", Access::Public, description::openapi)
        .get("/api/docs", Access::Public, description::moved)
        .get("/api/docs/{path:.*}", Access::Public, description::page);
}

/// Whoever is logged in lands on their first page, everybody else at the log-in.
async fn start(actor: Option<Actor>) -> HttpResponse {
    let target = actor.as_ref().map_or("/login", Frame::home);
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}
