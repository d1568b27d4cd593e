//! Kin of heads, leaders and employees; derivation from primitive relations.

use super::*;

/// `last` is the head of the contractor.
fn family_of_head(ties: &[Value], last: &str) -> Value {
    let head = with(job("E", last, "c", Some("2010-01-01"), None), json!({"role": "legal_rep"}));
    json!({ "kinships": ties, "employments": [head] })
}

fn kin_path(ties: &[(&str, &str, &str)], last: &str) -> Vec<String> {
    let ties: Vec<Value> =
        ties.iter().enumerate().map(|(at, (a, relation, b))| tie(&format!("K{}", at + 1), a, relation, b)).collect();
    ask(family_of_head(&ties, last), "s")
}

#[test]
fn derived_relations() {
    type Ties = &'static [(&'static str, &'static str, &'static str)];
    let table: &[(&str, Ties, &str, &str)] = &[
        ("spouse", &[("s", "spouse", "a")], "a", "K1"),
        ("spouse, written the other way", &[("a", "spouse", "s")], "a", "K1"),
        ("parent", &[("a", "parent", "s")], "a", "K1"),
        ("child", &[("s", "parent", "a")], "a", "K1"),
        ("great-grandparent", &[("a", "parent", "s"), ("b", "parent", "a"), ("d", "parent", "b")], "d", "K1 K2 K3"),
        ("grandchild", &[("s", "parent", "a"), ("a", "parent", "b")], "b", "K1 K2"),
        ("sibling stated", &[("a", "sibling", "s")], "a", "K1"),
        ("sibling by a shared parent", &[("a", "parent", "s"), ("a", "parent", "b")], "b", "K1 K2"),
        ("sibling's sibling", &[("s", "sibling", "a"), ("a", "sibling", "b")], "b", "K1 K2"),
        ("sibling's parent", &[("s", "sibling", "a"), ("b", "parent", "a")], "b", "K1 K2"),
        ("uncle stated", &[("a", "parent", "s"), ("a", "sibling", "b")], "b", "K1 K2"),
        ("uncle by grandparent", &[("a", "parent", "s"), ("b", "parent", "a"), ("b", "parent", "d")], "d", "K1 K2 K3"),
        ("nephew", &[("s", "sibling", "a"), ("a", "parent", "b")], "b", "K1 K2"),
        (
            "nephew by shared parent",
            &[("d", "parent", "s"), ("d", "parent", "a"), ("a", "parent", "b")],
            "b",
            "K1 K2 K3",
        ),
        ("first cousin", &[("a", "parent", "s"), ("a", "sibling", "b"), ("b", "parent", "d")], "d", "K1 K2 K3"),
        (
            "first cousin by grandparent",
            &[("a", "parent", "s"), ("b", "parent", "a"), ("b", "parent", "d"), ("d", "parent", "e")],
            "e",
            "K1 K2 K3 K4",
        ),
        ("child's sibling is a child", &[("s", "parent", "a"), ("a", "sibling", "b")], "b", "K1 K2"),
        ("spouse's parent", &[("s", "spouse", "a"), ("b", "parent", "a")], "b", "K1 K2"),
        ("spouse's child", &[("s", "spouse", "a"), ("a", "parent", "b")], "b", "K1 K2"),
        ("spouse's sibling", &[("s", "spouse", "a"), ("a", "sibling", "b")], "b", "K1 K2"),
        ("spouse's half-sibling", &[("s", "spouse", "a"), ("b", "parent", "a"), ("b", "parent", "d")], "d", "K1 K2 K3"),
        ("parent's spouse", &[("a", "parent", "s"), ("a", "spouse", "b")], "b", "K1 K2"),
        ("child's spouse", &[("s", "parent", "a"), ("a", "spouse", "b")], "b", "K1 K2"),
        ("sibling's spouse", &[("s", "sibling", "a"), ("a", "spouse", "b")], "b", "K1 K2"),
    ];
    for (what, ties, last, path) in table {
        assert_eq!(kin_path(ties, last), [format!("kinship blocked {path} E")], "{what}");
    }
}

