//! Tests of grades: the ends of every band of every pack.

use super::*;
use crate::policy::codes::Grade;
use crate::policy::{GradeError, Origin};
use proptest::prelude::*;
use rust_decimal::Decimal;

#[test]
fn band_limits_of_every_pack() {
    let scores = ["0", "59.999", "60", "79.995", "79.9999999999", "80", "89.999", "90", "100"];
    let nation = ["差", "差", "中", "中", "中", "良", "良", "优", "优"];
    let jingdezhen = ["差", "差", "一般", "一般", "一般", "好", "好", "好", "好"];
    let codes = ["POOR", "POOR", "FAIR", "FAIR", "FAIR", "GOOD", "GOOD", "EXCELLENT", "EXCELLENT"];
    for id in PACKS {
        let words = if id == "jingdezhen-2019" { jingdezhen } else { nation };
        for ((text, word), code) in scores.iter().zip(words).zip(codes) {
            let decision = pack(id).grade(score(text), &[]).unwrap();
            assert_eq!((decision.word.as_str(), decision.code.code()), (word, code), "{id} {text}");
            assert_eq!(decision.score, score(text));
        }
    }
}

#[test]
fn scores_outside_a_hundred_get_no_grade() {
    for id in PACKS {
        for text in ["100.01", "100.0000000001", "-1", "-0.001", "1000"] {
            assert_eq!(
                pack(id).grade(score(text), &[]),
                Err(GradeError::OutOfRange { score: score(text) }),
                "{id} {text}"
            );
        }
    }
}

#[test]
fn a_decision_says_where_it_comes_from() {
    let wuzhong = pack("wuzhong-2021").grade(score("79.995"), &[]).unwrap();
    assert_eq!((wuzhong.origin, wuzhong.band_text.as_str()), (Origin::National, "[60, 80)"));
    assert!(wuzhong.basis.article.contains("财预〔2020〕10号") && wuzhong.local_note.is_some());
    let jingdezhen = pack("jingdezhen-2019").grade(score("100"), &[]).unwrap();
    assert_eq!((jingdezhen.origin, jingdezhen.band_text.as_str()), (Origin::Local, "[90, 100]"));
    assert_eq!(jingdezhen.local_note, None);
    assert_eq!(pack("national").grade(score("1"), &[]).unwrap().origin, Origin::National);
}

#[test]
fn a_veto_caps_the_grade_and_never_lifts_it() {
    let city = city_of_2012();
    let lowered = city.grade(score("95"), &["FALSE_DATA"]).unwrap();
    assert_eq!((lowered.word.as_str(), lowered.code, lowered.band.word.as_str()), ("不合格", Grade::Poor, "优"));
    assert_eq!(lowered.lowered_by.len(), 1);
    let cases: [(&str, &[&str], Grade, usize); 5] = [
        ("10", &["FALSE_DATA"], Grade::Poor, 0),
        ("10", &["NO_REPORT"], Grade::Poor, 0),
        ("65", &["NO_REPORT"], Grade::Fair, 0),
        ("95", &["NO_REPORT"], Grade::Fair, 1),
        ("95", &["FALSE_DATA", "NO_REPORT"], Grade::Poor, 2),
    ];
    for (points, vetoes, code, lowered) in cases {
        let decision = city.grade(score(points), vetoes).unwrap();
        assert_eq!((decision.code, decision.lowered_by.len()), (code, lowered), "{points} {vetoes:?}");
    }
    assert!(matches!(city.grade(score("95"), &["TYPO"]), Err(GradeError::UnknownVeto { .. })));
    assert!(matches!(pack("national").grade(score("95"), &["FALSE_DATA"]), Err(GradeError::UnknownVeto { .. })));
}

#[test]
fn a_new_place_with_other_bands_needs_no_code() {
    let cases = [("59.99", "不合格"), ("60", "合格"), ("69.999", "合格"), ("70", "良"), ("90", "优")];
    for (text, word) in cases {
        assert_eq!(city_of_2012().grade(score(text), &[]).unwrap().word, word, "{text}");
    }
}

#[test]
fn words_mean_what_the_pack_says() {
    let cases = [
        ("wuzhong-2021", "不合格", Some(Grade::Poor)),
        ("wuzhong-2021", "优", Some(Grade::Excellent)),
        ("chiping-2020", "较差", Some(Grade::Poor)),
        ("chiping-2020", "较好", None), // 优 or 良: nobody guesses
        ("jingdezhen-2019", "好", None),
        ("jingdezhen-2019", "一般", Some(Grade::Fair)),
        ("jingdezhen-2019", "低效无效", Some(Grade::Poor)),
        ("national", "不合格", None),
        ("national", "FAIR", Some(Grade::Fair)),
        ("national", "fair", None),
    ];
    for (id, word, grade) in cases {
        assert_eq!(pack(id).grade_of_word(word).ok(), grade, "{id} {word}");
    }
    assert!(matches!(pack("chiping-2020").grade_of_word("较好"), Err(GradeError::AmbiguousWord { .. })));
}

proptest! {
    /// Every score from 0 to 100, to eight decimals, lies in exactly one band of every pack, and a
    /// higher score never earns a lower grade.
    #[test]
    fn bands_cover_once_and_never_fall(a in 0i64..=10_000_000_000, b in 0i64..=10_000_000_000) {
        let (low, high) = (Score(Decimal::new(a.min(b), 8)), Score(Decimal::new(a.max(b), 8)));
        for pack in packs().iter() {
            let scale = pack.resolve(|rules| &rules.grades.scale);
            prop_assert_eq!(scale.value().unwrap().bands.iter().filter(|band| band.holds(low)).count(), 1);
            prop_assert!(pack.grade(low, &[]).unwrap().code <= pack.grade(high, &[]).unwrap().code);
        }
    }
}
