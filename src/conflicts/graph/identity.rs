//! ID numbers as keys: which texts are the same number, and which say nothing.

use crate::terms::{CitizenId, text};

/// The shortest text that is taken for a keyed hash of an ID number.
const HASH_LENGTH: usize = 32;

/// The key under which records are joined; `None` where the text is no usable number, which counts
/// as missing: a garbled number proves neither that two records are one person nor that they are two.
///
/// A number of 15 digits is expanded to 18. The check digit is the registry's matter. A store that
/// keeps no plain numbers may give a keyed hash of the expanded number, at least 32 characters.
pub fn number_key(id_no: &str) -> Option<String> {
    let code = text::code(id_no);
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    match code.len() {
        15 if digits(&code) => Some(CitizenId::parse_unchecked(&code).map_or(code, |id| id.as_str().to_owned())),
        18 if code.get(..17).is_some_and(digits) && !code.ends_with(|c: char| !c.is_ascii_digit() && c != 'X') => {
            Some(code)
        }
        length if length >= HASH_LENGTH => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::number_key;

    #[test]
    fn fifteen_digits_join_eighteen() {
        assert_eq!(number_key("110105491231002"), number_key(" 11010519491231002x "));
        assert_eq!(number_key("１１０１０５１９４９１２３１００２Ｘ").as_deref(), Some("11010519491231002X"));
        assert_ne!(number_key("110101199001010010"), number_key("110101199001010011"));
    }

    #[test]
    fn garbled_numbers_are_no_numbers() {
        for garbled in ["", "无", "12345", "1101051949123100", "11010519491231甲乙丙丁", "11010519491231002Y"] {
            assert_eq!(number_key(garbled), None, "{garbled}");
        }
        assert!(number_key(&"ab".repeat(32)).is_some());
    }
}
