//! Helpers that choose words: messages by key, terms by code, wording that a decision brought along.

use super::{NOTHING, Outcome, fault, literal, scalar, value};
use crate::platform::pages::{Lang, messages::Messages};
use fluent_bundle::{FluentArgs, FluentValue};
use handlebars::Helper;
use serde_json::Value;

/// `{{t "key" name=value …}}`: the message `key`. An unknown key is an error, which the tests find
/// before anybody sees it.
pub(super) fn message(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let key = literal(h, 0)?;
    let args: FluentArgs<'_> = h.hash().iter().map(|(name, v)| (*name, fluent_value(v.value()))).collect();
    messages.text(key, Some(&args)).ok_or_else(|| fault(h, &format!("no message {key}")))
}

fn fluent_value(value: &Value) -> FluentValue<'static> {
    match value.as_i64() {
        Some(number) => FluentValue::from(number),
        None => FluentValue::from(scalar(value).unwrap_or_default()),
    }
}

/// `{{term "family" code}}`: the word for a code, or the code itself where there is none. Where
/// the context holds a wording instead of a code, the wording is said.
pub(super) fn term(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let family = value(h, 0).as_str().unwrap_or_default();
    let given = value(h, 1);
    if given.is_object() {
        return say_value(messages, given);
    }
    Ok(scalar(given).map_or_else(|| NOTHING.to_owned(), |code| messages.term(family, &code)))
}

/// `{{say wording}}`: the side of `{"zh": …, "en": …}` for this language; plain text is said as it is.
pub(super) fn say(messages: &Messages, h: &Helper<'_>) -> Outcome<String> {
    say_value(messages, value(h, 0))
}

fn say_value(messages: &Messages, wording: &Value) -> Outcome<String> {
    Ok(side(messages.lang(), wording).unwrap_or_else(|| NOTHING.to_owned()))
}

fn side(lang: Lang, wording: &Value) -> Option<String> {
    match wording {
        Value::Object(sides) => scalar(sides.get(lang.code())?),
        plain => scalar(plain),
    }
}
