//! Reading JSON so that nothing is silently dropped or printed differently elsewhere: a key that
//! stands twice is refused (most readers keep the last), and so is every number that is not an
//! integer within ±(2⁵³ − 1), because programs write such numbers differently and would come to
//! another hash.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// The greatest integer that every JSON program reads exactly.
const GREATEST_INTEGER: u64 = (1 << 53) - 1;

/// A JSON value read strictly.
pub(super) struct StrictValue(pub Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(StrictValue)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value without fractions")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        if value > GREATEST_INTEGER { Err(inexact(value)) } else { Ok(value.into()) }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > GREATEST_INTEGER { Err(inexact(value)) } else { Ok(value.into()) }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Err(inexact(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(StrictValue(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        object(map).map(Value::Object)
    }
}

fn object<'de, A: MapAccess<'de>>(mut map: A) -> Result<Map<String, Value>, A::Error> {
    let mut entries = Map::new();
    while let Some((key, StrictValue(value))) = map.next_entry::<String, StrictValue>()? {
        if entries.contains_key(&key) {
            return Err(twice(&key));
        }
        entries.insert(key, value);
    }
    Ok(entries)
}

fn inexact<E: Error>(value: impl fmt::Display) -> E {
    E::custom(format!(
        "{value}：规则中的数须为 ±(2^53-1) 以内的整数，小数请写成文字 / must be an integer within ±(2^53-1): write it as text"
    ))
}

fn twice<E: Error>(key: &str) -> E {
    E::custom(format!("键 {key} 出现两次 / key {key} stands twice"))
}

/// Reads an object from text to text, for `#[serde(deserialize_with)]`; a key that stands twice is
/// refused.
pub(super) fn text_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct TextMap;

    impl<'de> Visitor<'de> for TextMap {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object from text to text")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((key, value)) = map.next_entry::<String, String>()? {
                if entries.contains_key(&key) {
                    return Err(twice(&key));
                }
                entries.insert(key, value);
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(TextMap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        serde_json::from_str::<StrictValue>(text).map(|strict| strict.0).map_err(|e| e.to_string())
    }

    #[test]
    fn keeps_what_every_program_reads_alike() {
        for text in [r#"{"a":[1,-2,null,true,"é"],"b":{}}"#, "9007199254740991", "-9007199254740991"] {
            assert_eq!(read(text), Ok(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn refuses_what_programs_read_differently() {
        for text in ["1.0", "0.5", "1e3", "-0", "9007199254740992", "-9007199254740992", "99999999999999999999"] {
            assert!(read(text).is_err_and(|e| e.contains("must be an integer")), "{text}");
        }
        assert!(read(r#"{"x":{"a":1,"a":1}}"#).is_err_and(|e| e.contains("key a stands twice")));
    }
}
