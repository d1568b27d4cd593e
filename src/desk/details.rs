//! One record for machines: JSON with an `ETag` over its content, so that a client that has it
//! already is told so (RFC 9110 section 13.1.2).

use crate::platform::failure::Outcome;
use crate::terms::Sha256Hex;
use actix_web::http::header::{ETAG, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

/// The record, or 304 where the request names its present tag.
pub fn json(request: &HttpRequest, record: &impl Serialize) -> Outcome<HttpResponse> {
    let body = serde_json::to_vec(record)?;
    let tag = EntityTag::new_strong(Sha256Hex::of(&body).as_str()[..32].to_owned());
    if is_known(request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok().content_type("application/json; charset=utf-8").insert_header((ETAG, tag)).body(body))
}

fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    if !request.headers().contains_key(actix_web::http::header::IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
