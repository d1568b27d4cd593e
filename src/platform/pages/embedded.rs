//! The files under `templates/`, compiled into the binary (a debug build reads them from disk, so
//! that a style can be tried without a build): templates, messages and static assets.

use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Templates;

const STATIC: &str = "static/";
const HASH_CHARACTERS: usize = 12;

/// A static file as it is to be sent.
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    /// Media type with its charset where it is text.
    pub mime: String,
    /// SHA-256 of the content in hexadecimal; in quotes it is the strong entity tag.
    pub etag: String,
}

/// The file that `/static/<path>` names; `None` where there is none.
pub fn asset(path: &str) -> Option<Asset> {
    if path.split('/').any(|part| part.is_empty() || part == "..") {
        return None;
    }
    let file = Templates::get(&format!("{STATIC}{path}"))?;
    let etag = hex::encode(file.metadata.sha256_hash());
    Some(Asset { mime: media_type(path), etag, bytes: file.data })
}

/// `/static/app.css?v=0123456789ab`: the address changes with the content, so it may be cached for
/// ever. `None` where there is no such file.
pub(super) fn versioned_address(path: &str) -> Option<String> {
    let hash = asset(path)?.etag;
    Some(format!("/static/{path}?v={}", hash.get(..HASH_CHARACTERS)?))
}

fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    match guess.type_().as_str() {
        "text" => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

/// Name (without `.hbs`) and text of each template.
pub(super) fn templates() -> impl Iterator<Item = (String, String)> {
    Templates::iter().filter_map(|path| {
        let name = path.strip_suffix(".hbs")?.to_owned();
        Some((name, text(&path)?))
    })
}

/// Path and text of each message file of a language, `messages/zh/common.ftl`.
pub(super) fn messages(code: &str) -> impl Iterator<Item = (String, String)> {
    let folder = format!("messages/{code}/");
    let paths = Templates::iter().filter(move |path| path.starts_with(&folder) && path.ends_with(".ftl"));
    paths.filter_map(|path| Some((path.to_string(), text(&path)?)))
}

fn text(path: &str) -> Option<String> {
    String::from_utf8(Templates::get(path)?.data.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serves_static_files_and_nothing_else() {
        let css = asset("app.css").unwrap();
        assert_eq!(css.mime, "text/css; charset=utf-8");
        assert_eq!(css.etag.len(), 64);
        for path in ["../layout/open.hbs", "", "/app.css", "a//b", "none.css", "../messages/zh/common.ftl"] {
            assert!(asset(path).is_none(), "{path}");
        }
    }

    #[test]
    fn an_address_carries_the_content_hash() {
        let address = versioned_address("app.css").unwrap();
        let hash = asset("app.css").unwrap().etag;
        assert_eq!(address, format!("/static/app.css?v={}", &hash[..12]));
    }
}
