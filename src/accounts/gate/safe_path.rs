//! Where somebody goes after logging in: only ever to a path of our own (CWE-601).

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;

/// Longer paths are not worth carrying along.
const MAX_LENGTH: usize = 2000;

/// The path if it is one of ours: it begins with exactly one slash, and holds nothing that a
/// browser could read as the start of another host (`//host`, `/\host`, a tab or a line break,
/// which browsers drop).
pub fn local(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= MAX_LENGTH).then_some(path)
}

/// The log-in page, with the way back where there is one worth going.
pub(super) fn log_in_path(request: &ServiceRequest) -> String {
    let wanted = request.uri().path_and_query().map(|p| p.as_str()).unwrap_or_default();
    let is_page = request.method() == Method::GET && !matches!(wanted, "/" | "/logout");
    match local(wanted).filter(|_| is_page) {
        Some(path) => format!("/login?next={}", encoded(path)),
        None => "/login".to_owned(),
    }
}

/// Percent-encodes what would end a query value.
fn encoded(path: &str) -> String {
    let one = |b: u8| match b {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    #[test]
    fn only_our_own_paths() {
        for good in ["/", "/experts", "/experts?q=%E5%BC%A0&page=2", "/a//b", "/login"] {
            assert_eq!(local(good), Some(good));
        }
        let bad = [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "evil",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/ /evil.example",
            "\\\\evil.example",
            "/a\\b",
            "/专家",
        ];
        for path in bad {
            assert_eq!(local(path), None, "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(MAX_LENGTH))), None);
    }

    #[test]
    fn the_way_back_is_encoded() {
        let get = |uri: &str| log_in_path(&TestRequest::get().uri(uri).to_srv_request());
        assert_eq!(get("/experts?q=a&page=2"), "/login?next=/experts%3Fq%3Da%26page%3D2");
        assert_eq!(get("/"), "/login");
        assert_eq!(log_in_path(&TestRequest::post().uri("/experts").to_srv_request()), "/login");
    }

    proptest! {
        #[test]
        fn a_local_path_stays_on_our_host(path in "[/\\\\a-z:.@?#\t\r\n ]{0,12}") {
            if let Some(path) = local(&path) {
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\t', '\r', '\n']));
            }
        }
    }
}
