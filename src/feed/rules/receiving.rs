//! What a receiver does with an event: apply it once by its id, in order of its project; pure.
//!
//! This is the rule that an integrator writes into the core system; the reference receiver shows it.

use super::statement::{Entry, EnvelopeFault, Statement};
use serde_json::Value;
use std::collections::HashMap;

/// The part of `source` before the division.
const SOURCE: &str = "urn:hengping:";

/// What is to be done with an event that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// New and next in its project: apply it, write it down, then answer.
    Apply(Entry),
    /// Applied before, as number so and so of the books: answer as before and do nothing.
    Known { position: u64, reference: String },
    /// An earlier event of the project has not come yet: refuse, the sender tries again.
    Gap { expected: i32, came: i32 },
    /// A place of the project that is taken by another event: refuse and look into it.
    Contradiction { place: i32 },
}

/// A receiver's books.
#[derive(Debug, Default)]
pub struct Books {
    entries: Vec<(String, Entry)>,
    by_id: HashMap<String, u64>,
    /// Last place of each project of each division.
    last: HashMap<(String, String), i32>,
}

impl Books {
    /// Number of events applied.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Decides on an event; the entry to apply carries the business number that it would get.
    pub fn decide(&self, envelope: &Value) -> Result<Decision, EnvelopeFault> {
        let division = division(envelope)?;
        let entry = Entry::of(envelope, Some(format!("applied {}", reference(self.len() + 1))))?;
        if let Some(position) = self.by_id.get(&entry.id) {
            return Ok(Decision::Known { position: *position, reference: reference(*position) });
        }
        let came = entry.project_sequence;
        // An endpoint registered in the midst of a year begins in the midst of a project.
        let last = self.last.get(&(division.to_owned(), entry.project_code.clone()));
        Ok(match last.map(|last| last.saturating_add(1)) {
            Some(expected) if came > expected => Decision::Gap { expected, came },
            Some(expected) if came < expected => Decision::Contradiction { place: came },
            _ => Decision::Apply(entry),
        })
    }

    /// Enters an event that [`Books::decide`] said to apply; gives its position, from 1.
    pub fn enter(&mut self, envelope: &Value, entry: Entry) -> Result<u64, EnvelopeFault> {
        let division = division(envelope)?.to_owned();
        let position = self.len() + 1;
        self.by_id.insert(entry.id.clone(), position);
        self.last.insert((division.clone(), entry.project_code.clone()), entry.project_sequence);
        self.entries.push((division, entry));
        Ok(position)
    }

    /// What was applied of the feed of a division, in the order in which it was.
    pub fn statement(&self, division: &str) -> Statement {
        let of_division = self.entries.iter().filter(|(d, _)| d == division).map(|(_, entry)| entry.clone());
        Statement::new(division, of_division.collect())
    }

    /// The divisions that occur, sorted.
    pub fn divisions(&self) -> Vec<String> {
        let mut all: Vec<String> = self.entries.iter().map(|(d, _)| d.clone()).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The business number under which the event of a position is applied.
pub fn reference(position: u64) -> String {
    format!("KZS-{position:08}")
}

fn division(envelope: &Value) -> Result<&str, EnvelopeFault> {
    envelope["source"].as_str().and_then(|s| s.strip_prefix(SOURCE)).ok_or(EnvelopeFault("source"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(id: &str, project: &str, place: i32) -> Value {
        json!({"id": id, "type": "t", "source": "urn:hengping:640300000", "subject": project,
            "sequence": 1, "projectsequence": place, "data": {}})
    }

    fn take(books: &mut Books, event: &Value) -> Decision {
        let decision = books.decide(event).unwrap();
        if let Decision::Apply(entry) = &decision {
            books.enter(event, entry.clone()).unwrap();
        }
        decision
    }

    #[test]
    fn each_event_is_applied_once_and_in_its_turn() {
        let mut books = Books::default();
        assert!(matches!(take(&mut books, &event("a1", "a", 1)), Decision::Apply(_)));
        assert_eq!(
            take(&mut books, &event("a1", "a", 1)),
            Decision::Known { position: 1, reference: "KZS-00000001".into() }
        );
        assert_eq!(take(&mut books, &event("a3", "a", 3)), Decision::Gap { expected: 2, came: 3 });
        assert!(matches!(take(&mut books, &event("b7", "b", 7)), Decision::Apply(_)), "begun in the midst");
        assert!(matches!(take(&mut books, &event("a2", "a", 2)), Decision::Apply(_)));
        assert_eq!(take(&mut books, &event("x", "a", 2)), Decision::Contradiction { place: 2 });
        assert_eq!(books.statement("640300000").totals.events, 3);
        assert_eq!(books.divisions(), ["640300000"]);
    }

    #[test]
    fn what_is_no_event_of_the_feed_is_named() {
        let books = Books::default();
        for (field, value) in [("source", json!("urn:other:1")), ("id", json!(7)), ("projectsequence", json!("1"))] {
            let mut envelope = event("a", "a", 1);
            envelope[field] = value;
            assert_eq!(books.decide(&envelope), Err(EnvelopeFault(field)));
        }
    }
}
