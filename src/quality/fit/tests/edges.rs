//! Designs that break careless models: too few, too regular, too large, cut in two.

use super::super::fault::FitFault;
use super::super::model::{Basis, Fit, NoteCode, Withheld};
use super::super::{Mark, fit};
use super::{mark, table};

fn codes(fit: &Fit) -> Vec<NoteCode> {
    fit.notes.iter().map(|note| note.code).collect()
}

/// Every number in an answer is a number, and every package is shown with something.
pub(super) fn is_sound(fit: &Fit) {
    let json = serde_json::to_value(fit).unwrap();
    // serde_json writes what is not a number as null, which then does not read as a number.
    assert_eq!(serde_json::from_value::<Fit>(json).unwrap(), *fit);
    for package in &fit.packages {
        assert_eq!(package.corrected.is_some(), package.basis == Basis::Corrected);
        assert_eq!(package.corrected.is_some(), package.withheld.is_none());
        assert_eq!(package.shown, package.corrected.unwrap_or(package.raw_mean));
        assert!(!package.sentence.zh.is_empty() && !package.sentence.zh.contains("NaN"));
    }
}

#[test]
fn without_two_and_two_nothing_is_separated() {
    for case in ["5", "5 6 7", "5;6;7", "5 .;. 6", "1 2 .;. . 3", "1 2;2 ."] {
        let fit = fit(&table(case)).unwrap();
        is_sound(&fit);
        assert!(codes(&fit).contains(&NoteCode::NotSeparable), "{case}");
        assert!(fit.components.is_none() && fit.reliability.is_none());
        assert!(fit.packages.iter().all(|package| package.withheld == Some(Withheld::NotSeparable)));
        assert!(fit.reviewers.iter().all(|reviewer| reviewer.severity.is_none()));
    }
}

#[test]
fn below_the_minimum_the_raw_mean_is_shown_and_says_so() {
    let fit = fit(&table("70 80 90 .;72 79 . .;65 77 86 .;60 . . .;61 70 88 91")).unwrap();
    is_sound(&fit);
    let alone = &fit.packages[3];
    assert_eq!((alone.shown, alone.withheld), (60.0, Some(Withheld::FewReviewers)));
    assert!(alone.sentence.zh.contains("只有 1 名评审人打分") && alone.sentence.zh.contains("60.00"));
    let once = &fit.reviewers[3];
    assert_eq!((once.severity, once.withheld), (None, Some(Withheld::FewPackages)));
    assert!(fit.reviewers[0].severity.unwrap() > 0.0, "the one who gives least is severe");
    assert!(fit.reviewers[2].severity.unwrap() < 0.0);
}

#[test]
fn no_variation_is_said_and_not_divided_by() {
    let fit = fit(&table("0.1 0.1 0.1;0.1 0.1 0.1;0.1 0.1 0.1")).unwrap();
    is_sound(&fit);
    assert_eq!(codes(&fit), [NoteCode::NoVariation]);
    assert_eq!(fit.agreement.interval, None);
}

#[test]
fn estimates_at_their_bounds_are_zero() {
    // Reviewers contradict each other: the package variance would be negative.
    let opposed = fit(&table("1 9;9 1;1 9;9 1")).unwrap();
    is_sound(&opposed);
    assert_eq!(opposed.components.unwrap().package, 0.0);
    assert!(codes(&opposed).contains(&NoteCode::NoPackageVariance));
    assert_eq!(opposed.reliability.unwrap().mean, 0.0);
    // Exactly package plus reviewer: nothing is left over.
    let exact = fit(&table("1 2 4;11 12 14;21 22 24;36 37 39")).unwrap();
    is_sound(&exact);
    assert_eq!(exact.components.unwrap().residual, 0.0);
    assert!(codes(&exact).contains(&NoteCode::NoResidualVariance));
    assert!((exact.packages[1].corrected.unwrap() - exact.packages[0].corrected.unwrap() - 10.0).abs() < 0.01);
}

#[test]
fn groups_without_a_common_mark_are_reported() {
    let fit = fit(&table("70 80 . .;75 82 . .;. . 60 66;. . 50 59;. . 51 57")).unwrap();
    is_sound(&fit);
    assert!(codes(&fit).contains(&NoteCode::Disconnected));
    let sizes: Vec<_> = fit.groups.iter().map(|group| (group.group, group.packages, group.reviewers)).collect();
    assert_eq!(sizes, [(1, 2, 2), (2, 3, 2)]);
    assert_eq!(fit.reviewers.iter().map(|reviewer| reviewer.group).collect::<Vec<_>>(), [1, 1, 2, 2]);
}

