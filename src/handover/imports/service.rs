//! Use cases of an upload: begin, look, take in, give up, fetch the annotated copy, sweep.

use super::model::{Import, ImportFile, ImportState, Progress};
use super::reasons::{self, Reason};
use super::runs::Runs;
use super::{rules, store};
use crate::intake::{IntakeFault, Workbook, annotated_from};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::Instant;
use chrono::Duration as Days;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Files of one upload, and their bytes together.
pub const MOST_FILES: usize = 20;
pub const MOST_BYTES: usize = 128 << 20;
/// So long a caller waits for the answer itself; what takes longer is asked for again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Characters of a file's name.
const NAME: usize = 200;
/// Uploads that a list shows.
const LISTED: i64 = 100;

/// One file as it came.
pub struct Uploaded {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The uploads of this process, over the shared tables. Calls block.
#[derive(Clone)]
pub struct Imports {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) vault: Vault,
    pub(super) files: Arc<dyn FileStore>,
    pub(super) runs: Runs,
}

impl Imports {
    pub fn new(db: Db, clock: Clock, vault: Vault, files: Arc<dyn FileStore>) -> Imports {
        Imports { db, clock, vault, files, runs: Runs::default() }
    }

    /// Looks through the files, keeps them sealed and begins to read them. What is read within some seconds
    /// is in the answer.
    ///
    /// # Errors
    /// A file that cannot be a workbook, or cannot be read: nothing is kept then.
    pub fn begin(&self, division: &str, login: &str, uploaded: Vec<Uploaded>) -> Outcome<Import> {
        check_names(&uploaded)?;
        let id = uuid::Uuid::now_v7().to_string();
        let running = self.runs.begin(&id)?;
        let run = running.run.clone();
        let (files, books) = self.keep(&id, uploaded, &run)?;
        let now = self.clock.now();
        let import = Import {
            id: id.clone(),
            division: division.to_owned(),
            created_by: login.to_owned(),
            created_at: now,
            state: ImportState::Checking,
            run: run.token.clone(),
            begun_at: now,
            files,
            report: Vec::new(),
            remarks: Vec::new(),
            ready: 0,
            fault: None,
            taken: None,
            ended_at: None,
            files_until: Some(Instant(now.0 + Days::days(rules::DAYS_KEPT))),
        };
        let noted = self.db.write(|conn| {
            store::insert(conn, &import)?;
            crate::audit::service::note(conn, now, login, "import_upload", &import.id, &names(&import))
        });
        if let Err(failure) = noted {
            self.remove(&import.files);
            return Err(failure);
        }
        let this = self.clone();
        spawn(move || this.check(import, &running.run, books))?;
        run.wait(PATIENCE);
        self.begun(&id, division)
    }

    /// The upload, unless reading it has failed by now.
    fn begun(&self, id: &str, division: &str) -> Outcome<Import> {
        let import = self.find(id, division)?;
        match (import.state, &import.fault) {
            (ImportState::Failed, Some(fault)) => {
                self.db.write(|conn| store::delete(conn, id))?;
                Err(Failure::field("file", fault.clone()))
            }
            _ => Ok(import),
        }
    }

    /// Takes the sound rows in, and those that waited for one of these reasons: all of them or none.
    pub fn take(&self, id: &str, division: &str, login: &str, reasons: Vec<Reason>) -> Outcome<Import> {
        reasons::check(&reasons)?;
        let is_here = self.runs.of(id).is_some();
        let before = self.find(id, division)?;
        if !rules::may_take(&before, !reasons.is_empty(), rules::is_lost(&before, is_here, self.clock.now())) {
            return Err(wrong_state());
        }
        let running = self.runs.begin(id)?;
        let run = running.run.clone();
        let (token, at) = (run.token.clone(), self.clock.now());
        let import = Import { state: ImportState::Taking, run: token, begun_at: at, fault: None, ..before.clone() };
        self.db.write(|conn| if store::update(conn, &import, &before.run)? { Ok(()) } else { Err(wrong_state()) })?;
        let (this, login) = (self.clone(), login.to_owned());
        spawn(move || this.take_in(&import, &running.run, &login, &reasons))?;
        run.wait(PATIENCE);
        self.find(id, division)
    }

