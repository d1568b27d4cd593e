//! Commissions for machines.

use super::list::{self, CommissionRow};
use super::pages;
use super::view::{self, BidsSection, CommissionFile, InstructionRow, PackagesSection, ResultSection, TimelineRow};
use crate::accounts::Actor;
use crate::desk::listing::{ListBody, ListQuery, export};
use crate::desk::{blocking, details};
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::paging::Page;
use crate::platform::problem::Problem;
use actix_web::{HttpRequest, HttpResponse, web};

/// The commissions that the caller may see.
#[utoipa::path(get, path = "/api/v1/commissions", tag = "commissions", params(
    ("q" = Option<String>, Query, description = "Words of number, project, unit or institution; all must be there"),
    ("state" = Option<String>, Query, description = "Code of a state"),
    ("year" = Option<i32>, Query, description = "Fiscal year"),
    ("sector" = Option<String>, Query, description = "Sector"),
    ("grade" = Option<String>, Query, description = "Code of a grade"),
    ("handler" = Option<String>, Query, description = "Code of the role that has to act"),
    ("sort" = Option<String>, Query, description = "`number`, `unit`, `amount`, `state` or `grade`"),
    ("dir" = Option<String>, Query, description = "`asc` or `desc`"),
    ("page" = Option<i64>, Query, description = "From 1"), ("size" = Option<i64>, Query, description = "Rows of a page"),
    ("format" = Option<String>, Query, description = "`csv`, `csv-gb18030` or `json`: all rows as a file")),
    responses((status = 200, body = ListBody<CommissionRow>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn commission_list(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, list::SPEC)?;
    let asked = query.asked;
    let format = query.format;
    let listed = blocking::read(&db, move |conn| list::of(conn, &actor, &query)).await?;
    if let Some(format) = format {
        return export(format, "commissions", listed.total, &listed.rows, pages::sheet);
    }
    Ok(HttpResponse::Ok().json(ListBody::from(Page::new(listed.rows, listed.total, asked))))
}

/// The whole file of one commission, as far as the caller may see it.
#[utoipa::path(get, path = "/api/v1/commissions/{number}", tag = "commissions",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = CommissionFile), (status = 304), (status = 404, body = Problem)))]
pub async fn commission_file(
    request: HttpRequest,
    db: web::Data<Db>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let file = blocking::read(&db, move |conn| view::file(conn, &actor, &number)).await?;
    details::json(&request, &file)
}

/// Declares an operation on one part of a file.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident, $path:literal, $body:ty, $gather:path) => {
        $(#[$doc])*
        #[utoipa::path(get, path = $path, tag = "commissions",
            params(("number" = String, Path, description = "Number or identifier of the commission")),
            responses((status = 200, body = $body), (status = 304), (status = 403, body = Problem),
                (status = 404, body = Problem)))]
        pub async fn $name(
            request: HttpRequest,
            db: web::Data<Db>,
            actor: Actor,
            number: web::Path<String>,
        ) -> Outcome<HttpResponse> {
            let part = blocking::read(&db, move |conn| $gather(conn, &actor, &number)).await?;
            details::json(&request, &part)
        }
    };
}

part!(
    /// The bids; `null` where the caller may know nothing of them yet.
    commission_bids, "/api/v1/commissions/{number}/bids", Option<BidsSection>, view::bids_of
);
part!(
    /// Who moved the commission, when and why.
    commission_timeline, "/api/v1/commissions/{number}/timeline", Vec<TimelineRow>, view::timeline_of
);
part!(
    /// Score and grade; outside the finance department once they are approved.
    commission_result, "/api/v1/commissions/{number}/result", ResultSection, view::result_of
);
part!(
    /// The instructions to the core budget with what it answered.
    commission_instructions, "/api/v1/commissions/{number}/instructions", Vec<InstructionRow>, view::instructions_of
);
part!(
    /// The submitted packages with their files, and the indicator table.
    commission_packages, "/api/v1/commissions/{number}/packages", PackagesSection, view::packages_of
);
