//! Identifiers of persons and organisations with their check digits.
//!
//! Some codes that were really issued fail the check, so form and check digit are told apart:
//! a wrong form blocks, a wrong check digit needs a reason and proof.

use super::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is wrong with an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierFault {
    /// Not the number of characters that the standard sets.
    Length,
    /// A character that the standard does not allow at its place.
    Alphabet,
    /// The birth date inside a citizen ID number is no day of the calendar.
    BirthDate,
    /// The form is right and the last character does not follow from the others.
    CheckDigit,
}

/// 公民身份号码, always 18 characters; a 15-digit number of the first generation is expanded
/// (GB 11643).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct CitizenId(String);

impl TryFrom<String> for CitizenId {
    type Error = &'static str;

    /// What was kept may fail the check digit, never the form.
    fn try_from(text: String) -> Result<CitizenId, Self::Error> {
        CitizenId::parse_unchecked(&text).map_err(|_| "not of the form of a citizen ID number")
    }
}

const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10X98765432";

impl CitizenId {
    /// Reads a number that is already in half-width characters without spaces.
    pub fn parse(text: &str) -> Result<CitizenId, IdentifierFault> {
        let id = CitizenId::parse_unchecked(text)?;
        if id.check_digit_holds() { Ok(id) } else { Err(IdentifierFault::CheckDigit) }
    }

    /// As [`CitizenId::parse`], but a check digit that does not hold is accepted: the caller keeps
    /// the reason and the proof.
    pub fn parse_unchecked(text: &str) -> Result<CitizenId, IdentifierFault> {
        let upper = text.to_ascii_uppercase();
        let full = match upper.chars().count() {
            15 if upper.bytes().all(|b| b.is_ascii_digit()) => expand_first_generation(&upper),
            15 => return Err(IdentifierFault::Alphabet),
            18 => upper,
            _ => return Err(IdentifierFault::Length),
        };
        let Some((check, digits)) = full.as_bytes().split_last().filter(|_| full.is_ascii()) else {
            return Err(IdentifierFault::Alphabet);
        };
        if !digits.iter().all(u8::is_ascii_digit) || !(check.is_ascii_digit() || *check == b'X') {
            return Err(IdentifierFault::Alphabet);
        }
        let id = CitizenId(full);
        id.birth_day().ok_or(IdentifierFault::BirthDate)?;
        Ok(id)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The birth date that the number states.
    pub fn birth_day(&self) -> Option<Day> {
        let part = |from: usize, to: usize| self.0.get(from..to)?.parse::<u32>().ok();
        Day::new(i32::try_from(part(6, 10)?).ok()?, part(10, 12)?, part(12, 14)?)
    }

    /// The sequence digit is odd for men.
    pub fn is_male(&self) -> bool {
        self.0.as_bytes().get(16).is_some_and(|b| b % 2 == 1)
    }

    pub fn check_digit_holds(&self) -> bool {
        let bytes = self.0.as_bytes();
        bytes.len() == 18 && id_check_character(&bytes[..17]) == bytes[17]
    }

    /// First four and last four characters kept (regulations L-P1).
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.0[..4], &self.0[14..])
    }
}

impl fmt::Display for CitizenId {
    /// Masked, so that a number cannot reach a log by accident; use [`CitizenId::as_str`] on purpose.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn expand_first_generation(digits: &str) -> String {
    let seventeen = format!("{}19{}", &digits[..6], &digits[6..]);
    let check = id_check_character(seventeen.as_bytes());
    format!("{seventeen}{}", check as char)
}

/// ISO 7064 MOD 11-2 over the first 17 digits.
fn id_check_character(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().zip(ID_WEIGHTS).map(|(b, w)| u32::from(b.wrapping_sub(b'0')) * w).sum();
    ID_CHECKS[(sum % 11) as usize]
}

/// 统一社会信用代码, 18 characters (GB 32100-2015).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Uscc(String);

impl TryFrom<String> for Uscc {
    type Error = &'static str;

