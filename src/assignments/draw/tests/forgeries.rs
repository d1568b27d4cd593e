//! Records in which something was changed do not pass, and what was changed is named.

use super::super::{Discrepancy, DrawRecord, DrawSpec, Item, Outcome, run, samples, verify};
use super::{RECORDS, records};
use serde_json::json;

fn record() -> DrawRecord {
    let mut spec = samples::plain(9);
    spec.rules = serde_json::from_value(json!({"seats": 3, "reserves": 2})).unwrap();
    let result = run(&spec).unwrap();
    DrawRecord { spec, result }
}

/// The items that do not hold after a change.
fn named(change: impl FnOnce(&mut DrawRecord)) -> Vec<Item> {
    let mut forged = record();
    change(&mut forged);
    let item = |found| match found {
        Discrepancy::Differs { item, .. } => item,
        Discrepancy::Specification(fault) => panic!("{fault}"),
    };
    verify(&forged).into_iter().map(item).collect()
}

#[test]
fn a_forged_item_is_named_alone() {
    let step = |s| vec![Item::Step { s }];
    assert_eq!(named(|_| ()), []);
    assert_eq!(named(|r| r.result.selected.swap(0, 1)), [Item::Selected]);
    assert_eq!(named(|r| r.result.reserves.swap(0, 1)), [Item::Reserves]);
    assert_eq!(named(|r| r.result.shortage = 1), [Item::Shortage]);
    assert_eq!(named(|r| r.result.transcript[1].id = "E-0".into()), step(1));
    assert_eq!(named(|r| r.result.transcript[2].index ^= 1), step(2));
    assert_eq!(named(|r| r.result.transcript[2].s = 7), step(2));
    assert_eq!(named(|r| r.result.transcript[0].outcome = Outcome::Declined), step(0));
    assert_eq!(named(|r| r.result.transcript[0].reason = Some("无".into())), step(0));
    assert_eq!(named(|r| r.result.transcript.truncate(4)), step(4));
    assert_eq!(named(|r| r.result.transcript.push(r.result.transcript[0].clone())), step(5));
}

#[test]
fn forged_commitments_are_named_by_role() {
    let role = |role: &str| vec![Item::Commitment { role: role.into() }];
    let zeros = || "0".repeat(64);
    assert_eq!(named(|r| drop(r.result.commitments.insert("P-1".into(), zeros()))), role("P-1"));
    assert_eq!(named(|r| drop(r.result.commitments.remove("P-0"))), role("P-0"));
    assert_eq!(named(|r| drop(r.result.commitments.insert("P-9".into(), zeros()))), role("P-9"));
}

#[test]
fn changed_contributions_are_found() {
    let changed_seed = named(|r| drop(r.spec.parties.insert("P-0".into(), "ab".repeat(32))));
    assert_eq!(changed_seed, [Item::Commitment { role: "P-0".into() }, Item::Seed]);
    assert_eq!(named(|r| r.spec.public = Some("1".into())), [Item::Seed]);
    assert_eq!(named(|r| r.spec.draw_id.push('b')), [Item::Context]);
    assert_eq!(named(|r| r.spec.pool[0].category.push('b'))[0], Item::PoolHash);
    assert_eq!(named(|r| r.spec.conflicted.push("E-0".into()))[0], Item::PoolHash);
    assert_eq!(named(|r| r.spec.rules = serde_json::from_value(json!({"seats": 4})).unwrap())[0], Item::RulesHash);
}

#[test]
fn capitals_are_another_text() {
    assert_eq!(named(|r| r.result.pool_hash.make_ascii_uppercase()), [Item::PoolHash]);
    assert_eq!(named(|r| r.result.seed.make_ascii_uppercase()), [Item::Seed]);
}

#[test]
fn a_specification_that_is_no_draw_is_named() {
    let mut forged = record();
    forged.spec.parties.insert("P-0".into(), "ab".into());
    let found = verify(&forged);
    assert!(matches!(found.as_slice(), [Discrepancy::Specification(_)]), "{found:?}");
    assert!(found[0].to_string().contains("parties.P-0"), "{}", found[0]);
}

/// What a change of one character may leave as it was: space between tokens, declines of people who
/// were never drawn, a decline that stands twice.
fn means_the_same(a: &DrawRecord, b: &DrawRecord) -> bool {
    let drawn = |record: &DrawRecord| {
        let mut spec = record.spec.clone();
        let was_drawn = |id: &str| record.result.transcript.iter().any(|step| step.id == id);
        spec.declines.retain(|decline| was_drawn(decline.id()));
        spec.declines.dedup();
        DrawSpec { public: spec.public.filter(|value| !value.is_empty()), ..spec }
    };
    a.result == b.result && drawn(a) == drawn(b)
}

#[test]
fn every_changed_character_is_found() {
    for ((name, text), (_, original)) in RECORDS.into_iter().zip(records()) {
        let replacements = ['0', 'a', 'A', '1', 'é', '"', ' '].into_iter().cycle();
        for ((at, old), new) in text.char_indices().zip(replacements).filter(|((_, old), new)| old != new) {
            let forged = format!("{}{new}{}", &text[..at], &text[at + old.len_utf8()..]);
            let Ok(forged) = serde_json::from_str::<DrawRecord>(&forged) else { continue };
            let passes = verify(&forged).is_empty();
            assert!(!passes || means_the_same(&forged, &original), "{name}: {old:?} at {at} became {new:?}");
        }
    }
}

#[test]
fn unknown_and_repeated_fields_are_refused() {
    let text = serde_json::to_string(&record()).unwrap();
    let with = |more: &str| format!("{{{more},{}", &text[1..]);
    let fault = |text: &str| serde_json::from_str::<DrawRecord>(text).unwrap_err().to_string();
    assert!(fault(&with(r#""note":"x""#)).contains("unknown field `note`"));
    assert!(fault(&with(r#""shortage":0"#)).contains("duplicate field `shortage`"));
    let twice = text.replace(r#""P-0":"#, &format!(r#""P-0":"{}","P-0":"#, "1".repeat(64)));
    assert!(fault(&twice).contains("P-0"));
}
