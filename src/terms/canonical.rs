//! Canonical JSON: keys sorted by code point, no spaces, UTF-8. What is hashed is written this way,
//! so that a stranger's program comes to the same bytes.

use serde_json::Value;

/// Writes `value` canonically. Does not rely on the order that `serde_json` keeps keys in.
pub fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            write_list(keys.into_iter(), '{', '}', out, |key, out| {
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(&map[key], out);
            });
        }
        Value::Array(items) => write_list(items.iter(), '[', ']', out, write),
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn write_list<T>(
    items: impl Iterator<Item = T>,
    open: char,
    close: char,
    out: &mut String,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn sorts_at_every_depth() {
        let value = json!({"乙": [1, {"b": null, "a": "x\"y"}], "a": true});
        assert_eq!(super::to_string(&value), r#"{"a":true,"乙":[1,{"a":"x\"y","b":null}]}"#);
    }
}
