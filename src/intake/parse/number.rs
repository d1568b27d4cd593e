//! Exact decimals from cells. A spreadsheet stores binary floats; what its user saw is the decimal
//! of at most 15 digits, and that is what is read.

use super::super::columns::MoneyUnit;
use crate::terms::text;
use rust_decimal::Decimal;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    NotANumber,
    /// Beyond what an exact decimal holds.
    TooLarge,
}

/// The decimal that the spreadsheet shows for a float: the shortest that reads back as the same
/// float, and never more than the 15 digits of Excel (`0.1 + 0.2` is `0.3`).
pub fn shown_decimal(number: f64) -> Result<Decimal, NumberFault> {
    if !number.is_finite() {
        return Err(NumberFault::NotANumber);
    }
    let shortest = number.to_string();
    let digits = shortest.bytes().filter(u8::is_ascii_digit).count();
    let text = if digits > 15 { format!("{number:.14e}") } else { shortest };
    let exact = if text.contains('e') { Decimal::from_scientific(&text) } else { Decimal::from_str_exact(&text) };
    exact.map(|d| d.normalize()).map_err(|_| NumberFault::TooLarge)
}

/// A number as typed, with the unit of money that may follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    pub number: Decimal,
    pub unit: Option<MoneyUnit>,
    /// Other than the bare number.
    pub is_changed: bool,
}

/// Reads `1,234.5`, `１２３`, `837万元`, `35年`, `12%`. A suffix other than money must be one of
/// `suffixes`.
pub fn decimal(value: &str, suffixes: &[&str]) -> Result<Typed, NumberFault> {
    let plain = text::code(value);
    let (bare, unit) = match MoneyUnit::split_suffix(&plain) {
        Some((bare, unit)) => (bare, Some(unit)),
        None => (suffixes.iter().find_map(|s| plain.strip_suffix(s)).unwrap_or(&plain), None),
    };
    let digits = without_thousands(bare).ok_or(NumberFault::NotANumber)?;
    let well_formed = digits.bytes().any(|b| b.is_ascii_digit())
        && digits.trim_start_matches(['-', '+']).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !well_formed {
        return Err(NumberFault::NotANumber);
    }
    let number = Decimal::from_str_exact(&digits).map_err(|_| NumberFault::TooLarge)?.normalize();
    Ok(Typed { number, unit, is_changed: digits != value })
}

/// Commas are dropped where they part thousands; `1,5` is nobody's number.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 4);
    if !is_grouped || fraction.is_some_and(|f| f.contains(',')) {
        return None;
    }
    let joined = format!("{first}{}", rest.concat());
    Some(fraction.map_or_else(|| joined.clone(), |f| format!("{joined}.{f}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floats_become_what_the_user_saw() {
        let cases = [
            (0.1 + 0.2, "0.3"),
            (16371.72, "16371.72"),
            (837.0, "837"),
            (-0.5, "-0.5"),
            (1e-7, "0.0000001"),
            (44.1, "44.1"),
            (1.1 * 3.0, "3.3"),
        ];
        for (float, shown) in cases {
            assert_eq!(shown_decimal(float).map(|d| d.to_string()), Ok(shown.to_owned()));
        }
        assert_eq!(shown_decimal(f64::NAN), Err(NumberFault::NotANumber));
        assert_eq!(shown_decimal(1e300), Err(NumberFault::TooLarge));
    }

    #[test]
    fn typed_numbers_with_separators_and_units() {
        let cases = [
            ("837", "837", None),
            ("17,154", "17154", None),
            ("１，２３４．５", "1234.5", None),
            ("837万元", "837", Some(MoneyUnit::Wan)),
            ("8,370,000元", "8370000", Some(MoneyUnit::Yuan)),
            ("35年", "35", None),
            (" 12 % ", "12", None),
            ("-3.50", "-3.5", None),
        ];
        for (text, number, unit) in cases {
            let typed = decimal(text, &["年", "%"]).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            assert_eq!((typed.number.to_string().as_str(), typed.unit), (number, unit), "{text}");
            assert_eq!(typed.is_changed, !["837", "-3.50"].contains(&text), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "三十五", "1,5", "1.2.3", "12abc", "1e5", "--", "35人", "."] {
            assert!(decimal(text, &["年"]).is_err(), "{text}");
        }
        assert_eq!(decimal(&"9".repeat(40), &[]), Err(NumberFault::TooLarge));
    }

    proptest! {
        #[test]
        fn every_cent_survives_the_float(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            let exact = Decimal::new(cents, 2).normalize();
            let float: f64 = exact.to_string().parse().unwrap();
            prop_assert_eq!(shown_decimal(float), Ok(exact));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = decimal(&text, &["年"]);
        }
    }
}
