//! Rounds of the re-check, for machines.

use super::view::{self, DrawnItem, RecheckFile, RecheckRow};
use super::work::{self, Step};
use crate::desk::call::Call;
use crate::desk::details;
use crate::desk::listing::{Cell, Format, Sheet, export};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::policy::Packs;
use crate::recheck::model::Found;
use crate::recheck::service::{self as rounds, NewMark};
use crate::terms::Score;
use actix_multipart::Multipart;
use actix_web::http::header::{CONTENT_DISPOSITION, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// The rounds of the division, the newest first.
#[utoipa::path(get, path = "/api/v1/rechecks", tag = "rechecks",
    responses((status = 200, body = [RecheckRow]), (status = 403, body = Problem)))]
pub async fn recheck_list(call: Call) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(call.read(|conn, call| view::list(conn, &call.actor)).await?))
}

/// Fix a list of self-evaluations, its strata and how many are drawn: parts `title`, `size`, `by` (department, amount,
/// grade) and one workbook (`.xlsx`, `.xls`, `.csv`).
#[utoipa::path(post, path = "/api/v1/rechecks", tag = "rechecks",
    request_body(content_type = "multipart/form-data", content = String, description = "Texts and one part with a file name"),
    responses((status = 201, body = RecheckFile), (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, description = "Names each faulty row", body = Problem)))]
pub async fn recheck_plan(call: Call, packs: web::Data<Packs>, form: Multipart) -> Outcome<HttpResponse> {
    let file = work::plan(&call, packs, form).await?;
    let address = format!("/api/v1/rechecks/{}", file.round.number);
    Ok(HttpResponse::Created().insert_header((LOCATION, address)).json(file))
}

/// One round: what was announced, what the parties gave, what was drawn and found.
#[utoipa::path(get, path = "/api/v1/rechecks/{number}", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")),
    responses((status = 200, body = RecheckFile), (status = 304, description = "As the given tag says"),
        (status = 404, body = Problem)))]
pub async fn recheck_show(request: HttpRequest, call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    details::json(&request, &call.read(move |conn, call| view::file(conn, &call.actor, &number)).await?)
}

/// Which form a list is asked in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedForm {
    format: Option<String>,
}

/// What was drawn, as a workbook to be filled in (复核得分, or 未按要求自评 = 是) and handed back.
#[utoipa::path(get, path = "/api/v1/rechecks/{number}/drawn", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round"),
        ("format" = Option<String>, Query, description = "xlsx (as without it), csv, csv-gb18030 or json")),
    responses((status = 200, body = [DrawnItem]), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn recheck_drawn(
    call: Call,
    number: web::Path<String>,
    asked: web::Query<AskedForm>,
) -> Outcome<HttpResponse> {
    let format = asked.format.as_deref().map_or(Ok(Format::Xlsx), Format::parse)?;
    let file = call.read(move |conn, call| view::file(conn, &call.actor, &number)).await?;
    let total = i64::try_from(file.drawn.len()).unwrap_or(i64::MAX);
    export(format, "recheck-drawn", total, &file.drawn, sheet)
}

fn sheet(items: &[DrawnItem]) -> Sheet {
    let row = |d: &DrawnItem| {
        vec![
            Cell::text(&d.item),
            Cell::text(&d.project),
            Cell::text(&d.unit),
            Cell::text(&d.department),
            Cell::text(&d.stratum),
            Cell::number(d.own),
            d.found.map_or(Cell::text(""), Cell::number),
            Cell::text(if d.not_done { "是" } else { "" }),
            Cell::maybe(d.remark.as_ref()),
        ]
    };
    Sheet {
        heads: &["抽样编号", "项目", "单位", "部门", "层", "自评分", "复核得分", "未按要求自评", "复核意见"],
        rows: items.iter().map(row).collect(),
    }
}

/// The record of the draw, which `hengping draw verify` checks.
#[utoipa::path(get, path = "/api/v1/rechecks/{number}/record.json", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")),
    responses((status = 200, content_type = "application/json"), (status = 404, description = "No such round, or not drawn yet", body = Problem)))]
