//! The time of a fact, compact, and the two readings of an unknown start.
//!
//! An unknown start is neither "always" nor "never". Rules run once on what is *certain* and, where
//! such a fact was met, once more on what is *possible*; what only the second run finds is left to
//! a person (regulations.md section 8: a match that rests on unknown dates requires a reason).

use crate::terms::Day;
use chrono::{Datelike, NaiveDate};

/// A day as a number of days, so that a period takes eight bytes.
pub type DayNumber = i32;

const UNKNOWN: DayNumber = DayNumber::MIN;
const STILL: DayNumber = DayNumber::MAX;

/// Days since the first day of year 1.
pub fn number(day: Day) -> DayNumber {
    day.0.num_days_from_ce()
}

/// The calendar day of a number made by [`number`].
pub fn day(number: DayNumber) -> Day {
    Day(NaiveDate::from_num_days_from_ce_opt(number).unwrap_or(NaiveDate::MAX))
}

/// How an unknown start is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As late as the record allows: nothing is assumed.
    Certain,
    /// As early as can be.
    Possible,
}

/// From a first to a last day, both counted; either may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: DayNumber,
    to: DayNumber,
}

impl Period {
    /// `from: None` is unknown, `to: None` is "still". `None` if it ends before it begins.
    pub fn new(from: Option<Day>, to: Option<Day>) -> Option<Period> {
        let period = Period { from: from.map_or(UNKNOWN, number), to: to.map_or(STILL, number) };
        (period.from <= period.to).then_some(period)
    }

    pub fn start_is_unknown(self) -> bool {
        self.from == UNKNOWN
    }

    pub fn is_open_ended(self) -> bool {
        self.to == STILL
    }

    /// The first day, if known.
    pub fn from(self) -> Option<DayNumber> {
        (self.from != UNKNOWN).then_some(self.from)
    }

    /// The last day, if it has one.
    pub fn to(self) -> Option<DayNumber> {
        (self.to != STILL).then_some(self.to)
    }

    /// The first day under a reading. Certain knowledge of an unknown start is no more than that the
    /// last day belongs to the period.
    pub fn start(self, reading: Reading) -> DayNumber {
        if self.from == UNKNOWN && reading == Reading::Certain { self.to } else { self.from }
    }

    /// True if the period covers the day.
    pub fn covers(self, day: DayNumber, reading: Reading) -> bool {
        self.start(reading) <= day && day <= self.to && day != STILL
    }

    /// True if the period has a day in `first..=last`.
    pub fn meets(self, first: DayNumber, last: DayNumber, reading: Reading) -> bool {
        self.start(reading) <= last && first <= self.to
    }

    /// True if both certainly share a day.
    pub fn overlaps(self, other: Period) -> bool {
        let (a, b) = (self.start(Reading::Certain), other.start(Reading::Certain));
        a <= other.to && b <= self.to && a != STILL && b != STILL
    }
}

impl Period {
    /// True if two records with these periods can be of one thing: the same known first or last day, or
    /// at least two days in common. One common day is how one contract follows another.
    pub fn describes_same_time(self, other: Period) -> bool {
        let same = |a: Option<DayNumber>, b: Option<DayNumber>| a.is_some() && a == b;
        let first = self.start(Reading::Certain).max(other.start(Reading::Certain));
        let shares_days = first < self.to.min(other.to);
        self == other || same(self.from(), other.from()) || same(self.to(), other.to()) || shares_days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().ok(), to.parse().ok()).unwrap()
    }

    fn n(day: &str) -> DayNumber {
        number(day.parse().unwrap())
    }

    #[test]
    fn bounds_are_counted() {
        let job = period("2020-01-01", "2020-12-31");
        for (day, covered) in [("2019-12-31", false), ("2020-01-01", true), ("2020-12-31", true), ("2021-01-01", false)]
        {
            assert_eq!(job.covers(n(day), Reading::Certain), covered, "{day}");
        }
        assert!(Period::new("2020-01-02".parse().ok(), "2020-01-01".parse().ok()).is_none());
    }

    #[test]
    fn an_unknown_start_is_certain_only_on_the_last_day() {
        let ended = period("", "2020-12-31");
        assert!(ended.covers(n("2020-12-31"), Reading::Certain) && !ended.covers(n("2020-12-30"), Reading::Certain));
        assert!(ended.covers(n("1950-01-01"), Reading::Possible));
        let still = period("", "");
        assert!(!still.covers(n("2020-12-31"), Reading::Certain) && still.covers(n("2020-12-31"), Reading::Possible));
        assert!(!still.overlaps(still) && ended.overlaps(period("2020-12-31", "")));
    }
}
