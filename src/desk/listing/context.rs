//! The part of a page's context that toolbar, pager and empty state read (`templates/README.md`).

use super::export::Format;
use super::query::ListQuery;
use serde_json::{Map, Value, json};

/// A filter with the values to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    pub name: &'static str,
    /// Family of the messages that word the values; empty: they are shown as they are.
    pub family: &'static str,
    /// Values, with the number of rows that each would find where it is known.
    pub values: Vec<(String, Option<i64>)>,
}

impl Choice {
    pub fn new(
        name: &'static str,
        family: &'static str,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Choice {
        Choice { name, family, values: values.into_iter().map(|v| (v.into(), None)).collect() }
    }

    fn context(&self, query: &ListQuery) -> Value {
        let chosen = query.filter(self.name);
        let shown = self.values.iter().filter(|(value, _)| !value.is_empty());
        let option = |(value, count): &(String, Option<i64>)| json!({"value": value, "count": count, "selected": chosen == Some(value.as_str())});
        json!({"name": self.name, "family": self.family, "options": shown.map(option).collect::<Vec<Value>>()})
    }
}

const SIZES: [i64; 3] = [20, 50, 100];

/// Everything a list's page needs but what is its own. `path` is the list's address.
pub fn page_context(query: &ListQuery, path: &str, total: i64, choices: &[Choice], rows: Vec<Value>) -> Value {
    let relax = if rows.is_empty() { relax(query, choices) } else { Vec::new() };
    json!({
        "query": understood(query),
        "filters": choices.iter().map(|choice| choice.context(query)).collect::<Vec<Value>>(),
        "sizes": SIZES,
        "pager": {"page": query.asked.page, "per": query.asked.size, "total": total},
        "exports": exports(query, path, total),
        "relax": relax,
        "actions": [],
        "rows": rows,
    })
}

/// The query that links are built from.
fn understood(query: &ListQuery) -> Value {
    let mut fields: Map<String, Value> =
        query.conditions().map(|(name, value)| (name.to_owned(), value.into())).collect();
    if let Some((sort, dir)) = query.order() {
        fields.insert("sort".into(), sort.into());
        fields.insert("dir".into(), dir.into());
    }
    fields.insert("page".into(), query.asked.page.into());
    fields.insert("per".into(), query.asked.size.into());
    Value::Object(fields)
}

/// An empty list has nothing to export.
fn exports(query: &ListQuery, path: &str, total: i64) -> Vec<Value> {
    let link = |format: Format| {
        let conditions = query.conditions().chain([("format", format.code())]);
        json!({"format": format.code(), "href": address(path, conditions)})
    };
    if total == 0 { Vec::new() } else { Format::ALL.map(link).to_vec() }
}

/// One line for each condition: the same list without it.
fn relax(query: &ListQuery, choices: &[Choice]) -> Vec<Value> {
    let line = |(dropped, value): (&'static str, &str)| {
        let family = choices.iter().find(|choice| choice.name == dropped).map_or("", |choice| choice.family);
        let rest = query.conditions().filter(|(name, _)| *name != dropped);
        json!({"name": dropped, "value": value, "family": family, "href": address("", rest)})
    };
    query.conditions().map(line).collect()
}

/// `path?a=1&b=2`, encoded.
fn address<'a>(path: &str, fields: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let pairs: Vec<String> = fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// RFC 3986: everything but unreserved characters as `%XX` of its UTF-8 bytes.
fn encoded(text: &str) -> String {
    let byte = |b: u8| match b {
        b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}
