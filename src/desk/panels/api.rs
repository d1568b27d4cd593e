//! Panels for machines.

use super::view::{self, PanelFile};
use super::work::{self, AskedChange, AskedPrice, CaseVote, Deed, GivenMark, GivenVote, RaisedCase};
use crate::desk::call::Call;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::policy::Routes;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Who does it, on which panel, and what it takes beside the database.
pub(super) type OnPanel = (Call, web::Data<Routes>, web::Data<Vault>, web::Path<String>);

/// Does it, for the pages as well.
pub(super) async fn run((call, routes, vault, number): OnPanel, deed: Deed) -> Outcome<()> {
    call.write(move |conn, Call { actor, now, .. }| work::run(conn, (&routes, &vault), actor, &number, &deed, *now))
        .await
}

async fn done(on: OnPanel, deed: Deed) -> Outcome<HttpResponse> {
    run(on, deed).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The panel as the caller may see it. Marks of others appear once every member has submitted.
#[utoipa::path(get, path = "/api/v1/market/{number}/panel", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = PanelFile), (status = 404, body = Problem)))]
pub async fn panel_file((call, routes, vault, number): OnPanel) -> Outcome<HttpResponse> {
    let file = call.read(move |conn, Call { actor, .. }| view::file(conn, (&routes, &vault), actor, &number)).await?;
    Ok(HttpResponse::Ok().json(file))
}

/// The seeds that the parties revealed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelDrawBody {
    /// By role, 64 hexadecimal digits each; two parties at least.
    pub seeds: BTreeMap<String, String>,
}

/// Draw the members that are missing, without anybody in conflict with the bidders.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = PanelDrawBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_draw(on: OnPanel, body: web::Json<PanelDrawBody>) -> Outcome<HttpResponse> {
    done(on, Deed::Draw(body.into_inner().seeds)).await
}

/// A member's declaration.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationBody {
    pub has_conflict: bool,
    /// With whom and which, where there is one.
    #[serde(default)]
    pub reason: String,
}

/// Declare interests before seeing the bids. A conflict vacates the seat.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/declaration", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = DeclarationBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_declare(on: OnPanel, body: web::Json<DeclarationBody>) -> Outcome<HttpResponse> {
    let DeclarationBody { has_conflict, reason } = body.into_inner();
    done(on, Deed::Declare { has_conflict, reason }).await
}

/// A member's marks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarksBody {
    pub marks: Vec<GivenMark>,
    /// Final: complete, and changed on the four grounds alone afterwards.
    pub submit: bool,
}

/// Mark the bids, alone.
#[utoipa::path(put, path = "/api/v1/market/{number}/panel/marks", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = MarksBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Submitted already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_mark(on: OnPanel, body: web::Json<MarksBody>) -> Outcome<HttpResponse> {
    let MarksBody { marks, submit } = body.into_inner();
    done(on, Deed::Mark { marks, submit }).await
}

/// Change an own mark after all have submitted, on one of the four grounds of Order 87 art. 64.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/changes", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = AskedChange,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_change(on: OnPanel, body: web::Json<AskedChange>) -> Outcome<HttpResponse> {
    done(on, Deed::Change(body.into_inner())).await
}

/// End the marking: all have submitted, and objective factors agree.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/completion", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn panel_finish(on: OnPanel) -> Outcome<HttpResponse> {
    done(on, Deed::Finish).await
}

/// Ask a bidder how its price is possible (Order 87 art. 60). Its bid stays until every member has voted.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/price-questions", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = AskedPrice,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Asked already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_ask_price(on: OnPanel, body: web::Json<AskedPrice>) -> Outcome<HttpResponse> {
    done(on, Deed::AskPrice(body.into_inner())).await
}

/// Vote on a bidder's explanation; the last vote rules by majority.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/price-votes", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = GivenVote,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Voted already, or the bidder still has time", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_vote_price(on: OnPanel, body: web::Json<GivenVote>) -> Outcome<HttpResponse> {
    done(on, Deed::Vote(body.into_inner())).await
}

/// Raise a case of collusion against two bids or more, on a ground of the law. A strong sign must be ruled on before the marking ends.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/collusion-cases", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = RaisedCase,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Raised already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_raise(on: OnPanel, body: web::Json<RaisedCase>) -> Outcome<HttpResponse> {
    done(on, Deed::Raise(body.into_inner())).await
}

/// Vote on a case; the last vote rules by majority, and the bids of a proved case are void.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/collusion-votes", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = CaseVote,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Voted already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn panel_vote_collusion(on: OnPanel, body: web::Json<CaseVote>) -> Outcome<HttpResponse> {
    done(on, Deed::VoteCase(body.into_inner())).await
}

/// End an opened commission with fewer bidders left than its route goes on with.
#[utoipa::path(post, path = "/api/v1/market/{number}/panel/failure", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Enough are left", body = Problem)))]
pub async fn panel_fail(on: OnPanel) -> Outcome<HttpResponse> {
    done(on, Deed::Fail).await
}

/// A bidder's own words on its price.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationBody {
    pub explanation: String,
}

/// Explain the own price to the panel, until the time is over.
#[utoipa::path(put, path = "/api/v1/market/{number}/price-explanation", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = ExplanationBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "The time is over", body = Problem),
        (status = 422, body = Problem)))]
pub async fn market_explain_price(on: OnPanel, body: web::Json<ExplanationBody>) -> Outcome<HttpResponse> {
    done(on, Deed::Explain(body.into_inner().explanation)).await
}

/// Rank the bids by marks and price and award the first; once. A tie that the law leaves to a draw needs the
/// parties' seeds (Order 87 art. 68); without a tie they are not used. The body may be left out.
#[utoipa::path(post, path = "/api/v1/market/{number}/award", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = Option<PanelDrawBody>,
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Not marked yet, awarded already, or on hold", body = Problem),
        (status = 422, description = "Tied without seeds", body = Problem)))]
pub async fn panel_award(on: OnPanel, body: web::Bytes) -> Outcome<HttpResponse> {
    let said = if body.is_empty() { Ok(None) } else { serde_json::from_slice::<Option<PanelDrawBody>>(&body) };
    let said = said.map_err(|e| Failure::field("body", e.to_string()))?;
    done(on, Deed::Award(said.map(|body| body.seeds).unwrap_or_default())).await
}
