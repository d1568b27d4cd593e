//! `Upload-Metadata` (tus 1.0, "Creation"): pairs of a key and a Base64 value, parted by commas.

use crate::packages::names;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::collections::BTreeMap;

/// Bytes of the header: a long path, a media type and little else.
const LENGTH: usize = 8 << 10;

/// What a client says of its file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<String, String>);

impl Metadata {
    /// # Errors
    /// The header is not of the protocol's form: a key twice or none, a value that is no Base64 or no text.
    pub fn parse(header: &str) -> Outcome<Metadata> {
        if header.len() > LENGTH {
            return Err(bad(&format!("最多 {LENGTH} 字节"), &format!("at most {LENGTH} bytes")));
        }
        let mut pairs = BTreeMap::new();
        for pair in header.split(',').map(str::trim).filter(|_| !header.trim().is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let bytes = STANDARD.decode(value.trim()).ok();
            let text = bytes.and_then(|b| names::decoded(&b));
            let text =
                text.ok_or_else(|| bad(&format!("{key} 的值不是 Base64 文字"), &format!("{key} is no Base64 text")))?;
            if key.is_empty() || pairs.insert(key.to_owned(), text).is_some() {
                return Err(bad("键名为空或重复", "a key is empty or stands twice"));
            }
        }
        Ok(Metadata(pairs))
    }

    pub fn commission(&self) -> Option<&str> {
        self.0.get("commission").map(String::as_str)
    }

    /// Where the file is to stand: with its folder where the client says so.
    pub fn path(&self) -> Option<&str> {
        let said = ["path", "relativePath", "filename", "name"].into_iter().filter_map(|key| self.0.get(key));
        // A widespread client writes the word for a folder that there is not.
        said.map(String::as_str).find(|path| !path.is_empty() && *path != "null")
    }
}

fn bad(zh: &str, en: &str) -> Failure {
    Failure::refused(Code::BadHeader, format!("Upload-Metadata 有误：{zh}。"), format!("Upload-Metadata: {en}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(header: &str) -> Option<String> {
        Metadata::parse(header).unwrap().path().map(str::to_owned)
    }

    #[test]
    fn the_example_of_the_protocol_and_what_clients_send() {
        let header = "filename d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==,is_confidential";
        assert_eq!(path(header).as_deref(), Some("world_domination_plan.pdf"));
        assert_eq!(Metadata::parse(header).unwrap().0.get("is_confidential").map(String::as_str), Some(""));
        // relativePath "null", name "a.txt"
        assert_eq!(path("relativePath bnVsbA==, name YS50eHQ=").as_deref(), Some("a.txt"));
        // GB18030 评
        assert_eq!(path("filename xsA=").as_deref(), Some("评"));
        assert_eq!(path(""), None);
    }

    #[test]
    fn what_is_not_of_the_form_is_refused() {
        for header in ["a YQ==,a YQ==", "a ?", ",", "a /////w=="] {
            assert!(Metadata::parse(header).is_err(), "{header}");
        }
        assert!(Metadata::parse(&"a".repeat(LENGTH + 1)).is_err());
    }
}
