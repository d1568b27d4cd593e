//! Log-in names: one spelling for each, so that two people cannot look alike.

use crate::terms::text;

/// The name as it is stored and compared: half-width, lower case, 2 to 64 letters, digits, `.`,
/// `_`, `-` or `@`. `None` where the text cannot be a log-in name.
pub fn normalise(text: &str) -> Option<String> {
    let login = text::half_width(text).trim().to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    ((2..=64).contains(&login.len()) && login.chars().all(allowed)).then_some(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_each_name() {
        for same in ["zhang.wei", " Zhang.Wei ", "ｚｈａｎｇ．ｗｅｉ"] {
            assert_eq!(normalise(same).as_deref(), Some("zhang.wei"), "{same}");
        }
        for wrong in ["", "a", "张伟", "a b", "a\0b", "zhаng", &"x".repeat(65)] {
            assert_eq!(normalise(wrong), None, "{wrong}");
        }
    }
}
