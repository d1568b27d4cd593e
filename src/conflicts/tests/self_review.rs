//! Earlier work on the same project.

use super::*;

fn work(who: &str, role: &str, team: &[&str]) -> Value {
    json!({"fact": "W", "who": who, "project": "j", "role": role, "from": "2012-01-01", "to": "2012-12-31", "team": team})
}

#[test]
fn institutions() {
    let did = |role: &str| json!({"involvements": [work("i", role, &[])]});
    check(vec![
        ("feasibility study, long ago", did("feasibility_study"), "i", &["self_review blocked W"]),
        ("self-evaluation", did("self_evaluation"), "i", &["self_review blocked W"]),
        ("audit", did("audit"), "i", &["self_review flagged/reason W"]),
        (
            "another project",
            json!({"involvements": [with(work("i", "design", &[]), json!({"project": "j2"}))]}),
            "i",
            &[],
        ),
        (
            "a sister under one parent",
            json!({"involvements": [work("k", "design", &[])], "shareholdings": [share("S1", "x", "i", 60.0), share("S2", "x", "k", 60.0)]}),
            "i",
            &["self_review blocked S1 S2 W"],
        ),
        (
            "a sister under the state",
            json!({"involvements": [work("k", "design", &[])], "shareholdings": [share("S1", "sasac", "i", 60.0), share("S2", "sasac", "k", 60.0)]}),
            "i",
            &[],
        ),
        (
            "a subsidiary's audit",
            json!({"involvements": [work("k", "audit", &[])], "shareholdings": [share("S1", "i", "k", 60.0)]}),
            "i",
            &["self_review flagged/reason S1 W"],
        ),
        ("the contractor itself", json!({}), "c", &["self_review blocked"]),
    ]);
}

#[test]
fn persons() {
    let employed = |from: &str, to: &str| job("E", "s", "k", Some(from), Some(to));
    let by_k = |role: &str, team: &[&str], jobs: &[Value]| json!({"involvements": [work("k", role, team)], "employments": jobs});
    check(vec![
        ("did it", json!({"involvements": [work("s", "design", &[])]}), "s", &["self_review blocked W"]),
        ("on the team", by_k("design", &["a", "s"], &[]), "s", &["self_review blocked W"]),
        ("on the audit team", by_k("audit", &["s"], &[]), "s", &["self_review flagged/reason W"]),
        (
            "employed at the time",
            by_k("design", &["a"], &[employed("2012-12-31", "2013-06-01")]),
            "s",
            &["self_review flagged/reason E W"],
        ),
        ("employed just after", by_k("design", &[], &[employed("2013-01-01", "2013-06-01")]), "s", &[]),
        (
            "on the team and employed",
            by_k("design", &["s"], &[employed("2012-01-01", "2013-06-01")]),
            "s",
            &["self_review blocked W"],
        ),
        (
            "owner of the firm",
            json!({"involvements": [work("k", "design", &[])], "shareholdings": [share("S", "s", "k", 60.0)]}),
            "s",
            &["self_review blocked S W"],
        ),
        ("the leader", json!({}), "leader", &["self_review blocked"]),
    ]);
    let unknown = json!({
        "involvements": [with(work("k", "design", &[]), json!({"from": null}))],
        "employments": [employed("2005-01-01", "2006-01-01")],
    });
    assert_eq!(ask(unknown, "s"), ["self_review flagged/reason E W"], "since when the work was done is unknown");
}
