//! Routes: the days of each term by hand from the official calendar, and what the tables must keep.

use super::*;
use crate::policy::Calendar;
use crate::policy::basis::BasisStatus;
use crate::terms::{Day, Fen};
use proptest::prelude::*;

fn timetable(route: &str, start: &str) -> Timetable {
    let routes = Routes::embedded().unwrap();
    Timetable::of(routes.get(route).unwrap(), start.parse().unwrap(), &Calendar::embedded().unwrap())
}

fn dates(route: &str, start: &str) -> Vec<(String, String)> {
    let shown = |entry: &Entry| (entry.id.clone(), entry.date.map(|d| d.to_string()).unwrap_or_default());
    timetable(route, start).steps.iter().map(shown).collect()
}

/// Counted by hand: Mid-Autumn 25 to 27 September, National Day 1 to 7 October, 10 October worked.
#[test]
fn a_consultation_around_the_national_holiday() {
    let expected = [
        ("documents_end", "2026-09-29"),
        ("deadline", "2026-10-08"),
        ("clarification", "2026-10-03"),
        ("opening", "2026-10-08"),
        ("report", "2026-10-10"),
        ("decided", "2026-10-16"),
        ("expert_record", "2026-10-14"),
        ("result", "2026-10-20"),
        ("result_notice_end", "2026-10-21"),
        ("challenge", "2026-10-30"),
        ("answer", "2026-11-10"),
        ("complaint", "2026-12-01"),
        ("complaint_decision", ""),
        ("contract", "2026-11-19"),
        ("contract_published", "2026-11-23"),
        ("contract_filed", "2026-11-30"),
    ];
    let expected: Vec<(String, String)> = expected.map(|(a, b)| (a.into(), b.into())).to_vec();
    assert_eq!(dates("consultation", "2026-09-21"), expected);
    // The decision on a complaint of the last day falls into a year whose holidays are not known.
    let table = timetable("consultation", "2026-09-21");
    assert_eq!((table.complete, table.missing_years), (true, vec![2027]));
}

#[test]
fn an_open_tender_counts_twenty_days_and_clarifies_fifteen_before() {
    let found = dates("open-tender", "2021-06-01");
    let day = |id: &str| found.iter().find(|(known, _)| known == id).unwrap().1.clone();
    assert_eq!(day("notice_end"), "2021-06-08");
    assert_eq!(day("deadline"), "2021-06-21");
    assert_eq!(day("clarification"), "2021-06-06");
    assert_eq!(day("experts_drawn"), "2021-06-17");
    assert_eq!(day("result"), "2021-07-02");
}

#[test]
fn a_term_that_ends_on_a_holiday_moves_on_and_says_so() {
    let table = timetable("consultation", "2026-09-21");
    let deadline = table.steps.iter().find(|entry| entry.id == "deadline").unwrap();
    assert_eq!(deadline.moved_from, Day::new(2026, 10, 1));
    let names: Vec<&str> = deadline.holidays.iter().map(|h| h.name.zh.as_str()).collect();
    assert_eq!(names, ["中秋节", "国庆节"]);
    let report = table.steps.iter().find(|entry| entry.id == "report").unwrap();
    assert_eq!(report.worked, [Day::new(2026, 10, 10).unwrap()]);
}

#[test]
fn a_year_without_holidays_is_said_and_what_hangs_on_it_stays_open() {
    let table = timetable("open-tender", "2026-12-15");
    assert!(!table.complete);
    assert_eq!(table.missing_years, [2027]);
    let deadline = table.steps.iter().find(|entry| entry.id == "deadline").unwrap();
    assert!(deadline.date.is_none() && deadline.open_because.as_ref().is_some_and(|why| why.contains("2027")));
    let opening = table.steps.iter().find(|entry| entry.id == "opening").unwrap();
    assert!(opening.open_because.as_ref().is_some_and(|why| why.contains("deadline")));
    assert!(table.steps.iter().find(|entry| entry.id == "notice_end").unwrap().date.is_some());
}

