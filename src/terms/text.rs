//! Cleaning of text that people typed: full-width forms, odd spaces, Unicode composition.

use unicode_normalization::UnicodeNormalization;

/// Full-width ASCII (U+FF01..U+FF5E) and the ideographic space to their half-width forms.
/// Full-width brackets inside a name are kept by [`tidy`]; use this for codes and numbers.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A code or number: half-width, every white space and zero-width character removed, upper case.
pub fn code(text: &str) -> String {
    half_width(text).chars().filter(|c| !is_space(*c)).collect::<String>().to_uppercase()
}

/// A name or sentence: NFC, inner white space folded to one blank, ends trimmed, zero-width
/// characters removed. Punctuation keeps its width.
pub fn tidy(text: &str) -> String {
    let composed: String = text.nfc().filter(|c| !is_zero_width(*c)).collect();
    composed.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A Chinese name: as [`tidy`], and blanks between Han characters removed (`王 伟` is `王伟`).
pub fn name(text: &str) -> String {
    let tidied = tidy(text);
    let chars: Vec<char> = tidied.chars().collect();
    let is_han_at = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_han(*c));
    let keep = |i: usize, c: char| c != ' ' || !(is_han_at(i.checked_sub(1)) && is_han_at(i.checked_add(1)));
    chars.iter().enumerate().filter(|(i, c)| keep(*i, **c)).map(|(_, c)| *c).collect()
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || is_zero_width(c)
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The text as a cell that no spreadsheet runs as a formula: an apostrophe in front of `=`, `+`, `-`, `@`, a tab or a
/// carriage return.
pub fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A Han character of the blocks that names and texts use.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_people_type() {
        assert_eq!(code(" ９１９９ ００７ｂＬ\u{200b} "), "9199007BL");
        assert_eq!(name("\u{3000}王 \u{3000}伟 "), "王伟");
        assert_eq!(name("John  Smith"), "John Smith");
        assert_eq!(tidy("  宁夏（吴忠）\u{a0}公司\t"), "宁夏（吴忠） 公司");
        assert_eq!(name(" "), "");
    }

    #[test]
    fn no_cell_of_a_spreadsheet_runs() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "项目=1", "1-2", "'=1"] {
            assert_eq!(defused(text), text);
        }
    }
}
