//! The rules of a draw: an object that is hashed exactly as it was published, and what the draw
//! understands of it.
//!
//! | key | meaning |
//! |---|---|
//! | `seats` | how many seats there are; required |
//! | `diversity` | `"employer<=1"`: at most one of each employer takes a place |
//! | `reserves` | how many reserves (候补) are drawn, in order, after the seats |
//! | `groups` | `[{"category", "seats", "reserves"}]`: seats per category, drawn in this order; the sums must agree with `seats` and `reserves` |
//! | `weights` | `{id: 1 … 1 000 000}`: stepped probabilities (专家管理办法 art. 21); who is not named weighs 1 |
//! | `public` | names the value that nobody in the room controls |
//!
//! Any other key is hashed and means nothing here (a title, an article, a date).

use super::fault::DrawFault;
use super::hash::{Alg, Digest, LpHasher};
use super::strict::StrictValue;
use super::text;
use crate::terms::canonical;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The rules object as published. Reading refuses keys that stand twice and numbers other than
/// integers, see [`super::strict`]; make one in code with `serde_json::from_value`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rules(Map<String, Value>);

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rules, D::Error> {
        match StrictValue::deserialize(deserializer)?.0 {
            Value::Object(entries) => Ok(Rules(entries)),
            _ => Err(D::Error::custom("rules 须为对象 / rules must be an object")),
        }
    }
}

/// What the draw understands of its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Drawn in this order; a single one without a category when the rules name no groups.
    pub groups: Vec<Group>,
    pub one_per_employer: bool,
    /// By id in NFC; who is missing weighs 1.
    pub weights: BTreeMap<String, u32>,
    /// The name of the public value, when one was announced.
    pub public: Option<String>,
    /// Keys that are hashed and mean nothing to the draw.
    pub without_meaning: Vec<String>,
}

/// Places to be drawn from one part of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// None: from the whole pool.
    pub category: Option<String>,
    pub seats: u64,
    pub reserves: u64,
}

/// The greatest weight of one candidate.
const GREATEST_WEIGHT: u32 = 1_000_000;

/// The keys that mean something.
#[derive(Deserialize)]
struct Known {
    seats: u64,
    diversity: Option<String>,
    reserves: Option<u64>,
    groups: Option<Vec<KnownGroup>>,
    weights: Option<BTreeMap<String, u32>>,
    public: Option<String>,
}

