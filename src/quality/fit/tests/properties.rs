//! What holds of every set of marks.

use super::super::model::Fit;
use super::super::{Mark, fit};
use super::edges::is_sound;
use super::mark;
use proptest::collection::vec;
use proptest::prelude::*;

/// Up to eight packages, six reviewers and three criteria, with gaps.
fn marks() -> impl Strategy<Value = Vec<Mark>> {
    (2..8usize, 2..6usize, 1..3usize).prop_flat_map(|(packages, reviewers, criteria)| {
        vec(proptest::option::weighted(0.7, 0..1000i32), packages * reviewers * criteria).prop_map(move |cells| {
            let given = cells.into_iter().enumerate().filter_map(|(at, mark)| mark.map(|mark| (at, mark)));
            let named = |(at, points): (usize, i32)| {
                let (package, rest) = (at % packages, at / packages);
                let (reviewer, criterion) = (rest % reviewers, rest / reviewers);
                let labels = (format!("P{package}"), format!("R{reviewer}"), format!("C{criterion}"));
                mark(&labels.0, &labels.1, &labels.2, f64::from(points) / 10.0)
            };
            given.map(named).collect()
        })
    })
}

/// The numbers of packages and reviewers, by a label, sorted by it.
fn numbers(fit: &Fit, rename: impl Fn(&str) -> String) -> Vec<(String, f64, f64)> {
    let packages = fit.packages.iter().map(|p| (&p.package, p.shown, p.standard_error));
    let reviewers = fit.reviewers.iter().map(|r| (&r.reviewer, r.severity.unwrap_or(0.0), r.standard_error));
    let mut list: Vec<_> =
        packages.chain(reviewers).map(|(label, value, error)| (rename(label), value, error.unwrap_or(0.0))).collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    list
}

/// A name that sorts the other way round.
fn reversed(label: &str) -> String {
    label.chars().map(|c| if c.is_ascii_digit() { char::from(b'0' + b'9' - c as u8) } else { c }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn sound_and_the_same_in_any_order(marks in marks(), turn in any::<prop::sample::Index>()) {
        prop_assume!(!marks.is_empty());
        let found = fit(&marks).unwrap();
        is_sound(&found);
        let mut turned = marks.clone();
        turned.rotate_left(turn.index(marks.len()));
        turned.reverse();
        prop_assert_eq!(fit(&turned).unwrap(), found);
    }

    #[test]
    fn names_do_not_matter(marks in marks()) {
        prop_assume!(!marks.is_empty());
        let renamed: Vec<Mark> =
            marks.iter().map(|m| mark(&reversed(&m.package), &reversed(&m.reviewer), &m.criterion, m.mark)).collect();
        let found = numbers(&fit(&marks).unwrap(), str::to_owned);
        let other = numbers(&fit(&renamed).unwrap(), reversed);
        for (a, b) in found.iter().zip(&other) {
            prop_assert!(a.0 == b.0 && (a.1 - b.1).abs() < 2e-4 && (a.2 - b.2).abs() < 2e-4, "{:?} {:?}", a, b);
        }
    }

    #[test]
    fn the_parts_of_a_difference_add_up(marks in marks()) {
        prop_assume!(!marks.is_empty());
        for package in fit(&marks).unwrap().packages {
            let (Some(corrected), Some(parts)) = (package.corrected, package.difference) else { continue };
            let sum = parts.severity + parts.criteria + parts.shrinkage;
            prop_assert!((corrected - package.raw_mean - sum).abs() < 3e-4);
        }
    }

    #[test]
    fn adding_points_to_all_marks_moves_packages_alone(marks in marks()) {
        prop_assume!(!marks.is_empty());
        let moved: Vec<Mark> = marks.iter().map(|m| Mark { mark: m.mark + 500.0, ..m.clone() }).collect();
        let (before, after) = (fit(&marks).unwrap(), fit(&moved).unwrap());
        for (a, b) in before.packages.iter().zip(&after.packages) {
            prop_assert!((b.shown - a.shown - 500.0).abs() < 2e-4);
        }
        for (a, b) in before.reviewers.iter().zip(&after.reviewers) {
            prop_assert!((b.severity.unwrap_or(0.0) - a.severity.unwrap_or(0.0)).abs() < 2e-4);
        }
    }
}