#[test]
fn one_of_a_side_and_small_or_confounded_designs_end() {
    let cases = [
        "1 2;3 4",
        "1 2 .;2 . 3;. 3 1",
        "1 1;1 2",
        "1 2 . . . .;2 3 . . . .;. . 4 9 . .;. . 5 5 . .;. . . . 7 8;. . . . 1 2",
        "1000000000 -1000000000;-1000000000 999999999;0 0.0001",
        "1e-9 2e-9;3e-9 4.5e-9;0 0",
    ];
    for case in cases {
        is_sound(&fit(&table(case)).unwrap());
    }
}

#[test]
fn what_is_no_set_of_marks_is_refused() {
    assert_eq!(fit(&[]), Err(FitFault::Empty));
    for wrong in [f64::NAN, f64::INFINITY, -1e10] {
        let marks = [mark("p", "r", "c", 1.0), mark("p", "s", "c", wrong)];
        assert!(matches!(fit(&marks), Err(FitFault::OutOfRange { place: 2, .. })));
    }
    let blank = fit(&[mark("p", " ", "c", 1.0)]);
    assert_eq!(blank, Err(FitFault::EmptyLabel { place: 1, field: "reviewer" }));
    let twice = fit(&[mark("p", "r", "c", 1.0), mark("q", "r", "c", 1.0), mark("p", "r", "c", 2.0)]);
    assert!(matches!(twice, Err(FitFault::Duplicate { package, .. }) if package == "p"));
    let many: Vec<Mark> = (0..5_001).map(|n| mark(&format!("p{n}"), &format!("r{n}"), "c", f64::from(n % 7))).collect();
    assert_eq!(fit(&many), Err(FitFault::TooLarge { unknowns: 5_002 }));
}

/// Shrout and Fleiss 1979 (Psychological Bulletin 86, 420-428), table 2: six targets, four judges; ICC(2,1) and
/// ICC(2,4) of table 4. In a balanced design with no negative estimate REML gives the estimates of the analysis of
/// variance.
#[test]
fn the_worked_example_of_shrout_and_fleiss() {
    let marks = super::table("9 2 5 8;6 1 3 2;8 4 6 8;7 1 2 6;10 5 6 9;6 2 4 7");
    let fit = super::super::fit(&marks).unwrap();
    let found = fit.reliability.unwrap();
    assert!((found.single - 0.29).abs() < 5e-3 && (found.mean - 0.62).abs() < 5e-3, "{found:?}");
    let components = fit.components.unwrap();
    let mean_squares = (4.0 * components.package + components.residual, components.residual);
    assert!((mean_squares.0 - 11.24).abs() < 5e-3 && (mean_squares.1 - 1.02).abs() < 5e-3, "{components:?}");
    assert_eq!(fit.criteria[0].reliability, fit.reliability, "one criterion is the whole");
}

/// One of three reviewers takes a point more a month from the packages that all mark.
#[test]
fn a_reviewer_who_grows_severe_is_seen_and_the_others_move_the_other_way() {
    let mut marks = Vec::new();
    for month in 0..12u32 {
        for (reviewer, taken) in [("R0", f64::from(month)), ("R1", 0.0), ("R2", 0.0)] {
            let day = crate::terms::Day::new(2021, 1, 1).unwrap().plus_days(i64::from(month) * 30);
            let quality = f64::from(month * 7 % 5);
            let given = super::mark(&format!("P{month:02}"), reviewer, "c", 80.0 + quality - taken);
            marks.push(super::Mark { day: Some(day), ..given });
        }
    }
    let fit = super::super::fit(&marks).unwrap();
    let drift = |at: usize| fit.reviewers[at].drift.unwrap();
    assert!(drift(0).per_month > 0.5 && drift(0).per_month > 3.0 * drift(0).standard_error, "{:?}", drift(0));
    assert!(drift(1).per_month < drift(0).per_month / 4.0, "{:?}", drift(1));
    let undated: Vec<super::Mark> = marks.into_iter().map(|mark| super::Mark { day: None, ..mark }).collect();
    assert!(super::super::fit(&undated).unwrap().reviewers.iter().all(|reviewer| reviewer.drift.is_none()));
}
