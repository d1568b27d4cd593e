//! A statement of what a side has of the feed, and the comparison of two: counts, sums, one Merkle
//! root (RFC 9162), and each event that differs; pure.
//!
//! Sender and receiver make their statements by the same rule from their own books, so that an event
//! lost, doubled, changed or applied out of order cannot stay unseen.

use super::merkle;
use crate::terms::canonical;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// One event in the books of a side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Entry {
    pub sequence: i64,
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub project_code: String,
    pub project_sequence: i32,
    /// Hash of the event as a leaf of the tree, hexadecimal.
    pub leaf: String,
    /// What the event says of money, in fen; absent where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// `applied KZS-1` or `refused KZS-2`; absent where nothing was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// Counts and sums of a list of events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Totals {
    pub events: u64,
    pub by_type: BTreeMap<String, u64>,
    pub amount_fen: i64,
    /// Merkle root over the events by sequence, hexadecimal.
    pub root: String,
}

/// What a side has of the feed of one division.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Statement {
    pub division: String,
    pub totals: Totals,
    /// In the order in which the side has them.
    pub entries: Vec<Entry>,
}

/// An envelope that is no event of the feed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event has no usable `{0}`")]
pub struct EnvelopeFault(pub &'static str);

/// How one event differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// We have it, the receiver has not.
    Missing,
    /// The receiver has it, we have not.
    Unexpected,
    /// Both have it and it reads otherwise.
    Changed,
    /// The receiver has it twice.
    Doubled,
    /// The receiver applied it before an earlier one of its project.
    OutOfOrder,
    /// The receiver answered and we hold no such answer.
    AnswerDiffers,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Difference {
    pub sequence: i64,
    pub kind: Kind,
    pub id: String,
    pub project_code: String,
}

/// The comparison of two statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub division: String,
    /// True where the totals are equal and nothing differs.
    pub same: bool,
    pub ours: Totals,
    pub theirs: Totals,
    pub differences: Vec<Difference>,
}

impl Entry {
    /// Reads an event as it was sent: a CloudEvents envelope with `sequence` and `projectsequence`.
    pub fn of(envelope: &Value, answer: Option<String>) -> Result<Entry, EnvelopeFault> {
        let text = |name: &'static str| envelope[name].as_str().map(str::to_owned).ok_or(EnvelopeFault(name));
        Ok(Entry {
            sequence: envelope["sequence"].as_i64().ok_or(EnvelopeFault("sequence"))?,
            id: text("id")?,
            kind: text("type")?,
            project_code: text("subject")?,
            project_sequence: (envelope["projectsequence"].as_i64())
                .and_then(|n| i32::try_from(n).ok())
                .ok_or(EnvelopeFault("projectsequence"))?,
            leaf: hex::encode(merkle::leaf(canonical::to_string(envelope).as_bytes())),
            amount_fen: envelope["data"]["amount_fen"].as_i64(),
            answer,
        })
    }
}

impl Statement {
    pub fn new(division: &str, entries: Vec<Entry>) -> Statement {
        Statement { division: division.to_owned(), totals: Totals::of(&entries), entries }
    }
}

impl Totals {
    pub fn of(entries: &[Entry]) -> Totals {
        let mut sorted: Vec<&Entry> = entries.iter().collect();
        sorted.sort_by_key(|e| e.sequence);
        let mut by_type = BTreeMap::new();
        for entry in entries {
            *by_type.entry(entry.kind.clone()).or_default() += 1;
        }
        // A leaf that is no hash counts as an empty one, so that the roots differ.
        let leaf = |e: &&Entry| {
            let mut hash = merkle::Hash::default();
            hex::decode_to_slice(&e.leaf, &mut hash).map(|()| hash).unwrap_or_default()
        };
        let leaves: Vec<merkle::Hash> = sorted.iter().map(leaf).collect();
        Totals {
            events: entries.len() as u64,
            by_type,
            amount_fen: entries.iter().filter_map(|e| e.amount_fen).fold(0, i64::saturating_add),
            root: hex::encode(merkle::root(&leaves)),
        }
    }
}

