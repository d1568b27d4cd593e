//! Properties over random worlds.

use super::random::{Maker, ORGS, PERSONS, org, person};
use super::*;
use crate::conflicts::model::{Employment, JobKind};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn subjects() -> Vec<String> {
    (0..PERSONS).map(person).chain((0..ORGS).map(org)).collect()
}

fn answer(graph: &Graph, subject: &str) -> Verdict {
    let question = Question { subject: subject.to_owned(), evaluation: "v".to_owned() };
    verdict(graph, &question, &ConflictPolicy::default()).unwrap()
}

fn answers(facts: &Facts) -> BTreeMap<String, Verdict> {
    let graph = Graph::build(facts).unwrap();
    subjects().into_iter().map(|subject| (subject.clone(), answer(&graph, &subject))).collect()
}

/// A job that may outrank, contradict or cast doubt on another one.
fn may_soften(job: &Employment, facts: &Facts) -> bool {
    let is_open = job.kind == JobKind::FullTime && job.to.is_none();
    is_open || facts.employments.iter().any(|other| other.org == job.org)
}

/// Ids replaced everywhere in the text of a document.
fn renamed(facts: &Facts) -> Facts {
    fn walk(value: &mut Value, key: &str) {
        match value {
            Value::Object(map) => map.iter_mut().for_each(|(key, value)| walk(value, key)),
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, key)),
            Value::String(text) if is_id(key) => *text = mirror(text),
            _ => {}
        }
    }
    fn is_id(key: &str) -> bool {
        ![
            "name", "id_no", "title", "text", "kind", "role", "source", "relation", "status", "from", "to", "date",
            "ref_date", "pct",
        ]
        .contains(&key)
    }
    let mut value = serde_json::to_value(facts).unwrap();
    walk(&mut value, "");
    serde_json::from_value(value).unwrap()
}

fn mirror(id: &str) -> String {
    let turned: String = id.chars().rev().collect();
    format!("{turned}~{}", id.len())
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sweep_finds_exactly_those_who_are_not_clear(seed: u64, size in 5_usize..40, untidy: bool) {
        let facts = Maker::new(seed, untidy).world(size);
        let graph = Graph::build(&facts).unwrap();
        let mut swept = sweep(&graph, "v", &ConflictPolicy::default()).unwrap().into_iter();
        let mut asked = subjects().into_iter().map(|s| (s.clone(), answer(&graph, &s))).filter(|(_, v)| v.verdict != Outcome::Clear);
        loop {
            let pair = (swept.next(), asked.next());
            prop_assert_eq!(&pair.0, &pair.1);
            if pair == (None, None) {
                break;
            }
        }
    }

    #[test]
    fn adding_a_fact_never_makes_a_verdict_milder(seed: u64, size in 5_usize..30, untidy: bool) {
        let mut maker = Maker::new(seed, untidy);
        let mut facts = maker.world(size);
        let before = answers(&facts);
        let jobs = facts.employments.len();
        maker.add_fact(&mut facts);
        let softens = facts.employments.len() > jobs && {
            let added = facts.employments.pop().unwrap();
            let softens = may_soften(&added, &facts);
            facts.employments.push(added);
            softens
        };
        if !softens {
            for (subject, after) in answers(&facts) {
                prop_assert!(after.verdict >= before[&subject].verdict, "{}: {:?} then {:?}", subject, shown(&before[&subject]), shown(&after));
            }
        }
    }

    #[test]
    fn ids_mean_nothing(seed: u64, size in 5_usize..40, untidy: bool) {
        let facts = Maker::new(seed, untidy).world(size);
        let graph = Graph::build(&renamed(&facts)).unwrap();
        for (subject, mut expected) in answers(&facts) {
            expected.hits.iter_mut().for_each(|hit| hit.path.iter_mut().for_each(|fact| *fact = mirror(fact)));
            let question = Question { subject: mirror(&subject), evaluation: mirror("v") };
            prop_assert_eq!(verdict(&graph, &question, &ConflictPolicy::default()).unwrap(), expected);
        }
    }

    #[test]
    fn the_order_of_facts_changes_no_verdict(seed: u64, size in 5_usize..40, untidy: bool) {
        let facts = Maker::new(seed, untidy).world(size);
        let mut turned = facts.clone();
        turned.employments.reverse();
        turned.kinships.reverse();
        turned.shareholdings.reverse();
        turned.hierarchy.reverse();
        turned.mergers.reverse();
        turned.involvements.reverse();
        let after = answers(&turned);
        for (subject, before) in answers(&facts) {
            prop_assert_eq!(before.verdict, after[&subject].verdict, "{}", subject);
        }
    }

    #[test]
    fn paths_quote_each_fact_once_and_only_facts_that_are_there(seed: u64, size in 5_usize..40, untidy: bool) {
        let facts = Maker::new(seed, untidy).world(size);
        for verdict in answers(&facts).into_values() {
            for hit in verdict.hits {
                let unique: std::collections::BTreeSet<&String> = hit.path.iter().collect();
                prop_assert_eq!(unique.len(), hit.path.len(), "{:?}", hit);
                prop_assert_eq!(hit.handling.is_some(), hit.verdict == Outcome::Flagged);
                prop_assert!(!hit.sentence.zh.is_empty() && !hit.sentence.en.is_empty() && !hit.basis.is_empty());
            }
        }
    }

    #[test]
    fn a_graph_grown_in_steps_answers_like_one_built_at_once(seed: u64, size in 5_usize..40) {
        let facts = Maker::new(seed, true).world(size);
        let mut grown = Graph::build(&Facts { employments: Vec::new(), kinships: Vec::new(), ..facts.clone() }).unwrap();
        for job in &facts.employments {
            grown.extend(&Facts { employments: vec![job.clone()], ..Facts::default() }).unwrap();
        }
        grown.extend(&Facts { kinships: facts.kinships.clone(), ..Facts::default() }).unwrap();
        for (subject, expected) in answers(&facts) {
            prop_assert_eq!(answer(&grown, &subject), expected);
        }
    }

    #[test]
    fn only_needed_facts_are_quoted(seed: u64, size in 5_usize..25) {
        let facts = Maker::new(seed, false).world(size);
        for (subject, verdict) in answers(&facts) {
            for hit in verdict.hits.iter().filter(|hit| hit.verdict == Outcome::Blocked) {
                for fact in &hit.path {
                    let less = answer(&Graph::build(&without(&facts, fact)).unwrap(), &subject);
                    let same = less.hits.iter().any(|other| other.rule == hit.rule && other.path == hit.path);
                    prop_assert!(!same, "{} stands without {}", shown(&verdict).join("; "), fact);
                }
                let alone = answer(&Graph::build(&only(&facts, &hit.path)).unwrap(), &subject);
                prop_assert!(alone.hits.iter().any(|other| other.rule == hit.rule && other.verdict == Outcome::Blocked), "{:?} alone gives {:?}", hit, shown(&alone));
            }
        }
    }
}

fn filtered(facts: &Facts, keep: impl Fn(&str) -> bool) -> Facts {
    let mut value = serde_json::to_value(facts).unwrap();
    for records in value.as_object_mut().unwrap().values_mut() {
        records.as_array_mut().unwrap().retain(|record| record["fact"].as_str().is_none_or(&keep));
    }
    serde_json::from_value(value).unwrap()
}

fn without(facts: &Facts, fact: &str) -> Facts {
    filtered(facts, |other| other != fact)
}

fn only(facts: &Facts, path: &[String]) -> Facts {
    filtered(facts, |other| path.iter().any(|fact| fact == other))
}
