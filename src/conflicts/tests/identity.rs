//! Who is who: ID numbers join, names alone only raise a question.

use super::*;

fn person(id: &str, name: &str, id_no: Option<&str>) -> Value {
    json!({"id": id, "name": name, "id_no": id_no})
}

const OLD: &str = "110105491231002";
const NEW: &str = "11010519491231002X";
const OTHER: &str = "440524188001010014";

#[test]
fn numbers_join_and_names_do_not() {
    let with_job =
        |p: Value, q: Value| json!({"persons": [p, q], "employments": [job("E", "q", "t", Some("2010-01-01"), None)]});
    check(vec![
        (
            "15 and 18 digits",
            with_job(person("p", "王伟", Some(OLD)), person("q", "王 伟", Some(NEW))),
            "p",
            &["current_employment blocked E"],
        ),
        (
            "different names, one number",
            with_job(person("p", "王伟", Some(NEW)), person("q", "王炜", Some(NEW))),
            "p",
            &["current_employment blocked E"],
        ),
        ("different numbers", with_job(person("p", "王伟", Some(NEW)), person("q", "王伟", Some(OTHER))), "p", &[]),
        (
            "one number missing",
            with_job(person("p", "王伟", Some(NEW)), person("q", "王伟", None)),
            "p",
            &["identity flagged/reason E"],
        ),
        (
            "the other missing",
            with_job(person("p", "王伟", None), person("q", "王伟", Some(NEW))),
            "p",
            &["identity flagged/reason E"],
        ),
        (
            "both missing",
            with_job(person("p", "王伟", None), person("q", "王伟", None)),
            "p",
            &["identity flagged/reason E"],
        ),
        (
            "garbled counts as missing",
            with_job(person("p", "王伟", Some(NEW)), person("q", "王伟", Some("1101"))),
            "p",
            &["identity flagged/reason E"],
        ),
        ("no name is no common name", with_job(person("p", "", None), person("q", "", None)), "p", &[]),
    ]);
    let harmless = json!({"persons": [person("p", "王伟", None), person("q", "王伟", None)], "employments": [job("E", "q", "x", Some("2010-01-01"), None)]});
    assert_eq!(ask(harmless, "p"), Vec::<String>::new(), "a match would not matter");
}

#[test]
fn a_match_matters_along_the_way_too() {
    let kin = json!({
        "persons": [person("p", "李四", Some(NEW)), person("q", "李四", None)],
        "kinships": [tie("K", "p", "parent", "s")],
        "employments": [with(job("E", "q", "c", Some("2010-01-01"), None), json!({"role": "legal_rep"}))],
    });
    assert_eq!(ask(kin, "s"), ["identity flagged/reason K E"], "kin with the name of a head");
    let further = json!({
        "persons": [person("p", "李四", Some(NEW)), person("q", "李四", None)],
        "kinships": [tie("K1", "p", "parent", "s"), tie("K2", "q", "sibling", "a")],
        "employments": [with(job("E", "a", "c", Some("2010-01-01"), None), json!({"role": "legal_rep"}))],
    });
    assert_eq!(ask(further, "s"), ["identity flagged/reason K1 K2 E"], "in the middle of a family");
    let work = json!({
        "persons": [person("p", "李四", Some(NEW)), person("q", "李四", None)],
        "assignments": [
            {"fact": "A1", "person": "p", "evaluation": "o", "status": "active"},
            {"fact": "A2", "person": "p", "evaluation": "o", "status": "active"},
            {"fact": "A3", "person": "q", "evaluation": "o", "status": "active"},
        ],
    });
    assert_eq!(ask(work, "p"), ["identity flagged/reason A1 A2 A3"], "together at the cap");
    let owners = json!({
        "persons": [person("p", "李四", Some(NEW)), person("q", "李四", None)],
        "shareholdings": [share("S1", "p", "i", 60.0), share("S2", "q", "c", 60.0)],
    });
    assert_eq!(ask(owners, "i"), ["identity flagged/reason S1 S2"], "owners of one name");
}
