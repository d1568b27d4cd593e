//! How a refusal or fault looks: a page for people, `application/problem+json` for machines, both
//! made from the same [`Problem`]. Errors of the framework (unreadable JSON, unknown path, wrong
//! method) come through here as well, so that no answer is bare.

use super::{frame, headers};
use crate::accounts::service::Accounts;
use crate::platform::failure::Failure;
use crate::platform::pages::{Lang, Pages};
use crate::platform::problem::{Code, Problem};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ALLOW, ContentType, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError, web};
use serde_json::{Value, json};

/// For whom an answer is: read from the request before it is handled.
#[derive(Clone, Debug)]
pub struct Audience {
    pub path: String,
    /// True for machines.
    pub wants_json: bool,
    pub lang: Lang,
    pub large_text: bool,
    /// What to quote to support; the log holds the same.
    pub request_id: String,
}

impl Audience {
    pub fn of(request: &ServiceRequest) -> Audience {
        let known = request.extensions().get::<tracing_actix_web::RequestId>().map(ToString::to_string);
        Audience {
            path: request.path().to_owned(),
            wants_json: wants_json(request),
            lang: frame::lang(request.request()),
            large_text: frame::large_text(request.request()),
            request_id: known.unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        }
    }
}

/// Paths of machines answer JSON; elsewhere who asks for JSON and not for HTML gets it.
fn wants_json(request: &ServiceRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let of_machines = ["/api/", "/ocds"].iter().any(|prefix| request.path().starts_with(prefix));
    of_machines || (accept.contains("json") && !accept.contains("text/html"))
}

/// Handlers may return [`Failure`]; [`front`] gives it its body.
impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        let code = match self {
            Failure::Refused { code, .. } => *code,
            Failure::Malformed(_) => Code::Malformed,
            Failure::Busy => Code::Busy,
            Failure::Fault(_) => Code::Internal,
        };
        StatusCode::from_u16(code.entry().0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The outermost middleware but for the log: `App::wrap(from_fn(front))`. It gives unfinished
/// answers their body and every answer its headers.
pub async fn front(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let audience = Audience::of(&request);
    let pages = request.app_data::<web::Data<Pages>>().cloned();
    let accounts = request.app_data::<web::Data<Accounts>>().cloned();
    let now = accounts.as_ref().map(|a| a.now().to_string()).unwrap_or_default();
    let response = next.call(request).await?.map_into_boxed_body();
    let mut finished = match problem_of(&response, &audience) {
        Some(problem) => {
            log_refusal(&problem, &audience);
            finish(response, &problem, pages.as_ref().map(|p| p.get_ref()), &audience, &now)
        }
        None => response,
    };
    headers::complete(finished.headers_mut(), accounts.is_some_and(|a| a.settings().is_secure()));
    Ok(finished)
}

/// Refusals are worth knowing of (ASVS 16.3.2); faults have been logged where they became problems.
fn log_refusal(problem: &Problem, audience: &Audience) {
    if matches!(problem.status, 401 | 403 | 429) {
        let Problem { status, kind, request_id, .. } = problem;
        tracing::warn!(status, kind, request_id, path = audience.path, "refused");
    }
}

fn finish(
    bare: ServiceResponse,
    problem: &Problem,
    pages: Option<&Pages>,
    audience: &Audience,
    now: &str,
) -> ServiceResponse {
    let mut rendered = match pages.filter(|_| !audience.wants_json) {
        Some(pages) => page(pages, audience, problem, now),
        None => json_body(problem),
    };
    keep_headers(bare.headers(), rendered.headers_mut());
    hints(problem, rendered.headers_mut());
    bare.into_response(rendered)
}

/// The problem that an unfinished answer stands for; `None` where the answer has its own body.
fn problem_of(response: &ServiceResponse, audience: &Audience) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    match response.response().error() {
        Some(error) => Some(match error.as_error::<Failure>() {
            Some(failure) => Problem::from_failure(failure, &audience.request_id),
            None => of_framework(status, Some(error), &audience.request_id),
        }),
        None => {
            let bare = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
            bare.then(|| of_framework(status, None, &audience.request_id))
        }
    }
}

/// An error that the framework made: its status says what kind it is, its text where it happened.
fn of_framework(status: StatusCode, error: Option<&Error>, request_id: &str) -> Problem {
    let text = error.map(ToString::to_string).unwrap_or_default();
    match status {
        StatusCode::NOT_FOUND => Problem::of(Code::NotFound, "请检查地址。", "Check the address.", request_id),
        StatusCode::METHOD_NOT_ALLOWED => Problem::of(
            Code::MethodNotAllowed,
            "此地址不支持这种请求方法。",
            "This address does not take this method.",
            request_id,
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::of(Code::TooLarge, "请缩小内容后重新提交。", "Send less.", request_id)
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::of(Code::UnsupportedMediaType, "请检查 Content-Type。", "Check Content-Type.", request_id)
        }
        status if status.is_client_error() => Problem::of(
            Code::Malformed,
            format!("请求无法读取：{text}"),
            format!("The request cannot be read: {text}"),
            request_id,
        ),
        _ => Problem::from_failure(&Failure::Fault(anyhow::anyhow!("{status}: {text}")), request_id),
    }
}

fn json_body(problem: &Problem) -> HttpResponse {
    let body = serde_json::to_string(problem).unwrap_or_default();
    HttpResponse::build(status_of(problem)).content_type("application/problem+json; charset=utf-8").body(body)
}

fn status_of(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn page(pages: &Pages, audience: &Audience, problem: &Problem, now: &str) -> HttpResponse {
    let context = frame::bare(&audience.path, audience.large_text, now, page_context(problem));
    match pages.render("error", audience.lang, &context) {
        Ok(html) => HttpResponse::build(status_of(problem)).content_type(ContentType::html()).body(html),
        Err(error) => {
            tracing::error!(request_id = audience.request_id, %error, "the error page could not be written");
            HttpResponse::build(status_of(problem)).content_type(ContentType::plaintext()).body(problem.detail.clone())
        }
    }
}

fn page_context(problem: &Problem) -> Value {
    let faults = problem.errors.iter().map(|f| format!("{}：{}", f.field, f.message));
    let lines = problem.grounds.iter().cloned().chain(faults);
    let grounds: Vec<Value> =
        lines.map(|line| json!({"sentence": {"zh": line, "en": line}, "article": null})).collect();
    json!({
        "status": problem.status,
        "title": {"zh": problem.title, "en": problem.title_en},
        "detail": {"zh": problem.detail, "en": problem.detail_en},
        "mend": null,
        "grounds": grounds,
        "back": null,
        "request_id": problem.request_id,
        "support": null,
    })
}

/// What the framework or a handler said beside the body, such as which methods are allowed.
fn keep_headers(from: &HeaderMap, to: &mut HeaderMap) {
    let of_uploads = |name: &HeaderName| name.as_str().starts_with("tus-") || name.as_str().starts_with("upload-");
    for (name, value) in from.iter().filter(|(name, _)| [ALLOW, RETRY_AFTER].contains(name) || of_uploads(name)) {
        to.insert(name.clone(), value.clone());
    }
}

/// Headers that belong to a status: how to log in, when to come back.
fn hints(problem: &Problem, headers: &mut HeaderMap) {
    use actix_web::http::header::HeaderValue;
    match problem.status {
        401 => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"hengping\"")),
        429 => headers.insert(RETRY_AFTER, HeaderValue::from_static("60")),
        503 => headers.insert(RETRY_AFTER, HeaderValue::from_static("2")),
        _ => return,
    };
}

/// For `App::default_service`: every path that no table declares.
pub async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().finish()
}
