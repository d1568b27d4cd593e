//! Rubrics, marks and endings by tables.

use super::super::model::*;
use super::ending::SaidToDraft;
use super::*;
use crate::terms::{Day, Instant};

fn score(text: &str) -> Score {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    Day(text.parse().unwrap())
}

fn at(text: &str) -> Instant {
    Instant::from_utc(text.parse().unwrap())
}

/// Two criteria: 40 by deductions of 0.4 and 1, 60 by anchors.
fn rubric() -> Rubric {
    let deduction = |fault: &str, points: &str| Deduction { fault: fault.into(), points: score(points) };
    let anchor = |from: &str, says: &str| Anchor { from: score(from), says: says.into() };
    Rubric {
        name: "标准".into(),
        reviewers: 2,
        gap: score("10"),
        answer_days: 10,
        criteria: vec![
            Criterion {
                name: "格式".into(),
                weight: score("40"),
                anchors: vec![],
                deductions: vec![deduction("封面", "0.4"), deduction("缺页", "1")],
            },
            Criterion {
                name: "内容".into(),
                weight: score("60"),
                anchors: vec![anchor("0", "差"), anchor("36", "中"), anchor("50", "好")],
                deductions: vec![],
            },
        ],
    }
}

fn given(criterion: &str, points: Option<&str>, faults: &[(&str, u32)]) -> Given {
    let faults = faults.iter().map(|(fault, count)| Counted { fault: (*fault).into(), count: *count }).collect();
    Given { criterion: criterion.into(), points: points.map(score), faults, reason: "见第三部分".into(), page: 3 }
}

fn mark(seat: i32, criterion: &str, points: &str) -> Mark {
    let (criterion, points, reason) = (criterion.into(), score(points), "见第三部分".into());
    Mark { seat, criterion, points, faults: vec![], reason, page: 3 }
}

#[test]
fn the_platforms_rubric_is_sound_and_a_faulty_one_is_refused() {
    check(&platform().unwrap().rubric).unwrap();
    type Spoil = fn(&mut Rubric);
    let faults: [(&str, Spoil); 12] = [
        ("合计", |r| r.criteria[1].weight = score("59")),
        ("人数", |r| r.reviewers = 1),
        ("工作日", |r| r.answer_days = 0),
        ("阈值", |r| r.gap = score("0")),
        ("同名", |r| r.criteria[1].name = "格式".into()),
        ("自 0 分起", |r| r.criteria[1].anchors[0].from = score("1")),
        ("由低到高", |r| r.criteria[1].anchors.swap(1, 2)),
        ("不在 0 至", |r| r.criteria[1].anchors[2].from = score("60")),
        ("之一", |r| r.criteria[1].deductions = r.criteria[0].deductions.clone()),
        ("评分档或扣分项", |r| r.criteria[1].anchors.clear()),
        ("不得重复", |r| r.criteria[0].deductions[1].fault = "封面".into()),
        ("小数", |r| r.criteria[0].deductions[1].points = score("0.125")),
    ];
    for (says, spoil) in faults {
        let mut faulty = rubric();
        spoil(&mut faulty);
        let why = check(&faulty).unwrap_err();
        assert!(why.zh.contains(says), "{says}: {}", why.zh);
    }
    check(&rubric()).unwrap();
}

#[test]
fn what_was_frozen_holds_else_what_bidders_could_know() {
    let version = |code: &str, number: i32, written: &str| RubricVersion {
        id: Some(format!("{code}-{number}")),
        code: code.into(),
        version: number,
        written_at: Some(at(written)),
        ..platform().unwrap()
    };
    let written = vec![
        version("default", 1, "2026-01-01T00:00:00Z"),
        version("default", 2, "2026-02-01T00:00:00Z"),
        version("default", 3, "2026-04-01T00:00:00Z"),
        version("other", 9, "2026-01-01T00:00:00Z"),
    ];
    let chosen = |frozen, announced: &str| {
        applicable(frozen, written.clone(), at(announced), platform().unwrap()).id.unwrap_or_default()
    };
    assert_eq!(chosen(None, "2026-03-01T00:00:00Z"), "default-2");
    assert_eq!(chosen(None, "2025-12-31T00:00:00Z"), "");
    assert_eq!(chosen(Some(version("other", 9, "2026-01-01T00:00:00Z")), "2026-03-01T00:00:00Z"), "other-9");
}

