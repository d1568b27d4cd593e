//! Money as integer fen (分), the hundredth of a yuan. No floats, no currency but RMB
//! (预算法实施条例 art. 11: amounts are in RMB yuan).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in fen. Negative amounts exist only as differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

const FEN_PER_WAN: i64 = 1_000_000;

impl Fen {
    /// Reads an amount given in 万元 (ten thousand yuan). `None` if it is not a whole number of
    /// fen or does not fit.
    pub fn from_wan(wan: Decimal) -> Option<Fen> {
        let fen = wan.checked_mul(Decimal::from(FEN_PER_WAN))?.normalize();
        if fen.scale() != 0 {
            return None;
        }
        i64::try_from(fen.mantissa()).ok().map(Fen)
    }

    /// The amount in 万元, exact.
    pub fn to_wan(self) -> Decimal {
        (Decimal::from(self.0) / Decimal::from(FEN_PER_WAN)).normalize()
    }

    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// `1,234.56` 元, thousands separated, two decimals.
    pub fn yuan_text(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", group_thousands(abs / 100), abs % 100)
    }

    /// `1,234.56` 万元, thousands separated, without trailing zeros after the point.
    pub fn wan_text(self) -> String {
        let text = self.to_wan().abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = group_digits(whole);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.yuan_text())
    }
}

fn group_thousands(n: u64) -> String {
    group_digits(&n.to_string())
}

fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn reads_wan_exactly_and_refuses_less_than_a_fen() {
        let cases = [("837", Some(837_000_000)), ("6.3", Some(6_300_000)), ("0.000001", Some(1)), ("0.0000001", None)];
        for (text, fen) in cases {
            assert_eq!(Fen::from_wan(Decimal::from_str(text).unwrap()).map(|f| f.0), fen, "{text}");
        }
    }

    #[test]
    fn shows_separators_and_units() {
        assert_eq!(Fen(203_300_000_000).yuan_text(), "2,033,000,000.00");
        assert_eq!(Fen(203_300_000_000).wan_text(), "203,300");
        assert_eq!(Fen(-6_300_000).wan_text(), "-6.3");
        assert_eq!(Fen(5).yuan_text(), "0.05");
    }
}