pub async fn recheck_record(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let record = call.read(move |conn, call| {
        let round = rounds::of(conn, call.actor.division.as_str(), &number)?;
        rounds::record(conn, &round)?.ok_or_else(|| Failure::not_found("抽取记录", "record of the draw"))
    });
    let disposition = (CONTENT_DISPOSITION, "attachment; filename=\"draw-record.json\"");
    Ok(HttpResponse::Ok().insert_header(disposition).json(record.await?))
}

/// A request about a round, by its number.
type OnRound = (Call, web::Path<String>);

async fn taken((call, number): OnRound, step: Step) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::take(&call, number.into_inner(), step).await?))
}

/// A party's commitment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckCommitment {
    /// 64 lower-case hexadecimal digits, as `hengping recheck commit` prints them.
    pub commitment: String,
}

/// Commit to a seed: the handler for the finance department, the checker as the witness. It cannot be replaced.
#[utoipa::path(put, path = "/api/v1/rechecks/{number}/commitment", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")), request_body = RecheckCommitment,
    responses((status = 200, body = RecheckFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn recheck_commit(on: OnRound, body: web::Json<RecheckCommitment>) -> Outcome<HttpResponse> {
    taken(on, Step::Commit(body.into_inner().commitment)).await
}

/// A party's seed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckSeedBody {
    /// 64 lower-case hexadecimal digits.
    pub seed: String,
}

/// Open the seed that one committed to. With the second seed the sample is drawn.
#[utoipa::path(put, path = "/api/v1/rechecks/{number}/seed", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")), request_body = RecheckSeedBody,
    responses((status = 200, body = RecheckFile), (status = 403, description = "Somebody else's", body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, description = "Not the seed that was committed to", body = Problem)))]
pub async fn recheck_reveal(on: OnRound, body: web::Json<RecheckSeedBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Reveal(body.into_inner().seed)).await
}

/// What was found of one drawn self-evaluation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckMarkBody {
    /// Its number on the list.
    #[schema(example = "00042")]
    pub item: String,
    /// 0 to 100; without it the self-evaluation was not done as required.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "86.5")]
    pub score: Option<Score>,
    #[serde(default)]
    pub remark: Option<String>,
}

/// Marks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckMarksBody {
    pub marks: Vec<RecheckMarkBody>,
}

/// Put down what was found; all of it or nothing. A later word on one takes the place of the earlier.
#[utoipa::path(put, path = "/api/v1/rechecks/{number}/marks", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")), request_body = RecheckMarksBody,
    responses((status = 200, body = RecheckFile), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "Not drawn, or out of range", body = Problem)))]
pub async fn recheck_mark(on: OnRound, body: web::Json<RecheckMarksBody>) -> Outcome<HttpResponse> {
    let new = |m: RecheckMarkBody| NewMark { item: m.item, found: Found { score: m.score, remark: m.remark } };
    taken(on, Step::Mark(body.into_inner().marks.into_iter().map(new).collect())).await
}

/// End a round in which everything drawn is marked, by somebody who did not mark.
#[utoipa::path(post, path = "/api/v1/rechecks/{number}/conclusion", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")),
    responses((status = 200, body = RecheckFile), (status = 403, description = "Who marked", body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Marks are missing", body = Problem)))]
pub async fn recheck_conclude(on: OnRound) -> Outcome<HttpResponse> {
    taken(on, Step::Conclude).await
}

/// Why a round is given up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecheckAbandonment {
    pub because: String,
}

/// Give a round up before it is drawn, for example because a party does not open its seed.
#[utoipa::path(post, path = "/api/v1/rechecks/{number}/abandonment", tag = "rechecks",
    params(("number" = String, Path, description = "Number of the round")), request_body = RecheckAbandonment,
    responses((status = 200, body = RecheckFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn recheck_abandon(on: OnRound, body: web::Json<RecheckAbandonment>) -> Outcome<HttpResponse> {
    taken(on, Step::Abandon(body.into_inner().because)).await
}
