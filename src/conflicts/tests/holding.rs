//! Control and notable holdings of persons and institutions.

use super::*;

fn shares(shares: &[Value]) -> Value {
    json!({ "shareholdings": shares })
}

#[test]
fn strictly_over_half_controls() {
    check(vec![
        ("50.000001 %", shares(&[share("S", "s", "c", 50.000001)]), "s", &["holding blocked S"]),
        ("50 % exactly", shares(&[share("S", "s", "c", 50.0)]), "s", &["holding flagged/reason S"]),
        (
            "two tranches",
            shares(&[share("S1", "s", "c", 30.0), share("S2", "s", "c", 21.0)]),
            "s",
            &["holding blocked S1 S2"],
        ),
        ("5 %", shares(&[share("S", "s", "c", 5.0)]), "s", &["holding flagged/reason S"]),
        ("4.99 %", shares(&[share("S", "s", "c", 4.99)]), "s", &[]),
        ("of the implementing organisation", shares(&[share("S", "s", "t", 60.0)]), "s", &["holding blocked S"]),
        ("of somebody else", shares(&[share("S", "s", "x", 60.0)]), "s", &[]),
        (
            "of a predecessor",
            json!({
                "shareholdings": [share("S", "s", "t0", 60.0)],
                "mergers": [{"fact": "M", "predecessor": "t0", "successor": "t", "date": "2020-01-01"}],
            }),
            "s",
            &["holding blocked S M"],
        ),
    ]);
}

#[test]
fn control_adds_up_over_spouse_and_controlled_entities() {
    let married = |to: Option<&str>, rest: &[Value]| json!({"kinships": [with(tie("K", "s", "spouse", "a"), json!({ "to": to }))], "shareholdings": rest});
    let together = [share("S1", "s", "c", 30.0), share("S2", "a", "c", 21.0)];
    check(vec![
        ("with the spouse", married(None, &together), "s", &["holding blocked S1 K S2"]),
        ("spouse alone", married(None, &[share("S", "a", "c", 51.0)]), "s", &["holding blocked K S"]),
        ("recently divorced", married(Some("2023-12-01"), &together), "s", &["holding flagged/reason S1 K S2"]),
        ("long divorced", married(Some("2023-03-14"), &together), "s", &["holding flagged/reason S1"]),
        ("spouse's 5 % is not the subject's", married(None, &[share("S", "a", "c", 5.0)]), "s", &[]),
        (
            "a chain of control",
            shares(&[share("S1", "s", "x", 51.0), share("S2", "x", "c", 51.0)]),
            "s",
            &["holding blocked S1 S2"],
        ),
        (
            "direct and through an entity",
            shares(&[share("S1", "s", "c", 20.0), share("S2", "s", "x", 60.0), share("S3", "x", "c", 31.0)]),
            "s",
            &["holding blocked S1 S2 S3"],
        ),
        (
            "an entity that is not controlled adds nothing",
            shares(&[share("S1", "s", "c", 20.0), share("S2", "s", "x", 50.0), share("S3", "x", "c", 50.0)]),
            "s",
            &["holding flagged/reason S2 S3"],
        ),
        (
            "only what is needed is quoted",
            shares(&[
                share("S1", "s", "c", 10.0),
                share("S2", "s", "c", 51.0),
                share("S3", "s", "x", 90.0),
                share("S4", "x", "c", 9.0),
            ]),
            "s",
            &["holding blocked S2"],
        ),
        (
            "entities prop each other up only with a hold on one",
            shares(&[
                share("S1", "x", "y", 100.0),
                share("S2", "y", "x", 100.0),
                share("S3", "y", "c", 100.0),
                share("S4", "s", "x", 4.0),
            ]),
            "s",
            &[],
        ),
    ]);
}

