//! Badges: a word with a tone. The tone never carries meaning alone, the word is always there.

use super::{Markup, Outcome, scalar, value};
use crate::platform::pages::{Lang, messages::Messages};
use fluent_bundle::FluentArgs;
use handlebars::Helper;

/// Days before a due day from which a badge warns; the first reminder goes out then too.
const WARNING_DAYS: i64 = 3;

/// `{{grade_badge code word}}`: the grade in the words of its policy pack (`合格`), in English and
/// without a pack's word by its code.
pub(super) fn grade(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let Some(code) = scalar(value(h, 0)) else {
        return Ok(Markup::new().text(super::NOTHING));
    };
    let pack_word = scalar(value(h, 1)).filter(|_| messages.lang() == Lang::Zh);
    let word = pack_word.unwrap_or_else(|| messages.term("grade", &code));
    Ok(Markup::new().tag(grade_tag(&code)).text(&word).tag("</span>"))
}

fn grade_tag(code: &str) -> &'static str {
    match code {
        "EXCELLENT" => "<span class=\"grade grade-a\">",
        "GOOD" | "PASS" => "<span class=\"grade grade-b\">",
        "FAIR" | "AVERAGE" => "<span class=\"grade grade-c\">",
        "POOR" | "FAIL" => "<span class=\"grade grade-d\">",
        _ => "<span class=\"grade\">",
    }
}

/// `{{state_badge "family" code}}`: the word of `family` for a state, in the tone of the state.
pub(super) fn state(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let family = value(h, 0).as_str().unwrap_or_default();
    Ok(match scalar(value(h, 1)) {
        Some(code) => Markup::new().tag(tone(&code)).text(&messages.term(family, &code)).tag("</span>"),
        None => Markup::new().text(super::NOTHING),
    })
}

/// Good news, bad news, or something that waits for a person; every other state is neutral.
fn tone(code: &str) -> &'static str {
    match code {
        "enrolled" | "active" | "clear" | "accepted" | "acknowledged" | "applied" | "closed" | "archived"
        | "awarded" | "admitted" | "selected" | "finished" | "completed" | "same" | "verified" | "confirmed" | "ok"
        | "done" => "<span class=\"badge badge-good\">",
        "blocked" | "rejected" | "failed" | "terminated" | "delisted" | "disabled" | "refused" | "differs"
        | "tampered" | "error" | "short" | "void" | "dead" | "down" | "stalled" => "<span class=\"badge badge-bad\">",
        "flagged" | "suspended" | "locked" | "returned" | "declined" | "pending" | "warning" | "degraded"
        | "retrying" | "rectifying" | "recalled" | "design" | "needs_reason" => "<span class=\"badge badge-warn\">",
        _ => "<span class=\"badge\">",
    }
}

/// `{{due_badge days}}`: how many days are left, or by how many a deadline was missed.
pub(super) fn due(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let Some(days) = value(h, 0).as_i64() else {
        return Ok(Markup::new());
    };
    let (tag, key) = match days {
        i64::MIN..0 => ("<span class=\"due due-late\">", "due-late"),
        0 => ("<span class=\"due due-soon\">", "due-today"),
        1..=WARNING_DAYS => ("<span class=\"due due-soon\">", "due-left"),
        _ => ("<span class=\"due\">", "due-left"),
    };
    let mut args = FluentArgs::new();
    args.set("days", i64::try_from(days.unsigned_abs()).unwrap_or(i64::MAX));
    Ok(Markup::new().tag(tag).text(&messages.text(key, Some(&args)).unwrap_or_default()).tag("</span>"))
}
