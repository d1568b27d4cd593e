//! Reviews for machines.

use super::view::{self, ReviewFile, ReviewRow};
use super::work::{Deed, OnReview, run};
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::panels::api::{DeclarationBody, PanelDrawBody};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::reviews::model::{Correction, Given};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

async fn done(on: OnReview, deed: Deed) -> Outcome<HttpResponse> {
    run(on, deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The reviews that concern the caller, and packages that wait for theirs, by number.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "packages",
    responses((status = 200, body = [ReviewRow]), (status = 403, body = Problem)))]
pub async fn review_list(call: Call) -> Outcome<HttpResponse> {
    let rows = call.read(|conn, call| view::list(conn, &call.actor)).await?;
    Ok(HttpResponse::Ok().json(rows))
}

/// One review as the caller may see it: marks of others appear with the draft, reviewers' names for finance alone.
#[utoipa::path(get, path = "/api/v1/reviews/{number}", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = ReviewFile), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn review_show(request: HttpRequest, call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let file = call.read(move |conn, call| view::file(conn, &call.actor, &number, call.now)).await?;
    details::json(&request, &file)
}

/// Draw the reviewers that are missing, without anybody in conflict: the first ones, or the one whom the gap calls.
#[utoipa::path(post, path = "/api/v1/reviews/{number}/seats", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = PanelDrawBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "None is missing", body = Problem),
        (status = 422, body = Problem)))]
pub async fn review_draw(on: OnReview, body: web::Json<PanelDrawBody>) -> Outcome<HttpResponse> {
    done(on, Deed::Draw(body.into_inner().seeds)).await
}

/// Declare interests before reading the package, once. A conflict vacates the seat.
#[utoipa::path(post, path = "/api/v1/reviews/{number}/declaration", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = DeclarationBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn review_declare(on: OnReview, body: web::Json<DeclarationBody>) -> Outcome<HttpResponse> {
    let DeclarationBody { has_conflict, reason } = body.into_inner();
    done(on, Deed::Declare { has_conflict, reason }).await
}

/// A reviewer's marks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMarksBody {
    pub marks: Vec<Given>,
    /// Final: every criterion is marked, and nothing changes afterwards.
    pub submit: bool,
}

/// Mark the report alone, each criterion with a reason and a page. The last reviewer's marks make the draft, or call a
/// third where the sums lie further apart than the rubric allows.
#[utoipa::path(put, path = "/api/v1/reviews/{number}/marks", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReportMarksBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Not declared, or handed in", body = Problem),
        (status = 422, body = Problem)))]
pub async fn review_mark(on: OnReview, body: web::Json<ReportMarksBody>) -> Outcome<HttpResponse> {
    let ReportMarksBody { marks, submit } = body.into_inner();
    done(on, Deed::Mark { marks, submit }).await
}

/// What the institution says to the draft.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewAnswerBody {
    pub objects: bool,
    #[schema(min_length = 4, max_length = 2000)]
    pub said: String,
}

/// Answer the draft, once and within the rubric's working days.
#[utoipa::path(put, path = "/api/v1/reviews/{number}/answer", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReviewAnswerBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "No draft, answered, or too late", body = Problem),
        (status = 422, body = Problem)))]
pub async fn review_answer(on: OnReview, body: web::Json<ReviewAnswerBody>) -> Outcome<HttpResponse> {
    let ReviewAnswerBody { objects, said } = body.into_inner();
    done(on, Deed::Answer { objects, said }).await
}

/// Why a review ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewEndBody {
    #[schema(min_length = 4, max_length = 2000)]
    pub reason: String,
}

/// End a review without an objection, after the answer or the term. The package is accepted.
#[utoipa::path(post, path = "/api/v1/reviews/{number}/completion", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ReviewEndBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn review_complete(on: OnReview, body: web::Json<ReviewEndBody>) -> Outcome<HttpResponse> {
    done(on, Deed::Complete(body.into_inner().reason)).await
}

/// The level-up review.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelUpBody {
    #[schema(min_length = 4, max_length = 2000)]
    pub reason: String,
    /// Marks that do not stand; empty where all do.
    #[serde(default)]
    pub corrections: Vec<Correction>,
}

/// Decide on the institution's objection and end the review. Reviewers' marks stay on record beside corrections.
#[utoipa::path(post, path = "/api/v1/reviews/{number}/level-up", tag = "packages",
    params(("number" = String, Path, description = "Number of the commission")), request_body = LevelUpBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "No objection", body = Problem),
        (status = 422, body = Problem)))]
pub async fn review_level_up(on: OnReview, body: web::Json<LevelUpBody>) -> Outcome<HttpResponse> {
    let LevelUpBody { reason, corrections } = body.into_inner();
    done(on, Deed::LevelUp { reason, corrections }).await
}
