//! Nouns of an upload.

use crate::intake::SheetReport;
use crate::registry::model::Taken;
use crate::terms::{Instant, Sha256Hex};
use serde::{Deserialize, Serialize};

crate::words! {
    /// How far an upload has come.
    ImportState {
        /// The workbooks are being read.
        Checking = "checking",
        /// Read; nothing is written yet.
        Checked = "checked",
        /// The sound rows are going in.
        Taking = "taking",
        Done = "done",
        /// The workbooks could not be read to their end.
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

impl ImportState {
    /// True while a run works on it.
    pub const fn is_running(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Taking)
    }
}

/// One uploaded file, as it lies in the store: sealed under its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    pub name: String,
    /// Bytes as they were uploaded.
    pub bytes: u64,
    /// Digest of what was uploaded.
    pub content: Sha256Hex,
    /// Digest of the sealed object.
    pub sealed: Sha256Hex,
}

/// An upload with what was found in it.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: String,
    pub division: String,
    pub created_by: String,
    pub created_at: Instant,
    pub state: ImportState,
    /// Names the run that works on it.
    pub run: String,
    pub begun_at: Instant,
    pub files: Vec<ImportFile>,
    pub report: Vec<SheetReport>,
    pub remarks: Vec<String>,
    /// Rows that may go in.
    pub ready: i64,
    /// One sentence.
    pub fault: Option<String>,
    pub taken: Option<Taken>,
    pub ended_at: Option<Instant>,
    /// `None` once the files are gone.
    pub files_until: Option<Instant>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Progress {
    pub rows: u64,
    /// Known while rows are taken in; 0 while they are read.
    pub total: u64,
}