    /// What was kept may fail the check digit, never the form.
    fn try_from(text: String) -> Result<Uscc, Self::Error> {
        Uscc::parse_unchecked(&text).map_err(|_| "not of the form of a unified social credit code")
    }
}

const USCC_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

impl Uscc {
    pub fn parse(text: &str) -> Result<Uscc, IdentifierFault> {
        let uscc = Uscc::parse_unchecked(text)?;
        if uscc.check_digit_holds() { Ok(uscc) } else { Err(IdentifierFault::CheckDigit) }
    }

    /// Form only; some issued codes fail the check digit, see the module's header.
    pub fn parse_unchecked(text: &str) -> Result<Uscc, IdentifierFault> {
        let upper = text.to_ascii_uppercase();
        if upper.chars().count() != 18 {
            return Err(IdentifierFault::Length);
        }
        let division = upper.as_bytes().get(2..8).unwrap_or_default();
        let in_alphabet = upper.bytes().all(|b| uscc_value(b).is_some());
        if in_alphabet && division.iter().all(u8::is_ascii_digit) {
            Ok(Uscc(upper))
        } else {
            Err(IdentifierFault::Alphabet)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn check_digit_holds(&self) -> bool {
        let bytes = self.0.as_bytes();
        let sum: usize = bytes.iter().zip(USCC_WEIGHTS).map(|(b, w)| uscc_value(*b).unwrap_or(0) * w).sum();
        let check = (31 - sum % 31) % 31;
        bytes.len() == 18 && USCC_ALPHABET[check] == bytes[17]
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn uscc_value(b: u8) -> Option<usize> {
    USCC_ALPHABET.iter().position(|a| *a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usccs_printed_in_official_places_hold() {
        for code in [
            "91350100M000100Y43",
            "91110000101623741K",
            "911101066976941872",
            "11150300011554391W",
            "9144030071526726XG",
            "914403001922038216",
        ] {
            assert!(Uscc::parse(code).is_ok(), "{code}");
        }
        assert_eq!(Uscc::parse("91350211M0000XUF46"), Err(IdentifierFault::CheckDigit));
        assert_eq!(Uscc::parse("91310115MA1H8R7C6"), Err(IdentifierFault::Length));
        assert_eq!(Uscc::parse("9131011IMA1H8R7C6D"), Err(IdentifierFault::Alphabet));
        assert_eq!(Uscc::parse("统一社会信用代码统一社会信用代码一二"), Err(IdentifierFault::Alphabet));
    }

    #[test]
    fn citizen_ids_hold_and_expand() {
        for id in ["11010519491231002X", "440524188001010014", "11010519491231002x"] {
            assert!(CitizenId::parse(id).is_ok(), "{id}");
        }
        assert_eq!(CitizenId::parse("110105491231002").unwrap().as_str(), "11010519491231002X");
        assert_eq!(CitizenId::parse("110105194912310021"), Err(IdentifierFault::CheckDigit));
        assert_eq!(CitizenId::parse("11010519491331002X"), Err(IdentifierFault::BirthDate));
        assert_eq!(CitizenId::parse("1101051949123100"), Err(IdentifierFault::Length));
        assert_eq!(CitizenId::parse("11010519491231002甲"), Err(IdentifierFault::Alphabet));
    }

    #[test]
    fn what_has_not_the_form_is_not_read_from_json() {
        for text in ["", "1101", "身份证号码", "110105194912I1002X"] {
            assert!(serde_json::from_value::<CitizenId>(text.into()).is_err(), "{text}");
            assert!(serde_json::from_value::<Uscc>(text.into()).is_err(), "{text}");
        }
        let kept: CitizenId = serde_json::from_str("\"110105194912310021\"").unwrap();
        assert_eq!(kept.masked(), "1101**********0021", "only the check digit fails");
    }

    #[test]
    fn shown_masked() {
        let id = CitizenId::parse("11010519491231002X").unwrap();
        assert_eq!(format!("{id}"), "1101**********002X");
    }
}
