//! Whole bags, built in temporary folders: every rule once as it should be and once broken, archives
//! honest and hostile, and properties of random bags.

mod archives;
mod bags;
mod hostile;
mod make;
mod properties;
mod rules;

use super::{Code, Report, validate};
use std::path::Path;

/// The codes of errors and of warnings, sorted, each once.
fn codes(report: &Report) -> (Vec<Code>, Vec<Code>) {
    let sorted = |findings: &[super::Finding]| {
        let mut codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    (sorted(&report.errors), sorted(&report.warnings))
}

fn checked(path: &Path) -> (Vec<Code>, Vec<Code>) {
    let report = validate(path).unwrap();
    assert_eq!(report.valid, report.errors.is_empty());
    codes(&report)
}
