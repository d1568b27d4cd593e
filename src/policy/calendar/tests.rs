//! Tests of the working-day calendar, with a public calendar as oracle.

use super::*;
use crate::policy::settings::DayCount;
use proptest::prelude::*;
use std::sync::LazyLock;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn calendar() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::embedded().unwrap());
    &CALENDAR
}

/// The worked days of each month as an independent public calendar has them: bit 0 is the first day.
const WORKED: [(i32, [u32; 12]); 8] = [
    (
        2019,
        [
            0x79f3e7ce, 0x0f3e7c07, 0x1f3e7cf9, 0x3be7cf8f, 0x7cf9f3f0, 0x0f9f3e3c, 0x73e7cf9f, 0x3e7cf9f3, 0x37cf8f3e,
            0x79f3ef80, 0x1f3e7cf9, 0x67cf9f3e,
        ],
    ),
    (
        2020,
        [
            0x007df3e6, 0x0f9f3e7c, 0x67cf9f3e, 0x3ef9f3c7, 0x1f3e7de0, 0x38e7cf9f, 0x7cf9f3e7, 0x4f9f3e7c, 0x3df3e7cf,
            0x3e7cfb00, 0x27cf9f3e, 0x79f3e7cf,
        ],
    ),
    (
        2021,
        [
            0x1f3e7cf8, 0x03ee03df, 0x73e7cf9f, 0x3f7cf9e3, 0x4f9f3ee0, 0x39f3c7cf, 0x3e7cf9f3, 0x67cf9f3e, 0x3ee3f3e7,
            0x1f3e7d80, 0x33e7cf9f, 0x7cf9f3e7,
        ],
    ),
    (
        2022,
        [
            0x3f9f3e78, 0x09f3e7c0, 0x79f3e7cf, 0x1fbe7ce3, 0x67cf9f70, 0x3cf9f3e3, 0x1f3e7cf9, 0x73e7cf9f, 0x3e7cf1f3,
            0x4f9f3f80, 0x39f3e7cf, 0x3e7cf9f3,
        ],
    ),
    (
        2023,
        [
            0x780f9f3c, 0x0cf9f3e7, 0x7cf9f3e7, 0x0fdf3e6c, 0x73e7cfb8, 0x3f1cf9f3, 0x4f9f3e7c, 0x79f3e7cf, 0x0f3e7cf9,
            0x67cf9fc0, 0x3cf9f3e7, 0x1f3e7cf9,
        ],
    ),
    (
        2024,
        [
            0x73e7cf9e, 0x1e7e01fb, 0x1f3e7cf9, 0x3be7cfc7, 0x7cf9f7e0, 0x0f9f3c7c, 0x73e7cf9f, 0x3e7cf9f3, 0x37ce3f3e,
            0x79f3ef80, 0x1f3e7cf9, 0x67cf9f3e,
        ],
    ),
    (
        2025,
        [
            0x06f9f3e6, 0x0f9f3ef0, 0x4f9f3e7c, 0x3df3e7c7, 0x3e7cf9e0, 0x27cf9f3c, 0x79f3e7cf, 0x1f3e7cf9, 0x3be7cf9f,
            0x7cf9f700, 0x0f9f3e7c, 0x73e7cf9f,
        ],
    ),
    (
        2026,
        [
            0x3e7cf9f8, 0x0f803f3e, 0x67cf9f3e, 0x3cf9f3c7, 0x1f3e7de0, 0x33e3cf9f, 0x7cf9f3e7, 0x4f9f3e7c, 0x38fbe7cf,
            0x3e7cfb80, 0x27cf9f3e, 0x79f3e7cf,
        ],
    ),
];

#[test]
fn every_day_is_as_an_independent_calendar_has_it() {
    for (year, months) in WORKED {
        for (month, mask) in (1..).zip(months) {
            for date in (1..=31).filter_map(|d| Day::new(year, month, d)) {
                let worked = mask >> date.0.day0() & 1 == 1;
                assert_eq!(calendar().is_working_day(date), Ok(worked), "{date}");
            }
        }
    }
}

#[test]
fn days_that_notices_change() {
    let cases = [
        ("2021-02-07", true), // a Sunday worked for the Spring Festival
        ("2021-02-20", true),
        ("2021-02-11", false),
        ("2021-02-17", false),
        ("2021-02-18", true),
        ("2021-10-01", false),
        ("2021-10-07", false),
        ("2021-10-08", true),
        ("2021-10-09", true),
        ("2021-05-08", true),
        ("2021-06-14", false),
        ("2019-05-03", false), // freed by the second notice of 2019
        ("2019-04-28", true),
        ("2019-05-05", true),
        ("2020-01-31", false), // freed by the second notice of 2020
        ("2020-02-01", false), // worked by the first notice, freed by the second
        ("2020-02-03", true),
        ("2023-10-07", true),
        ("2024-02-09", true), // New Year's Eve of 2024 was no holiday
        ("2025-01-28", false),
        ("2026-01-04", true),
        ("2026-10-08", true),
        ("2021-06-19", false), // an ordinary Saturday
    ];
    let calendar = calendar();
    for (text, worked) in cases {
        assert_eq!(calendar.is_working_day(day(text)), Ok(worked), "{text}");
    }
}

