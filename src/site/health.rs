//! Is the process alive, can it do its work, and how much has it done.

use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::metrics::Metrics;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use serde_json::json;
use std::time::Instant;

/// Answers as long as the process runs; asks nothing of anybody.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Answers only if the database does.
pub async fn ready(db: web::Data<Db>) -> Outcome<HttpResponse> {
    let backend = format!("{:?}", db.backend()).to_lowercase();
    web::block(move || db.read(crate::audit::service::decision_count))
        .await
        .map_err(|e| Failure::Fault(e.into()))?
        .map_err(|_| Failure::Busy)?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ready", "database": backend })))
}

/// OpenMetrics text for Prometheus.
pub async fn metrics(metrics: web::Data<Metrics>) -> HttpResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    HttpResponse::Ok().content_type(kind).body(metrics.text())
}

/// Counts every answered request under its route's pattern.
pub async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let response = next.call(request).await?;
    if let Some(metrics) = metrics {
        let route = response.request().match_pattern().unwrap_or_else(|| "(none)".to_owned());
        metrics.answered(&route, response.status().as_u16(), started.elapsed().as_secs_f64());
    }
    Ok(response)
}
