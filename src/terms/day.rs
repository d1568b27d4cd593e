//! A calendar day, a type of its own so that it is never confused with an instant.
//! Day arithmetic follows the counting rules of the law (Order 87 art. 85: bounds included).

use chrono::{Datelike, Duration, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day in the proleptic Gregorian calendar, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub NaiveDate);

impl Day {
    /// `None` where the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The same month and day `years` earlier; 29 February falls back to the 28th.
    /// Saturates at the calendar's first day.
    pub fn years_before(self, years: u32) -> Day {
        self.months_before(years.saturating_mul(12))
    }

    /// The same day `months` earlier, clipped to the month's end.
    pub fn months_before(self, months: u32) -> Day {
        Day(self.0.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN))
    }

    /// The same day `months` later, clipped to the month's end.
    pub fn months_after(self, months: u32) -> Day {
        Day(self.0.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
    }

    /// `days` later (earlier if negative), saturating.
    pub fn plus_days(self, days: i64) -> Day {
        let moved = Duration::try_days(days).and_then(|d| self.0.checked_add_signed(d));
        Day(moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }

    /// `2021年6月30日`.
    pub fn zh(self) -> String {
        format!("{}年{}月{}日", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl FromStr for Day {
    type Err = chrono::ParseError;
    /// Strict `YYYY-MM-DD`; the lenient reading of workbooks belongs to the registry.
    fn from_str(s: &str) -> Result<Day, Self::Err> {
        NaiveDate::parse_from_str(s, "%Y-%m-%d").map(Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_back_falls_to_the_28th() {
        let day: Day = "2024-02-29".parse().unwrap();
        assert_eq!(day.years_before(3).to_string(), "2021-02-28");
        assert_eq!(day.years_before(4).to_string(), "2020-02-29");
    }

    #[test]
    fn saturates_instead_of_panicking() {
        let day: Day = "2024-01-31".parse().unwrap();
        assert_eq!(day.months_after(1).to_string(), "2024-02-29");
        let _ = day.plus_days(i64::MAX);
        let _ = day.years_before(u32::MAX);
    }
}
