//! Text as the draw hashes it: UTF-8 in NFC, so that one name typed on two machines is one name.
//! Nothing is trimmed or repaired: what is published is what is hashed.

use super::fault::DrawFault;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The longest text accepted, in bytes. Far above any number, unit or reason, far below the `u32` of
/// a length prefix.
pub(super) const LONGEST: usize = 1 << 20;

/// The NFC form; borrowed when the text already has it.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// A text that stands in a pool line or names something: NFC, one line, no control character (a TAB
/// would move a field of the line).
///
/// `place` says where the text stands, for the message.
pub(super) fn single_line(text: &str, place: impl Fn() -> String) -> Result<Cow<'_, str>, DrawFault> {
    if text.len() > LONGEST {
        return Err(DrawFault::TooLong { place: place() });
    }
    if text.chars().any(char::is_control) {
        return Err(DrawFault::ControlCharacter { place: place() });
    }
    Ok(composed(text))
}

/// As [`single_line`], and not empty: an id, a role, a draw number.
pub(super) fn name(text: &str, place: impl Fn() -> String) -> Result<Cow<'_, str>, DrawFault> {
    if text.is_empty() {
        return Err(DrawFault::Empty { place: place() });
    }
    single_line(text, place)
}

/// A text that is hashed behind its length alone and may have several lines.
pub(super) fn free(text: &str, place: impl Fn() -> String) -> Result<Cow<'_, str>, DrawFault> {
    if text.len() > LONGEST {
        return Err(DrawFault::TooLong { place: place() });
    }
    Ok(composed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composes_and_refuses() {
        let place = || "here".to_string();
        assert_eq!(name("e\u{301}", place).as_deref(), Ok("é"));
        assert_eq!(name("ZJ-0001 ", place).as_deref(), Ok("ZJ-0001 "));
        assert_eq!(single_line("", place).as_deref(), Ok(""));
        assert_eq!(name("", place), Err(DrawFault::Empty { place: place() }));
        for bad in ["a\tb", "a\nb", "\u{0}", "a\u{85}"] {
            assert_eq!(single_line(bad, place), Err(DrawFault::ControlCharacter { place: place() }), "{bad:?}");
        }
        assert_eq!(free("two\nlines", place).as_deref(), Ok("two\nlines"));
        assert_eq!(free(&"x".repeat(LONGEST + 1), place), Err(DrawFault::TooLong { place: place() }));
    }
}
