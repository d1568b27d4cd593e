//! Current, former and coming jobs, offices, the regulator, records against each other.

use super::*;

fn jobs(jobs: &[Value]) -> Value {
    json!({ "employments": jobs })
}

#[test]
fn current_jobs() {
    let at = |kind: &str| jobs(&[with(job("E", "s", "t", Some("2020-01-01"), None), json!({ "kind": kind }))]);
    check(vec![
        ("full time", at("full_time"), "s", &["current_employment blocked E"]),
        ("part time", at("part_time"), "s", &["current_employment blocked E"]),
        ("seconded", at("secondment"), "s", &["current_employment blocked E"]),
        ("rehired", at("retired_rehired"), "s", &["current_employment blocked E"]),
        ("intern", at("intern"), "s", &["former_employment flagged/notice E"]),
        ("consultant", at("consultant"), "s", &["former_employment flagged/notice E"]),
        ("contractor", jobs(&[job("E", "s", "c", Some("2020-01-01"), None)]), "s", &["current_employment blocked E"]),
        ("elsewhere", jobs(&[job("E", "s", "x", Some("2020-01-01"), None)]), "s", &[]),
        ("begins today", jobs(&[job("E", "s", "t", Some("2024-03-15"), None)]), "s", &["current_employment blocked E"]),
        (
            "last day is today",
            jobs(&[job("E", "s", "t", None, Some("2024-03-15"))]),
            "s",
            &["current_employment blocked E"],
        ),
        ("somebody else's", jobs(&[job("E", "a", "t", Some("2020-01-01"), None)]), "s", &[]),
    ]);
}

#[test]
fn former_jobs_count_to_the_boundary_day() {
    let ended = |to: &str| jobs(&[job("E", "s", "t", Some("2010-01-01"), Some(to))]);
    let loose =
        |kind: &str, to: &str| jobs(&[with(job("E", "s", "t", Some("2010-01-01"), Some(to)), json!({ "kind": kind }))]);
    check(vec![
        ("yesterday", ended("2024-03-14"), "s", &["former_employment blocked E"]),
        ("on the first day of the look-back", ended("2021-03-15"), "s", &["former_employment blocked E"]),
        ("a day before the look-back", ended("2021-03-14"), "s", &[]),
        ("intern", loose("intern", "2021-03-15"), "s", &["former_employment flagged/notice E"]),
        ("consultant long ago", loose("consultant", "2021-03-14"), "s", &[]),
    ]);
}

#[test]
fn the_look_back_of_a_leap_day_begins_on_the_28th() {
    let on_leap_day = |to: &str| {
        json!({
            "employments": [job("E", "s", "t", Some("2010-01-01"), Some(to))],
            "evaluations": [{"id": "leap", "project": "j", "ref_date": "2024-02-29"}],
        })
    };
    for (to, blocked) in [("2021-02-28", true), ("2021-02-27", false)] {
        let graph = Graph::build(&ground(on_leap_day(to))).unwrap();
        let question = Question { subject: "s".into(), evaluation: "leap".into() };
        let verdict = verdict(&graph, &question, &ConflictPolicy::default()).unwrap();
        assert_eq!(verdict.verdict == Outcome::Blocked, blocked, "{to}");
    }
}

#[test]
fn coming_jobs() {
    let from = |from: &str| jobs(&[job("E", "s", "t", Some(from), None)]);
    check(vec![
        ("tomorrow", from("2024-03-16"), "s", &["former_employment flagged/reason E"]),
        ("six months later", from("2024-09-15"), "s", &["former_employment flagged/reason E"]),
        ("a day more", from("2024-09-16"), "s", &[]),
        (
            "above the implementing organisation",
            json!({
                "employments": [job("E", "s", "dept", Some("2024-06-01"), None)],
                "hierarchy": [{"fact": "H", "child": "t", "parent": "dept", "from": "2000-01-01"}],
            }),
            "s",
            &["former_employment flagged/reason E H"],
        ),
    ]);
}

