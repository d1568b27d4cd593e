//! Collaboration, workload, declarations, the panel.

use super::*;

#[test]
fn collaboration_with_the_leader() {
    let shared = |kind: &str, members: &[&str], date: Option<&str>| json!({"collaborations": [{"fact": "C", "kind": kind, "members": members, "date": date, "title": "论文"}]});
    let both = ["s", "leader"];
    check(vec![
        ("publication", shared("publication", &both, Some("2021-03-15")), "s", &["collaboration flagged/reason C"]),
        ("too old", shared("publication", &both, Some("2021-03-14")), "s", &[]),
        ("project", shared("research_project", &both, Some("2024-03-15")), "s", &["collaboration flagged/reason C"]),
        ("adviser long ago", shared("adviser", &both, Some("1999-01-01")), "s", &["collaboration flagged/reason C"]),
        ("without the leader", shared("publication", &["s", "a"], Some("2023-01-01")), "s", &[]),
        ("day unknown", shared("publication", &both, None), "s", &["collaboration flagged/reason C"]),
    ]);
}

#[test]
fn workload_counts_active_assignments() {
    let assigned = |statuses: &[&str]| {
        let rows = statuses.iter().enumerate();
        let rows: Vec<Value> = rows
            .map(|(n, status)| json!({"fact": format!("A{n}"), "person": "s", "evaluation": "other", "status": status}))
            .collect();
        json!({ "assignments": rows })
    };
    check(vec![
        ("at the cap", assigned(&["active", "active", "active"]), "s", &["workload blocked A0 A1 A2"]),
        (
            "over the cap",
            assigned(&["active", "completed", "active", "active", "active"]),
            "s",
            &["workload blocked A0 A2 A3"],
        ),
        ("below", assigned(&["active", "active", "completed", "cancelled"]), "s", &[]),
    ]);
}

#[test]
fn declarations() {
    let declared = |evaluation: &str, conflict: bool| json!({"declarations": [{"fact": "D", "person": "s", "evaluation": evaluation, "conflict": conflict, "text": "同学"}]});
    check(vec![
        ("a conflict", declared("v", true), "s", &["declaration blocked D"]),
        ("an absence", declared("v", false), "s", &[]),
        ("for another evaluation", declared("w", true), "s", &[]),
    ]);
    let absence = json!({
        "declarations": [{"fact": "D", "person": "s", "evaluation": "v", "conflict": false}],
        "employments": [job("E", "s", "t", Some("2010-01-01"), None)],
    });
    assert_eq!(ask(absence, "s"), ["current_employment blocked E"], "a declared absence clears nothing");
}

fn on_panel(more: Value) -> Vec<String> {
    let mut more = more;
    more["evaluations"] = json!([{"id": "p", "project": "j", "ref_date": "2024-03-15", "panel": ["s", "a"]}]);
    let graph = Graph::build(&ground(more)).unwrap();
    let question = Question { subject: "s".into(), evaluation: "p".into() };
    shown(&verdict(&graph, &question, &ConflictPolicy::default()).unwrap())
}

#[test]
fn the_panel() {
    let at = |fact: &str, person: &str, org: &str| job(fact, person, org, Some("2010-01-01"), None);
    let none = Vec::<String>::new();
    assert_eq!(on_panel(json!({"employments": [at("E1", "s", "x"), at("E2", "a", "x")]})), ["panel blocked E1 E2"]);
    assert_eq!(on_panel(json!({"employments": [at("E1", "s", "x"), at("E2", "a", "y")]})), none);
    let former = with(at("E2", "a", "x"), json!({"to": "2024-03-14"}));
    assert_eq!(on_panel(json!({"employments": [at("E1", "s", "x"), former]})), none);
    let left = job("E3", "a", "y", Some("2020-01-01"), None);
    let moved = on_panel(json!({"employments": [at("E1", "s", "x"), at("E2", "a", "x"), left]}));
    assert_eq!(moved, ["conflicting_data flagged/reason E1 E2 E3"], "the member may have left x for y");
    assert_eq!(on_panel(json!({"kinships": [tie("K", "s", "sibling", "a")]})), ["panel blocked K"]);
    let divorced = with(tie("K", "s", "spouse", "a"), json!({"to": "2024-01-01"}));
    assert_eq!(on_panel(json!({"kinships": [divorced]})), ["panel flagged/reason K"]);
}
