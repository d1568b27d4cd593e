//! Tests of instructions: what each pack orders for each grade, and on which article.

use super::*;
use crate::policy::codes::{Finding, Grade, LinkageAction, RectificationState, SubjectKind};
use crate::policy::{Instruction, LinkageQuestion, LocalRule, Origin};
use crate::terms::Fen;
use LinkageAction::*;
use proptest::prelude::*;

fn question(grade: Grade) -> LinkageQuestion {
    LinkageQuestion {
        subject_kind: SubjectKind::Project,
        grade,
        consecutive_bad_years: 0,
        rectification_state: RectificationState::NotRequired,
        findings: Vec::new(),
        budget: Fen(100_000_001),
    }
}

fn actions(instructions: &[Instruction]) -> Vec<LinkageAction> {
    instructions.iter().map(|one| one.action).collect()
}

/// Regulations 12.1 to 12.4 and G-27, read by hand.
#[test]
fn what_follows_from_a_grade_in_each_place() {
    use Grade::*;
    let cases: [(&str, Grade, &[LinkageAction], Origin); 20] = [
        ("national", Excellent, &[Maintain], Origin::National),
        ("national", Good, &[Maintain], Origin::National),
        ("national", Fair, &[ImproveOnly, CutUnspecified], Origin::National),
        ("national", Poor, &[ImproveOnly, CutUnspecified], Origin::National),
        ("chiping-2020", Excellent, &[Prioritise], Origin::Local),
        ("chiping-2020", Good, &[Prioritise], Origin::Local),
        ("chiping-2020", Fair, &[ImproveOnly, CutUnspecified], Origin::National),
        ("chiping-2020", Poor, &[Notify, Interview], Origin::Local),
        ("luoyang-hitech-2017", Excellent, &[Maintain], Origin::National),
        ("luoyang-hitech-2017", Good, &[Maintain], Origin::National),
        ("luoyang-hitech-2017", Fair, &[CutUnspecified], Origin::Local),
        ("luoyang-hitech-2017", Poor, &[CutUnspecified], Origin::Local),
        ("wuzhong-2021", Excellent, &[Prioritise], Origin::Local),
        ("wuzhong-2021", Good, &[Maintain], Origin::National),
        ("wuzhong-2021", Fair, &[ImproveOnly, CutUnspecified], Origin::National),
        ("wuzhong-2021", Poor, &[Suspend, NoNewSimilar], Origin::Local),
        ("jingdezhen-2019", Excellent, &[Prioritise], Origin::Local),
        ("jingdezhen-2019", Good, &[Prioritise], Origin::Local),
        ("jingdezhen-2019", Fair, &[ImproveOnly, CutUnspecified], Origin::Local),
        ("jingdezhen-2019", Poor, &[CutUnspecified], Origin::Local),
    ];
    for (id, grade, expected, origin) in cases {
        let found = pack(id).instructions(&question(grade));
        assert_eq!(actions(&found), expected, "{id} {grade}");
        assert!(found.iter().all(|one| one.origin == origin), "{id} {grade}");
    }
}

#[test]
fn the_article_is_the_one_that_orders_it() {
    let article = |id: &str, grade, n: usize| pack(id).instructions(&question(grade))[n].basis.article.clone();
    assert!(article("wuzhong-2021", Grade::Excellent, 0).contains("二（四）"));
    assert!(article("wuzhong-2021", Grade::Good, 0).contains("财预〔2020〕10号"));
    assert!(article("chiping-2020", Grade::Poor, 0).contains("第三十条"));
    assert!(article("jingdezhen-2019", Grade::Fair, 0).contains("（十六）"));
    assert!(article("jingdezhen-2019", Grade::Fair, 1).contains("（十）"));
}

#[test]
fn what_the_money_is_tied_to_depends_on_the_subject() {
    let falls_on = |kind| {
        let asked = LinkageQuestion { subject_kind: kind, ..question(Grade::Good) };
        pack("chiping-2020").instructions(&asked)[0].falls_on.clone().unwrap().zh
    };
    assert_eq!(falls_on(SubjectKind::DeptOverall), "部门预算");
    assert_eq!(falls_on(SubjectKind::OneOffProject), "专项资金分配");
    assert_eq!(falls_on(SubjectKind::LowerGov), "对镇街的转移支付");
}

#[test]
fn bad_years_pick_the_tier_and_the_amount_is_exact() {
    let cases = [
        (0, CutPct, Some("15"), Some(15_000_000)),
        (1, CutPct, Some("15"), Some(15_000_000)),
        (2, CutPct, Some("40"), Some(40_000_000)),
        (3, Cancel, None, Some(100_000_001)),
        (9, Cancel, None, Some(100_000_001)),
    ];
    for (years, action, percent, amount) in cases {
        let asked = LinkageQuestion { consecutive_bad_years: years, ..question(Grade::Poor) };
        let found = city_of_2012().instructions(&asked);
        assert_eq!(actions(&found), [action], "{years}");
        assert_eq!(found[0].percent.map(|p| p.0.to_string()).as_deref(), percent, "{years}");
        assert_eq!(found[0].amount.map(|fen| fen.0), amount, "{years}");
        assert!(!found[0].needs_person);
    }
    let third = LinkageQuestion { consecutive_bad_years: 3, ..question(Grade::Poor) };
    let sentence = &city_of_2012().instructions(&third)[0].wording;
    assert_eq!(sentence.zh, "项目评价等次为“不合格”，已连续3年，取消安排，计1,000,000.01元（依据：某市2012年方案）。");
    assert_eq!(
        sentence.en,
        "project graded \"不合格\", 3 years running: cancel, 1,000,000.01 yuan (basis: 某市2012年方案)."
    );
}