#[test]
fn marks_follow_from_points_or_from_counted_faults() {
    let cases = [
        (given("内容", Some("52.5"), &[]), Ok("52.5")),
        (given("内容", Some("60"), &[]), Ok("60")),
        (given("内容", Some("60.01"), &[]), Err("0 至 60")),
        (given("内容", Some("-0.01"), &[]), Err("0 至 60")),
        (given("内容", Some("5.125"), &[]), Err("小数")),
        (given("内容", None, &[]), Err("填写得分")),
        (given("内容", Some("5"), &[("封面", 1)]), Err("填写得分")),
        (given("格式", None, &[]), Ok("40")),
        (given("格式", None, &[("封面", 3), ("缺页", 2)]), Ok("36.8")),
        (given("格式", None, &[("缺页", 41)]), Ok("0")),
        (given("格式", None, &[("封面", 1), ("封面", 1)]), Err("重复")),
        (given("格式", None, &[("别的", 1)]), Err("不在标准内")),
        (given("格式", None, &[("封面", 1001)]), Err("次数过多")),
        (given("格式", Some("30"), &[]), Err("不直接打分")),
        (given("建议", Some("3"), &[]), Err("没有“建议”")),
    ];
    for (given, expected) in cases {
        match (check_given(&rubric(), 1, &given), expected) {
            (Ok(mark), Ok(points)) => assert_eq!(mark.points, score(points), "{given:?}"),
            (Err(why), Err(says)) => assert!(why.zh.contains(says), "{given:?}: {}", why.zh),
            (found, _) => panic!("{given:?}: {found:?}"),
        }
    }
    for (reason, page) in [("见三", 3), ("见第三部分", 0), ("见第三部分", 10_000)] {
        let given = Given { reason: reason.into(), page, ..given("内容", Some("5"), &[]) };
        assert!(check_given(&rubric(), 1, &given).is_err(), "{reason} {page}");
    }
}

fn reviewer(seat: i32, has_conflict: bool, submitted: bool) -> Reviewer {
    let when = at("2026-05-01T00:00:00Z");
    Reviewer {
        seat,
        expert_id: seat.to_string(),
        number: seat.to_string(),
        name: "某".into(),
        employer: "某单位".into(),
        declared: Some(Declared { has_conflict, reason: String::new(), at: when }),
        submitted_at: submitted.then_some(when),
    }
}

fn review(reviewers: Vec<Reviewer>, marks: Vec<Mark>) -> Review {
    Review {
        package_id: "p".into(),
        commission_id: "c".into(),
        rubric_label: "default/1".into(),
        rubric: rubric(),
        reviewers,
        marks,
        drafted_at: None,
        answer_due: None,
        answer: None,
        corrections: vec![],
        closing: None,
        version: 1,
    }
}

#[test]
fn a_third_is_called_by_a_gap_over_the_threshold_and_not_at_it() {
    let both = || vec![reviewer(1, false, true), reviewer(2, false, true)];
    for (second, expected, wanted) in [("40", Stage::Drafted, 0), ("39.99", Stage::ThirdWanted, 1)] {
        let found = review(both(), vec![mark(1, "内容", "50"), mark(2, "内容", second)]);
        assert_eq!((stage(&found), missing(&found)), (expected, wanted), "{second}");
    }
    let apart = vec![mark(1, "内容", "50"), mark(2, "内容", "10"), mark(3, "内容", "30")];
    let third = |submitted| [both(), vec![reviewer(3, false, submitted)]].concat();
    assert_eq!(stage(&review(third(false), apart.clone())), Stage::Marking);
    assert_eq!(stage(&review(third(true), apart.clone())), Stage::Drafted, "three settle it");
    let left = vec![reviewer(1, false, true), reviewer(2, true, false)];
    let found = review(left, vec![mark(1, "内容", "50")]);
    assert_eq!((stage(&found), missing(&found)), (Stage::Drawing, 1), "a conflict vacates the seat");
    let vacated = vec![reviewer(1, false, true), reviewer(2, true, true), reviewer(3, false, true)];
    assert_eq!(stage(&review(vacated, apart)), Stage::ThirdWanted, "who left does not count, 50 and 30 lie apart");
}

