//! How facts fade: half after each half-life, in a straight line between two halvings, so that every program gets the
//! same whole number. A power of two with a fraction in the exponent has no exact decimal; this has.

use crate::terms::Day;
use chrono::Datelike;

/// What a fact of today weighs, in millionths.
pub const FRESH: u64 = 1_000_000;

/// After so many halvings a fact weighs nothing.
const LAST_HALVING: u32 = 20;

/// Whole months from one day to a later one; none where it is not later.
pub fn months_between(from: Day, to: Day) -> u32 {
    let months = |day: Day| i64::from(day.0.year()) * 12 + i64::from(day.0.month0());
    let begun = i64::from(to.0.day() < from.0.day());
    u32::try_from(months(to) - months(from) - begun).unwrap_or(0)
}

/// What a fact weighs after `months`, in millionths. A half-life of none keeps everything fresh.
pub fn weight(months: u32, half_life: u32) -> u64 {
    if half_life == 0 {
        return FRESH;
    }
    let halvings = months / half_life;
    if halvings >= LAST_HALVING {
        return 0;
    }
    let (two, passed) = (2 * u64::from(half_life), u64::from(months % half_life));
    (FRESH * (two - passed) / two) >> halvings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_and_goes_straight_between() {
        let cases = [(0, 1_000_000), (9, 750_000), (18, 500_000), (27, 375_000), (36, 250_000), (360, 0), (500, 0)];
        for (months, expected) in cases {
            assert_eq!(weight(months, 18), expected, "{months}");
        }
        assert_eq!((weight(7, 0), weight(1, 1)), (FRESH, FRESH / 2));
    }

    #[test]
    fn months_are_whole() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            ("2021-01-31", "2021-02-28", 0),
            ("2021-01-31", "2021-03-31", 2),
            ("2020-12-15", "2021-01-15", 1),
            ("2021-05-01", "2021-04-01", 0),
            ("2018-06-30", "2021-06-29", 35),
        ];
        for (from, to, expected) in cases {
            assert_eq!(months_between(day(from), day(to)), expected, "{from} {to}");
        }
    }

    proptest! {
        #[test]
        fn older_never_weighs_more(months in 0u32..2000, half_life in 1u32..240) {
            prop_assert!(weight(months + 1, half_life) <= weight(months, half_life));
        }
    }
}
