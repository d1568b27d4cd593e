//! The working-day calendar: which days public bodies work, and how legal terms are counted.
//!
//! Weekends are free and the rest is not, but for what the State Council's yearly notices say:
//! holidays, and weekend days worked in exchange. A year without a notice at hand is an error, never
//! a guess. A notice may reach into the year before (the 2023 one frees 31 December 2022), so the last
//! days of the newest year stand until the next notice is out.

mod notice;

pub use notice::{CalendarYear, Holiday, Notice};

use super::codes::DayKind;
use super::reading::Fault;
use super::settings::DayCount;
use crate::terms::Day;
use chrono::{Datelike, Weekday};
use std::collections::BTreeMap;

const EMBEDDED: &[(&str, &str)] = &[
    ("2019.toml", include_str!("../calendars/2019.toml")),
    ("2020.toml", include_str!("../calendars/2020.toml")),
    ("2021.toml", include_str!("../calendars/2021.toml")),
    ("2022.toml", include_str!("../calendars/2022.toml")),
    ("2023.toml", include_str!("../calendars/2023.toml")),
    ("2024.toml", include_str!("../calendars/2024.toml")),
    ("2025.toml", include_str!("../calendars/2025.toml")),
    ("2026.toml", include_str!("../calendars/2026.toml")),
];

/// A day in a year whose holiday notice is not at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有 {year} 年的节假日安排，无法计算工作日；请补入该年国务院办公厅通知（no calendar for {year}）")]
pub struct CalendarGap {
    pub year: i32,
}

/// Why a calendar could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("日历 {file} 有 {} 处错误，第一处：{}", faults.len(), faults.first().map(Fault::to_string).unwrap_or_default())]
    Faulty { file: String, faults: Vec<Fault> },
}

/// Holiday notices by year and the days that they change.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: BTreeMap<i32, CalendarYear>,
    /// Days that are not what their weekday says: `true` is worked.
    changed: BTreeMap<Day, bool>,
}

impl Calendar {
    /// The calendar inside the program.
    pub fn embedded() -> Result<Calendar, CalendarError> {
        Calendar::with_sources(&[])
    }

    /// The calendar inside the program, with years replaced or joined by those of `sources`: name for
    /// messages, and text.
    pub fn with_sources(sources: &[(String, String)]) -> Result<Calendar, CalendarError> {
        let embedded = EMBEDDED.iter().map(|(file, text)| (*file, *text));
        let added = sources.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        let mut years = BTreeMap::new();
        for (file, text) in embedded.chain(added) {
            let year =
                CalendarYear::parse(text).map_err(|faults| CalendarError::Faulty { file: file.to_owned(), faults })?;
            years.insert(year.year, year);
        }
        // A later notice changes what an earlier one said (2019 Labour Day, 2020 Spring Festival).
        let notices = years.values().flat_map(|year| &year.notices);
        let changed = notices.flat_map(Notice::changed_days).collect();
        Ok(Calendar { years, changed })
    }

    /// The years that can be counted in, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.keys().copied()
    }

    /// The notices that a year's working days rest on.
    pub fn notices(&self, year: i32) -> Result<&[Notice], CalendarGap> {
        self.years.get(&year).map(|found| found.notices.as_slice()).ok_or(CalendarGap { year })
    }

    /// Whether public bodies work on a day.
    pub fn is_working_day(&self, day: Day) -> Result<bool, CalendarGap> {
        self.notices(day.year())?;
        let weekend = matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(self.changed.get(&day).copied().unwrap_or(!weekend))
    }

    /// The day itself if it is worked, else the next that is.
    pub fn next_working_day(&self, from: Day) -> Result<Day, CalendarGap> {
        let mut day = from;
        while !self.is_working_day(day)? {
            day = day.plus_days(1);
        }
        Ok(day)
    }

    /// The last day of a term of `n` working days. The day on which the term starts does not count
    /// (P-85); with `n` = 0 it is that day, moved on if it is free.
    pub fn add_working_days(&self, start: Day, n: u32) -> Result<Day, CalendarGap> {
        let mut day = if n == 0 { self.next_working_day(start)? } else { start };
        for _ in 0..n {
            day = self.next_working_day(day.plus_days(1))?;
        }
        Ok(day)
    }

    /// The working day that lies `n` working days before a day, which itself does not count. With `n` = 0
    /// it is that day.
    pub fn working_days_before(&self, end: Day, n: u32) -> Result<Day, CalendarGap> {
        let mut day = end;
        for _ in 0..n {
            day = day.plus_days(-1);
            while !self.is_working_day(day)? {
                day = day.plus_days(-1);
            }
        }
        Ok(day)
    }

    /// The last day of a term of `n` calendar days. The day on which the term starts does not count; a
    /// last day that is free moves on to the next working day (P-85).
    pub fn add_days(&self, start: Day, n: u32) -> Result<Day, CalendarGap> {
        self.next_working_day(start.plus_days(i64::from(n)))
    }

    /// The last day of a term as a pack states it.
    pub fn due(&self, start: Day, term: &DayCount) -> Result<Day, CalendarGap> {
        match term.kind {
            DayKind::Working => self.add_working_days(start, term.days),
            DayKind::Calendar => self.add_days(start, term.days),
        }
    }
}

#[cfg(test)]
mod tests;
