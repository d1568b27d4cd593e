//! One year's holiday notices as their file states them.

use crate::policy::basis::BasisStatus;
use crate::policy::reading::{Fault, Faults, FromNode, Node, pack_table, read_document};
use crate::terms::{Day, Wording};
use chrono::{Datelike, Weekday};

pack_table! {
    /// A year that can be counted in.
    pub struct CalendarYear {
        pub year: i32,
        /// In the order of issue: a later one changes what an earlier one said.
        pub notices: Vec<Notice>,
    }
}

pack_table! {
    /// A notice of the General Office of the State Council.
    pub struct Notice {
        /// Document number, such as 国办发明电〔2020〕27号.
        pub number: String,
        pub issued: Day,
        pub status: BasisStatus,
        pub holidays: Vec<Holiday>,
    }
}

pack_table! {
    /// A holiday with the days worked in exchange.
    pub struct Holiday {
        pub name: Wording,
        /// First and last free day, both included.
        pub from: Day,
        pub to: Day,
        /// Weekend days that are worked.
        pub worked: Option<Vec<Day>>,
    }
    check holiday_is_sound
}

/// Longer than any holiday so far; a slip in a year or month shows here.
const LONGEST_DAYS: i64 = 15;

fn holiday_is_sound(holiday: &Holiday, node: &Node<'_>, faults: &mut Faults<'_>) {
    let days = (holiday.to.0 - holiday.from.0).num_days() + 1;
    if !(1..=LONGEST_DAYS).contains(&days) {
        let problem = Wording::new(format!("放假 {days} 天"), format!("a holiday of {days} days"));
        node.fault(faults, problem, Wording::new("核对 from 和 to", "check from and to"));
    }
    for day in holiday.worked.iter().flatten() {
        let weekend = matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend || (holiday.from..=holiday.to).contains(day) {
            let problem = Wording::new(
                format!("调休上班日 {day} 不是周末，或在假期之内"),
                format!("{day} is not a weekend day outside the holiday"),
            );
            node.fault(faults, problem, Wording::new("核对 worked", "check worked"));
        }
    }
}

/// A year of the calendar. The notices began in 1999; a year far off is a slip.
impl FromNode for i32 {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<i32> {
        let year = i32::try_from(u32::read(node, faults)?).ok().filter(|year| (1999..=2199).contains(year));
        if year.is_none() {
            let problem = Wording::new("年份不在 1999 至 2199 之间", "the year is not within 1999 to 2199");
            node.fault(faults, problem, Wording::new("核对年份", "check the year"));
        }
        year
    }
}

impl CalendarYear {
    /// Reads the text of a calendar year; all its faults at once.
    pub fn parse(source: &str) -> Result<CalendarYear, Vec<Fault>> {
        read_document(source, |mut root, faults| {
            let year = CalendarYear::read_fields(&mut root, faults);
            root.finish(faults);
            year
        })
    }
}

impl Notice {
    /// Every day that the notice speaks of, with whether it is worked.
    pub fn changed_days(&self) -> Vec<(Day, bool)> {
        self.holidays.iter().flat_map(Holiday::changed_days).collect()
    }
}

impl Holiday {
    fn changed_days(&self) -> Vec<(Day, bool)> {
        let free =
            (0..LONGEST_DAYS).map(|n| self.from.plus_days(n)).take_while(|day| *day <= self.to).map(|day| (day, false));
        let worked = self.worked.iter().flatten().map(|day| (*day, true));
        free.chain(worked).collect()
    }
}