#[test]
fn now_or_in_the_look_back() {
    let held = |from: Option<&str>, to: Option<&str>, pct: f64| {
        shares(&[json!({"fact": "S", "holder": "s", "org": "c", "pct": pct, "from": from, "to": to})])
    };
    check(vec![
        (
            "sold on the first day of the look-back",
            held(Some("2010-01-01"), Some("2021-03-15"), 60.0),
            "s",
            &["holding blocked S"],
        ),
        ("sold a day before", held(Some("2010-01-01"), Some("2021-03-14"), 60.0), "s", &[]),
        ("for a month in between", held(Some("2022-01-01"), Some("2022-02-01"), 60.0), "s", &["holding blocked S"]),
        ("bought tomorrow", held(Some("2024-03-16"), None, 60.0), "s", &[]),
        ("a notable holding counts now only", held(Some("2010-01-01"), Some("2024-03-14"), 40.0), "s", &[]),
        ("since when unknown", held(None, None, 60.0), "s", &["holding flagged/reason S"]),
        (
            "since when unknown, sold in the look-back",
            held(None, Some("2022-01-01"), 60.0),
            "s",
            &["holding blocked S"],
        ),
    ]);
    let never_together = shares(&[
        json!({"fact": "S1", "holder": "s", "org": "c", "pct": 40, "from": "2021-06-01", "to": "2022-06-01"}),
        json!({"fact": "S2", "holder": "s", "org": "c", "pct": 40, "from": "2022-06-02", "to": "2023-06-01"}),
    ]);
    assert_eq!(ask(never_together, "s"), Vec::<String>::new(), "holdings of different times do not add up");
    let one_day = shares(&[
        json!({"fact": "S1", "holder": "s", "org": "c", "pct": 40, "from": "2021-06-01", "to": "2022-06-02"}),
        json!({"fact": "S2", "holder": "s", "org": "c", "pct": 40, "from": "2022-06-02", "to": "2023-06-01"}),
    ]);
    assert_eq!(ask(one_day, "s"), ["holding blocked S1 S2"]);
}

#[test]
fn effective_holdings_multiply_along_chains_and_add_up() {
    check(vec![
        (
            "50 % of 10 %",
            shares(&[share("S1", "s", "x", 50.0), share("S2", "x", "c", 10.0)]),
            "s",
            &["holding flagged/reason S1 S2"],
        ),
        ("49.9 % of 10 %", shares(&[share("S1", "s", "x", 49.9), share("S2", "x", "c", 10.0)]), "s", &[]),
        (
            "two chains together",
            shares(&[share("S1", "s", "c", 3.0), share("S2", "s", "x", 20.0), share("S3", "x", "c", 10.0)]),
            "s",
            &["holding flagged/reason S1 S2 S3"],
        ),
        ("a third of a third, exactly", shares(&[share("S1", "s", "x", 33.33), share("S2", "x", "c", 15.0)]), "s", &[]),
        (
            "a circle is followed once",
            shares(&[share("S1", "s", "x", 4.0), share("S2", "x", "c", 50.0), share("S3", "c", "x", 50.0)]),
            "s",
            &[],
        ),
    ]);
}

#[test]
fn institutions() {
    check(vec![
        ("controls a target", shares(&[share("S", "i", "c", 51.0)]), "i", &["holding blocked S"]),
        (
            "controlled by a target",
            shares(&[share("S1", "c", "x", 51.0), share("S2", "x", "i", 51.0)]),
            "i",
            &["holding blocked S2 S1"],
        ),
        (
            "a common parent",
            shares(&[share("S1", "x", "i", 60.0), share("S2", "x", "c", 60.0)]),
            "i",
            &["holding blocked S1 S2"],
        ),
        (
            "a common person",
            shares(&[share("S1", "a", "i", 60.0), share("S2", "a", "c", 60.0)]),
            "i",
            &["holding blocked S1 S2"],
        ),
        ("the state in common", shares(&[share("S1", "sasac", "i", 60.0), share("S2", "sasac", "c", 60.0)]), "i", &[]),
        (
            "a company of the state in common",
            shares(&[share("S0", "sasac", "x", 100.0), share("S1", "x", "i", 60.0), share("S2", "x", "c", 60.0)]),
            "i",
            &["holding blocked S1 S2"],
        ),
        (
            "two companies of the state",
            shares(&[
                share("S1", "sasac", "x", 100.0),
                share("S2", "sasac", "y", 100.0),
                share("S3", "x", "i", 60.0),
                share("S4", "y", "c", 60.0),
            ]),
            "i",
            &[],
        ),
        (
            "a couple",
            json!({"kinships": [tie("K", "a", "spouse", "b")], "shareholdings": [share("S1", "a", "i", 60.0), share("S2", "b", "c", 60.0)]}),
            "i",
            &["holding blocked S1 K S2"],
        ),
        ("a minority in common", shares(&[share("S1", "x", "i", 60.0), share("S2", "x", "c", 50.0)]), "i", &[]),
        ("10 % of a target", shares(&[share("S", "i", "c", 10.0)]), "i", &["holding flagged/reason S"]),
    ]);
}