fn inputs(answer: Option<bool>, closed_on: &str, corrections: Vec<Correction>) -> ReviewInputs {
    ReviewInputs {
        commission: "640300000-2031-001".into(),
        rubric: rubric(),
        seats: vec![1, 2],
        marks: vec![mark(1, "格式", "40"), mark(1, "内容", "50"), mark(2, "格式", "36.8"), mark(2, "内容", "45")],
        answer_due: day("2026-05-20"),
        closed_on: day(closed_on),
        answer: answer.map(|objects| SaidToDraft { objects, said: "无异议".into() }),
        corrections,
        reason: "评审结束".into(),
    }
}

fn correction(seat: i32, criterion: &str, points: &str) -> Correction {
    Correction {
        seat, criterion: criterion.into(), points: score(points), reason: "附件已有封面".into(), page: 1
    }
}

#[test]
fn a_review_ends_after_the_answer_or_the_term_and_corrections_need_an_objection() {
    let cases = [
        (inputs(None, "2026-05-20", vec![]), Err("答复期限")),
        (inputs(None, "2026-05-21", vec![]), Ok("85.9")),
        (inputs(Some(false), "2026-05-10", vec![]), Ok("85.9")),
        (inputs(Some(true), "2026-05-10", vec![]), Ok("85.9")),
        (inputs(Some(true), "2026-05-10", vec![correction(2, "格式", "40")]), Ok("87.5")),
        (inputs(Some(false), "2026-05-10", vec![correction(2, "格式", "40")]), Err("没有异议")),
        (inputs(None, "2026-05-21", vec![correction(2, "格式", "40")]), Err("没有异议")),
        (inputs(Some(true), "2026-05-10", vec![correction(3, "格式", "40")]), Err("席位 3")),
        (inputs(Some(true), "2026-05-10", vec![correction(2, "格式", "40.5")]), Err("0 至 40")),
    ];
    for (inputs, expected) in cases {
        match (finish(&inputs), expected) {
            (Ok(found), Ok(mean)) => assert_eq!((found.mean, found.gap), (score(mean), score("8.2")), "{inputs:?}"),
            (Err(why), Err(says)) => assert!(why.zh.contains(says), "{says}: {}", why.zh),
            (found, _) => panic!("{inputs:?}: {found:?}"),
        }
    }
    let found = finish(&inputs(Some(true), "2026-05-10", vec![correction(2, "格式", "40")])).unwrap();
    let sums: Vec<(String, String)> = found.sums.iter().map(|s| (s.given.to_string(), s.counts.to_string())).collect();
    assert_eq!(sums, [("90".into(), "90".into()), ("81.8".into(), "85".into())]);
    let mut short = inputs(None, "2026-05-21", vec![]);
    short.marks.pop();
    assert!(finish(&short).unwrap_err().zh.contains("尚未评分"));
}

proptest::proptest! {
    /// Whatever is counted, the points lie between 0 and the weight and fall with every further fault.
    #[test]
    fn counted_faults_only_ever_take(first in 0u32..=200, second in 0u32..=200) {
        let points = |a: u32, b: u32| check_given(&rubric(), 1, &given("格式", None, &[("封面", a), ("缺页", b)])).unwrap().points;
        let found = points(first, second);
        proptest::prop_assert!(found >= Score::ZERO && found <= score("40"));
        proptest::prop_assert!(points(first + 1, second) <= found && points(first, second + 1) <= found);
    }
}
