//! A moment in UTC with microseconds, the precision that both databases keep.
//! Shown in Asia/Shanghai, which has been UTC+8 without change since 1991.

use super::Day;
use chrono::{DateTime, FixedOffset, NaiveDateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment, stored as UTC without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub DateTime<Utc>);

const SHANGHAI_SECONDS: i32 = 8 * 3600;

impl Instant {
    pub fn from_utc(moment: DateTime<Utc>) -> Instant {
        Instant(moment.trunc_subsecs(6))
    }

    pub fn naive_utc(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    fn shanghai(self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(SHANGHAI_SECONDS)
            .unwrap_or_else(|| FixedOffset::east_opt(0).unwrap_or(chrono::Offset::fix(&Utc)));
        self.0.with_timezone(&offset)
    }

    /// The day that a calendar in China shows at this moment.
    pub fn day_in_china(self) -> Day {
        Day(self.shanghai().date_naive())
    }

    /// Reads `2026-11-21T18:30`, as a form's field for date and time gives it, in Asia/Shanghai.
    pub fn from_china(text: &str) -> Option<Instant> {
        let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let read = formats.iter().find_map(|f| NaiveDateTime::parse_from_str(text.trim(), f).ok())?;
        let utc = read.checked_sub_signed(chrono::Duration::seconds(i64::from(SHANGHAI_SECONDS)))?;
        Some(Instant(utc.and_utc()))
    }

    /// `2026-11-21 18:30` in Asia/Shanghai, for pages.
    pub fn shown(self) -> String {
        self.shanghai().format("%Y-%m-%d %H:%M").to_string()
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC with microseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_typed_time_is_one_in_china() {
        let read = Instant::from_china("2026-11-21T18:30").unwrap();
        assert_eq!(
            (read.to_string().as_str(), read.shown().as_str()),
            ("2026-11-21T10:30:00.000000Z", "2026-11-21 18:30")
        );
        assert_eq!(Instant::from_china("2026-11-21 18:30"), None);
    }

    #[test]
    fn the_chinese_day_turns_at_sixteen_utc() {
        let before = Instant(Utc.with_ymd_and_hms(2021, 12, 31, 15, 59, 59).unwrap());
        let after = Instant(Utc.with_ymd_and_hms(2021, 12, 31, 16, 0, 0).unwrap());
        assert_eq!(before.day_in_china().to_string(), "2021-12-31");
        assert_eq!(after.day_in_china().to_string(), "2022-01-01");
    }
}