/// Compares what we published with what the receiver has. The totals of the other side are made anew
/// from its entries, not believed.
pub fn compare(ours: &Statement, theirs: &Statement) -> Comparison {
    let theirs_totals = Totals::of(&theirs.entries);
    let mut differences = Vec::new();
    let mut known: HashMap<&str, &Entry> = HashMap::new();
    let mut last_of_project: HashMap<&str, i32> = HashMap::new();
    let own: HashMap<&str, &Entry> = ours.entries.iter().map(|e| (e.id.as_str(), e)).collect();
    for entry in &theirs.entries {
        if known.insert(&entry.id, entry).is_some() {
            differences.push(difference(entry, Kind::Doubled));
            continue;
        }
        let last = last_of_project.insert(&entry.project_code, entry.project_sequence);
        if last.is_some_and(|last| last >= entry.project_sequence) {
            differences.push(difference(entry, Kind::OutOfOrder));
        }
        match own.get(entry.id.as_str()) {
            None => differences.push(difference(entry, Kind::Unexpected)),
            Some(own) if own.leaf != entry.leaf => differences.push(difference(entry, Kind::Changed)),
            Some(own) if own.answer != entry.answer => differences.push(difference(entry, Kind::AnswerDiffers)),
            Some(_) => {}
        }
    }
    let missing = ours.entries.iter().filter(|e| !known.contains_key(e.id.as_str()));
    differences.extend(missing.map(|e| difference(e, Kind::Missing)));
    differences.sort();
    Comparison {
        division: ours.division.clone(),
        same: differences.is_empty() && ours.totals == theirs_totals && ours.division == theirs.division,
        ours: ours.totals.clone(),
        theirs: theirs_totals,
        differences,
    }
}

fn difference(entry: &Entry, kind: Kind) -> Difference {
    Difference { sequence: entry.sequence, kind, id: entry.id.clone(), project_code: entry.project_code.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(sequence: i64, project: &str, project_sequence: i32) -> Entry {
        let envelope = json!({
            "id": format!("e{sequence}"), "type": "t", "subject": project, "sequence": sequence,
            "projectsequence": project_sequence, "data": {"amount_fen": 100 * sequence},
        });
        Entry::of(&envelope, Some(format!("applied K{sequence}"))).unwrap()
    }

    fn ours() -> Vec<Entry> {
        vec![event(1, "a", 1), event(2, "b", 1), event(3, "a", 2), event(4, "b", 2)]
    }

    fn kinds(theirs: Vec<Entry>) -> Vec<(i64, Kind)> {
        let found = compare(&Statement::new("d", ours()), &Statement::new("d", theirs));
        assert_eq!(found.same, found.differences.is_empty());
        found.differences.into_iter().map(|d| (d.sequence, d.kind)).collect()
    }

    #[test]
    fn the_same_books_do_not_differ_whatever_the_order_of_projects() {
        let mut theirs = ours();
        theirs.swap(0, 1);
        assert_eq!(kinds(theirs), []);
        assert_eq!(Totals::of(&ours()).amount_fen, 1_000);
    }

    #[test]
    fn every_kind_of_difference_is_named() {
        let [a, b, c, d] = <[Entry; 4]>::try_from(ours()).unwrap();
        let changed = Entry { leaf: "00".repeat(32), ..c.clone() };
        let unanswered = Entry { answer: None, ..d.clone() };
        let cases = [
            (vec![a.clone(), b.clone(), c.clone()], vec![(4, Kind::Missing)]),
            (vec![a.clone(), b.clone(), changed, d.clone()], vec![(3, Kind::Changed)]),
            (vec![c.clone(), a.clone(), b.clone(), d.clone()], vec![(1, Kind::OutOfOrder)]),
            (vec![a.clone(), a.clone(), b.clone(), c.clone(), d.clone()], vec![(1, Kind::Doubled)]),
            (vec![a.clone(), b.clone(), c.clone(), d, event(5, "c", 1)], vec![(5, Kind::Unexpected)]),
            (vec![a, b, c, unanswered], vec![(4, Kind::AnswerDiffers)]),
        ];
        for (theirs, expected) in cases {
            assert_eq!(kinds(theirs), expected);
        }
    }

    #[test]
    fn an_envelope_without_its_place_is_no_event() {
        assert_eq!(Entry::of(&json!({"id": "x"}), None), Err(EnvelopeFault("sequence")));
    }

    #[test]
    fn books_of_another_division_are_not_the_same() {
        assert!(!compare(&Statement::new("d", ours()), &Statement::new("e", ours())).same);
    }
}
