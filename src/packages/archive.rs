//! A submitted version as a bag that a machine without Hengping can verify: its files, their digests, what
//! the gate found, and where it belongs.

use super::bag::{StoredBag, write_stored};
use super::model::Package;
use crate::commissions::Commission;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use serde_json::json;
use std::io::{self, Write};

/// The bag's name, which is also that of its file without the ending.
pub fn name(commission: &Commission, package: &Package) -> String {
    format!("{}-v{}", commission.number, package.version)
}

/// Writes the zip of the bag.
///
/// # Errors
/// `out` refuses; a file is damaged or missing, and nothing that was written is an archive then.
pub fn write(store: &dyn FileStore, commission: &Commission, package: &Package, out: &mut dyn Write) -> Outcome<()> {
    let bag = StoredBag {
        base: name(commission, package),
        files: package.files.iter().map(|f| (f.path.clone(), f.sha256.clone(), f.bytes)).collect(),
        info: info(commission, package),
        tags: vec![("gate.json".to_owned(), gate(package)?)],
    };
    let mut content = |sha256: &crate::terms::Sha256Hex, out: &mut dyn Write| {
        store.get(sha256, out).map(drop).map_err(|failure| io::Error::other(failure.to_string()))
    };
    write_stored(&bag, &mut content, out).map_err(|e| Failure::Fault(anyhow::Error::new(e).context("bag of a package")))
}

/// Elements of RFC 8493 section 2.2.2. The bagging date is the day of submission: the bag does not change
/// with the day it is asked for.
fn info(commission: &Commission, package: &Package) -> Vec<(String, String)> {
    let one_line = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let mut info = vec![
        ("External-Identifier".to_owned(), format!("{} v{}", commission.number, package.version)),
        ("Bagging-Date".to_owned(), package.submitted_at.day_in_china().to_string()),
        ("External-Description".to_owned(), one_line(&commission.project_name)),
        ("Bag-Group-Identifier".to_owned(), one_line(&commission.number)),
    ];
    if let Some(institution) = &commission.institution_name {
        info.insert(0, ("Source-Organization".to_owned(), one_line(institution)));
    }
    info
}

fn gate(package: &Package) -> Outcome<String> {
    let gate = json!({
        "package": package.id, "standing": package.standing, "score": package.score,
        "submitted_at": package.submitted_at, "findings": package.findings,
    });
    Ok(serde_json::to_string_pretty(&gate)?)
}
