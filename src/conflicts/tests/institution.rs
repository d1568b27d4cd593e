//! Rotation and lots.

use super::*;

fn past(years: &[i32]) -> Value {
    let rows: Vec<Value> = years
        .iter()
        .map(|year| json!({"fact": format!("P{year}"), "institution": "i", "org": "t", "year": year}))
        .collect();
    json!({ "past_evaluations": rows })
}

#[test]
fn rotation() {
    check(vec![
        ("three years up to last year", past(&[2021, 2022, 2023]), "i", &["rotation blocked P2021 P2022 P2023"]),
        ("one full year has passed", past(&[2020, 2021, 2022]), "i", &["rotation blocked P2020 P2021 P2022"]),
        ("two full years have passed", past(&[2019, 2020, 2021]), "i", &[]),
        ("this year counts", past(&[2022, 2023, 2024]), "i", &["rotation blocked P2022 P2023 P2024"]),
        ("years to come do not", past(&[2023, 2024, 2025]), "i", &[]),
        ("two years", past(&[2022, 2023]), "i", &[]),
        ("a gap", past(&[2020, 2022, 2023]), "i", &[]),
        (
            "out of order, five years",
            past(&[2023, 2020, 2022, 2019, 2021]),
            "i",
            &["rotation blocked P2021 P2022 P2023"],
        ),
        ("a rested run and a later year", past(&[2017, 2018, 2019, 2023]), "i", &[]),
    ]);
    let other = json!({"past_evaluations": [
        {"fact": "P1", "institution": "i", "org": "u", "year": 2021},
        {"fact": "P2", "institution": "i", "org": "t", "year": 2022},
        {"fact": "P3", "institution": "i", "org": "t", "year": 2023},
    ]});
    assert_eq!(ask(other, "i"), Vec::<String>::new(), "another organisation breaks the run");
}

fn lot(more: Value) -> Vec<String> {
    let mut more = more;
    more["evaluations"] = json!([{"id": "lot", "project": "j", "ref_date": "2024-03-15", "lot_bidders": ["i", "k"]}]);
    let graph = Graph::build(&ground(more)).unwrap();
    let question = Question { subject: "i".into(), evaluation: "lot".into() };
    shown(&verdict(&graph, &question, &ConflictPolicy::default()).unwrap())
}

#[test]
fn one_lot() {
    let head = |fact: &str, org: &str, role: &str| {
        with(job(fact, "a", org, Some("2010-01-01"), None), json!({ "role": role }))
    };
    assert_eq!(
        lot(json!({"employments": [head("E1", "i", "legal_rep"), head("E2", "k", "legal_rep")]})),
        ["same_lot blocked E1 E2"]
    );
    assert_eq!(
        lot(json!({"employments": [head("E1", "i", "legal_rep"), head("E2", "k", "director")]})),
        Vec::<String>::new()
    );
    assert_eq!(lot(json!({"shareholdings": [share("S", "k", "i", 51.0)]})), ["same_lot blocked S"]);
    assert_eq!(lot(json!({"shareholdings": [share("S", "i", "k", 50.0)]})), Vec::<String>::new());
    let indirect = json!({"shareholdings": [share("S1", "i", "x", 90.0), share("S2", "x", "k", 90.0)]});
    assert_eq!(lot(indirect), Vec::<String>::new(), "direct control only");
}
