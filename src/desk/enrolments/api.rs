//! Applications to enter the pool, for machines.

use super::view::{self, EnrolmentFile, EnrolmentRow};
use super::work::{self, Shelves, Step};
use crate::desk::call::Call;
use crate::desk::{blocking, details};
use crate::handover::enrolment::model::{Application, Channel, EnrolmentStage, PublicNotice};
use crate::handover::enrolment::rules::Judgement;
use crate::handover::enrolment::service as enrolment;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::terms::Day;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who stands in public notice today. No account is needed.
#[utoipa::path(get, path = "/api/v1/public-notices", tag = "experts", responses((status = 200, body = [PublicNotice])))]
pub async fn public_notices(db: web::Data<Db>, clock: web::Data<Clock>) -> Outcome<HttpResponse> {
    let today = clock.now().day_in_china();
    let found = blocking::read(&db, move |conn| enrolment::noticed(conn, today)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Which applications.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub stage: Option<EnrolmentStage>,
}

/// The applications of the division, the newest first.
#[utoipa::path(get, path = "/api/v1/enrolments", tag = "experts",
    params(("stage" = Option<EnrolmentStage>, Query)),
    responses((status = 200, body = [EnrolmentRow]), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_list(call: Call, asked: web::Query<Asked>) -> Outcome<HttpResponse> {
    let stage = asked.stage;
    let rows = call.read(move |conn, call| view::list(conn, &call.actor, stage, call.now.day_in_china()));
    Ok(HttpResponse::Ok().json(rows.await?))
}

/// One application, what was stated (masked) and what was said against it.
#[utoipa::path(get, path = "/api/v1/enrolments/{number}", tag = "experts",
    params(("number" = String, Path, description = "Number of the application")),
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem)))]
pub async fn enrolment_show(
    request: HttpRequest,
    call: Call,
    vault: web::Data<Vault>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let file =
        call.read(move |conn, call| view::file(conn, &vault, &call.actor, &number, call.now.day_in_china())).await?;
    details::json(&request, &file)
}

/// An application with where it comes from.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnrolmentBody {
    pub channel: Channel,
    pub stated: Application,
}

/// What the rules say of an application (财库〔2016〕198号 art. 6); nothing is filed.
#[utoipa::path(post, path = "/api/v1/enrolments/judgement", tag = "experts", request_body = NewEnrolmentBody,
    responses((status = 200, body = Judgement), (status = 409, description = "In the pool already", body = Problem),
        (status = 422, body = Problem)))]
pub async fn enrolment_judge(
    call: Call,
    vault: web::Data<Vault>,
    body: web::Json<NewEnrolmentBody>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::judge(&call, vault, body.into_inner().stated).await?))
}

/// File an application. Each fault names its field; a condition that is not met is named with its article.
#[utoipa::path(post, path = "/api/v1/enrolments", tag = "experts", request_body = NewEnrolmentBody,
    responses((status = 201, body = EnrolmentFile), (status = 409, description = "In the pool, or under way", body = Problem),
        (status = 422, body = Problem)))]
pub async fn enrolment_file(
    call: Call,
    vault: web::Data<Vault>,
    body: web::Json<NewEnrolmentBody>,
) -> Outcome<HttpResponse> {
    let NewEnrolmentBody { channel, stated } = body.into_inner();
    Ok(HttpResponse::Created().json(work::file(&call, vault, channel, stated).await?))
}

/// Until when the public notice lasts.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeBody {
    /// At least five working days from today; without it, exactly those.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Day>,
}

/// The application that a step is taken on.
type OnEnrolment = (Call, Shelves, web::Path<String>);

async fn taken((call, shelves, number): OnEnrolment, step: Step) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(work::take(&call, shelves, number.into_inner(), step).await?))
}

/// Check an application that somebody else filed, and put it into public notice.
#[utoipa::path(post, path = "/api/v1/enrolments/{number}/notice", tag = "experts",
    params(("number" = String, Path, description = "Number of the application")), request_body = NoticeBody,
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_notice(on: OnEnrolment, body: web::Json<NoticeBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Notice(body.until)).await
}

/// What somebody says against an application.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectionBody {
    #[schema(min_length = 4, max_length = 1000)]
    pub said: String,
}

/// Note an objection during the public notice.
#[utoipa::path(post, path = "/api/v1/enrolments/{number}/objections", tag = "experts",
    params(("number" = String, Path, description = "Number of the application")), request_body = ObjectionBody,
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_object(on: OnEnrolment, body: web::Json<ObjectionBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Object(body.into_inner().said)).await
}

/// What was found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    #[schema(min_length = 4, max_length = 1000)]
    pub answer: String,
}

/// Answer an objection; nobody is let in before each has an answer.
#[utoipa::path(put, path = "/api/v1/enrolments/{number}/objections/{position}", tag = "experts",
    params(("number" = String, Path, description = "Number of the application"),
        ("position" = i32, Path, description = "Counted from 1")), request_body = AnswerBody,
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_answer(
    call: Call,
    shelves: Shelves,
    place: web::Path<(String, i32)>,
    body: web::Json<AnswerBody>,
) -> Outcome<HttpResponse> {
    let (number, position) = place.into_inner();
    taken((call, shelves, number.into()), Step::Answer(position, body.into_inner().answer)).await
}

/// Let the person in, after the public notice: judged again on this day, entered with the declared recusals.
#[utoipa::path(post, path = "/api/v1/enrolments/{number}/approval", tag = "experts",
    params(("number" = String, Path, description = "Number of the application")),
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem),
        (status = 409, description = "The notice runs, or an objection is open", body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_approve(on: OnEnrolment) -> Outcome<HttpResponse> {
    taken(on, Step::Approve).await
}

/// Why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalBody {
    #[schema(min_length = 4, max_length = 1000)]
    pub because: String,
}

/// Refuse an application with the reason.
#[utoipa::path(post, path = "/api/v1/enrolments/{number}/refusal", tag = "experts",
    params(("number" = String, Path, description = "Number of the application")), request_body = RefusalBody,
    responses((status = 200, body = EnrolmentFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment_refuse(on: OnEnrolment, body: web::Json<RefusalBody>) -> Outcome<HttpResponse> {
    taken(on, Step::Refuse(body.into_inner().because)).await
}