    /// Gives an upload up: a run is asked to stop and writes nothing, one that waits is put away with its files.
    pub fn cancel(&self, id: &str, division: &str, login: &str) -> Outcome<Import> {
        let before = self.find(id, division)?;
        if !rules::may_cancel(&before) {
            return Err(wrong_state());
        }
        match self.runs.of(id) {
            Some(run) => {
                run.stop();
                run.wait(PATIENCE);
            }
            None if before.state.is_running() && !rules::is_lost(&before, false, self.clock.now()) => {
                return Err(wrong_state());
            }
            None => {
                let at = self.clock.now();
                let after = Import {
                    state: ImportState::Cancelled,
                    run: uuid::Uuid::now_v7().to_string(),
                    ended_at: Some(at),
                    ..before.clone()
                };
                self.end(&after, &before.run)?;
            }
        }
        let at = self.clock.now();
        self.db.write(|conn| crate::audit::service::note(conn, at, login, "import_cancel", id, ""))?;
        self.find(id, division)
    }

    /// The upload with this id, if it belongs to the division.
    pub fn find(&self, id: &str, division: &str) -> Outcome<Import> {
        let found = self.db.read(|conn| store::find(conn, id))?;
        found.filter(|import| import.division == division).ok_or_else(|| Failure::not_found("导入", "import"))
    }

    /// The uploads of a division, the newest first.
    pub fn list(&self, division: &str) -> Outcome<Vec<Import>> {
        self.db.read(|conn| store::of_division(conn, division, LISTED))
    }

    /// How far the run has come that works on it in this process.
    pub fn progress(&self, id: &str) -> Option<Progress> {
        self.runs.of(id).map(|run| run.progress())
    }

    /// The workbooks with every fault marked, as one `.xlsx`.
    pub fn annotated(&self, id: &str, division: &str) -> Outcome<Vec<u8>> {
        let import = self.find(id, division)?;
        if import.files_until.is_none() {
            let zh = "上传的文件已按期清除，请重新上传。";
            return Err(Failure::refused(Code::Gone, zh, "The uploaded files were cleared away; upload them again."));
        }
        let mut books = self.open(&import)?;
        let mut opener = |name: &str| {
            let place = books.iter().position(|book| book.name() == name);
            place
                .map(|place| books.swap_remove(place))
                .ok_or_else(|| IntakeFault::NoSuchSheet { file: name.to_owned(), sheet: String::new() })
        };
        Ok(annotated_from(&mut opener, &import.report).map_err(anyhow::Error::new)?)
    }

    /// Clears files away that have been kept long enough.
    pub fn sweep(&self) -> Outcome<usize> {
        let now = self.clock.now();
        let overdue = self.db.read(|conn| store::overdue(conn, now))?;
        for (id, files) in &overdue {
            self.remove(files);
            self.db.write(|conn| store::files_gone(conn, id))?;
        }
        Ok(overdue.len())
    }

    /// Seals the kept files anew that lie under an older key; how many there were.
    ///
    /// # Errors
    /// While an upload is being read or taken in: its run knows the files under their old names.
    pub fn reseal(&self) -> Outcome<usize> {
        let (mut moved, now) = (0, self.clock.now());
        for import in self.db.read(store::with_files)? {
            if import.state.is_running() && !rules::is_lost(&import, false, now) {
                let zh = "有导入正在进行；请在它结束后再次执行，密钥轮换会接着完成。";
                let en = "An import is running; run this again after it, and the rotation goes on.";
                return Err(Failure::refused(Code::WrongState, zh, en));
            }
            let mut after = import.clone();
            for file in &mut after.files {
                let mut sealed = Vec::new();
                self.files.get(&file.sealed, &mut sealed)?;
                if !self.vault.is_file_current(&sealed) {
                    let place = place(&import.id, &file.name);
                    let anew = self.vault.seal_file(&place, &self.vault.open_file(&place, &sealed)?)?;
                    file.sealed = self.files.put(&mut anew.as_slice())?.sha256;
                    moved += 1;
                }
            }
            if after.files != import.files {
                self.db.write(|conn| store::files_moved(conn, &after))?;
                let old = import.files.iter().filter(|file| !after.files.contains(file)).cloned();
                self.remove(&old.collect::<Vec<ImportFile>>());
            }
        }
        Ok(moved)
    }

