//! The calendar of a route from a start day: every term with its day, the rule it rests on, and the
//! holidays and make-up workdays that it passed (P-85). A year without a holiday notice is said, not
//! guessed: that day and all that hang on it stay open.

use super::model::{Route, RouteStep, START, Sense};
use crate::policy::basis::Basis;
use crate::policy::calendar::{Calendar, CalendarGap};
use crate::policy::codes::DayKind;
use crate::terms::{Day, Wording};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeMap;

/// The days of a route.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timetable {
    pub route: String,
    pub code: String,
    pub name: Wording,
    pub start: Day,
    /// False where a step that is sure to come falls into a year without a holiday notice.
    pub complete: bool,
    /// The years that are missing.
    pub missing_years: Vec<i32>,
    pub steps: Vec<Entry>,
}

/// One step with its day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub id: String,
    pub name: Wording,
    /// `None` where the calendar does not reach.
    pub date: Option<Day>,
    pub weekday: Option<&'static str>,
    /// `earliest`: not before this day; `latest`: not after it.
    pub bound: &'static str,
    pub counted_from: String,
    pub counted_from_date: Option<Day>,
    pub count: u32,
    pub unit: DayKind,
    pub sense: Sense,
    /// Comes only where something else does, such as a challenge on the last day.
    pub contingent: bool,
    /// The day that the count alone gives, where it was free and the term moved on.
    pub moved_from: Option<Day>,
    pub holidays: Vec<PassedHoliday>,
    /// Weekend days within the term that were worked.
    pub worked: Vec<Day>,
    /// Why there is no date.
    pub open_because: Option<String>,
    pub rule: Basis,
}

/// A holiday that lies within a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedHoliday {
    pub name: Wording,
    pub from: Day,
    pub to: Day,
}

impl Timetable {
    /// Counts all steps of a route. Later steps hang on the days of earlier ones: earliest days where
    /// the law sets a least term, latest days where it sets a longest.
    pub fn of(route: &Route, start: Day, calendar: &Calendar) -> Timetable {
        Timetable::from_facts(route, start, calendar, &BTreeMap::new())
    }

    /// The same, where some steps have happened: what hangs on them counts from the day of `done`, by step.
    pub fn from_facts(route: &Route, start: Day, calendar: &Calendar, done: &BTreeMap<String, Day>) -> Timetable {
        let mut steps: Vec<Entry> = Vec::with_capacity(route.steps.len());
        for step in &route.steps {
            let anchor = if step.from == START {
                Ok(start)
            } else if let Some(day) = done.get(&step.from) {
                Ok(*day)
            } else {
                let known = steps.iter().find(|entry| entry.id == step.from);
                known.and_then(|entry| entry.date).ok_or_else(|| waiting(step))
            };
            steps.push(Entry::of(step, anchor, calendar));
        }
        let mut missing_years: Vec<i32> = route
            .steps
            .iter()
            .zip(&steps)
            .filter_map(|(step, entry)| entry.counted_from_date.and_then(|from| count(step, from, calendar).err()))
            .map(|gap| gap.year)
            .collect();
        missing_years.dedup();
        let complete = steps.iter().all(|entry| entry.contingent || entry.date.is_some());
        let (id, code, name) = (route.id.clone(), route.code.clone(), route.name.clone());
        Timetable { route: id, code, name, start, complete, missing_years, steps }
    }
}

fn waiting(step: &RouteStep) -> String {
    format!("须先知道“{}”的日期（hangs on `{}`）", step.from, step.from)
}

impl Entry {
    fn of(step: &RouteStep, anchor: Result<Day, String>, calendar: &Calendar) -> Entry {
        let from = anchor.as_ref().ok().copied();
        let counted = anchor.and_then(|day| count(step, day, calendar).map_err(|gap| gap.to_string()));
        let date = counted.as_ref().ok().copied();
        let plain = from.filter(|_| step.unit == DayKind::Calendar && !step.sense.counts_back());
        let plain = plain.map(|day| day.plus_days(i64::from(step.count)));
        let (holidays, worked) = match (from, date) {
            (Some(from), Some(to)) => passed(from.min(to), from.max(to), calendar),
            _ => (Vec::new(), Vec::new()),
        };
        Entry {
            id: step.id.clone(),
            name: step.name.clone(),
            date,
            weekday: date.map(weekday),
            bound: if step.sense.is_earliest() { "earliest" } else { "latest" },
            counted_from: step.from.clone(),
            counted_from_date: from,
            count: step.count,
            unit: step.unit,
            sense: step.sense,
            contingent: step.contingent.unwrap_or_default(),
            moved_from: plain.filter(|day| date.is_some_and(|date| date != *day)),
            holidays,
            worked,
            open_because: counted.err(),
            rule: step.basis.clone(),
        }
    }
}

/// The day of one term. A term that is counted back is a distance that must be kept whole, so its day
/// does not move on when it is free.
fn count(step: &RouteStep, from: Day, calendar: &Calendar) -> Result<Day, CalendarGap> {
    match (step.sense.counts_back(), step.unit) {
        (false, DayKind::Working) => calendar.add_working_days(from, step.count),
        (false, DayKind::Calendar) => calendar.add_days(from, step.count),
        (true, DayKind::Working) => calendar.working_days_before(from, step.count),
        (true, DayKind::Calendar) => Ok(from.plus_days(-i64::from(step.count))),
    }
}

/// Holidays and worked weekend days after `from`, up to and with `to`.
fn passed(from: Day, to: Day, calendar: &Calendar) -> (Vec<PassedHoliday>, Vec<Day>) {
    let years = calendar.years().filter(|year| (from.year() - 1..=to.year() + 1).contains(year));
    let notices = years.filter_map(|year| calendar.notices(year).ok()).flatten();
    let (mut holidays, mut worked) = (Vec::new(), Vec::new());
    for holiday in notices.flat_map(|notice| &notice.holidays) {
        if holiday.from <= to && holiday.to > from {
            holidays.push(PassedHoliday { name: holiday.name.clone(), from: holiday.from, to: holiday.to });
        }
        worked.extend(holiday.worked.iter().flatten().filter(|day| **day > from && **day <= to));
    }
    worked.sort();
    (holidays, worked)
}

fn weekday(day: Day) -> &'static str {
    const NAMES: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    NAMES.get(day.0.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}
