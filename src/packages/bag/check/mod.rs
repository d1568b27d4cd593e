//! Whether something is a valid bag: complete, and every checksum right (RFC 8493 section 3).
//!
//! The order is: open, read the tag files, compare lists with files, then compute checksums. All of
//! it is done even if the first step finds a fault, so that a sender is told everything at once;
//! only an archive that must not be read ends the check early.

mod checksums;
mod listed;
mod loaded;
mod matching;
mod names;
mod payload;
mod tags;

use super::fault::BagFault;
use super::path::is_payload;
use super::report::{Findings, Payload, Report};
use super::source::{self, Contents};
use loaded::Loaded;
use std::path::Path;

/// Checks the folder, zip or tar at `path` and gives every reason why it is not a valid bag.
/// Writes nothing and fetches nothing.
///
/// # Errors
/// There is nothing at `path`, it cannot be read, or it is neither folder nor archive.
pub fn validate(path: &Path) -> Result<Report, BagFault> {
    let mut findings = Findings::default();
    let contents = source::open(path, &mut findings)?;
    let mut report = Report {
        path: path.display().to_string(),
        valid: false,
        version: None,
        encoding: None,
        algorithms: Vec::new(),
        payload: Payload::default(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    if let Some(contents) = contents {
        fill(&mut report, &contents, &mut findings);
    }
    report.valid = findings.errors.is_empty();
    report.errors = findings.errors;
    report.warnings = findings.warnings;
    Ok(report)
}

fn fill(report: &mut Report, contents: &Contents, findings: &mut Findings) {
    let bag = Loaded::read(contents, findings);
    report.payload = payload_of(contents);
    report.algorithms = bag.payload_algorithms();
    names::check(contents, findings);
    bag.info.check_oxum(bag.declaration.version.info_file(), report.payload, findings);
    let mut claims = payload::check(contents, &bag, findings);
    claims.extend(tags::check(contents, &bag, findings));
    checksums::check(contents, &claims, findings);
    report.version = bag.declaration.version_text;
    report.encoding = bag.declaration.encoding_text;
}

fn payload_of(contents: &Contents) -> Payload {
    let files = contents.files.iter().filter(|file| is_payload(&file.path));
    files.fold(Payload::default(), |sum, file| Payload {
        files: sum.files + 1,
        octets: sum.octets.saturating_add(file.octets),
    })
}