#[test]
fn every_state_is_reached_and_every_route_ends() {
    for route in Routes::embedded().unwrap().iter() {
        let first = route.states.first().unwrap().id.as_str();
        let mut reached = vec![first];
        let mut at = 0;
        while let Some(state) = reached.get(at) {
            for step in route.next(state) {
                if !reached.contains(&step.to.as_str()) {
                    reached.push(&step.to);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), route.states.len(), "{}: {reached:?}", route.id);
        assert!(route.states.iter().any(|state| route.next(&state.id).is_empty()), "{}", route.id);
    }
}

/// Order 87 art. 55 and 财库〔2014〕214号 art. 24: the band hangs on the route.
#[test]
fn the_law_in_figures() {
    let routes = Routes::embedded().unwrap();
    let route = |id: &str| routes.get(id).unwrap();
    let band = |id: &str| route(id).price.as_ref().map(|b| (b.from.to_string(), b.to.to_string())).unwrap();
    assert_eq!(band("consultation"), ("10".into(), "30".into()));
    assert_eq!(band("open-tender"), ("10".into(), "100".into()));
    assert!(route("below-limit").price.is_none() && route("single-source").panel.is_none());
    let members = |id: &str, wan: i64| {
        let panel = route(id).panel.as_ref().unwrap();
        let members = panel.members(Fen(wan * 1_000_000));
        (members, panel.experts_of(members))
    };
    assert_eq!(members("consultation", 80), (3, 2));
    assert_eq!(members("open-tender", 999), (5, 4));
    assert_eq!(members("open-tender", 1000), (7, 5));
    for route in routes.iter() {
        let ordinary = route.code == "BELOW_LIMIT" || route.code.starts_with("FRAMEWORK");
        assert_eq!(route.pool_gate.is == Permission::No, !ordinary, "{}: F-02", route.id);
        assert_ne!(route.random_pick.is, Permission::Yes, "{}: F-09", route.id);
    }
}

#[test]
fn an_amount_opens_one_usual_route() {
    let routes = Routes::embedded().unwrap();
    for (fen, usual) in
        [(1, "BELOW_LIMIT"), (49_999_999, "BELOW_LIMIT"), (50_000_000, "CONSULTATION"), (200_000_000, "OPEN_TENDER")]
    {
        let offers = routes.offers(Fen(fen));
        let found: Vec<&str> = offers.iter().filter(|o| o.offered == Offered::Usual).map(|o| o.code).collect();
        assert_eq!(found, [usual], "{fen}");
        let closed = offers.iter().find(|o| o.code == "BELOW_LIMIT").unwrap().offered == Offered::No;
        assert_eq!(closed, usual != "BELOW_LIMIT");
    }
}

#[test]
fn a_route_with_an_unknown_step_is_refused_with_its_name() {
    let text = EMBEDDED[0].1.replace("from = \"deadline\"", "from = \"dead_line\"");
    let fault = Routes::with_sources(&[("x.toml".into(), text)]).unwrap_err().to_string();
    assert!(fault.contains("dead_line"), "{fault}");
    let text = EMBEDDED[0].1.replace("[[steps]]", "[[step]]");
    assert!(Routes::with_sources(&[("x.toml".into(), text)]).unwrap_err().to_string().contains("steps"));
}

#[test]
fn what_no_law_says_is_not_shown_as_law() {
    let routes = Routes::embedded().unwrap();
    for step in &routes.get("below-limit").unwrap().steps {
        assert_eq!(step.basis.status, BasisStatus::Design, "{}", step.id);
    }
}

proptest! {
    /// Whatever the start: terms with a least length are at least as long, in whole days.
    #[test]
    fn least_terms_are_kept(offset in 0i64..2500, route in 0usize..9) {
        let routes = Routes::embedded().unwrap();
        let route = routes.iter().nth(route).unwrap();
        let start = Day::new(2019, 1, 2).unwrap().plus_days(offset);
        let table = Timetable::of(route, start, &Calendar::embedded().unwrap());
        for entry in &table.steps {
            let (Some(from), Some(date)) = (entry.counted_from_date, entry.date) else { continue };
            let gap = (date.0 - from.0).num_days();
            match entry.sense {
                Sense::AtLeastAfter | Sense::WithinAfter => prop_assert!(gap >= i64::from(entry.count), "{}", entry.id),
                Sense::AtLeastBefore | Sense::WithinBefore => {
                    prop_assert!(-gap >= i64::from(entry.count), "{}", entry.id)
                }
            }
        }
    }
}
