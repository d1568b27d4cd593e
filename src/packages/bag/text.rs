//! Text of tag files: the declared encoding, byte-order marks and line ends (RFC 8493 section 2.3).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How tag files are encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charset {
    Utf8,
    Ascii,
    /// ISO 8859-1 itself, not the superset that browsers read under its name.
    Latin1,
    /// The byte order is told by a mark, or big-endian without one (RFC 2781).
    Utf16,
    Other(&'static Encoding),
}

/// A text, and whether a byte-order mark was taken off it.
pub(super) struct Decoded<'b> {
    pub text: Cow<'b, str>,
    pub had_mark: bool,
}

impl Charset {
    /// `None` for a name that is not known.
    pub(super) fn named(label: &str) -> Option<Charset> {
        match label.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Charset::Utf8),
            "us-ascii" | "ascii" | "ansi_x3.4-1968" => Some(Charset::Ascii),
            "iso-8859-1" | "iso_8859-1" | "latin1" => Some(Charset::Latin1),
            "utf-16" => Some(Charset::Utf16),
            other => Encoding::for_label_no_replacement(other.as_bytes()).map(Charset::Other),
        }
    }

    /// `None` if the bytes are not text of this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Decoded<'_>> {
        match self {
            Charset::Utf8 => by(UTF_8, bytes),
            Charset::Ascii => bytes.is_ascii().then(|| by(UTF_8, bytes)).flatten(),
            Charset::Latin1 => Some(Decoded { text: encoding_rs::mem::decode_latin1(bytes), had_mark: false }),
            Charset::Utf16 => by(if bytes.starts_with(&[0xFF, 0xFE]) { UTF_16LE } else { UTF_16BE }, bytes),
            Charset::Other(encoding) => by(encoding, bytes),
        }
    }

    /// Whether a byte-order mark has a use; RFC 8493 forbids it where it has none.
    pub(super) fn may_have_mark(self) -> bool {
        match self {
            Charset::Utf16 => true,
            Charset::Other(encoding) => encoding == UTF_16LE || encoding == UTF_16BE,
            Charset::Utf8 | Charset::Ascii | Charset::Latin1 => false,
        }
    }
}

fn by<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Decoded<'b>> {
    let unmarked = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => bytes.get(length..)?,
        _ => bytes,
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(unmarked)?;
    Some(Decoded { text, had_mark: unmarked.len() < bytes.len() })
}

/// The lines with their numbers from 1, whatever ends them: LF, CR or CRLF.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text).filter(|text| !text.is_empty());
    let mut number = 0;
    std::iter::from_fn(move || {
        let current = rest?;
        let (line, tail) = match current.find(['\n', '\r']) {
            None => (current, ""),
            Some(at) => {
                let (line, end) = current.split_at(at);
                (line, end.strip_prefix("\r\n").or_else(|| end.get(1..)).unwrap_or(""))
            }
        };
        rest = Some(tail).filter(|tail| !tail.is_empty());
        number += 1;
        Some((number, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(label: &str, bytes: &[u8]) -> Option<(String, bool)> {
        let decoded = Charset::named(label).unwrap().decode(bytes)?;
        Some((decoded.text.into_owned(), decoded.had_mark))
    }

    #[test]
    fn encodings() {
        let found = |text: &str, had_mark| Some((text.to_owned(), had_mark));
        assert_eq!(decoded("UTF-8", "评".as_bytes()), found("评", false));
        assert_eq!(decoded("utf-8", "\u{FEFF}评".as_bytes()), found("评", true));
        assert_eq!(decoded("UTF-8", &[0xC0]), None);
        assert_eq!(decoded("ISO-8859-1", &[0xE9, 0x80]), found("é\u{80}", false));
        assert_eq!(decoded("US-ASCII", &[0xE9]), None);
        assert_eq!(decoded("UTF-16", &[0xFE, 0xFF, 0, b'a']), found("a", true));
        assert_eq!(decoded("UTF-16", &[0xFF, 0xFE, b'a', 0]), found("a", true));
        assert_eq!(decoded("UTF-16", &[0, b'a']), found("a", false));
        assert_eq!(decoded("GB18030", &[0xC6, 0xC0]), found("评", false));
        assert_eq!(Charset::named("UTF-99"), None);
        assert_eq!(Charset::named("iso-2022-kr"), None);
    }

    #[test]
    fn line_ends() {
        let found: Vec<_> = lines("a\nb\r\nc\rd\n\ne").collect();
        assert_eq!(found, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]);
        assert_eq!(lines("").count(), 0);
        assert_eq!(lines("a\n").count(), 1);
    }
}
