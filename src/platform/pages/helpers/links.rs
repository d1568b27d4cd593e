//! Helpers that build addresses: query strings of filters, headings that sort, static assets.

use super::{Markup, Outcome, fault, literal, scalar, value};
use crate::platform::pages::{embedded, messages::Messages};
use handlebars::Helper;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

/// `{{qs query name=value …}}`: `?a=1&b=2`, the fields of `query` with the named ones replaced.
/// A null, empty or false value removes its field, so `page=null` leads back to the first page.
pub(super) fn query_string(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let changes = h.hash().iter().map(|(name, v)| (*name, v.value()));
    Ok(encode(value(h, 0).as_object(), changes))
}

/// The query string of `fields` with `changes` laid over them.
pub(super) fn encode<'a>(
    fields: Option<&'a Map<String, Value>>,
    changes: impl Iterator<Item = (&'a str, &'a Value)>,
) -> String {
    let mut merged: BTreeMap<&str, &Value> = fields.into_iter().flatten().map(|(k, v)| (k.as_str(), v)).collect();
    merged.extend(changes);
    let mut out = String::from("?");
    for (name, field) in merged {
        let several = field.as_array().map_or(std::slice::from_ref(field), Vec::as_slice);
        for text in several.iter().filter(|v| *v != &Value::Bool(false)).filter_map(scalar) {
            if out.len() > 1 {
                out.push('&');
            }
            percent_encode(name, &mut out);
            out.push('=');
            percent_encode(&text, &mut out);
        }
    }
    out
}

/// RFC 3986: everything but unreserved characters as `%XX` of its UTF-8 bytes.
fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// `{{sort_th query "name" "col-name" numeric=true}}`: a heading cell whose link sorts by `name`,
/// and turns the direction round where the list is sorted by it already.
pub(super) fn sort_heading(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let (query, column, key) = (value(h, 0).as_object(), literal(h, 1)?, literal(h, 2)?);
    let label = messages.text(key, None).ok_or_else(|| fault(h, &format!("no message {key}")))?;
    let current = |name: &str| query.and_then(|q| q.get(name)).and_then(Value::as_str);
    let descending = current("dir") == Some("desc");
    let sorted = current("sort") == Some(column);
    let next = Value::from(if sorted && !descending { "desc" } else { "asc" });
    let sort = Value::from(column);
    let link = encode(query, [("sort", &sort), ("dir", &next), ("page", &Value::Null)].into_iter());
    let cell =
        Markup::new().tag("<th scope=\"col\"").tag(if super::flag(h, "numeric") { " class=\"num\"" } else { "" });
    let cell = match (sorted, descending) {
        (false, _) => cell,
        (true, false) => cell.tag(" aria-sort=\"ascending\""),
        (true, true) => cell.tag(" aria-sort=\"descending\""),
    };
    Ok(cell.tag("><a class=\"sort\" href=\"").text(&link).tag("\">").text(&label).tag("</a></th>"))
}

/// `{{asset "app.css"}}`: the address of a static file with its content hash.
pub(super) fn asset(_: &Messages, h: &Helper<'_>) -> Outcome<String> {
    let path = literal(h, 0)?;
    embedded::versioned_address(path).ok_or_else(|| fault(h, &format!("no static file {path}")))
}
