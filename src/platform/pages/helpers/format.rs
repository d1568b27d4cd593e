//! Helpers that write values: money with its label, days, moments, scores, counts.
//! A missing value is written as a dash; a value of the wrong kind is written as it is.

use super::{NOTHING, Outcome, flag, scalar, value};
use crate::platform::pages::{Lang, messages::Messages};
use crate::terms::{Day, Fen, Instant, Score};
use chrono::DateTime;
use handlebars::Helper;
use serde_json::Value;

/// Writes the first parameter with `write`; a dash for nothing, the raw text where `write` declines.
fn written(h: &Helper<'_>, write: impl FnOnce(&Value) -> Option<String>) -> Outcome<String> {
    let given = value(h, 0);
    Ok(write(given).or_else(|| scalar(given)).unwrap_or_else(|| NOTHING.to_owned()))
}

/// `{{money_wan fen}}`: `837 万元`, in English the same amount in yuan. `bare=true` leaves the
/// label to the column's heading.
pub(super) fn money_wan(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let bare = flag(h, "bare");
    written(h, |v| v.as_i64().map(|fen| wan(messages, Fen(fen), bare)))
}

/// The amount in the unit in which this language states budgets.
pub(super) fn wan(messages: &Messages, amount: Fen, bare: bool) -> String {
    match (messages.lang(), bare) {
        (Lang::Zh, true) => amount.wan_text(),
        (Lang::Zh, false) => format!("{} 万元", amount.wan_text()),
        (Lang::En, true) => short_yuan(amount),
        (Lang::En, false) => format!("CNY {}", short_yuan(amount)),
    }
}

/// Without `.00`, which an amount in full yuan does not need.
fn short_yuan(amount: Fen) -> String {
    let text = amount.yuan_text();
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// `{{money_yuan fen}}`: `63,000.00 元` or `CNY 63,000.00`; `bare=true` as above.
pub(super) fn money_yuan(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let label = |text: String| match (messages.lang(), flag(h, "bare")) {
        (_, true) => text,
        (Lang::Zh, false) => format!("{text} 元"),
        (Lang::En, false) => format!("CNY {text}"),
    };
    written(h, |v| v.as_i64().map(|fen| label(Fen(fen).yuan_text())))
}

/// `{{day "2021-06-30"}}`: `2021年6月30日`, in English `2021-06-30`.
pub(super) fn day(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    written(h, |v| {
        let day: Day = v.as_str()?.parse().ok()?;
        Some(if messages.lang() == Lang::Zh { day.zh() } else { day.to_string() })
    })
}

/// `{{instant "2021-06-30T10:30:00Z"}}`: the moment in Asia/Shanghai to the minute;
/// `seconds=true` to the second.
pub(super) fn instant(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let seconds = flag(h, "seconds");
    written(h, |v| {
        let moment = DateTime::parse_from_rfc3339(v.as_str()?).ok()?;
        let instant = Instant::from_utc(moment.to_utc());
        let shown = instant.shown();
        let (iso_day, minute) = shown.split_once(' ')?;
        let day = if messages.lang() == Lang::Zh { instant.day_in_china().zh() } else { iso_day.to_owned() };
        // A zone of whole hours leaves minutes and seconds alone.
        let tail = if seconds { instant.naive_utc().format(":%S").to_string() } else { String::new() };
        Some(format!("{day} {minute}{tail}"))
    })
}

/// `{{score "92.80"}}`: `92.8`.
pub(super) fn score(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    written(h, |v| scalar(v)?.parse::<Score>().ok().map(|s| s.to_string()))
}

/// `{{count 1200}}`: `1,200`.
pub(super) fn count(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    written(h, |v| v.as_i64().map(grouped))
}

/// `{{percent "12.5"}}`: `12.5%`.
pub(super) fn percent(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    written(h, |v| scalar(v).map(|number| format!("{number}%")))
}

/// `{{short_hash digest}}`: the first twelve characters; the whole digest belongs into `title`.
pub(super) fn short_hash(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    const SHOWN: usize = 12;
    written(h, |v| {
        v.as_str()
            .filter(|s| s.chars().count() > SHOWN)
            .map(|s| format!("{}…", s.chars().take(SHOWN).collect::<String>()))
    })
}

/// `{{bytes 123456}}`: `120.5 KB`, in units of 1024 as file managers show.
pub(super) fn bytes(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    written(h, |v| v.as_u64().map(size))
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut tenths = bytes.saturating_mul(10);
    let mut unit = "B";
    for next in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = next;
    }
    match tenths % 10 {
        0 => format!("{} {unit}", tenths / 10),
        tenth => format!("{}.{tenth} {unit}", tenths / 10),
    }
}

/// `1200` as `1,200`.
pub(in crate::platform::pages) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