#[test]
fn unfinished_rectification_adds_its_own_rule() {
    let asked = |state| LinkageQuestion { rectification_state: state, ..question(Grade::Fair) };
    let wuzhong = pack("wuzhong-2021").instructions(&asked(RectificationState::Overdue));
    assert_eq!(actions(&wuzhong), [ImproveOnly, CutUnspecified, Suspend, NoNewSimilar]);
    let nation = pack("national").instructions(&asked(RectificationState::Poor));
    assert_eq!(actions(&nation), [ImproveOnly, CutUnspecified, CutUnspecified, HoldNew]);
    let choices: Vec<_> = nation.iter().filter(|one| one.choose_one.is_some()).collect();
    assert_eq!(choices.len(), 2);
    assert!(choices.iter().all(|one| one.needs_person));
    for state in [RectificationState::NotRequired, RectificationState::Pending, RectificationState::Done] {
        assert_eq!(pack("wuzhong-2021").instructions(&asked(state)).len(), 2, "{state}");
    }
}

#[test]
fn findings_add_theirs() {
    let found = |id: &str, finding| {
        let asked = LinkageQuestion { findings: vec![finding], ..question(Grade::Good) };
        actions(&pack(id).instructions(&asked)).split_off(1)
    };
    assert_eq!(found("chiping-2020", Finding::Inefficient), [Cancel, CutUnspecified]);
    assert_eq!(found("chiping-2020", Finding::LongIdle), [Reclaim]);
    assert_eq!(found("chiping-2020", Finding::Overlapping), [Redirect]);
    assert_eq!(found("jingdezhen-2019", Finding::Inefficient), [CutUnspecified, Cancel]);
    assert_eq!(found("wuzhong-2021", Finding::OffGoal), [Suspend, NoNewSimilar]);
    assert_eq!(found("national", Finding::LongIdle), []);
}

#[test]
fn the_same_instruction_is_given_once() {
    let asked = LinkageQuestion {
        rectification_state: RectificationState::Overdue,
        findings: vec![Finding::OffGoal],
        ..question(Grade::Poor)
    };
    assert_eq!(actions(&pack("wuzhong-2021").instructions(&asked)), [Suspend, NoNewSimilar]);
}

#[test]
fn praise_beside_sanction_waits_for_a_person() {
    let asked = LinkageQuestion { rectification_state: RectificationState::Overdue, ..question(Grade::Excellent) };
    let found = pack("wuzhong-2021").instructions(&asked);
    assert_eq!(actions(&found), [Prioritise, Suspend, NoNewSimilar]);
    assert!(found[0].needs_person && found[0].decide.is_some());
    assert!(!pack("wuzhong-2021").instructions(&question(Grade::Excellent))[0].needs_person);
}

#[test]
fn every_rule_in_every_pack_names_its_basis() {
    for id in PACKS {
        let pack = pack(id);
        let LocalRule::Is { value: rules, .. } = &pack.rules.linkage.rules else { panic!("{id}") };
        for rule in rules {
            assert!(!rule.basis.article.is_empty() && !rule.basis.text.zh.is_empty(), "{id}");
            assert!(!rule.actions.is_empty(), "{id}");
        }
    }
}

fn any_question() -> impl Strategy<Value = LinkageQuestion> {
    let state = prop::sample::select(RectificationState::ALL);
    let findings = prop::sample::subsequence(Finding::ALL, 0..=Finding::ALL.len());
    let subject = prop::sample::select(SubjectKind::ALL);
    (subject, prop::sample::select(Grade::ALL), 0u32..5, state, findings, any::<i64>()).prop_map(
        |(subject_kind, grade, consecutive_bad_years, rectification_state, findings, budget)| LinkageQuestion {
            subject_kind,
            grade,
            consecutive_bad_years,
            rectification_state,
            findings,
            budget: Fen(budget),
        },
    )
}

proptest! {
    /// Whatever is asked: somebody has a rule for every grade, every instruction can be read out with its
    /// article, what leaves its extent open waits for a person, and no choice stands alone.
    #[test]
    fn answers_are_complete(asked in any_question()) {
        for pack in packs().iter() {
            let found = pack.instructions(&asked);
            prop_assert!(!found.is_empty());
            for one in &found {
                prop_assert!(one.wording.zh.contains(&one.basis.article) && one.wording.en.contains(&one.basis.article));
                prop_assert!(one.action != CutUnspecified || one.needs_person);
                prop_assert!((one.action == CutPct) == one.percent.is_some());
                if one.choose_one.is_some() {
                    prop_assert!(found.iter().filter(|other| other.choose_one == one.choose_one).count() > 1);
                }
            }
        }
    }

    /// A cut never exceeds the budget and is exact to half a fen.
    #[test]
    fn a_cut_is_exact(budget in 0i64..=9_000_000_000_000_000) {
        let asked = LinkageQuestion { budget: Fen(budget), ..question(Grade::Poor) };
        let amount = city_of_2012().instructions(&asked)[0].amount.unwrap().0;
        let hundredfold = i128::from(budget) * 15;
        prop_assert!((i128::from(amount) * 100 - hundredfold).abs() <= 50 && amount <= budget);
    }
}
