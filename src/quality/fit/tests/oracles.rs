//! The model beside lme4 and the package krippendorff; `tests/data/quality/README.md` says how their
//! answers were made.

use super::super::{Fit, fit, reading};

macro_rules! set {
    ($name:literal) => {
        (
            concat!($name, ".csv"),
            include_str!(concat!("../../../../tests/data/quality/", $name, ".csv")),
            include_str!(concat!("../../../../tests/data/quality/", $name, ".lme4.csv")),
        )
    };
}

const SETS: [(&str, &str, &str); 4] =
    [set!("unbalanced"), set!("one-criterion"), set!("many-reviewers"), set!("no-severity")];
const ALPHAS: &str = include_str!("../../../../tests/data/quality/krippendorff.csv");

fn fitted(marks: &str) -> Fit {
    fit(&reading::read(marks.as_bytes()).unwrap()).unwrap()
}

/// Value and error that the fit has for a line of lme4's answer; nothing where it withholds them.
fn ours(fit: &Fit, kind: &str, label: &str) -> (Option<f64>, Option<f64>) {
    match kind {
        "variance" => {
            let found = fit.components.unwrap();
            let value = match label {
                "package" => found.package,
                "reviewer" => found.reviewer,
                _ => found.residual,
            };
            (Some(value), None)
        }
        "package" => {
            let found = fit.packages.iter().find(|found| found.package == label).unwrap();
            (found.corrected, found.standard_error)
        }
        "reviewer" => {
            let found = fit.reviewers.iter().find(|found| found.reviewer == label).unwrap();
            (found.severity, found.standard_error)
        }
        _ => {
            let found = fit.criteria.iter().find(|found| found.criterion == label);
            // With one criterion lme4 speaks of an intercept, whose distance from itself has no error.
            found.map_or((None, None), |found| (found.mean, found.standard_error))
        }
    }
}

#[test]
fn agrees_with_lme4() {
    for (name, marks, answers) in SETS {
        let fit = fitted(marks);
        let mut compared = 0;
        for line in answers.lines().skip(1) {
            let [kind, label, value, error] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
            let (our_value, our_error) = ours(&fit, kind, label);
            for (ours, theirs) in [(our_value, value), (our_error, error)] {
                let (Some(ours), Ok(theirs)) = (ours, theirs.parse::<f64>()) else { continue };
                // lme4's search leaves about a hundred-thousandth in the variances.
                assert!((ours - theirs).abs() <= 1e-4 + 2e-5 * theirs.abs(), "{name}: {line}: {ours}");
                compared += 1;
            }
        }
        assert!(compared > 80, "{name}: {compared}");
    }
}

#[test]
fn agrees_with_the_package_krippendorff() {
    assert_eq!(ALPHAS.lines().count(), 13);
    for line in ALPHAS.lines().skip(1) {
        let [file, criterion, interval, ordinal] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let (_, marks, _) = SETS.into_iter().find(|(name, ..)| *name == file).unwrap();
        let fit = fitted(marks);
        let own = fit.criteria.iter().find(|found| found.criterion == criterion);
        let agreement = own.map_or(fit.agreement, |found| found.agreement);
        for (ours, theirs) in [(agreement.interval, interval), (agreement.ordinal, ordinal)] {
            let theirs: f64 = theirs.parse().unwrap();
            assert!((ours.unwrap() - theirs).abs() <= 6e-5, "{line}: {ours:?}");
        }
    }
}

#[test]
fn a_criterion_by_itself_is_fitted_as_if_it_were_alone() {
    let (_, marks, _) = SETS[0];
    let marks = reading::read(marks.as_bytes()).unwrap();
    for criterion in fit(&marks).unwrap().criteria {
        let own: Vec<_> = marks.iter().filter(|mark| mark.criterion == criterion.criterion).cloned().collect();
        assert_eq!(criterion.components, fit(&own).unwrap().components);
    }
}
