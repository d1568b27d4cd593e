//! A score of points as an exact decimal. Bands are half-open and compared exactly
//! (79.995 is below 80), so no float ever takes part.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, iter::Sum, ops::Add, str::FromStr};

/// Points, usually 0 to 100, exact. Written as a JSON string (`"91.2"`) so that no reader rounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub Decimal);

impl Score {
    pub const ZERO: Score = Score(Decimal::ZERO);

    /// Rounded half away from zero, as officials round.
    pub fn rounded(self, decimals: u32) -> Score {
        Score(self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize())
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl FromStr for Score {
    type Err = rust_decimal::Error;
    fn from_str(s: &str) -> Result<Score, Self::Err> {
        Decimal::from_str_exact(s.trim()).map(|d| Score(d.normalize()))
    }
}

impl Add for Score {
    type Output = Score;
    fn add(self, other: Score) -> Score {
        Score(self.0.saturating_add(other.0))
    }
}

impl Sum for Score {
    fn sum<I: Iterator<Item = Score>>(scores: I) -> Score {
        scores.fold(Score::ZERO, Add::add)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Score, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_written_short() {
        let sum: Score = ["0.1", "0.2", "90.90"].iter().map(|s| s.parse::<Score>().unwrap()).sum();
        assert_eq!(sum.to_string(), "91.2");
        assert_eq!(serde_json::to_string(&sum).unwrap(), "\"91.2\"");
    }

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!("79.995".parse::<Score>().unwrap().rounded(2).to_string(), "80");
        assert_eq!("2.345".parse::<Score>().unwrap().rounded(2).to_string(), "2.35");
    }
}
