//! Orders for machines.

use super::view::{self, OrderFile, PLAN, PlanRow};
use super::work::{self, Books, Step};
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::listing::{ListBody, ListQuery};
use crate::orders::model::Requirement;
use crate::orders::rules::Opinion;
use crate::orders::service::Ruling;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::{Calendar, Packs, Routes};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) type Shelves = (web::Data<Packs>, web::Data<Routes>, web::Data<Calendar>);

pub(super) fn books((packs, routes, calendar): Shelves) -> Books {
    Books { packs, routes, calendar }
}

/// The projects to choose the year's plan from, the largest first.
#[utoipa::path(get, path = "/api/v1/plan", tag = "orders", params(
    ("q" = Option<String>, Query, description = "Words of name, code or unit"),
    ("year" = Option<i32>, Query), ("sector" = Option<String>, Query),
    ("livelihood" = Option<String>, Query, description = "`yes` or `no`: sectors of daily life"),
    ("expiring" = Option<String>, Query, description = "`yes` or `no`: marked because it ends"),
    ("evaluated" = Option<String>, Query, description = "`yes` or `no`: a result is on record"),
    ("commissioned" = Option<String>, Query, description = "`yes` or `no`: has a commission in its year"),
    ("min_wan" = Option<String>, Query, description = "Budget at least, in 10,000 yuan"),
    ("page" = Option<i64>, Query), ("size" = Option<i64>, Query)),
    responses((status = 200, body = ListBody<PlanRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn order_plan(request: HttpRequest, call: Call) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, PLAN)?;
    let asked = query.clone();
    let (rows, _) = call.read(move |conn, Call { actor, .. }| view::plan(conn, actor, &asked)).await?;
    Ok(HttpResponse::Ok().json(ListBody::from(query.cut(rows))))
}

/// A project and what is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrderBody {
    #[schema(example = "64030021P000001")]
    pub project_code: String,
    pub year: i32,
    pub requirement: Requirement,
}

/// What the rules say of a requirement; nothing is entered.
#[utoipa::path(post, path = "/api/v1/orders/judgement", tag = "orders", request_body = NewOrderBody,
    responses((status = 200, body = Opinion), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn order_judge(call: Call, shelves: Shelves, body: web::Json<NewOrderBody>) -> Outcome<HttpResponse> {
    let books = books(shelves);
    let opinion = call.read(move |conn, Call { actor, .. }| {
        work::judge(conn, &books, actor, (&body.project_code, body.year), &body.requirement)
    });
    Ok(HttpResponse::Ok().json(opinion.await?))
}

/// Draft an order; it gets its number.
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", request_body = NewOrderBody,
    responses((status = 201, body = OrderFile), (status = 404, body = Problem),
        (status = 409, description = "Commissioned already", body = Problem), (status = 422, body = Problem)))]
pub async fn order_draft(call: Call, shelves: Shelves, body: web::Json<NewOrderBody>) -> Outcome<HttpResponse> {
    let books = books(shelves);
    let made = call.write(move |conn, Call { actor, now, .. }| {
        let of = (body.project_code.as_str(), body.year);
        let commission = work::draft(conn, &books, actor, of, &body.requirement, *now)?;
        view::file(conn, actor, books.law(actor)?, &commission.number)
    });
    Ok(HttpResponse::Created().json(made.await?))
}

/// One order with what the rules say of it.
#[utoipa::path(get, path = "/api/v1/orders/{number}", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = OrderFile), (status = 404, body = Problem)))]
pub async fn order_file(
    request: HttpRequest,
    call: Call,
    shelves: Shelves,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let books = books(shelves);
    let file = call.read(move |conn, Call { actor, .. }| view::file(conn, actor, books.law(actor)?, &number)).await?;
    details::json(&request, &file)
}

/// The version that was seen, and what is asked for now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedOrderBody {
    pub version: i32,
    pub requirement: Requirement,
}

/// Change a draft, or what was approved and not yet announced; that is checked and approved anew.
#[utoipa::path(put, path = "/api/v1/orders/{number}", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ChangedOrderBody,
    responses((status = 200, body = OrderFile), (status = 404, body = Problem),
        (status = 409, description = "Announced already", body = Problem),
        (status = 412, description = "Somebody else changed it meanwhile", body = Problem), (status = 422, body = Problem)))]
pub async fn order_change(
    call: Call,
    shelves: Shelves,
    number: web::Path<String>,
    body: web::Json<ChangedOrderBody>,
) -> Outcome<HttpResponse> {
    let books = books(shelves);
    let changed = call.write(move |conn, Call { actor, now, .. }| {
        work::change(conn, &books, actor, &number, (body.version, &body.requirement), *now)?;
        view::file(conn, actor, books.law(actor)?, &number)
    });
    Ok(HttpResponse::Ok().json(changed.await?))
}

/// A checker's or an approver's word.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulingBody {
    pub pass: bool,
    /// Why it is returned.
    #[serde(default)]
    pub reason: String,
}

impl RulingBody {
    fn ruling(self) -> Ruling {
        if self.pass { Ruling::Pass } else { Ruling::Return(self.reason) }
    }
}

/// Why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// At least four characters.
    pub reason: String,
}

/// Who takes a step, on which order, and under which policy.
pub(super) type OnOrder = (Call, Shelves, web::Path<String>);

/// Takes a step, for the pages as well.
pub(super) async fn take((call, shelves, number): OnOrder, step: Step) -> Outcome<()> {
    let books = books(shelves);
    call.write(move |conn, Call { actor, now, .. }| work::step(conn, &books, actor, &number, &step, *now)).await
}

async fn taken(on: OnOrder, step: Step) -> Outcome<HttpResponse> {
    take(on, step).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Hand a draft to its checker. Refused where a rule blocks it or a reason is missing; the grounds name each article.
#[utoipa::path(post, path = "/api/v1/orders/{number}/proposal", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_propose(on: OnOrder) -> Outcome<HttpResponse> {
    taken(on, Step::Propose).await
}

/// Check an order that somebody else drafted.
#[utoipa::path(post, path = "/api/v1/orders/{number}/check", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = RulingBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_check(on: OnOrder, body: web::Json<RulingBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Check(body.into_inner().ruling())).await
}

/// Approve an order that two others drafted and checked.
#[utoipa::path(post, path = "/api/v1/orders/{number}/approval", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = RulingBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_approve(on: OnOrder, body: web::Json<RulingBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Approve(body.into_inner().ruling())).await
}

/// Put a commission on hold: nothing of it goes on.
#[utoipa::path(post, path = "/api/v1/orders/{number}/hold", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReasonBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_hold(on: OnOrder, body: web::Json<ReasonBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Hold(body.into_inner().reason)).await
}

/// Let a commission go on.
#[utoipa::path(post, path = "/api/v1/orders/{number}/release", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReasonBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_release(on: OnOrder, body: web::Json<ReasonBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Release(body.into_inner().reason)).await
}

/// End a commission for good; it stays on record with the reason.
#[utoipa::path(post, path = "/api/v1/orders/{number}/termination", tag = "orders",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReasonBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn order_terminate(on: OnOrder, body: web::Json<ReasonBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Terminate(body.into_inner().reason)).await
}
