//! Worked by hand, with the pack's defaults: half-life 18 months, prices within 5 and 50 万元, the peers count like two
//! fresh assignments, timeliness and integrity 5 points each.

use super::*;
use crate::credit::model::Measure;
use crate::policy::Packs;
use crate::terms::Fen;
use proptest::prelude::*;

fn rule() -> CreditRule {
    CreditRule::of(Packs::embedded().unwrap().get("wuzhong-2021").unwrap()).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn assignment(commission: &str, accepted_on: &str, wan: i64, quality: &str) -> Assignment {
    Assignment {
        commission: commission.into(),
        accepted_on: day(accepted_on),
        price: Fen(wan * 1_000_000),
        quality: quality.parse().unwrap(),
        returns: 0,
        days_late: 0,
    }
}

fn violation(code: InstitutionViolation, found_on: &str, commission: Option<&str>) -> Violation {
    Violation { matter: "m".into(), code, found_on: day(found_on), commission: commission.map(Into::into) }
}

fn inputs(assignments: Vec<Assignment>, violations: Vec<Violation>, mean: Option<&str>) -> Inputs {
    Inputs {
        institution: "i".into(),
        name: "甲".into(),
        as_of: day("2022-01-01"),
        facts: Facts { assignments, violations },
        peers: Peers { kind: None, institutions: 3, assignments: 9, mean: mean.map(|m| m.parse().unwrap()) },
        rule: rule(),
    }
}

#[test]
fn points_of_an_assignment() {
    let base = assignment("c", "2022-01-01", 10, "80");
    let cases = [
        ((0, 0, false), "82"),   // 80 % of 90, 5, 5
        ((1, 0, false), "81"),   // a return takes one
        ((0, 5, false), "79.5"), // half of the ten days
        ((0, 400, false), "77"), // never below nothing
        ((9, 9, true), "72"),    // neither timeliness nor integrity
    ];
    for ((returns, days_late, tainted), expected) in cases {
        let found = points(&Assignment { returns, days_late, ..base.clone() }, tainted, &rule());
        assert_eq!(found.to_string(), expected, "{returns} {days_late} {tainted}");
    }
}

#[test]
fn an_index_is_drawn_to_the_peers_and_adds_up() {
    // Points 100 and 54 + 10 = 64; sizes 10 and 30; ages 1 and a half: weights 10 and 15.
    let own = vec![assignment("a", "2022-01-01", 10, "100"), assignment("b", "2020-07-01", 30, "60")];
    let found = determine(&inputs(own, vec![], Some("80")));
    // Trust 1.5 / 3.5; a: 20 × 3/7 × 10/25 = 3.43; b: −16 × 3/7 × 15/25 = −4.11.
    let effects: Vec<String> = found.lines.iter().map(|line| line.effect.to_string()).collect();
    assert_eq!(effects, ["80", "3.43", "-4.11"]);
    assert_eq!((found.index.unwrap().to_string(), found.level), ("79.32".into(), Some(RatingGrade::C)));
    assert_eq!((found.fresh.to_string(), found.measure), ("1.5".into(), Measure::None));
    assert_eq!(found.payment.unwrap().to.0, Decimal::from(90));
}

#[test]
fn violations_take_points_fade_and_end() {
    let own = || vec![assignment("a", "2022-01-01", 10, "90")];
    let cases = [
        ("2022-01-01", "-10"),
        ("2021-04-01", "-7.5"),
        ("2020-07-01", "-5"),
        ("2019-01-02", "-2.64"), // 35 months: 1 000 000 × 19/36 / 2
    ];
    for (found_on, expected) in cases {
        let lowball = violation(InstitutionViolation::Lowball, found_on, None);
        let found = determine(&inputs(own(), vec![lowball], Some("91")));
        assert_eq!(found.lines.last().unwrap().effect.to_string(), expected, "{found_on}");
    }
    for out in ["2019-01-01", "2022-01-02"] {
        let found = determine(&inputs(own(), vec![violation(InstitutionViolation::Leak, out, None)], Some("91")));
        assert_eq!((found.lines.len(), found.vetoes.len()), (2, 0), "{out}");
    }
}

#[test]
fn a_veto_caps_the_level_and_ends_the_place() {
    let leak = violation(InstitutionViolation::Leak, "2021-12-01", None);
    let found = determine(&inputs(vec![assignment("a", "2022-01-01", 10, "100")], vec![leak.clone()], Some("100")));
    assert_eq!(found.level, Some(RatingGrade::D));
    assert_eq!(found.measure, Measure::Delist { until: day("2025-01-01") });
    let unrated = determine(&inputs(vec![], vec![leak], None));
    assert_eq!((unrated.index, unrated.level), (None, Some(RatingGrade::D)));
    let empty = determine(&inputs(vec![], vec![], Some("80")));
    assert_eq!((empty.index, empty.level, empty.measure, empty.lines.len()), (None, None, Measure::None, 0));
}

#[test]
fn the_worst_level_suspends_for_a_year() {
    let found = determine(&inputs(vec![assignment("a", "2022-01-01", 10, "30")], vec![], Some("40")));
    assert_eq!((found.level, found.measure), (Some(RatingGrade::D), Measure::Suspend { until: day("2023-01-01") }));
}

#[test]
fn the_mean_of_peers_weighs_as_the_index_does() {
    let group = [
        Facts { assignments: vec![assignment("a", "2022-01-01", 10, "100")], violations: vec![] },
        Facts { assignments: vec![assignment("b", "2020-07-01", 30, "60")], violations: vec![] },
        Facts::default(),
    ];
    let found = peers(None, group.iter(), day("2022-01-01"), &rule());
    // (10 × 100 + 15 × 64) / 25.
    assert_eq!((found.institutions, found.assignments, found.mean.unwrap().to_string()), (2, 2, "78.4".into()));
}

proptest! {
    /// Lines add up; better marks never make the index worse; nothing leaves 0 to 100.
    #[test]
    fn indexes_are_sound(
        marks in prop::collection::vec((0u32..=100, 0u32..60, 1i64..100, 0u32..4, 0u32..30), 1..12),
        mean in 0u32..=100,
        better in 0usize..12,
    ) {
        let own = |lift: Option<usize>| -> Vec<Assignment> {
            let one = |(at, (quality, months, wan, returns, late)): (usize, &(u32, u32, i64, u32, u32))| {
                let quality = if lift == Some(at) { 100 } else { *quality };
                let on = day("2022-01-01").months_before(*months).to_string();
                Assignment { returns: *returns, days_late: *late, ..assignment(&at.to_string(), &on, *wan, &quality.to_string()) }
            };
            marks.iter().enumerate().map(one).collect()
        };
        let mean = mean.to_string();
        let found = determine(&inputs(own(None), vec![], Some(&mean)));
        let index = found.index.unwrap();
        let sum: Score = found.lines.iter().map(|line| line.effect).sum();
        prop_assert_eq!(sum.0.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).normalize(), index.0);
        let lifted = determine(&inputs(own(Some(better % marks.len())), vec![], Some(&mean)));
        prop_assert!(lifted.index.unwrap() >= index);
    }
}
