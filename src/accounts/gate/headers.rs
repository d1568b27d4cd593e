//! Headers that every answer carries (ASVS 3.4). An answer that has set one of them itself keeps
//! its own, as the API's try-out page and cacheable assets must.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

/// Nothing from elsewhere, nothing inline, nobody may frame us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Whatever does not say otherwise is not kept by anybody (ASVS 14.3.2).
    (CACHE_CONTROL, "no-store"),
];

/// Two years, as the preload lists ask.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds what is missing; `secure` is true where people come over HTTPS.
pub(super) fn complete(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in FIXED {
        put_if_absent(headers, name, value);
    }
    if secure {
        put_if_absent(headers, STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

fn put_if_absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
