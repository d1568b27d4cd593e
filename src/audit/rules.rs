//! The chain of decisions and the comparison of two JSON values; pure.

use super::model::{Decision, NewDecision};
use crate::terms::{Sha256Hex, canonical};
use serde_json::{Value, json};

/// The digest before the first decision.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Digest of one link: the row in canonical JSON with the digest before it.
pub fn link(sequence: i64, id: &str, new: &NewDecision, inputs_digest: &Sha256Hex, previous: &str) -> String {
    Sha256Hex::of(row(sequence, id, new, inputs_digest, previous).as_bytes()).to_string()
}

fn row(sequence: i64, id: &str, new: &NewDecision, inputs_digest: &Sha256Hex, previous: &str) -> String {
    let row = json!({
        "sequence": sequence, "id": id, "division": new.division, "kind": new.kind.word(), "subject": new.subject,
        "policy_id": new.policy_id, "policy_version": new.policy_version, "inputs_digest": inputs_digest,
        "outcome": new.outcome, "decided_at": new.decided_at.to_string(), "decided_by": new.decided_by, "previous": previous,
    });
    canonical::to_string(&row)
}

/// The digest that a stored decision should carry.
pub fn link_of(decision: &Decision) -> String {
    Sha256Hex::of(link_row(decision).as_bytes()).to_string()
}

/// The text whose SHA-256 is that digest, for who checks it with other tools.
pub fn link_row(decision: &Decision) -> String {
    let new = NewDecision {
        division: decision.division.clone(),
        kind: decision.kind,
        subject: decision.subject.clone(),
        policy_id: decision.policy_id.clone(),
        policy_version: decision.policy_version.clone(),
        inputs: Value::Null,
        outcome: decision.outcome.clone(),
        decided_by: decision.decided_by.clone(),
        decided_at: decision.decided_at,
    };
    row(decision.sequence, decision.id.as_str(), &new, &decision.inputs_digest, &decision.previous_digest)
}

/// The JSON pointer and the two values at the first place where `a` and `b` differ.
pub fn first_difference(a: &Value, b: &Value) -> Option<(String, String, String)> {
    match (a, b) {
        _ if a == b => None,
        (Value::Object(x), Value::Object(y)) => {
            let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            keys.into_iter().find_map(|key| {
                let found = first_difference(x.get(key).unwrap_or(&Value::Null), y.get(key).unwrap_or(&Value::Null));
                found.map(|d| below(key, d)).or_else(|| {
                    (x.contains_key(key) != y.contains_key(key))
                        .then(|| (format!("/{key}"), shown(x.get(key)), shown(y.get(key))))
                })
            })
        }
        (Value::Array(x), Value::Array(y)) => (0..x.len().max(y.len())).find_map(|i| match (x.get(i), y.get(i)) {
            (Some(p), Some(q)) => first_difference(p, q).map(|d| below(&i.to_string(), d)),
            (p, q) => Some((format!("/{i}"), shown(p), shown(q))),
        }),
        _ => Some((String::new(), shown(Some(a)), shown(Some(b)))),
    }
}

fn below(key: &str, (place, a, b): (String, String, String)) -> (String, String, String) {
    (format!("/{key}{place}"), a, b)
}

/// A value cut short enough for one line.
fn shown(value: Option<&Value>) -> String {
    let text = value.map_or_else(|| "(absent)".to_owned(), canonical::to_string);
    if text.chars().count() <= 120 { text } else { text.chars().take(117).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_first_place_that_differs() {
        let a = json!({"marks": [{"points": "12"}, {"points": "13"}], "x": 1});
        let b = json!({"marks": [{"points": "12"}, {"points": "14"}], "x": 2});
        assert_eq!(first_difference(&a, &b), Some(("/marks/1/points".into(), "\"13\"".into(), "\"14\"".into())));
        assert_eq!(first_difference(&a, &a), None);
        assert_eq!(first_difference(&json!([1]), &json!([1, 2])).unwrap().0, "/1");
        assert_eq!(first_difference(&json!({"a": null}), &json!({})).unwrap().0, "/a");
    }
}
