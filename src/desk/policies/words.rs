//! A topic's value in words for readers: lines of "field value" pairs with the names of codes, in
//! both languages.

use crate::policy::labels;
use crate::terms::Wording;
use serde_json::{Map, Value};

/// The value, one line for each of several rules. `path` is the topic's, as in the pack's file.
pub fn lines(path: &str, value: &Value) -> Vec<Wording> {
    let field = path.rsplit('.').next().unwrap_or_default();
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().map(|item| words(field, item)).collect()
        }
        value => vec![words(field, value)],
    }
}

fn words(field: &str, value: &Value) -> Wording {
    match value {
        Value::String(text) => labels::code_name(field, text).unwrap_or_else(|| same(text)),
        Value::Bool(true) => Wording::new("是", "yes"),
        Value::Bool(false) => Wording::new("否", "no"),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let each = items.iter().map(|item| words(field, item));
            joined(each.map(|w| Wording::new(format!("〔{}〕", w.zh), format!("[{}]", w.en))), "", " ")
        }
        Value::Array(items) => joined(items.iter().map(|item| words(field, item)), "、", ", "),
        Value::Object(fields) => object(fields),
        other => same(&other.to_string()),
    }
}

/// Fields in one order; absent ones and empty lists are left out.
fn object(fields: &Map<String, Value>) -> Wording {
    if let (Some(Value::String(zh)), Some(Value::String(en))) = (fields.get("zh"), fields.get("en")) {
        return Wording::new(zh, en);
    }
    let is_given = |value: &Value| !value.is_null() && !value.as_array().is_some_and(Vec::is_empty);
    let date = month_and_day(fields);
    let is_in_date = |key: &str| date.is_some() && ["month", "day"].contains(&key);
    let mut given: Vec<(&String, &Value)> =
        fields.iter().filter(|(key, value)| is_given(value) && !is_in_date(key)).collect();
    given.sort_by_key(|(key, _)| labels::field_rank(key));
    let pairs = given.into_iter().map(|(key, value)| pair(key, value));
    joined(date.into_iter().chain(pairs), "，", ", ")
}

/// `month` and `day` together are one date of every year.
fn month_and_day(fields: &Map<String, Value>) -> Option<Wording> {
    let (month, day) = (fields.get("month")?.as_u64()?, fields.get("day")?.as_u64()?);
    Some(Wording::new(format!("{month}月{day}日"), format!("{month:02}-{day:02}")))
}

fn pair(key: &str, value: &Value) -> Wording {
    let name = labels::field_name(key);
    // The name of a group of alternatives says nothing to a reader; that there is one does.
    if key == "choose_one" {
        return name;
    }
    // What an article orders is told once, beside the topic.
    let shown = if key == "basis" { value.get("article").unwrap_or(value) } else { value };
    let shown = words(key, shown);
    Wording::new(format!("{} {}", name.zh, shown.zh), format!("{} {}", name.en, shown.en))
}

fn same(text: &str) -> Wording {
    Wording::new(text, text)
}

fn joined(parts: impl Iterator<Item = Wording>, zh: &str, en: &str) -> Wording {
    let parts: Vec<Wording> = parts.collect();
    let side = |side: fn(&Wording) -> &str, between: &str| parts.iter().map(side).collect::<Vec<_>>().join(between);
    Wording::new(side(|w| &w.zh, zh), side(|w| &w.en, en))
}