    /// Ends an upload whose files are wanted no more.
    pub(super) fn end(&self, import: &Import, run: &str) -> Outcome<()> {
        let after = Import { files_until: None, ..import.clone() };
        self.db.write(|conn| if store::update(conn, &after, run)? { Ok(()) } else { Err(wrong_state()) })?;
        self.remove(&import.files);
        Ok(())
    }

    /// An object that stays behind is found by the next scrub; it holds nothing readable.
    pub(super) fn remove(&self, files: &[ImportFile]) {
        for file in files {
            if let Err(error) = self.files.remove(&file.sealed) {
                tracing::warn!(%error, file = %file.sealed, "an uploaded workbook could not be removed");
            }
        }
    }

    pub(super) fn save(&self, conn: &mut Conn, import: &Import, run: &str) -> Outcome<()> {
        if store::update(conn, import, run)? { Ok(()) } else { Err(wrong_state()) }
    }

    pub(super) fn open(&self, import: &Import) -> Outcome<Vec<Workbook>> {
        let open = |file: &ImportFile| {
            let mut sealed = Vec::new();
            self.files.get(&file.sealed, &mut sealed)?;
            let content = self.vault.open_file(&place(&import.id, &file.name), &sealed)?;
            Workbook::from_bytes(&file.name, content).map_err(|fault| refused(&fault))
        };
        import.files.iter().map(open).collect()
    }
}

/// Where a file is sealed for.
pub(super) fn place(import: &str, name: &str) -> String {
    format!("import_batches:files:{import}:{name}")
}

/// What a file's fault is to who sent it.
pub fn refused(fault: &IntakeFault) -> Failure {
    match fault {
        IntakeFault::TooLarge { .. } => {
            Failure::refused(Code::TooLarge, fault.to_string(), "A workbook is larger than may be read; split it.")
        }
        _ => Failure::field("file", fault.to_string()),
    }
}

fn names(import: &Import) -> String {
    import.files.iter().map(|file| file.name.as_str()).collect::<Vec<&str>>().join("、")
}

fn check_names(uploaded: &[Uploaded]) -> Outcome<()> {
    if uploaded.is_empty() {
        return Err(Failure::field("file", "请选择要导入的工作簿 (choose a workbook)"));
    }
    let mut seen = HashSet::new();
    for file in uploaded {
        if file.name.is_empty() || file.name.chars().count() > NAME || file.name.chars().any(char::is_control) {
            return Err(Failure::field("file", format!("文件名须为 1 到 {NAME} 个字 (the file's name)")));
        }
        if !seen.insert(file.name.as_str()) {
            let message = format!("“{}”上传了两次：请只留一份，或改名 (the same name twice)", file.name);
            return Err(Failure::field("file", message));
        }
    }
    Ok(())
}

fn wrong_state() -> Failure {
    let zh = "这批文件目前不在可以这样办理的状态，请刷新后查看。";
    Failure::refused(Code::WrongState, zh, "The upload is not in a state that allows this; look again.")
}

/// A thread of its own: a long import must not hold up the workers that answer requests.
fn spawn(work: impl FnOnce() + Send + 'static) -> Outcome<()> {
    let thread = std::thread::Builder::new().name("import".to_owned());
    thread.spawn(work).map(drop).map_err(|error| Failure::Fault(error.into()))
}
