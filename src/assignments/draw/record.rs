//! What a draw gives, and the record that a stranger needs to recompute it: the specification and the
//! result side by side in one object.

use super::hash::Alg;
use super::rules::Rules;
use super::spec::{Candidate, Decline, DrawSpec};
use super::strict;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The outcome of a draw. Digests are text here, 64 lower-case hexadecimal digits: a result is a claim
/// that [`super::verify`] compares as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawResult {
    pub pool_hash: String,
    pub rules_hash: String,
    pub context: String,
    /// By role in NFC.
    #[serde(deserialize_with = "strict::text_map")]
    pub commitments: BTreeMap<String, String>,
    pub seed: String,
    pub transcript: Vec<Step>,
    /// Ids in the order in which they were drawn.
    pub selected: Vec<String>,
    /// Ids of the reserves (候补) in order, group by group; absent when the rules ask for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserves: Vec<String>,
    /// Seats that stayed empty. Reserves do not count.
    pub shortage: u64,
}

/// One step of a draw; in JSON `[s, r, n, index, id, outcome]`, and the reason of an explained decline
/// as a seventh element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Number of the step, from 0, through all groups and reserves.
    pub s: u32,
    /// How many values were rejected before an unbiased one came.
    pub r: u32,
    /// The weight of everybody still in; their number when all weigh the same.
    pub n: u64,
    pub index: u64,
    pub id: String,
    pub outcome: Outcome,
    pub reason: Option<String>,
}

/// What became of somebody who was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Selected,
    Reserve,
    Declined,
}

/// A specification with its result: everything that a stranger needs.
///
/// In JSON one flat object with the fields of both, which is what comes of joining what `draw run`
/// read and what it printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawRecord {
    #[serde(flatten)]
    pub spec: DrawSpec,
    #[serde(flatten)]
    pub result: DrawResult,
}

/// The step as its JSON array, for messages.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(6 + usize::from(self.reason.is_some())))?;
        seq.serialize_element(&self.s)?;
        seq.serialize_element(&self.r)?;
        seq.serialize_element(&self.n)?;
        seq.serialize_element(&self.index)?;
        seq.serialize_element(&self.id)?;
        seq.serialize_element(&self.outcome)?;
        if let Some(reason) = &self.reason {
            seq.serialize_element(reason)?;
        }
        seq.end()
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Step, D::Error> {
        deserializer.deserialize_seq(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step [s, r, n, index, id, outcome], with a reason after a decline")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Step, A::Error> {
        Ok(Step {
            s: element(&mut seq, 0)?,
            r: element(&mut seq, 1)?,
            n: element(&mut seq, 2)?,
            index: element(&mut seq, 3)?,
            id: element(&mut seq, 4)?,
            outcome: element(&mut seq, 5)?,
            reason: seq.next_element()?,
        })
    }
}

fn element<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A, at: usize) -> Result<T, A::Error> {
    seq.next_element()?.ok_or_else(|| de::Error::invalid_length(at, &StepVisitor))
}

/// Reads the flat object. The fields are listed once more because serde cannot refuse unknown fields
/// in flattened structures.
impl<'de> Deserialize<'de> for DrawRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DrawRecord, D::Error> {
        FlatRecord::deserialize(deserializer).map(DrawRecord::from)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatRecord {
    alg: Alg,
    draw_id: String,
    rules: Rules,
    pool: Vec<Candidate>,
    #[serde(default)]
    conflicted: Vec<String>,
    #[serde(default)]
    declines: Vec<Decline>,
    #[serde(deserialize_with = "strict::text_map")]
    parties: BTreeMap<String, String>,
    #[serde(default)]
    public: Option<String>,
    pool_hash: String,
    rules_hash: String,
    context: String,
    #[serde(deserialize_with = "strict::text_map")]
    commitments: BTreeMap<String, String>,
    seed: String,
    transcript: Vec<Step>,
    selected: Vec<String>,
    #[serde(default)]
    reserves: Vec<String>,
    shortage: u64,
}

impl From<FlatRecord> for DrawRecord {
    fn from(flat: FlatRecord) -> DrawRecord {
        DrawRecord {
            spec: DrawSpec {
                alg: flat.alg,
                draw_id: flat.draw_id,
                rules: flat.rules,
                pool: flat.pool,
                conflicted: flat.conflicted,
                declines: flat.declines,
                parties: flat.parties,
                public: flat.public,
            },
            result: DrawResult {
                pool_hash: flat.pool_hash,
                rules_hash: flat.rules_hash,
                context: flat.context,
                commitments: flat.commitments,
                seed: flat.seed,
                transcript: flat.transcript,
                selected: flat.selected,
                reserves: flat.reserves,
                shortage: flat.shortage,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_an_array_of_six_or_seven() {
        let read = |text| serde_json::from_str::<Step>(text).map_err(|e| e.to_string());
        for text in [r#"[0,0,5,3,"a","selected"]"#, r#"[1,0,4,0,"b","declined","出差"]"#, r#"[2,1,3,0,"c","reserve"]"#]
        {
            assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
        }
        for wrong in [
            r#"[0,0,5,3,"a"]"#,
            r#"[0,0,5,3,"a","chosen"]"#,
            r#"[0,0,5,3,"a","declined","x","y"]"#,
            r#"[0,0,5,-3,"a","declined"]"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
