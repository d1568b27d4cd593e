//! What a policy may change, and the rules that only packs have.

use super::*;
use crate::policy::conflict_policy::{Case, Ruling};

fn policy(changes: Value) -> ConflictPolicy {
    serde_json::from_value(changes).unwrap()
}

fn under(changes: Value, more: Value, subject: &str) -> Vec<String> {
    shown(&ask_under(&policy(changes), more, subject))
}

#[test]
fn an_empty_object_is_the_reference_and_a_full_one_reads_back() {
    assert_eq!(policy(json!({})), ConflictPolicy::default());
    let full = serde_json::to_value(ConflictPolicy::default()).unwrap();
    assert_eq!(policy(full), ConflictPolicy::default());
    let from_toml: ConflictPolicy =
        toml::from_str("look_back_months = 24\n[rules.officer]\nruling = \"reason\"").unwrap();
    assert_eq!((from_toml.look_back_months, from_toml.ruling(Case::Officer)), (24, Ruling::Reason));
    assert_eq!(from_toml.basis(Case::Officer), ConflictPolicy::default().basis(Case::Officer));
}

#[test]
fn windows_thresholds_and_rulings_change() {
    let former = json!({"employments": [job("E", "s", "t", Some("2010-01-01"), Some("2020-01-01"))]});
    assert_eq!(under(json!({"look_back_months": 60}), former, "s"), ["former_employment blocked E"]);
    let half = json!({"shareholdings": [share("S", "s", "c", 50.0)]});
    assert_eq!(under(json!({"control_over_pct": 49.99}), half.clone(), "s"), ["holding blocked S"]);
    assert_eq!(
        under(json!({"rules": {"notable_holding": {"ruling": "notice"}}}), half.clone(), "s"),
        ["holding flagged/notice S"]
    );
    assert_eq!(under(json!({"rules": {"notable_holding": {"ruling": "off"}}}), half, "s"), Vec::<String>::new());
}

#[test]
fn rules_that_only_packs_have() {
    let on = |case: &str, ruling: &str| json!({"rules": {case: {"ruling": ruling, "basis": "本地规定"}}});
    let period = |record: Value| with(record, json!({"from": "2020-01-01", "to": "2021-03-15"}));
    let table = [
        (
            "paid_adviser",
            "blocked",
            json!({"employments": [with(job("F", "s", "t", Some("2020-01-01"), None), json!({"kind": "consultant"}))]}),
            "s",
            vec!["former_employment flagged/notice F", "paid_adviser blocked F"],
        ),
        (
            "dispute",
            "blocked",
            json!({"disputes": [period(json!({"fact": "F", "who": "s", "org": "c"}))]}),
            "s",
            vec!["dispute blocked F"],
        ),
        (
            "investment",
            "blocked",
            json!({"kinships": [tie("K", "a", "parent", "s")], "shareholdings": [share("F", "a", "c", 0.1)]}),
            "s",
            vec!["investment blocked K F"],
        ),
        (
            "prior_service",
            "reason",
            json!({"services": [period(json!({"fact": "F", "institution": "i", "org": "t", "kind": "audit"}))]}),
            "i",
            vec!["prior_service flagged/reason F"],
        ),
        (
            "objection",
            "reason",
            json!({"objections": [{"fact": "F", "subject": "s", "evaluation": "v", "by": "某公司"}]}),
            "s",
            vec!["objection flagged/reason F"],
        ),
    ];
    for (case, ruling, more, subject, expected) in table {
        assert_eq!(under(on(case, ruling), more.clone(), subject), expected, "{case}");
        let quiet: Vec<String> = ask(more, subject);
        assert!(quiet.iter().all(|hit| !hit.starts_with(case)), "{case} is off in the reference");
    }
}

#[test]
fn those_under_review() {
    let more = json!({
        "evaluations": [{"id": "r", "project": "j", "ref_date": "2024-03-15", "reviewed": ["i"]}],
        "employments": [job("E", "a", "i", Some("2010-01-01"), None)],
        "cooperations": [{"fact": "F", "person": "s", "institution": "i", "from": "2020-01-01"}],
    });
    let graph = Graph::build(&ground(more)).unwrap();
    let hits = |subject: &str, policy: &ConflictPolicy| {
        let question = Question { subject: subject.into(), evaluation: "r".into() };
        shown(&verdict(&graph, &question, policy).unwrap())
    };
    let reference = ConflictPolicy::default();
    assert_eq!(hits("a", &reference), ["current_employment blocked E"]);
    assert_eq!(hits("i", &reference), Vec::<String>::new(), "an institution may be under review");
    assert_eq!(hits("s", &reference), Vec::<String>::new());
    let cooperating = policy(json!({"rules": {"cooperating_expert": {"ruling": "blocked"}}}));
    assert_eq!(hits("s", &cooperating), ["cooperating_expert blocked F"]);
}

#[test]
fn commissioner_and_evaluated_are_separate() {
    let link = |from: Option<&str>| json!({"hierarchy": [{"fact": "H", "child": "t", "parent": "dept", "from": from}]});
    let strict = policy(json!({"rules": {
        "commissioner_is_evaluated": {"ruling": "blocked"},
        "commissioner_is_parent_or_child": {"ruling": "blocked"},
    }}));
    let hits = |facts: Value, a: &str, b: &str, policy: &ConflictPolicy| {
        let graph = Graph::build(&ground(facts)).unwrap();
        let day = "2024-03-15".parse().unwrap();
        shown(&Verdict::of(commissioner_separation(&graph, a, b, day, policy)))
    };
    let known = || link(Some("2000-01-01"));
    assert_eq!(hits(known(), "t", "t", &strict), ["commissioner_separation blocked"]);
    assert_eq!(hits(known(), "dept", "t", &strict), ["commissioner_separation blocked H"]);
    assert_eq!(hits(known(), "t", "dept", &strict), ["commissioner_separation blocked H"]);
    assert_eq!(hits(link(None), "t", "dept", &strict), ["commissioner_separation flagged/reason H"]);
    assert_eq!(hits(known(), "fin", "t", &strict), Vec::<String>::new());
    assert_eq!(hits(known(), "t", "t", &ConflictPolicy::default()), Vec::<String>::new());
}
