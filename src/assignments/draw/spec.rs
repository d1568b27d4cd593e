//! What a draw is specified by: the JSON that `draw run` reads, as plain values. Nothing is checked
//! here beyond the shape; [`super::run`] and [`super::announce`] say what is wrong with it.

use super::hash::Alg;
use super::rules::Rules;
use super::strict;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A whole draw: what was frozen, what every party contributed, who declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawSpec {
    pub alg: Alg,
    /// Draw ids run in sequence, so that a repeated draw shows.
    pub draw_id: String,
    pub rules: Rules,
    /// Everybody considered, in any order.
    pub pool: Vec<Candidate>,
    /// Ids in the pool that the conflict check excluded before any seed existed.
    #[serde(default)]
    pub conflicted: Vec<String>,
    /// Who, if drawn, does not take the seat.
    #[serde(default)]
    pub declines: Vec<Decline>,
    /// The revealed seed of every party by role: 64 lower-case hexadecimal digits.
    #[serde(deserialize_with = "strict::text_map")]
    pub parties: BTreeMap<String, String>,
    /// The value that nobody in the room controls, named in the rules beforehand. None and the empty
    /// text are the same.
    #[serde(default)]
    pub public: Option<String>,
}

/// One line of the pool. Ids are registry numbers, never names: the pool is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub id: String,
    /// Compared as text; two empty employers are the same employer.
    pub employer: String,
    pub category: String,
}

/// Somebody who does not take a seat when drawn: a refusal, or a conflict found after the freeze.
/// In JSON the id alone, or `{"id", "reason"}`; the reason then stands in the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Decline {
    Bare(String),
    Explained { id: String, reason: String },
}

impl Decline {
    pub fn id(&self) -> &str {
        match self {
            Decline::Bare(id) | Decline::Explained { id, .. } => id,
        }
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            Decline::Bare(_) => None,
            Decline::Explained { reason, .. } => Some(reason),
        }
    }
}

/// Written by hand because a derived untagged reader cannot say which field was wrong.
impl<'de> Deserialize<'de> for Decline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decline, D::Error> {
        deserializer.deserialize_any(DeclineVisitor)
    }
}

struct DeclineVisitor;

impl<'de> Visitor<'de> for DeclineVisitor {
    type Value = Decline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id, or an object with id and reason")
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Decline, E> {
        Ok(Decline::Bare(id.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Decline, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Explained {
            id: String,
            reason: String,
        }
        let Explained { id, reason } = Explained::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Decline::Explained { id, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decline_is_an_id_or_an_id_with_a_reason() {
        let read = |text| serde_json::from_str::<Decline>(text).map_err(|e| e.to_string());
        assert_eq!(read(r#""ZJ-1""#), Ok(Decline::Bare("ZJ-1".into())));
        let explained = read(r#"{"id":"ZJ-1","reason":"出差"}"#);
        assert_eq!(explained, Ok(Decline::Explained { id: "ZJ-1".into(), reason: "出差".into() }));
        assert!(read(r#"{"id":"ZJ-1","why":"出差"}"#).is_err_and(|e| e.contains("unknown field `why`")));
    }

    #[test]
    fn unknown_fields_are_named() {
        let text = r#"{"alg":"sha256","draw_id":"1","rules":{},"pool":[],"parties":{},"sedes":3}"#;
        let fault = serde_json::from_str::<DrawSpec>(text).unwrap_err().to_string();
        assert!(fault.contains("unknown field `sedes`"), "{fault}");
    }
}
