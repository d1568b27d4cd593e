//! What the thread of a run does: read the workbooks, or take their sound rows in.

use super::model::{Import, ImportFile, ImportState};
use super::reasons::{self, Reason};
use super::runs::Run;
use super::service::{Imports, Uploaded, place, refused};
use crate::handover::service::{Lists, TakenIn, ready, take_lists};
use crate::intake::{Handover, IntakeFault, Watch, Workbook, read_workbooks};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Sha256Hex;
use std::sync::Arc;

impl Imports {
    /// Looks through every file before the first is kept.
    pub(super) fn keep(
        &self,
        id: &str,
        uploaded: Vec<Uploaded>,
        run: &Arc<Run>,
    ) -> Outcome<(Vec<ImportFile>, Vec<Workbook>)> {
        let (mut sealed, mut books) = (Vec::new(), Vec::new());
        for Uploaded { name, bytes } in uploaded {
            let (length, content) = (bytes.len() as u64, Sha256Hex::of(&bytes));
            let object = self.vault.seal_file(&place(id, &name), &bytes)?;
            books.push(Workbook::from_bytes(&name, bytes).map_err(|fault| refused(&fault))?.watched(watch(run)));
            sealed.push((name, length, content, object));
        }
        let mut files = Vec::new();
        for (name, bytes, content, object) in sealed {
            match self.files.put(&mut object.as_slice()) {
                Ok(stored) => files.push(ImportFile { name, bytes, content, sealed: stored.sha256 }),
                Err(failure) => {
                    self.remove(&files);
                    return Err(failure);
                }
            }
        }
        Ok((files, books))
    }

    /// Reads the workbooks and notes what was found.
    pub(super) fn check(&self, import: Import, run: &Run, books: Vec<Workbook>) {
        let read = read_workbooks(books);
        let now = self.clock.now();
        let noted = match read {
            Ok(handover) => {
                let checked = checked(import.clone(), handover);
                self.db.write(|conn| self.save(conn, &checked, &run.token))
            }
            Err(IntakeFault::Stopped) => {
                let after = Import { state: ImportState::Cancelled, ended_at: Some(now), ..import };
                self.end(&after, &run.token)
            }
            Err(fault) => {
                let fault = Some(fault.to_string());
                let after = Import { state: ImportState::Failed, ended_at: Some(now), fault, ..import };
                self.end(&after, &run.token)
            }
        };
        if let Err(error) = noted {
            tracing::error!(%error, "what an import found could not be noted");
        }
    }

    /// Takes the rows in and notes it in the same transaction; whatever stands in the way leaves the upload as
    /// it was before, with a sentence.
    pub(super) fn take_in(&self, import: &Import, run: &Arc<Run>, login: &str, reasons: &[Reason]) {
        let Err(failure) = self.taken(import, run, login, reasons) else { return };
        let fault = match &failure {
            Failure::Refused { why, .. } => why.zh.clone(),
            Failure::Busy => "系统忙，没有写入任何数据，请稍后再导入。".to_owned(),
            Failure::Malformed(faults) => {
                faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<&str>>().join("；")
            }
            Failure::Fault(_) => {
                tracing::error!(error = %failure, import = %import.id, "an import failed");
                "导入时出了差错，没有写入任何数据；请重试，仍不行时请联系技术支持。".to_owned()
            }
        };
        let after = Import { state: ImportState::Checked, fault: Some(fault), ..import.clone() };
        if let Err(error) = self.db.write(|conn| self.save(conn, &after, &run.token)) {
            tracing::error!(%error, "the end of an import could not be noted");
        }
    }

    fn taken(&self, import: &Import, run: &Arc<Run>, login: &str, reasons: &[Reason]) -> Outcome<()> {
        let books = self.open(import)?.into_iter().map(|book| book.watched(watch(run))).collect();
        let mut handover = read_workbooks(books).map_err(|fault| match fault {
            IntakeFault::Stopped => stopped(),
            fault => refused(&fault),
        })?;
        reasons::give(&mut handover, reasons)?;
        let digest = digest(&import.files, reasons);
        let (total, at) = (ready(&handover), self.clock.now());
        let lists = Lists {
            vault: &self.vault,
            division: &import.division,
            folder_digest: &digest,
            actor: login,
            at,
            each_row: &|| if run.row() { Ok(()) } else { Err(stopped()) },
        };
        self.db.write(|conn| {
            run.towards(total);
            let TakenIn { already_there, rows } = take_lists(conn, &lists, &handover)?;
            for reason in reasons {
                crate::audit::service::note(conn, at, login, "import_reason", &import.id, &reason.line())?;
            }
            let mut done = Import { state: ImportState::Done, taken: Some(rows), ended_at: Some(at), ..import.clone() };
            if already_there {
                done.remarks.push("这批文件此前已经导入，本次没有改动任何数据。".to_owned());
            }
            self.save(conn, &done, &run.token)
        })
    }
}

fn checked(import: Import, handover: Handover) -> Import {
    let ready = i64::try_from(ready(&handover)).unwrap_or(i64::MAX);
    let has_year =
        !(handover.bids.is_empty() && handover.technical_marks.is_empty() && handover.review_marks.is_empty());
    let Handover { report, mut remarks, .. } = handover;
    if has_year {
        remarks.push("投标、技术评分、质量评审各表只作检查，不从这里导入：它们随委托逐项办理。".to_owned());
    }
    Import { state: ImportState::Checked, report, remarks, ready, ..import }
}

fn watch(run: &Arc<Run>) -> Watch {
    let run = run.clone();
    Arc::new(move || run.row())
}

/// One digest over names and contents, in the order of the names, and over the reasons.
fn digest(files: &[ImportFile], reasons: &[Reason]) -> String {
    let mut lines: Vec<String> = files.iter().map(|file| format!("{} {}\n", file.content, file.name)).collect();
    lines.extend(reasons.iter().map(|reason| format!("{}\n", reason.line())));
    lines.sort();
    Sha256Hex::of(lines.concat().as_bytes()).to_string()
}

fn stopped() -> Failure {
    Failure::refused(Code::WrongState, "已按要求停止，没有写入任何数据。", "Stopped as asked; nothing was written.")
}
