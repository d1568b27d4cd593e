//! An upload as its division's handlers see it.

use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::handover::imports::model::ImportFile;
use crate::handover::imports::{Import, ImportState, Imports, Progress};
use crate::intake::{Finding, SheetReport};
use crate::platform::failure::{Failure, Outcome};
use crate::registry::model::Taken;
use crate::terms::{Instant, Sha256Hex};
use serde::Serialize;
use utoipa::ToSchema;

/// Findings of one sheet that are shown at once; the annotated copy has them all.
const SHOWN: usize = 200;

/// One upload.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportView {
    pub id: String,
    pub state: ImportState,
    pub created_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    pub files: Vec<FileView>,
    /// One a sheet; empty while the workbooks are read, and in lists.
    pub sheets: Vec<SheetView>,
    /// What was passed over, a sentence each.
    pub remarks: Vec<String>,
    /// Rows that may go in, or went in.
    pub ready: i64,
    /// Why the last step did not come to its end, one sentence.
    pub fault: Option<String>,
    pub taken: Option<Taken>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
    /// While this server reads or writes.
    pub progress: Option<Progress>,
    /// Address of the workbook with every fault marked, while the files are kept.
    pub annotated: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileView {
    pub name: String,
    pub bytes: u64,
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
}

/// `accepted + needs_reason + rejected = rows`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SheetView {
    pub file: String,
    pub sheet: String,
    pub rows: u32,
    pub accepted: u32,
    pub needs_reason: u32,
    pub rejected: u32,
    /// The gravest first.
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
    /// Findings that are not shown.
    pub more: usize,
}

impl From<ImportFile> for FileView {
    fn from(file: ImportFile) -> FileView {
        FileView { name: file.name, bytes: file.bytes, sha256: file.content }
    }
}

impl From<SheetReport> for SheetView {
    fn from(report: SheetReport) -> SheetView {
        let SheetReport { file, sheet, rows, accepted, needs_reason, rejected, mut findings } = report;
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let more = findings.len().saturating_sub(SHOWN);
        findings.truncate(SHOWN);
        SheetView { file, sheet, rows, accepted, needs_reason, rejected, findings, more }
    }
}

/// The division whose uploads the actor reaches.
pub fn division(actor: &Actor) -> Outcome<String> {
    match actor.reach(Act::RunImport)? {
        Reach::Division(division) => Ok(division.to_string()),
        Reach::All | Reach::Own(_) => Err(Failure::not_found("导入", "import")),
    }
}

/// The upload with how far it has come.
pub fn view(imports: &Imports, import: Import) -> ImportView {
    let has_copy = import.files_until.is_some() && !import.report.is_empty();
    ImportView {
        progress: imports.progress(&import.id),
        annotated: has_copy.then(|| format!("{}/annotated.xlsx", address(&import.id))),
        state: import.state,
        created_by: import.created_by,
        created_at: import.created_at,
        files: import.files.into_iter().map(FileView::from).collect(),
        sheets: import.report.into_iter().map(SheetView::from).collect(),
        remarks: import.remarks,
        ready: import.ready,
        fault: import.fault,
        taken: import.taken,
        ended_at: import.ended_at,
        id: import.id,
    }
}

/// The page of an upload.
pub fn address(id: &str) -> String {
    format!("/imports/{id}")
}
