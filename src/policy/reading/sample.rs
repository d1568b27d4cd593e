//! Unknown keys of a table that another room reads: compared with a complete sample of its value, so
//! that each is reported in its place, all at once, with the nearest known key.

use super::{Faults, Node, Section};
use serde_json::Value;

/// Notes every key, at any depth, that the sample does not have. Returns whether there was one.
pub fn note_unknown_keys(node: &Node<'_>, sample: &Value, faults: &mut Faults<'_>) -> bool {
    let Value::Object(known) = sample else { return false };
    let Some(section) = Section::of(node) else { return false };
    let keys: Vec<&str> = known.keys().map(String::as_str).collect();
    let mut found = section.note_keys_outside(&keys, faults);
    for (key, inner) in known {
        if let Some(child) = section.child(key) {
            found |= note_unknown_keys(&child, inner, faults);
        }
    }
    found
}