const KNOWN_KEYS: [&str; 6] = ["seats", "diversity", "reserves", "groups", "weights", "public"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownGroup {
    category: String,
    seats: u64,
    #[serde(default)]
    reserves: u64,
}

impl Rules {
    /// What the draw understands of these rules.
    ///
    /// # Errors
    /// [`DrawFault::Rules`] when a key with a meaning has another form than the table above says.
    pub fn read(&self) -> Result<RuleSet, DrawFault> {
        let composed = self.composed()?;
        let known =
            Known::deserialize(&composed).map_err(|e| DrawFault::rules(format!("写法有误：{e}"), e.to_string()))?;
        Ok(RuleSet {
            groups: known.groups()?,
            one_per_employer: known.one_per_employer()?,
            weights: within_bounds(known.weights.unwrap_or_default())?,
            public: known.public.filter(|name| !name.is_empty()),
            without_meaning: self.0.keys().filter(|key| !KNOWN_KEYS.contains(&key.as_str())).cloned().collect(),
        })
    }

    /// `rules_hash` of the published method.
    pub(super) fn digest(&self, alg: Alg) -> Result<Digest, DrawFault> {
        let canonical = canonical::to_string(&self.composed()?);
        if u32::try_from(canonical.len()).is_err() {
            return Err(DrawFault::TooLong { place: "rules".into() });
        }
        Ok(LpHasher::new(alg, "VRD1/rules").part(canonical.as_bytes()).finish())
    }

    fn composed(&self) -> Result<Value, DrawFault> {
        compose_entries(&self.0)
    }
}

/// Every text and key of `value` in NFC. The depth is bounded by the JSON reader.
fn compose(value: &Value) -> Result<Value, DrawFault> {
    Ok(match value {
        Value::String(text) => Value::String(text::composed(text).into_owned()),
        Value::Array(items) => Value::Array(items.iter().map(compose).collect::<Result<_, _>>()?),
        Value::Object(entries) => compose_entries(entries)?,
        scalar => scalar.clone(),
    })
}

fn compose_entries(entries: &Map<String, Value>) -> Result<Value, DrawFault> {
    let mut composed = Map::new();
    for (key, item) in entries {
        let key = text::composed(key).into_owned();
        if composed.contains_key(&key) {
            return Err(DrawFault::rules(
                format!("键 {key} 按 NFC 比较出现两次，请改名"),
                format!("key {key} stands twice in NFC: rename one"),
            ));
        }
        composed.insert(key, compose(item)?);
    }
    Ok(Value::Object(composed))
}

impl Known {
    fn one_per_employer(&self) -> Result<bool, DrawFault> {
        match self.diversity.as_deref() {
            None => Ok(false),
            Some("employer<=1") => Ok(true),
            Some(other) => Err(DrawFault::rules(
                format!("diversity 只能是 \"employer<=1\" 或省略，现为 {other:?}"),
                format!("diversity must be \"employer<=1\" or absent, not {other:?}"),
            )),
        }
    }

    fn groups(&self) -> Result<Vec<Group>, DrawFault> {
        let reserves = self.reserves.unwrap_or(0);
        let Some(listed) = &self.groups else {
            return Ok(vec![Group { category: None, seats: self.seats, reserves }]);
        };
        agree("seats", self.seats, listed.iter().map(|group| group.seats))?;
        agree("reserves", reserves, listed.iter().map(|group| group.reserves))?;
        let mut seen = BTreeSet::new();
        if let Some(KnownGroup { category, .. }) = listed.iter().find(|group| !seen.insert(&group.category)) {
            return Err(DrawFault::rules(
                format!("groups 中类别 {category} 出现两次，请合并"),
                format!("category {category} stands twice in groups: merge them"),
            ));
        }
        let group = |known: &KnownGroup| Group {
            category: Some(known.category.clone()),
            seats: known.seats,
            reserves: known.reserves,
        };
        Ok(listed.iter().map(group).collect())
    }
}

/// The bound keeps every sum of weights below 2⁵³, exact in any program.
fn within_bounds(weights: BTreeMap<String, u32>) -> Result<BTreeMap<String, u32>, DrawFault> {
    match weights.iter().find(|(_, weight)| !(1..=GREATEST_WEIGHT).contains(*weight)) {
        None => Ok(weights),
        Some((id, _)) => Err(DrawFault::rules(
            format!("weights.{id} 须为 1 至 {GREATEST_WEIGHT}；不参加抽取的人请列入 conflicted"),
            format!("weights.{id} must be 1 to {GREATEST_WEIGHT}; name who takes no part in conflicted"),
        )),
    }
}

/// The whole and its parts are published side by side, so they must not contradict each other.
fn agree(key: &str, whole: u64, parts: impl Iterator<Item = u64>) -> Result<(), DrawFault> {
    let sum: u128 = parts.map(u128::from).sum();
    if sum == u128::from(whole) {
        return Ok(());
    }
    Err(DrawFault::rules(
        format!("{key} 为 {whole}，而 groups 各组合计 {sum}，请改为一致"),
        format!("{key} is {whole}, the groups add up to {sum}: make them agree"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules(value: Value) -> Rules {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_plain_draw_is_one_group() {
        let set = rules(json!({"seats": 3, "diversity": "employer<=1", "title": "重点评价"})).read().unwrap();
        assert_eq!(set.groups, [Group { category: None, seats: 3, reserves: 0 }]);
        assert!(set.one_per_employer);
        assert_eq!(set.without_meaning, ["title"]);
    }

    #[test]
    fn says_what_is_wrong() {
        let cases = [
            (json!({}), "missing field `seats`"),
            (json!({"seats": -1}), "invalid value"),
            (json!({"seats": "3"}), "invalid type"),
            (json!({"seats": 3, "diversity": "employer<=2"}), "employer<=1"),
            (json!({"seats": 3, "weights": {"a": 0}}), "weights.a"),
            (json!({"seats": 3, "weights": {"a": 1_000_001}}), "1 to 1000000"),
            (json!({"seats": 3, "groups": [{"category": "x", "seats": 2}]}), "add up to 2"),
            (json!({"seats": 1, "groups": [{"category": "x", "seats": 1, "reserves": 1}]}), "reserves is 0"),
            (json!({"seats": 1, "groups": [{"category": "x", "seat": 1}]}), "unknown field `seat`"),
            (json!({"seats": 2, "groups": [{"category": "x", "seats": 1}, {"category": "x", "seats": 1}]}), "twice"),
            (json!({"seats": 2, "é": 1, "e\u{301}": 2}), "stands twice in NFC"),
        ];
        for (value, expected) in cases {
            let fault = rules(value.clone()).read().unwrap_err().to_string();
            assert!(fault.contains(expected), "{value}: {fault}");
        }
    }

    #[test]
    fn the_hash_knows_neither_order_nor_composition() {
        let digest = |value| rules(value).digest(Alg::Sha256).unwrap();
        assert_eq!(digest(json!({"seats": 1, "t": "é"})), digest(json!({"t": "e\u{301}", "seats": 1})));
        assert_ne!(digest(json!({"seats": 1, "t": "é"})), digest(json!({"seats": 1, "t": "e"})));
    }
}
