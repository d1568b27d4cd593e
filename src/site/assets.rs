//! Static files out of the binary. Their addresses carry a hash of the content, so they may be kept
//! for a year; asked for without it, they are checked again each time.

use super::offline;
use crate::platform::pages::asset;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

pub async fn file(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let Some(found) = asset(&path) else { return HttpResponse::NotFound().finish() };
    let etag = format!("\"{}\"", found.etag);
    let kept =
        if request.query_string().starts_with("v=") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = request.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| known.contains(&etag)) {
        return HttpResponse::NotModified().insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, kept)).finish();
    }
    let mut answer = HttpResponse::Ok();
    if let Some(html) = std::str::from_utf8(&found.bytes).ok().filter(|_| path.ends_with(".html")) {
        answer.insert_header((CONTENT_SECURITY_POLICY, offline::policy(html)));
    }
    answer.content_type(found.mime).insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, kept)).body(found.bytes)
}
