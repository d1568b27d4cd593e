//! The content policy of pages that must also work from a disk, and therefore carry their style and
//! script inside: just these, by their digest (CSP level 2), and nothing from anywhere.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The policy that lets exactly the page's own inline style and script run.
pub fn policy(html: &str) -> String {
    let style = source(html, "<style>", "</style>");
    let script = source(html, "<script>", "</script>");
    format!("default-src 'none'; style-src {style}; script-src {script}; frame-ancestors 'none'; base-uri 'none'")
}

/// The digest of what stands between the tags, as a source expression; `'none'` where nothing does.
fn source(html: &str, open: &str, close: &str) -> String {
    let inner = html.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(inner, _)| inner);
    match inner {
        Some(inner) => format!("'sha256-{}'", STANDARD.encode(Sha256::digest(inner.as_bytes()))),
        None => "'none'".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_in_the_page_may_run() {
        let policy = policy("<style>a{}</style><script>alert('Hello, world.');</script>");
        // The digest that the CSP specification's own example gives for this script.
        assert!(policy.contains("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"), "{policy}");
        assert!(super::policy("plain").contains("script-src 'none'"));
    }
}