#[test]
fn predecessors_are_targets() {
    let merged = |on: &str, to: Option<&str>| {
        json!({
            "employments": [job("E", "s", "u", Some("2010-01-01"), to)],
            "mergers": [
                {"fact": "M1", "predecessor": "u", "successor": "t0", "date": "2015-01-01"},
                {"fact": "M2", "predecessor": "t0", "successor": "t", "date": on},
            ],
        })
    };
    check(vec![
        ("through two mergers", merged("2020-01-01", Some("2022-01-01")), "s", &["former_employment blocked E M1 M2"]),
        ("merged on the day", merged("2024-03-15", None), "s", &["current_employment blocked E M1 M2"]),
        ("not yet merged", merged("2024-03-16", None), "s", &[]),
        (
            "a contractor's predecessor is none",
            json!({
                "employments": [job("E", "s", "x", Some("2010-01-01"), None)],
                "mergers": [{"fact": "M", "predecessor": "x", "successor": "c", "date": "2015-01-01"}],
            }),
            "s",
            &[],
        ),
        (
            "mergers in a circle end",
            json!({
                "employments": [job("E", "s", "u", Some("2010-01-01"), None)],
                "mergers": [
                    {"fact": "M1", "predecessor": "u", "successor": "t", "date": "2015-01-01"},
                    {"fact": "M2", "predecessor": "t", "successor": "u", "date": "2016-01-01"},
                ],
            }),
            "s",
            &["current_employment blocked E M1"],
        ),
    ]);
}

#[test]
fn offices_count_over_the_look_back_paid_or_not() {
    let office = |role: &str, to: Option<&str>| {
        jobs(&[with(job("E", "s", "c", Some("2010-01-01"), to), json!({"role": role, "source": "company_registry"}))])
    };
    check(vec![
        ("director", office("director", None), "s", &["current_employment blocked E", "officer blocked E"]),
        ("supervisor", office("supervisor", None), "s", &["current_employment blocked E", "officer blocked E"]),
        ("former", office("legal_rep", Some("2021-03-15")), "s", &["former_employment blocked E", "officer blocked E"]),
        ("long ago", office("general_manager", Some("2021-03-14")), "s", &[]),
        (
            "unpaid adviser's seat on the board",
            jobs(&[with(
                job("E", "s", "c", Some("2010-01-01"), None),
                json!({"role": "director", "kind": "consultant"}),
            )]),
            "s",
            &["former_employment flagged/notice E", "officer blocked E"],
        ),
    ]);
}

#[test]
fn the_commissioning_finance_authority() {
    let staff = |kind: &str, to: Option<&str>| {
        jobs(&[with(job("E", "s", "fin", Some("2010-01-01"), to), json!({ "kind": kind }))])
    };
    check(vec![
        ("staff", staff("full_time", None), "s", &["regulator blocked E"]),
        ("seconded", staff("secondment", None), "s", &["regulator blocked E"]),
        ("left yesterday", staff("full_time", Some("2024-03-14")), "s", &[]),
    ]);
    let other = json!({
        "employments": [job("E", "s", "dept", Some("2010-01-01"), None)],
        "evaluations": [{"id": "w", "project": "j", "ref_date": "2024-03-15", "commissioned_by": "dept"}],
    });
    let graph = Graph::build(&ground(other)).unwrap();
    let question = Question { subject: "s".into(), evaluation: "w".into() };
    assert_eq!(verdict(&graph, &question, &ConflictPolicy::default()).unwrap().verdict, Outcome::Clear);
}

