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
    let mut given: Vec<(&String, &Value)> = fields.iter().filter(|(_, value)| is_given(value)).collect();
    given.sort_by_key(|(key, _)| labels::field_rank(key));
    let pair = |(key, value): (&String, &Value)| {
        let (name, value) = (labels::field_name(key), words(key, value));
        Wording::new(format!("{} {}", name.zh, value.zh), format!("{} {}", name.en, value.en))
    };
    joined(given.into_iter().map(pair), "，", ", ")
}

fn same(text: &str) -> Wording {
    Wording::new(text, text)
}

fn joined(parts: impl Iterator<Item = Wording>, zh: &str, en: &str) -> Wording {
    let parts: Vec<Wording> = parts.collect();
    let side = |side: fn(&Wording) -> &str, between: &str| parts.iter().map(side).collect::<Vec<_>>().join(between);
    Wording::new(side(|w| &w.zh, zh), side(|w| &w.en, en))
}

/// The lines as one text, where there is room for one cell only.
pub fn text(path: &str, value: &Value) -> Wording {
    joined(lines(path, value).into_iter(), "；", "; ")
}
