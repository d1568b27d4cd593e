//! The message files against the templates, the helpers and the samples.

use super::*;
use std::collections::BTreeSet;

/// Messages that helpers name, beside those of the templates.
const OF_HELPERS: [&str; 7] =
    ["due-late", "due-today", "due-left", "pager-label", "pager-previous", "pager-next", "pager-range"];
/// Families that helpers name.
const FAMILIES_OF_HELPERS: [&str; 2] = ["grade", "chart"];

fn keys(lang: Lang) -> BTreeSet<String> {
    let text: Vec<String> = embedded::messages(lang.code()).map(|(_, text)| text).collect();
    text.iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
        .filter(|key| !key.starts_with([' ', '#']))
        .collect()
}

/// The literal arguments that follow `opening` in all templates, such as `{{t "` in `{{t "product"}}`.
fn literals_after(openings: &[&str], skipped: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in embedded::templates() {
        for opening in openings {
            for rest in text.split(opening).skip(1) {
                found.extend(rest.split('"').nth(skipped * 2).map(str::to_owned));
            }
        }
    }
    found
}

fn used_keys() -> BTreeSet<String> {
    let mut used = literals_after(&["{{t \"", "(t \""], 0);
    used.extend(literals_after(&["{{sort_th query \""], 1));
    used.extend(OF_HELPERS.map(str::to_owned));
    used
}

/// Families are named in templates, or in contexts by a field `family`.
fn used_families() -> BTreeSet<String> {
    let mut families = literals_after(&["{{term \"", "(term \"", "{{state_badge \""], 0);
    families.extend(FAMILIES_OF_HELPERS.map(str::to_owned));
    for (_, context) in samples() {
        collect_families(&context, &mut families);
    }
    families
}

fn collect_families(value: &Value, families: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_families(item, families)),
        Value::Object(fields) => {
            families.extend(fields.get("family").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect_families(field, families));
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    let (zh, en) = (keys(Lang::Zh), keys(Lang::En));
    assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_key_that_is_used_exists() {
    let missing: Vec<String> = used_keys().difference(&keys(Lang::Zh)).cloned().collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn no_key_is_left_over() {
    let (used, families) = (used_keys(), used_families());
    let of_a_family = |key: &str| {
        families.iter().any(|f| !f.is_empty() && key.strip_prefix(f.as_str()).is_some_and(|rest| rest.starts_with('-')))
    };
    let left: Vec<String> = keys(Lang::Zh).into_iter().filter(|key| !used.contains(key) && !of_a_family(key)).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn every_message_can_be_formatted() {
    for lang in Lang::ALL {
        let messages = Messages::new(lang).unwrap();
        for key in keys(lang) {
            assert!(messages.text(&key, None).is_some_and(|text| !text.is_empty()), "{key} {lang:?}");
        }
    }
}

#[test]
fn every_page_is_named() {
    let keys = keys(Lang::Zh);
    for (name, _) in embedded::templates().filter(|(name, _)| !name.contains('/')) {
        assert!(keys.contains(&format!("title-{name}")), "no title for {name}");
    }
}
