//! Paths as manifests write them: percent-encoding, and what must never be followed.
//!
//! A path here is text. Nothing in this file looks at a disk, and no path of a manifest is ever
//! joined to a folder: it is only compared with the names that were found.

use std::borrow::Cow;
use thiserror::Error;

/// Which octets are percent-encoded: RFC 8493 section 2.1.3 encodes CR, LF and the percent sign;
/// the drafts before 1.0 encode CR and LF alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    LineEnds,
    LineEndsAndPercent,
}

/// A path of a manifest, a fetch list or an archive that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(in crate::packages) enum PathFault {
    #[error("路径为空")]
    Empty,
    #[error("是绝对路径，指向袋外")]
    Absolute,
    #[error("含有 ..，可能指向袋外")]
    Parent,
    #[error("以 ~ 开头，会被当作用户目录")]
    Home,
    #[error("含有空字符")]
    Nul,
    #[error("指向文件夹；清单只能列出文件")]
    Folder,
}

/// Decodes what the version encodes and leaves every other percent sign as it is.
pub(super) fn decode(listed: &str, escapes: Escapes) -> Cow<'_, str> {
    if !listed.contains('%') {
        return Cow::Borrowed(listed);
    }
    let mut decoded = String::with_capacity(listed.len());
    let mut rest = listed;
    while let Some(at) = rest.find('%') {
        let (before, tail) = rest.split_at(at);
        decoded.push_str(before);
        let (character, taken) = escaped(tail, escapes).map_or(('%', 1), |character| (character, 3));
        decoded.push(character);
        rest = tail.get(taken..).unwrap_or("");
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn escaped(tail: &str, escapes: Escapes) -> Option<char> {
    match tail.get(1..3)? {
        "0A" | "0a" => Some('\n'),
        "0D" | "0d" => Some('\r'),
        "25" if escapes == Escapes::LineEndsAndPercent => Some('%'),
        _ => None,
    }
}

/// Encodes as version 1.0 does.
pub(super) fn encode(path: &str) -> Cow<'_, str> {
    if !path.contains(['%', '\r', '\n']) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(path.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"))
}

/// The path without `./`, `//` and the like.
///
/// # Errors
/// The path could lead out of the bag on some system, or names a folder.
pub(in crate::packages) fn normal(path: &str) -> Result<Cow<'_, str>, PathFault> {
    refuse_unsafe(path)?;
    if path.ends_with('/') {
        return Err(PathFault::Folder);
    }
    let is_plain = path.split('/').all(|part| !part.is_empty() && part != ".");
    if is_plain {
        return Ok(Cow::Borrowed(path));
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.is_empty() { Err(PathFault::Empty) } else { Ok(Cow::Owned(parts.join("/"))) }
}

/// Refuses what a careless reader would follow out of the bag, on Windows as well as elsewhere.
fn refuse_unsafe(path: &str) -> Result<(), PathFault> {
    let mut start = path.chars();
    match (start.next(), start.next(), start.next()) {
        (None, _, _) => return Err(PathFault::Empty),
        (Some('/'), _, _) | (Some('\\'), Some('\\'), _) => return Err(PathFault::Absolute),
        (Some(drive), Some(':'), Some('\\' | '/')) if drive.is_ascii_alphabetic() => return Err(PathFault::Absolute),
        (Some('~'), _, _) => return Err(PathFault::Home),
        _ => {}
    }
    if path.contains('\0') {
        return Err(PathFault::Nul);
    }
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Err(PathFault::Parent);
    }
    Ok(())
}

/// Whether the path lies in the payload directory.
pub(super) fn is_payload(path: &str) -> bool {
    path.starts_with("data/")
}

/// Why a file of this name cannot be unpacked on Windows; RFC 8493 asks for care in its Practical Considerations.
pub(in crate::packages) fn not_portable(path: &str) -> Option<&'static str> {
    path.split('/').find_map(|part| {
        if is_reserved(part) {
            Some("是 Windows 保留名称")
        } else if part.contains(['<', '>', ':', '"', '|', '?', '*', '\\']) || part.chars().any(char::is_control) {
            Some("含有 Windows 不允许的字符")
        } else if part.ends_with(['.', ' ']) {
            Some("以点或空格结尾，Windows 不允许")
        } else {
            None
        }
    })
}

fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_uppercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| matches!(c, '1'..='9')))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// Files that an operating system leaves behind.
pub(super) fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("._") || matches!(name.to_ascii_lowercase().as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_may_lead_out_of_the_bag_is_refused() {
        let cases = [
            ("", PathFault::Empty),
            ("./", PathFault::Folder),
            (".", PathFault::Empty),
            ("/tmp/foo", PathFault::Absolute),
            ("~/foo", PathFault::Home),
            ("~root/foo", PathFault::Home),
            ("../README", PathFault::Parent),
            ("data/../../x", PathFault::Parent),
            ("data\\..\\..\\x", PathFault::Parent),
            ("C:\\Windows\\x.exe", PathFault::Absolute),
            ("d:/x", PathFault::Absolute),
            ("\\\\?\\UNC\\server\\x", PathFault::Absolute),
            ("data/a\0b", PathFault::Nul),
            ("data/dir/", PathFault::Folder),
        ];
        for (path, fault) in cases {
            assert_eq!(normal(path), Err(fault), "{path:?}");
        }
    }

    #[test]
    fn what_is_unusual_but_inside_is_taken() {
        let cases = [
            ("data/a", "data/a"),
            ("./data/a", "data/a"),
            ("data//a", "data/a"),
            ("data/./a", "data/a"),
            ("data/~a", "data/~a"),
            ("data/..a/b..", "data/..a/b.."),
            ("data/C:", "data/C:"),
        ];
        for (path, expected) in cases {
            assert_eq!(normal(path).unwrap(), expected, "{path:?}");
        }
    }

    #[test]
    fn only_the_named_octets_are_decoded() {
        let all = Escapes::LineEndsAndPercent;
        assert_eq!(decode("a%0Ab%0d%25%7E%", all), "a\nb\r%%7E%");
        assert_eq!(decode("%2525", all), "%25");
        assert_eq!(decode("a%0Ab%25", Escapes::LineEnds), "a\nb%25");
        assert_eq!(decode("%测试%2", all), "%测试%2");
    }

    #[test]
    fn names_that_windows_cannot_have() {
        for bad in ["data/CON", "data/con.txt", "data/lpt1", "data/a?b", "data/x.", "data/y /z", "a\\b"] {
            assert!(not_portable(bad).is_some(), "{bad}");
        }
        for good in ["data/console", "data/com0", "data/com10.txt", "data/评价报告.docx", "data/.keep"] {
            assert_eq!(not_portable(good), None, "{good}");
        }
    }

    proptest! {
        #[test]
        fn encoding_comes_back(path in "[a-z%0-9\r\n测]{0,30}") {
            let encoded = encode(&path);
            prop_assert_eq!(decode(&encoded, Escapes::LineEndsAndPercent), path.as_str());
        }
    }
}
