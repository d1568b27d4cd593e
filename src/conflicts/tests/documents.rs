//! Reading of documents and faults of facts.

use super::*;
use crate::conflicts::input::{PolicyChoice, read};

fn faults(document: Value) -> Vec<String> {
    read(document).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn unknown_fields_are_named_with_their_place() {
    let two = json!({
        "cases": [
            {"code": "A", "facts": {"persons": [{"id": "p", "nmae": "x"}], "hobbies": []}, "question": {"subject": "p", "evaluation": "v"}},
            {"code": "B", "facts": {}, "question": {"subject": "p", "evaluation": "v", "why": 1}, "extra": 1},
        ],
        "version": 1,
    });
    let told = faults(two).join("\n");
    for part in [
        "version: unknown field `version`",
        "cases[0].facts.persons[0]: unknown field `nmae`",
        "cases[0].facts.hobbies: unknown",
        "cases[1].question: unknown field `why`",
        "cases[1].extra: unknown",
    ] {
        assert!(told.contains(part), "{part} not in\n{told}");
    }
}

#[test]
fn a_case_may_stand_alone() {
    let document =
        read(json!({"policy": "reference", "code": "A", "facts": {}, "question": {"subject": "p", "evaluation": "v"}}))
            .unwrap();
    assert!(!document.is_list && document.cases.len() == 1);
    assert_eq!(document.policy, Some(PolicyChoice::Named("reference".into())));
    assert_eq!(document.cases[0].code, "A");
}

#[test]
fn hostile_documents_are_refused_not_panicked_at() {
    for document in [
        json!(null),
        json!([]),
        json!(7),
        json!({"cases": 1}),
        json!({"cases": [1]}),
        json!({"facts": [], "question": 1}),
    ] {
        assert!(read(document.clone()).is_err(), "{document}");
    }
    assert!(!faults(json!({"policy": {"look_back_months": 36, "look_back": 3}})).is_empty());
    assert!(!faults(json!({"policy": {"rules": {"no_such_case": {"ruling": "off"}}}})).is_empty());
    assert!(!faults(json!({"policy": {"workload_cap": 0}})).is_empty());
}

#[test]
fn missing_and_null_are_the_same() {
    let facts: Facts = serde_json::from_value(json!({
        "persons": null,
        "orgs": [{"id": "o", "kind": "company", "name": null}],
        "projects": [{"id": "j", "implementing_org": "o", "contractors": null, "leader": null}],
        "involvements": [{"fact": "W", "who": "o", "project": "j", "role": "audit", "from": null, "to": null, "team": null}],
    }))
    .unwrap();
    assert!(Graph::build(&facts).is_ok());
    let again: Facts = serde_json::from_value(serde_json::to_value(&facts).unwrap()).unwrap();
    assert_eq!(again, facts, "records of decisions hold facts as JSON");
}

fn build_faults(more: Value) -> Vec<String> {
    Graph::build(&ground(more)).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn faults_of_facts_name_the_fact() {
    let table = [
        (json!({"employments": [job("E", "nobody", "t", None, None)]}), "E: no person has the id `nobody`"),
        (json!({"employments": [job("E", "t", "s", None, None)]}), "E: no person has the id `t`"),
        (
            json!({"employments": [job("E", "s", "t", Some("2020-02-01"), Some("2020-01-31"))]}),
            "E: it ends on 2020-01-31 before",
        ),
        (json!({"shareholdings": [share("S", "s", "c", 100.5)]}), "S: pct must be between 0 and 100"),
        (json!({"shareholdings": [share("S", "s", "c", -1.0)]}), "S: pct must be between 0 and 100"),
        (json!({"persons": [{"id": "s"}]}), "s: the id `s` is used twice"),
        (
            json!({"kinships": [tie("K", "s", "spouse", "a"), tie("K", "s", "spouse", "b")]}),
            "K: the id `K` is used twice",
        ),
        (
            json!({"evaluations": [{"id": "w", "project": "none", "ref_date": "2024-01-01"}]}),
            "w: no project has the id `none`",
        ),
    ];
    for (more, expected) in table {
        let faults = build_faults(more);
        assert!(faults.len() == 1 && faults[0].starts_with(expected), "{faults:?}");
    }
}

#[test]
fn questions_about_strangers_are_faults() {
    let graph = Graph::build(&ground(json!({}))).unwrap();
    for (subject, evaluation) in [("nobody", "v"), ("s", "none")] {
        let question = Question { subject: subject.into(), evaluation: evaluation.into() };
        assert!(verdict(&graph, &question, &ConflictPolicy::default()).is_err());
    }
    assert!(sweep(&graph, "none", &ConflictPolicy::default()).is_err());
}

#[test]
fn answers_have_the_form_of_the_format() {
    let more = json!({"employments": [with(job("E", "s", "t", Some("2020-01-01"), None), json!({"kind": "intern"})), job("E2", "s", "c", Some("2020-01-01"), None)]});
    let verdict = serde_json::to_value(ask_under(&ConflictPolicy::default(), more, "s")).unwrap();
    assert_eq!(verdict["verdict"], "blocked");
    let keys = |at: usize| verdict["hits"][at].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(0), ["basis", "path", "rule", "sentence", "verdict"]);
    assert_eq!(keys(1), ["basis", "handling", "path", "rule", "sentence", "verdict"]);
}
