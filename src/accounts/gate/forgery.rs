//! Requests that a foreign page makes a browser send (CSRF). Three things stand against them, each
//! alone enough in a current browser: the cookie is `SameSite=Lax`; `Sec-Fetch-Site` or `Origin`
//! must be ours; and a form carries a token that only our pages know (ASVS 3.5.1 to 3.5.3).
//!
//! Requests with a bearer token are outside: no browser adds one unasked.

use super::multipart;
use crate::accounts::model::SessionId;
use crate::accounts::service::Accounts;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::stream;
use std::future::{Ready, ready};

/// The name of the form field; scripts send the same in the header.
const FIELD: &str = "csrf";
const HEADER: &str = "x-csrf-token";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// What a page puts into its forms, in a hidden field `csrf`. Empty for who is not logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormToken(pub String);

impl FromRequest for FormToken {
    type Error = actix_web::Error;
    type Future = Ready<Result<FormToken, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(request.extensions().get::<FormToken>().cloned().unwrap_or_default()))
    }
}

/// JSON endpoints refuse the three content types that a foreign form can send without asking; files may come
/// as a form beside a header that no form can set.
pub(super) fn check_content_type(request: &ServiceRequest) -> Outcome<()> {
    let kind = content_type(request);
    let has_header = request.headers().contains_key(HEADER) || request.headers().contains_key(AUTHORIZATION);
    let sendable_by_form = match kind.as_str() {
        FORM | "text/plain" => true,
        MULTIPART => !has_header,
        _ => false,
    };
    if request.path().starts_with("/api/") && sendable_by_form {
        let zh = "接口只接受 application/json（上传接口为 application/octet-stream，导入接口为带 X-CSRF-Token 或 Authorization 的 multipart/form-data），请设置 Content-Type。";
        let en = "Send application/json (application/octet-stream for uploads, multipart/form-data with X-CSRF-Token or Authorization for imports) and say so in Content-Type.";
        return Err(Failure::refused(Code::UnsupportedMediaType, zh, en));
    }
    Ok(())
}

/// Refuses what another site's page sent; this guards the log-in too, where no token is yet.
pub(super) fn check_origin(request: &ServiceRequest, accounts: &Accounts) -> Outcome<()> {
    if comes_from_us(request, accounts.settings().public_url.as_deref()) {
        return Ok(());
    }
    Err(forged("请求来自其他网站", "The request comes from another site"))
}

/// Refuses what does not carry the token of its session.
pub(super) async fn check_token(request: &mut ServiceRequest, accounts: &Accounts, session: &SessionId) -> Outcome<()> {
    let sent = sent_token(request).await?;
    let fits = accounts.form_token_fits(session, &sent);
    if fits { Ok(()) } else { Err(forged("页面已过期", "The page is out of date")) }
}

/// Without either header the sender is no current browser; the token still has to fit.
fn comes_from_us(request: &ServiceRequest, public_url: Option<&str>) -> bool {
    let header = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap_or("?").to_ascii_lowercase());
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = header(ORIGIN.as_str()) else { return true };
    let host = header(HOST.as_str()).or_else(|| request.uri().authority().map(|a| a.as_str().to_ascii_lowercase()));
    let is_host = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host.as_deref());
    let is_public = public_url.is_some_and(|url| same_origin(url, &origin));
    is_host || is_public
}

/// True where a URL's scheme and authority are this origin.
fn same_origin(url: &str, origin: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    origin.eq_ignore_ascii_case(&format!("{scheme}://{authority}"))
}

/// The token from the header, or from the form, whose body is put back for the handler.
async fn sent_token(request: &mut ServiceRequest) -> Outcome<String> {
    if let Some(value) = request.headers().get(HEADER) {
        return Ok(value.to_str().unwrap_or_default().to_owned());
    }
    match content_type(request).as_str() {
        FORM => token_of_form(request).await,
        MULTIPART => Ok(multipart::token_at_front(request, FIELD).await),
        _ => Ok(String::new()),
    }
}

async fn token_of_form(request: &mut ServiceRequest) -> Outcome<String> {
    let body = request.extract::<web::Bytes>().await.map_err(|e| {
        let zh = format!("表单过大或传输中断（{e}）。");
        Failure::refused(Code::TooLarge, zh, format!("The form is too large or was cut off ({e})."))
    })?;
    let token = std::str::from_utf8(&body).ok().and_then(token_in).unwrap_or_default();
    request.set_payload(Payload::Stream { payload: Box::pin(stream::once(ready(Ok(body)))) });
    Ok(token)
}

fn token_in(form: &str) -> Option<String> {
    let fields = web::Query::<Vec<(String, String)>>::from_query(form).ok()?;
    fields.into_inner().into_iter().find(|(name, _)| name == FIELD).map(|(_, value)| value)
}

fn content_type(request: &ServiceRequest) -> String {
    let value = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn forged(zh: &str, en: &str) -> Failure {
    let zh = format!("{zh}，没有办理。请回到原页面，刷新后重新提交。");
    Failure::refused(
        Code::NotPermitted,
        zh,
        format!("{en}; nothing was done. Go back, reload the page and send again."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_table_of_origins() {
        // Sec-Fetch-Site, Origin, Host, public address, ours
        let cases = [
            (None, None, "pj.example", None, true),
            (None, Some("http://pj.example"), "pj.example", None, true),
            (None, Some("http://PJ.example:8080"), "pj.example:8080", None, true),
            (None, Some("http://pj.example:8081"), "pj.example:8080", None, false),
            (None, Some("http://evil.example"), "pj.example", None, false),
            (None, Some("null"), "pj.example", None, false),
            (None, Some("http://pj.example.evil.example"), "pj.example", None, false),
            (None, Some("https://pj.example"), "inner:8080", Some("https://pj.example/app"), true),
            (None, Some("http://pj.example"), "inner:8080", Some("https://pj.example"), false),
            (Some("same-origin"), None, "pj.example", None, true),
            (Some("none"), None, "pj.example", None, true),
            (Some("same-site"), Some("http://pj.example"), "pj.example", None, false),
            (Some("cross-site"), None, "pj.example", None, false),
        ];
        for (site, origin, host, public_url, ours) in cases {
            let mut request = TestRequest::post().insert_header((HOST, host));
            request = site.into_iter().fold(request, |r, s| r.insert_header(("sec-fetch-site", s)));
            request = origin.into_iter().fold(request, |r, o| r.insert_header((ORIGIN, o)));
            assert_eq!(comes_from_us(&request.to_srv_request(), public_url), ours, "{site:?} {origin:?} {host}");
        }
    }

    #[test]
    fn the_token_is_found_among_the_fields() {
        assert_eq!(token_in("a=1&csrf=x%2By&b=2").as_deref(), Some("x+y"));
        assert_eq!(token_in("a=1"), None);
    }
}
