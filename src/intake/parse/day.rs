//! Days as people write them: `2021-06-30`, `2021/6/30`, `2021.6.30`, `2021年6月30日`, `20210630`,
//! with a time behind, in full width; and Excel's serial number.

use crate::terms::{Day, text};

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayFault {
    /// Year and month alone: no day may be guessed.
    NoDay,
    /// A two-digit year, or day and month in an order that cannot be told.
    Ambiguous,
    /// The calendar has no such day, or it lies outside 1900 to 2100.
    NoSuchDay,
    /// Not a date at all.
    NotADate,
}

/// Reads a day. The flag tells whether the text was other than `YYYY-MM-DD`.
pub fn day(value: &str) -> Result<(Day, bool), DayFault> {
    if let Some(day) = standard(value) {
        return Ok((day, false));
    }
    let plain = text::half_width(value);
    let date = without_time(plain.trim());
    let numbers = numbers(date)?;
    let day = match numbers.as_slice() {
        [(year, 4), (month, 1..=2), (day, 1..=2)] => checked(*year, *month, *day)?,
        [(packed, 8)] => checked(packed / 10_000, packed / 100 % 100, packed % 100)?,
        [(_, 4), (_, 1..=2)] | [(_, 4 | 6)] => return Err(DayFault::NoDay),
        [(_, 1..=2), _, _] => return Err(DayFault::Ambiguous),
        _ => return Err(DayFault::NotADate),
    };
    Ok((day, day.to_string() != value))
}

/// `YYYY-MM-DD` to the letter, which most dates of a sheet are.
fn standard(value: &str) -> Option<Day> {
    let number = |from: usize, to: usize| {
        let digits = value.get(from..to)?;
        if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let is_shaped = value.len() == 10 && value.get(4..5) == Some("-") && value.get(7..8) == Some("-");
    if is_shaped { checked(number(0, 4)?, number(5, 7)?, number(8, 10)?).ok() } else { None }
}

/// Excel's serial number of the 1900 calendar, where a number lost its date format. Only whole days
/// from 1927 to 2100 are taken for one: a smaller number is a year, or a month written `2012.09`.
pub fn day_of_serial(serial: f64) -> Option<Day> {
    if serial.fract() != 0.0 || !(10_000.0..73_415.0).contains(&serial) {
        return None;
    }
    // Excel counts a 29 February 1900 that never was; from March 1900 on this epoch is right.
    let epoch = Day::new(1899, 12, 30)?;
    Some(epoch.plus_days(serial as i64))
}

/// Cuts `00:00:00` and `T08:30` off.
fn without_time(text: &str) -> &str {
    let end = text.find([':', 'T', 't', '时']).map_or(text.len(), |at| {
        if text.get(at..).is_some_and(|rest| rest.starts_with(['T', 't'])) { at } else { last_blank(text, at) }
    });
    text.get(..end).unwrap_or(text).trim_end()
}

fn last_blank(text: &str, before: usize) -> usize {
    text.get(..before).and_then(|head| head.rfind(' ')).unwrap_or(0)
}

/// The numbers of the text with their lengths; anything between them must be a separator of dates.
fn numbers(date: &str) -> Result<Vec<(u32, usize)>, DayFault> {
    let separator =
        |c: char| matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号' | ' ' | '—' | '–' | '\\' | ',' | '。');
    let mut numbers = Vec::new();
    for part in date.split(separator).filter(|part| !part.is_empty()) {
        if part.len() > 8 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DayFault::NotADate);
        }
        numbers.push((part.parse().map_err(|_| DayFault::NotADate)?, part.len()));
    }
    Ok(numbers)
}

fn checked(year: u32, month: u32, day: u32) -> Result<Day, DayFault> {
    if !(1900..=2100).contains(&year) {
        return Err(DayFault::NoSuchDay);
    }
    i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)).ok_or(DayFault::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_style_is_the_same_day() {
        let styles = [
            "2021-06-30",
            "2021/6/30",
            "2021.6.30",
            "2021.06.30",
            "2021年6月30日",
            "2021年06月30号",
            "20210630",
            "２０２１－０６－３０",
            " 2021 年 6 月 30 日 ",
            "2021-06-30 00:00:00",
            "2021-06-30T00:00:00",
            "2021/6/30 8:05",
            "2021－6－30",
        ];
        for style in styles {
            let (day, changed) = day(style).unwrap_or_else(|e| panic!("{style}: {e:?}"));
            assert_eq!(day.to_string(), "2021-06-30", "{style}");
            assert_eq!(changed, style != "2021-06-30", "{style}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_guessed() {
        let cases = [
            ("2021-06", DayFault::NoDay),
            ("2021年6月", DayFault::NoDay),
            ("2021", DayFault::NoDay),
            ("202106", DayFault::NoDay),
            ("21.6.30", DayFault::Ambiguous),
            ("06/30/2021", DayFault::Ambiguous),
            ("2021-02-30", DayFault::NoSuchDay),
            ("20211301", DayFault::NoSuchDay),
            ("1021-06-30", DayFault::NoSuchDay),
            ("明年", DayFault::NotADate),
            ("", DayFault::NotADate),
            ("44377", DayFault::NotADate),
            (":", DayFault::NotADate),
        ];
        for (text, fault) in cases {
            assert_eq!(day(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn serial_numbers_are_those_of_excel() {
        assert_eq!(day_of_serial(44_377.0).map(|d| d.to_string()), Some("2021-06-30".into()));
        assert_eq!(day_of_serial(10_000.0).map(|d| d.to_string()), Some("1927-05-18".into()));
        assert_eq!(day_of_serial(73_414.0).map(|d| d.to_string()), Some("2100-12-30".into()));
        for nonsense in [0.0, -1.0, 2012.0, 9_999.0, 44_377.5, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(day_of_serial(nonsense), None, "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn written_in_any_style_a_day_comes_back(year in 1900i32..=2100, month in 1u32..=12, date in 1u32..=28, style in 0usize..5) {
            let expected = Day::new(year, month, date).unwrap();
            let text = match style {
                0 => expected.to_string(),
                1 => format!("{year}/{month}/{date}"),
                2 => format!("{year}.{month:02}.{date}"),
                3 => expected.zh(),
                _ => format!("{year}{month:02}{date:02}"),
            };
            prop_assert_eq!(day(&text).map(|(d, _)| d), Ok(expected));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = day(&text);
        }
    }
}
