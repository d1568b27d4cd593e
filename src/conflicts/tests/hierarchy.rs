//! Above, below and beside the implementing organisation.

use super::*;

fn link(fact: &str, child: &str, parent: &str) -> Value {
    json!({"fact": fact, "child": child, "parent": parent, "from": "2000-01-01"})
}

fn tree(links: &[Value], employer: &str) -> Value {
    json!({ "hierarchy": links, "employments": [job("E", "s", employer, Some("2010-01-01"), None)] })
}

#[test]
fn employers_of_persons() {
    let line = [link("H1", "t", "dept"), link("H2", "dept", "top")];
    check(vec![
        ("parent", tree(&line, "dept"), "s", &["hierarchy blocked E H1"]),
        ("grandparent", tree(&line, "top"), "s", &["hierarchy blocked E H2 H1"]),
        ("child", tree(&[link("H1", "u", "t")], "u"), "s", &["hierarchy blocked E H1"]),
        ("grandchild", tree(&[link("H1", "u", "t"), link("H2", "x", "u")], "x"), "s", &["hierarchy blocked E H2 H1"]),
        (
            "sibling",
            tree(&[link("H1", "t", "dept"), link("H2", "u", "dept")], "u"),
            "s",
            &["hierarchy flagged/reason E H2 H1"],
        ),
        (
            "cousin unit",
            tree(&[link("H1", "t", "dept"), link("H2", "dept", "top"), link("H3", "u", "top")], "u"),
            "s",
            &[],
        ),
        (
            "a circle ends",
            tree(&[link("H1", "t", "dept"), link("H2", "dept", "t")], "dept"),
            "s",
            &["hierarchy blocked E H1"],
        ),
    ]);
}

#[test]
fn a_government_never_transmits() {
    check(vec![
        ("sibling bureaus", tree(&[link("H1", "t", "gov"), link("H2", "u", "gov")], "u"), "s", &[]),
        ("the government itself", tree(&[link("H1", "t", "gov")], "gov"), "s", &[]),
        ("above the government", tree(&[link("H1", "t", "gov"), link("H2", "gov", "top")], "top"), "s", &[]),
        ("institution beside", json!({"hierarchy": [link("H1", "t", "gov"), link("H2", "i", "gov")]}), "i", &[]),
    ]);
}

#[test]
fn links_hold_on_the_day_only() {
    let on = |from: Option<&str>, to: Option<&str>| {
        tree(&[json!({"fact": "H", "child": "t", "parent": "dept", "from": from, "to": to})], "dept")
    };
    check(vec![
        ("ended yesterday", on(Some("2000-01-01"), Some("2024-03-14")), "s", &[]),
        ("last day", on(Some("2000-01-01"), Some("2024-03-15")), "s", &["hierarchy blocked E H"]),
        ("not yet", on(Some("2024-03-16"), None), "s", &[]),
        ("since when unknown", on(None, None), "s", &["hierarchy flagged/reason E H"]),
    ]);
}

#[test]
fn institutions() {
    check(vec![
        ("above", json!({"hierarchy": [link("H", "t", "i")]}), "i", &["hierarchy blocked H"]),
        (
            "below",
            json!({"hierarchy": [link("H1", "u", "t"), link("H2", "i", "u")]}),
            "i",
            &["hierarchy blocked H2 H1"],
        ),
        (
            "beside",
            json!({"hierarchy": [link("H1", "t", "dept"), link("H2", "i", "dept")]}),
            "i",
            &["hierarchy blocked H2 H1"],
        ),
    ]);
}

#[test]
fn former_jobs_in_the_line_but_not_beside() {
    let former = |links: &[Value], org: &str| json!({ "hierarchy": links, "employments": [job("E", "s", org, Some("2010-01-01"), Some("2023-01-01"))] });
    let siblings = [link("H1", "t", "dept"), link("H2", "u", "dept")];
    check(vec![
        ("former parent unit", former(&siblings, "dept"), "s", &["former_employment blocked E H1"]),
        ("former sibling unit", former(&siblings, "u"), "s", &[]),
    ]);
    let intern = with(job("E", "s", "dept", Some("2023-01-01"), None), json!({"kind": "intern"}));
    assert_eq!(
        ask(json!({"hierarchy": siblings, "employments": [intern]}), "s"),
        ["former_employment flagged/notice E H1"]
    );
}
