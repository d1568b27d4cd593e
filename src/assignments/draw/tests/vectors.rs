//! Byte equality with records that an independent program computed, and the edges of specifications.

use super::super::{Decline, DrawFault, Outcome, run, samples, verify};
use super::records;
use serde_json::json;

#[test]
fn equal_to_an_independent_program() {
    for (name, record) in records() {
        assert_eq!(run(&record.spec).unwrap(), record.result, "{name}");
        assert_eq!(verify(&record), [], "{name}");
    }
}

/// The handbook's example is computed there with shell tools alone.
#[test]
fn the_example_of_the_handbook() {
    let handbook = include_str!("../../../../docs/draw.md");
    let example = handbook.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let result = run(&serde_json::from_str(example).unwrap()).unwrap();
    let hashes = [&result.pool_hash, &result.rules_hash, &result.context, &result.seed];
    for hash in hashes.into_iter().chain(result.commitments.values()) {
        assert!(handbook.contains(hash.as_str()), "{hash}");
    }
    assert_eq!(result.selected, ["ZJ-05", "ZJ-01"]);
}

#[test]
fn a_record_is_written_as_it_is_read() {
    for (name, record) in records() {
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<super::DrawRecord>(&text).unwrap(), record, "{name}");
    }
}

#[test]
fn the_printed_result_has_the_published_fields() {
    let printed = serde_json::to_value(run(&samples::plain(3)).unwrap()).unwrap();
    let fields: Vec<&str> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    let published = ["commitments", "context", "pool_hash", "rules_hash", "seed", "selected", "shortage", "transcript"];
    assert_eq!(fields, published);
}

#[test]
fn nobody_and_nothing() {
    let mut spec = samples::plain(0);
    let empty = run(&spec).unwrap();
    assert_eq!((empty.transcript.len(), empty.shortage), (0, 1));
    spec = samples::plain(3);
    spec.rules = serde_json::from_value(json!({"seats": 0, "reserves": 1})).unwrap();
    let no_seats = run(&spec).unwrap();
    assert_eq!((no_seats.selected.len(), no_seats.reserves.len(), no_seats.shortage), (0, 1, 0));
    spec.rules = serde_json::from_value(json!({"seats": 9007199254740991u64})).unwrap();
    assert_eq!(run(&spec).unwrap().shortage, 9007199254740988);
}

#[test]
fn no_public_value_is_the_empty_one() {
    let mut spec = samples::plain(9);
    let none = run(&spec).unwrap();
    spec.public = Some(String::new());
    assert_eq!(run(&spec).unwrap(), none);
    spec.public = Some("3127.28".into());
    assert_ne!(run(&spec).unwrap().seed, none.seed);
}

#[test]
fn a_decline_carries_its_reason() {
    let mut spec = samples::plain(1);
    spec.declines = vec![Decline::Explained { id: "E-0".into(), reason: "出差".into() }];
    let result = run(&spec).unwrap();
    assert_eq!(result.transcript[0].outcome, Outcome::Declined);
    assert_eq!(result.transcript[0].reason.as_deref(), Some("出差"));
    assert_eq!(result.shortage, 1);
    spec.declines.push(spec.declines[0].clone());
    assert_eq!(run(&spec), Ok(result));
    spec.declines.push(Decline::Bare("E-0".into()));
    assert_eq!(run(&spec), Err(DrawFault::DeclinedTwice { id: "E-0".into() }));
    spec.declines = vec![Decline::Bare("E-1".into())];
    assert_eq!(run(&spec), Err(DrawFault::UnknownId { place: "declines[0]".into(), id: "E-1".into() }));
}

#[test]
fn what_is_not_clear_is_refused() {
    let mut spec = samples::plain(2);
    spec.draw_id.clear();
    assert_eq!(run(&spec), Err(DrawFault::Empty { place: "draw_id".into() }));
    spec = samples::plain(2);
    spec.parties.insert("P-9".into(), "00".into());
    assert_eq!(run(&spec), Err(DrawFault::SeedShape { role: "P-9".into() }));
}
