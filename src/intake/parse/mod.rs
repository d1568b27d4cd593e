//! From text to value: days, numbers, lists, telephone numbers. Pure; what a reading changed is
//! told along with the value, so that the caller can note it.

mod day;
mod list;
mod number;
mod phone;

pub use day::{DayFault, day, day_of_serial};
pub use list::list;
pub use number::{NumberFault, decimal, shown_decimal};
pub use phone::{PhoneFault, is_email, mobile, telephone};

use crate::terms::text;

/// True for what people write to say "nothing": a dash, 无, 暂无.
pub fn says_nothing(value: &str) -> bool {
    // Most values end here, at their first character.
    if !value.trim_start().starts_with(|c| OPENINGS.contains(c)) {
        return false;
    }
    let plain = text::code(value);
    plain.chars().all(|c| DASHES.contains(c)) || NOTHING.contains(&plain.as_str())
}

const DASHES: &str = "-—–－/\\*";
const NOTHING: [&str; 10] = ["无", "暂无", "没有", "不详", "未知", "空", "N/A", "NA", "NULL", "NONE"];
/// What a dash or a word of [`NOTHING`] can start with, in either width and case.
const OPENINGS: &str = "-—–－/／\\＼*＊无暂没不未空NnＮｎ";

/// True for what people write in place of an end date that has not come.
pub fn is_until_now(value: &str) -> bool {
    matches!(text::code(value).as_str(), "至今" | "今" | "现在" | "目前" | "在职" | "长期" | "仍在任")
}

/// True for text that a spreadsheet would take for a formula (`=HYPERLINK(…)`, `@SUM(…)`).
pub fn is_formula_like(value: &str) -> bool {
    let starts = value.starts_with(['=', '+', '-', '@']);
    starts && value.chars().skip(1).any(|c| !c.is_ascii_digit() && !matches!(c, '.' | '-' | ' '))
}

/// The opening of a value, for quoting it in a message. Where columns were shifted, an ID number or a
/// telephone number may stand anywhere: long runs of digits are never quoted.
pub fn quotable(value: &str) -> String {
    let (mut quoted, mut digits) = (String::new(), 0);
    for c in text::half_width(value).chars().take(20) {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        quoted.push(if digits > 8 { '*' } else { c });
    }
    if value.chars().count() > 20 {
        quoted.push('…');
    }
    quoted
}

/// True for text that tidying would leave as it is: no blanks, and only characters that have one
/// form (ASCII, common Han characters and their punctuation).
pub fn is_tidy(value: &str) -> bool {
    let plain = |c: char| matches!(c, '!'..='~' | '\u{4e00}'..='\u{9fff}' | '、' | '，' | '。' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”');
    value.chars().all(plain)
}

/// True for a code that tidying would leave as it is.
pub fn is_tidy_code(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_lowercase() && !matches!(b, b'=' | b'\''))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_for_nothing() {
        for nothing in ["无", " 暂 无 ", "-", "——", "／", "N/A", "n/a", "ｎａ", "null", "不详", "*"] {
            assert!(says_nothing(nothing), "{nothing}");
        }
        for something in ["无锡市水务局", "-5", "李无", "N", "空港办", "1", "a-b"] {
            assert!(!says_nothing(something), "{something}");
        }
    }

    #[test]
    fn quoting_shortens_and_hides_numbers_of_people() {
        assert_eq!(quotable("特级"), "特级");
        assert_eq!(quotable("64030021T000001"), "64030021T000001");
        assert_eq!(quotable("号码11010519491231002X"), "号码11010519*********X");
        assert_eq!(quotable("１９９６０５１０６２２"), "19960510***");
        assert_eq!(quotable(&"长".repeat(21)), format!("{}…", "长".repeat(20)));
    }

    #[test]
    fn formulas_but_not_numbers() {
        for (text, expected) in [
            ("=1+2", true),
            ("=HYPERLINK(\"http://x\")", true),
            ("@SUM(A1)", true),
            ("+cmd|' /C calc'!A0", true),
            ("-2+3", true),
            ("-5", false),
            ("+8619960510622", false),
            ("甲=乙", false),
        ] {
            assert_eq!(is_formula_like(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_counts_as_tidy_is_left_alone_by_tidying(value in "[ -~、，（）王伟\u{3000}Ａ９é\u{301}\u{200b}]{0,12}") {
            prop_assert!(!is_tidy(&value) || (text::tidy(&value) == value && text::name(&value) == value));
            prop_assert!(!is_tidy_code(&value) || text::code(&value) == value);
        }
    }
}
