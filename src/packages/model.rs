//! Nouns: evaluation packages, their files and findings.

use super::facts::Facts;
use super::indicator_table::IndicatorTable;
use crate::platform::files::Stored;
use crate::terms::{Instant, Score, Sha256Hex};
use serde::{Deserialize, Serialize};

crate::words! {
    /// Whether a submitted version passed the completeness gate.
    Standing {
        Accepted = "accepted",
        Returned = "returned",
    }
}

/// A file of a package: its path inside the package and its content's digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFile {
    pub path: String,
    pub sha256: Sha256Hex,
    pub bytes: u64,
    pub media_type: String,
}

impl PackageFile {
    /// A stored file at its place. The media type follows from the name's ending; what the file really
    /// holds is not believed from it.
    pub fn of(path: &str, stored: &Stored) -> PackageFile {
        let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
        PackageFile { path: path.to_owned(), sha256: stored.sha256.clone(), bytes: stored.bytes, media_type }
    }

    /// The content without its place.
    pub fn stored(&self) -> Stored {
        Stored { sha256: self.sha256.clone(), bytes: self.bytes }
    }
}

/// One submitted version of a package; it never changes.
#[derive(Clone, Debug, Serialize)]
pub struct Package {
    pub id: String,
    pub commission_id: String,
    pub version: i32,
    pub standing: Standing,
    pub score: Score,
    pub findings: Vec<GateFinding>,
    pub submitted_at: Instant,
    pub files: Vec<PackageFile>,
    pub table: IndicatorTable,
    /// What else the gate looked at; `None` for versions whose contents were not looked into.
    #[serde(skip)]
    pub facts: Option<Facts>,
}

/// How heavy a finding of the gate weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateLevel {
    /// The package goes back.
    Error,
    Warning,
}

/// What the gate found, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateFinding {
    pub level: GateLevel,
    pub code: String,
    pub place: String,
    pub message: String,
}