#[test]
fn beyond_the_degrees() {
    #[allow(clippy::type_complexity)]
    let table: &[(&str, &[(&str, &str, &str)], &str)] = &[
        ("great-uncle", &[("a", "parent", "s"), ("b", "parent", "a"), ("b", "sibling", "d")], "d"),
        ("grand-nephew", &[("s", "sibling", "a"), ("a", "parent", "b"), ("b", "parent", "d")], "d"),
        (
            "cousin's child",
            &[("a", "parent", "s"), ("a", "sibling", "b"), ("b", "parent", "d"), ("d", "parent", "e")],
            "e",
        ),
        ("uncle's wife", &[("a", "parent", "s"), ("a", "sibling", "b"), ("b", "spouse", "d")], "d"),
        ("nephew's wife", &[("s", "sibling", "a"), ("a", "parent", "b"), ("b", "spouse", "d")], "d"),
        ("spouse's sibling's spouse", &[("s", "spouse", "a"), ("a", "sibling", "b"), ("b", "spouse", "d")], "d"),
        ("spouse's uncle", &[("s", "spouse", "a"), ("b", "parent", "a"), ("b", "sibling", "d")], "d"),
        ("spouse's grandparent", &[("s", "spouse", "a"), ("b", "parent", "a"), ("d", "parent", "b")], "d"),
        ("child's spouse's parent", &[("s", "parent", "a"), ("a", "spouse", "b"), ("d", "parent", "b")], "d"),
        (
            "the other parent of a half-sibling",
            &[("a", "parent", "s"), ("a", "parent", "b"), ("d", "parent", "b")],
            "d",
        ),
        ("nobody", &[("a", "spouse", "b")], "b"),
    ];
    for (what, ties, last) in table {
        assert_eq!(kin_path(ties, last), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn heads_leaders_and_employees() {
    let kin_with = |changes: Value| json!({"kinships": [tie("K", "s", "spouse", "a")], "employments": [with(job("E", "a", "c", Some("2010-01-01"), None), changes)]});
    let leads = json!({"kinships": [tie("K", "leader", "parent", "s")]});
    check(vec![
        ("legal representative", kin_with(json!({"role": "legal_rep"})), "s", &["kinship blocked K E"]),
        ("general manager", kin_with(json!({"role": "general_manager"})), "s", &["kinship blocked K E"]),
        ("director", kin_with(json!({"role": "director"})), "s", &["kinship flagged/reason K E"]),
        ("staff", kin_with(json!({})), "s", &["kinship flagged/reason K E"]),
        ("former head", kin_with(json!({"role": "legal_rep", "to": "2024-03-14"})), "s", &[]),
        ("head until today", kin_with(json!({"role": "legal_rep", "to": "2024-03-15"})), "s", &["kinship blocked K E"]),
        (
            "head since when unknown",
            kin_with(json!({"role": "legal_rep", "from": null})),
            "s",
            &["kinship flagged/reason K E"],
        ),
        ("leader", leads, "s", &["kinship blocked K"]),
        ("not transmitted to an institution", kin_with(json!({"role": "legal_rep"})), "i", &[]),
    ]);
}

#[test]
fn ended_marriages() {
    let married = |to: Option<&str>, role: &str| {
        json!({
            "kinships": [with(tie("K", "s", "spouse", "a"), json!({ "to": to }))],
            "employments": [with(job("E", "a", "c", Some("2010-01-01"), None), json!({ "role": role }))],
        })
    };
    check(vec![
        ("lasting", married(None, "legal_rep"), "s", &["kinship blocked K E"]),
        ("ends later", married(Some("2024-03-16"), "legal_rep"), "s", &["kinship blocked K E"]),
        ("last day is today", married(Some("2024-03-15"), "legal_rep"), "s", &["kinship blocked K E"]),
        ("ended yesterday", married(Some("2024-03-14"), "legal_rep"), "s", &["kinship flagged/reason K E"]),
        ("ended twelve months before", married(Some("2023-03-15"), "legal_rep"), "s", &["kinship flagged/reason K E"]),
        ("a day more", married(Some("2023-03-14"), "legal_rep"), "s", &[]),
        ("ended, ordinary employee", married(Some("2023-06-01"), "staff"), "s", &["kinship flagged/reason K E"]),
    ]);
    let both_ways = json!({
        "kinships": [with(tie("K1", "s", "spouse", "a"), json!({"to": "2024-01-01"})), tie("K2", "s", "sibling", "b"), tie("K3", "b", "spouse", "a")],
        "employments": [with(job("E", "a", "c", Some("2010-01-01"), None), json!({"role": "legal_rep"}))],
    });
    assert_eq!(ask(both_ways, "s"), ["kinship blocked K2 K3 E"], "the lasting way counts");
}

#[test]
fn long_lines_and_circles_end() {
    let mut ties: Vec<Value> =
        (0..200).map(|n| tie(&format!("K{n}"), &format!("p{}", n + 1), "parent", &format!("p{n}"))).collect();
    ties.push(tie("R", "p0", "parent", "p200"));
    ties.push(tie("S", "p0", "parent", "s"));
    let persons: Vec<Value> = (0..=200).map(|n| json!({"id": format!("p{n}"), "name": format!("祖{n}")})).collect();
    let head = with(job("E", "p150", "c", Some("2010-01-01"), None), json!({"role": "legal_rep"}));
    let hits = ask(json!({"persons": persons, "kinships": ties, "employments": [head]}), "s");
    assert_eq!(hits.len(), 1);
    assert!(hits[0].starts_with("kinship blocked S K0 K1 "), "{hits:?}");
}

#[test]
fn relations_declared_by_name() {
    let declared = |word: &str, title: &str, org: &str| json!({"declared_kin": [{"fact": "D", "person": "s", "relation": word, "relative_name": "某人", "relative_org": org, "relative_title": title}]});
    check(vec![
        ("uncle heads the target", declared("叔侄", "局长", "t"), "s", &["kinship blocked D"]),
        (
            "father-in-law represents the contractor",
            declared("岳父女婿", "法定代表人", "c"),
            "s",
            &["kinship blocked D"],
        ),
        ("deputy", declared("夫妻", "副局长", "t"), "s", &["kinship flagged/reason D"]),
        ("elsewhere", declared("夫妻", "局长", "u"), "s", &[]),
        ("a word nobody knows", declared("同学", "科员", "t"), "s", &["kinship flagged/reason D"]),
        ("known, beyond the degrees, head", declared("连襟", "局长", "t"), "s", &["kinship flagged/reason D"]),
        ("known, beyond the degrees, staff", declared("连襟", "科员", "t"), "s", &[]),
    ]);
    let named =
        |name: &str| json!({"declared_kin": [{"fact": "D", "person": "s", "relation": "姐弟", "relative_name": name}]});
    assert_eq!(ask(named("人leader"), "s"), ["identity flagged/reason D"]);
    assert_eq!(ask(named("别人"), "s"), Vec::<String>::new());
}