#[test]
fn terms_in_working_days() {
    let cases = [
        ("2021-02-05", 0, "2021-02-05"),
        ("2021-02-06", 0, "2021-02-07"), // a free Saturday moves to the Sunday that is worked
        ("2021-02-05", 2, "2021-02-08"),
        ("2021-02-10", 1, "2021-02-18"),
        ("2021-09-30", 1, "2021-10-08"),
        ("2021-09-24", 5, "2021-09-30"),
        ("2020-01-23", 1, "2020-02-03"),
        ("2019-04-26", 3, "2019-04-30"),
        ("2022-12-30", 1, "2023-01-03"),
        ("2021-12-28", 7, "2022-01-07"),
    ];
    let calendar = calendar();
    for (start, n, end) in cases {
        assert_eq!(calendar.add_working_days(day(start), n), Ok(day(end)), "{start} + {n}");
    }
}

#[test]
fn terms_in_calendar_days_move_off_a_holiday() {
    // Order 87 art. 85: the first day does not count, a last day on a holiday moves on.
    let cases = [("2021-01-22", 20, "2021-02-18"), ("2021-06-01", 10, "2021-06-11"), ("2021-06-01", 11, "2021-06-15")];
    let calendar = calendar();
    for (start, n, end) in cases {
        assert_eq!(calendar.add_days(day(start), n), Ok(day(end)), "{start} + {n}");
    }
    let term = |kind| DayCount { days: 11, kind };
    assert_eq!(calendar.due(day("2021-06-01"), &term(DayKind::Calendar)), Ok(day("2021-06-15")));
    assert_eq!(calendar.due(day("2021-06-01"), &term(DayKind::Working)), Ok(day("2021-06-17")));
}

#[test]
fn a_year_without_notice_is_an_error_and_never_a_guess() {
    let calendar = calendar();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2019..=2026).collect::<Vec<_>>());
    for year in [2018, 2027] {
        assert_eq!(calendar.is_working_day(Day::new(year, 6, 1).unwrap()), Err(CalendarGap { year }));
        assert!(calendar.notices(year).is_err());
    }
    assert_eq!(calendar.add_working_days(day("2026-12-30"), 2), Err(CalendarGap { year: 2027 }));
    assert_eq!(calendar.add_working_days(day("2026-12-30"), u32::MAX), Err(CalendarGap { year: 2027 }));
    assert!(calendar.add_days(day("2026-12-30"), u32::MAX).is_err());
    assert!(CalendarGap { year: 2027 }.to_string().contains("no calendar for 2027"));
}

#[test]
fn every_year_names_its_notices() {
    let calendar = calendar();
    for year in calendar.years() {
        for notice in calendar.notices(year).unwrap() {
            assert!(notice.number.starts_with("国办发明电〔"), "{year}");
            assert!(notice.issued < Day::new(year, 12, 31).unwrap());
        }
    }
}

#[test]
fn a_folder_may_add_a_year() {
    let text = r#"
year = 2027
[[notices]]
number = "测试"
issued = "2026-11-01"
status = "design"
holidays = [{ name = { zh = "元旦", en = "New Year" }, from = "2027-01-01", to = "2027-01-03", worked = ["2026-12-27"] }]
"#;
    let calendar = Calendar::with_sources(&[("2027.toml".to_owned(), text.to_owned())]).unwrap();
    assert_eq!(calendar.is_working_day(day("2027-01-01")), Ok(false));
    // A notice reaches back into the year before.
    assert_eq!(calendar.is_working_day(day("2026-12-27")), Ok(true));
    assert_eq!(calendar.add_working_days(day("2026-12-31"), 1), Ok(day("2027-01-04")));
}

#[test]
fn faults_of_a_calendar_carry_their_line() {
    let text = "year = 20211\n[[notices]]\nnumber = \"x\"\nissued = \"2020-13-01\"\nstatus = \"sure\"\nholidays = [\n  { name = { zh = \"a\", en = \"b\" }, from = \"2021-02-17\", to = \"2021-02-11\", worked = [\"2021-02-08\"] },\n]\n";
    let lines: Vec<usize> = CalendarYear::parse(text).unwrap_err().iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 4, 5, 7, 7]);
}

proptest! {
    /// Counting the term again, day by day, gives back its length, and it ends on a working day.
    #[test]
    fn a_term_counts_back(offset in 0i64..2500, n in 1u32..60) {
        let calendar = calendar();
        let start = day("2019-01-01").plus_days(offset);
        let end = calendar.add_working_days(start, n).unwrap();
        prop_assert!(calendar.is_working_day(end).unwrap());
        let days = (1..=(end.0 - start.0).num_days()).map(|i| start.plus_days(i));
        let worked = days.filter(|d| calendar.is_working_day(*d).unwrap()).count();
        prop_assert_eq!(worked, n as usize);
    }

    /// A calendar term never ends early, and at most a long holiday later.
    #[test]
    fn a_calendar_term_moves_on_only_over_free_days(offset in 0i64..2500, n in 0u32..60) {
        let calendar = calendar();
        let start = day("2019-01-01").plus_days(offset);
        let plain = start.plus_days(i64::from(n));
        let end = calendar.add_days(start, n).unwrap();
        prop_assert!(end >= plain && calendar.is_working_day(end).unwrap());
        for i in 0..(end.0 - plain.0).num_days() {
            prop_assert!(!calendar.is_working_day(plain.plus_days(i)).unwrap());
        }
    }
}
