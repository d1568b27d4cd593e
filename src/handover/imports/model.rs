//! Nouns of an upload.

use crate::intake::SheetReport;
use crate::registry::model::Taken;
use crate::terms::{Instant, Sha256Hex};
use serde::{Deserialize, Serialize};

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The workbooks are being read.
    Checking,
    /// Read; nothing is written yet.
    Checked,
    /// The sound rows are going in.
    Taking,
    Done,
    /// The workbooks could not be read to their end.
    Failed,
    Cancelled,
}

impl ImportState {
    pub const ALL: [ImportState; 6] = [
        ImportState::Checking,
        ImportState::Checked,
        ImportState::Taking,
        ImportState::Done,
        ImportState::Failed,
        ImportState::Cancelled,
    ];

    /// The word in tables, addresses and messages.
    pub const fn word(self) -> &'static str {
        match self {
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Taking => "taking",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
            ImportState::Cancelled => "cancelled",
        }
    }

    pub fn parse(word: &str) -> Option<ImportState> {
        ImportState::ALL.into_iter().find(|state| state.word() == word)
    }

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
