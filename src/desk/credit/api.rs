//! Credit for machines.

use super::preview::{self, CreditPreview};
use super::view::{self, CreditFile, CreditRow, MatterRow};
use super::work::{self, FoundViolation, Place, ProposedLevel};
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::listing::{Cell, ListBody, ListQuery, Sheet, export};
use crate::desk::standing::{Answer, Appeal, Ground, Ruling};
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::policy::Packs;
use actix_web::{HttpRequest, HttpResponse, web};

/// The credit of institutions by the facts of today, the best first.
#[utoipa::path(get, path = "/api/v1/credit", tag = "credit", params(
    ("level" = Option<String>, Query, description = "A, B, C or D"),
    ("q" = Option<String>, Query, description = "Words of the name"),
    ("sort" = Option<String>, Query, description = "index or name"), ("dir" = Option<String>, Query, description = "asc or desc"),
    ("page" = Option<i64>, Query, description = "Counted from 1"), ("size" = Option<i64>, Query, description = "1 to 500"),
    ("format" = Option<String>, Query, description = "xlsx, csv, csv-gb18030 or json: all rows as a file")),
    responses((status = 200, body = ListBody<CreditRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn credit_board(request: HttpRequest, call: Call, packs: web::Data<Packs>) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::SPEC)?;
    let asked = query.clone();
    let (page, _) =
        call.read(move |conn, call| view::list(conn, &packs, &call.actor, &asked, call.now.day_in_china())).await?;
    match query.format {
        Some(format) => export(format, "credit", page.total, &page.items, sheet),
        None => Ok(HttpResponse::Ok().json(ListBody::from(page))),
    }
}

/// The board as a table.
pub(super) fn sheet(rows: &[CreditRow]) -> Sheet {
    let row = |r: &CreditRow| {
        vec![
            Cell::text(&r.name),
            r.index.map_or(Cell::text(""), Cell::number),
            Cell::maybe(r.level),
            Cell::number(r.assignments),
            Cell::number(r.violations),
            Cell::maybe(r.decided_level),
            Cell::maybe(r.decided_as_of),
        ]
    };
    Sheet {
        heads: &["机构", "信用指数", "测算等级", "任务数", "违规数", "生效等级", "评定日"],
        rows: rows.iter().map(row).collect(),
    }
}

/// Who would change level under other rules; nothing is written.
#[utoipa::path(get, path = "/api/v1/credit/preview", tag = "credit", params(
    ("half_life_months" = Option<u32>, Query), ("at_least_wan" = Option<String>, Query),
    ("at_most_wan" = Option<String>, Query), ("shrinkage_assignments" = Option<u32>, Query),
    ("late_days" = Option<u32>, Query), ("return_points" = Option<String>, Query),
    ("violation_years" = Option<u32>, Query), ("a_from" = Option<String>, Query, description = "Points from which level A begins"),
    ("b_from" = Option<String>, Query), ("c_from" = Option<String>, Query)),
    responses((status = 200, body = CreditPreview), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn credit_preview(request: HttpRequest, call: Call, packs: web::Data<Packs>) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, preview::NUMBERS)?;
    let found =
        call.read(move |conn, call| preview::of(conn, &packs, &call.actor, &query, call.now.day_in_china())).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// One institution's index with its lines, what would follow, and every matter on record.
#[utoipa::path(get, path = "/api/v1/institutions/{id}/credit", tag = "credit",
    params(("id" = String, Path, description = "Identifier of the institution")),
    responses((status = 200, body = CreditFile), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn credit_file(
    request: HttpRequest,
    call: Call,
    packs: web::Data<Packs>,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let file = call.read(move |conn, call| view::file(conn, &packs, &call.actor, &id, call.now.day_in_china())).await?;
    details::json(&request, &file)
}

/// A request about an institution or a matter, by its identifier.
type OnOne = (Ground, web::Data<Packs>, web::Path<String>);

fn place((ground, packs, id): OnOne) -> (Place, String) {
    (Place { ground, packs }, id.into_inner())
}

/// Put a violation before a second person.
#[utoipa::path(post, path = "/api/v1/institutions/{id}/credit/violations", tag = "credit",
    params(("id" = String, Path, description = "Identifier of the institution")), request_body = FoundViolation,
    responses((status = 201, body = MatterRow), (status = 404, body = Problem),
        (status = 409, description = "The same is under way", body = Problem), (status = 422, body = Problem)))]
pub async fn credit_violation(at: OnOne, body: web::Json<FoundViolation>) -> Outcome<HttpResponse> {
    let (place, institution) = place(at);
    let (_, made) = work::violation(place, institution, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Propose the level that follows from the facts of today, with what it asks for; another person decides.
#[utoipa::path(post, path = "/api/v1/institutions/{id}/credit/levels", tag = "credit",
    params(("id" = String, Path, description = "Identifier of the institution")), request_body = ProposedLevel,
    responses((status = 201, body = MatterRow), (status = 404, body = Problem),
        (status = 409, description = "One is under way", body = Problem), (status = 422, body = Problem)))]
pub async fn credit_propose(at: OnOne, body: web::Json<ProposedLevel>) -> Outcome<HttpResponse> {
    let (place, institution) = place(at);
    let (_, made) = work::propose(place, institution, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Declares the handler of one step on a matter; they differ in what is said and the use case alone.
macro_rules! step {
    ($name:ident, $path:literal, $body:ty, $take:path, $doc:literal) => {
        #[doc = $doc]
        #[utoipa::path(post, path = $path, tag = "credit",
            params(("id" = String, Path, description = "Identifier of the matter")), request_body = $body,
            responses((status = 200, body = MatterRow), (status = 404, body = Problem),
                (status = 409, description = "Not at this step", body = Problem), (status = 422, body = Problem)))]
        pub async fn $name(at: OnOne, body: web::Json<$body>) -> Outcome<HttpResponse> {
            let (place, matter) = place(at);
            let (_, matter) = $take(place, matter, body.into_inner()).await?;
            Ok(HttpResponse::Ok().json(matter))
        }
    };
}

step!(
    credit_decide,
    "/api/v1/credit-matters/{id}/decision",
    Ruling,
    work::decide,
    "Decide what another person proposed, or refuse it with the reason. What a level asks for takes effect."
);
step!(
    credit_appeal,
    "/api/v1/credit-matters/{id}/appeal",
    Appeal,
    work::appeal,
    "The institution's word against what was decided."
);
step!(
    credit_answer,
    "/api/v1/credit-matters/{id}/answer",
    Answer,
    work::answer,
    "Answer an appeal: what is lifted counts no more, and gives back the place that it took."
);