#[test]
fn unknown_starts_never_clear_and_never_block() {
    let one = |from: Option<&str>, to: Option<&str>| jobs(&[job("E", "s", "t", from, to)]);
    check(vec![
        ("still, since when unknown", one(None, None), "s", &["current_employment flagged/reason E"]),
        ("until after the day", one(None, Some("2025-01-01")), "s", &["current_employment flagged/reason E"]),
        ("the end alone decides", one(None, Some("2022-01-01")), "s", &["former_employment blocked E"]),
        ("ended long ago", one(None, Some("2020-01-01")), "s", &[]),
    ]);
}

#[test]
fn the_higher_authority_wins() {
    let ended =
        |source: &str| with(job("E1", "s", "t", Some("2010-01-01"), Some("2019-12-31")), json!({ "source": source }));
    let lasting = |source: &str| with(job("E2", "s", "t", Some("2010-01-01"), None), json!({ "source": source }));
    check(vec![
        ("insurance says ended", jobs(&[ended("social_insurance"), lasting("self_declared")]), "s", &[]),
        (
            "insurance says lasting",
            jobs(&[ended("hr_register"), lasting("social_insurance")]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "register over declaration",
            jobs(&[ended("self_declared"), lasting("hr_register")]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "equal authority",
            jobs(&[ended("hr_register"), lasting("hr_register")]),
            "s",
            &["conflicting_data flagged/reason E1 E2"],
        ),
        (
            "equal authority of two kinds",
            jobs(&[ended("company_registry"), lasting("social_insurance")]),
            "s",
            &["conflicting_data flagged/reason E1 E2"],
        ),
        (
            "equal authority, same outcome",
            jobs(&[lasting("hr_register"), with(lasting("hr_register"), json!({"fact": "E3", "from": "2011-01-01"}))]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "one fact id for both records",
            jobs(&[with(ended("hr_register"), json!({"fact": "E2"})), lasting("social_insurance")]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "two stints are two facts",
            jobs(&[ended("social_insurance"), with(lasting("self_declared"), json!({"from": "2020-06-01"}))]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "a payroll does not know consultants",
            jobs(&[ended("social_insurance"), with(lasting("self_declared"), json!({"kind": "consultant"}))]),
            "s",
            &["former_employment flagged/notice E2"],
        ),
        (
            "a payroll does not outvote an office",
            jobs(&[ended("social_insurance"), with(lasting("self_declared"), json!({"role": "director"}))]),
            "s",
            &["current_employment blocked E2", "officer blocked E2"],
        ),
    ]);
}

#[test]
fn two_open_ended_full_time_jobs() {
    let old = |changes: Value| with(job("E1", "s", "t", Some("2010-01-01"), None), changes);
    let new = |changes: Value| with(job("E2", "s", "x", Some("2018-01-01"), None), changes);
    check(vec![
        (
            "the older is unresolved",
            jobs(&[old(json!({})), new(json!({}))]),
            "s",
            &["conflicting_data flagged/reason E1 E2"],
        ),
        (
            "the newer counts",
            jobs(&[old(json!({"org": "x"})), new(json!({"org": "t"}))]),
            "s",
            &["current_employment blocked E2"],
        ),
        (
            "part time is beside",
            jobs(&[old(json!({})), new(json!({"kind": "part_time"}))]),
            "s",
            &["current_employment blocked E1"],
        ),
        (
            "an ended one proves nothing",
            jobs(&[old(json!({})), new(json!({"to": "2023-01-01"}))]),
            "s",
            &["current_employment blocked E1"],
        ),
        (
            "a coming one proves nothing",
            jobs(&[old(json!({})), new(json!({"from": "2024-03-16"}))]),
            "s",
            &["current_employment blocked E1"],
        ),
        (
            "an office stays",
            jobs(&[old(json!({"role": "legal_rep"})), new(json!({}))]),
            "s",
            &["officer blocked E1", "conflicting_data flagged/reason E1 E2"],
        ),
        (
            "at the regulator",
            jobs(&[old(json!({"org": "fin"})), new(json!({}))]),
            "s",
            &["conflicting_data flagged/reason E1 E2"],
        ),
    ]);
}
