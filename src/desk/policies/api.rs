//! Policy packs for machines.

use super::super::details;
use super::view::{self, PolicyDetail, PolicyRow};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::Packs;
use actix_web::{HttpRequest, HttpResponse, web};

/// All packs at hand, the national one last.
#[utoipa::path(get, path = "/api/v1/policies", operation_id = "policy_list", tag = "policies", responses((status = 200, body = [PolicyRow])))]
pub async fn list(packs: web::Data<Packs>) -> HttpResponse {
    HttpResponse::Ok().json(view::all(&packs).into_iter().map(PolicyRow::of).collect::<Vec<PolicyRow>>())
}

/// One pack, topic by topic.
#[utoipa::path(get, path = "/api/v1/policies/{id}", operation_id = "policy_detail", tag = "policies",
    params(("id" = String, Path, description = "The pack's id", example = "wuzhong-2021")),
    responses((status = 200, body = PolicyDetail), (status = 304), (status = 404, body = Problem)))]
pub async fn detail(request: HttpRequest, packs: web::Data<Packs>, id: web::Path<String>) -> Outcome<HttpResponse> {
    details::json(&request, &PolicyDetail::of(view::one(&packs, &id)?))
}
