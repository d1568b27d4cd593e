//! Use cases of uploads: begin, go on, finish, give up, clear away.

use super::checksum::Checksum;
use super::hold::{Hold, Holds};
use super::model::{Form, Limits, Upload, UploadId};
use super::receiving::Receiving;
use super::take_in::is_archive;
use super::{checks, store};
use crate::audit::service as audit;
use crate::commissions::service as commissions;
use crate::packages::draft;
use crate::packages::inspect::{self, Refusal};
use crate::packages::model::PackageFile;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::{FileStore, RunningDigest, Stored, io_failure};
use crate::platform::problem::Code;
use crate::platform::scanner::{Scanned, Scanner};
use crate::terms::Instant;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The uploads of one process. Cloning is cheap. Its calls block.
#[derive(Clone)]
pub struct Uploads {
    db: Db,
    clock: Clock,
    files: Arc<dyn FileStore>,
    folder: Arc<Path>,
    limits: Limits,
    holds: Arc<Holds>,
    scanner: Option<Scanner>,
}

/// An upload about to begin.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub commission_id: String,
    pub owner: String,
    /// Checked by [`crate::packages::names`]; empty for a part.
    pub path: String,
    pub form: Form,
    pub parts: String,
    pub metadata: String,
    pub total: Option<u64>,
}

/// A request that wants to append.
pub struct Append {
    pub offset: u64,
    /// `Upload-Length`, for an upload that began without one.
    pub total: Option<u64>,
    pub checksum: Option<Checksum>,
}

/// What the sweeper cleared away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads whose time was up.
    pub expired: u64,
    /// Whole files that had not reached the store, and now have.
    pub completed: u64,
    /// Files that no row names.
    pub strays: u64,
}

/// A scanner that cannot be asked leaves the file unfinished: the sweeper tries again.
fn scan(scanner: &Scanner, name: &str, path: &Path) -> Outcome<Result<(), Refusal>> {
    let mut file = File::open(path).map_err(io_failure)?;
    Ok(match scanner.scan(&mut file)? {
        Scanned::Clean => Ok(()),
        Scanned::TooLarge => {
            tracing::warn!(name, "too large for the virus scanner, not scanned");
            Ok(())
        }
        Scanned::Infected(virus) => {
            let message = format!("病毒扫描发现 {virus}，文件已删除；请清除病毒后重新上传。");
            Err(Refusal { code: "infected", message })
        }
    })
}

pub(super) fn refused(refusal: Refusal) -> Failure {
    let en = format!("This file is not accepted ({}).", refusal.code);
    Failure::refused(Code::RuleForbids, refusal.message, en)
}

impl Uploads {
    /// `folder` holds unfinished uploads; on the disk of the local store a finished file is renamed
    /// into it, elsewhere it is copied.
    pub fn open(db: Db, clock: Clock, files: Arc<dyn FileStore>, folder: PathBuf, limits: Limits) -> Outcome<Uploads> {
        fs::create_dir_all(&folder).map_err(io_failure)?;
        Ok(Uploads { db, clock, files, folder: folder.into(), limits, holds: Arc::default(), scanner: None })
    }

    /// Has every whole file scanned before it is kept.
    pub fn with_scanner(self, scanner: Option<Scanner>) -> Uploads {
        Uploads { scanner, ..self }
    }

    /// True where a virus scanner is asked.
    pub fn scans(&self) -> bool {
        self.scanner.is_some()
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn files(&self) -> &dyn FileStore {
        self.files.as_ref()
    }

    pub(super) fn file_of(&self, id: &UploadId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Begins an upload. One of no bytes is finished at once.
    ///
    /// # Errors
    /// The commission takes none now; the file or the draft would be too large; disk or database.
    pub fn create(&self, new: &NewUpload) -> Outcome<Upload> {
        let form = if new.form == Form::Whole && is_archive(&new.path) { Form::Bag } else { new.form };
        if !matches!(form, Form::Part | Form::Bag) {
            inspect::check_name(&new.path).map_err(refused)?;
        }
        let now = self.clock.now();
        let upload = Upload {
            id: UploadId::new(),
            commission_id: new.commission_id.clone(),
            owner: new.owner.clone(),
            path: new.path.clone(),
            form,
            parts: new.parts.clone(),
            metadata: new.metadata.clone(),
            total: new.total,
            received: 0,
            hash_state: RunningDigest::default().state(),
            sha256: None,
            created_at: now,
            expires_at: checks::expires_at(now, &self.limits),
        };
        self.db.write(|conn| {
            let commission = commissions::by_id(conn, &upload.commission_id)?;
            checks::check_open(&commission.number, commission.state)?;
            // Parts are counted already when their whole is made of them.
            let held = if form == Form::Joined { 0 } else { draft::bytes_held(conn, &upload.commission_id)? };
            checks::check_size(&self.limits, held, upload.total.unwrap_or(0))?;
            store::insert(conn, &upload)
        })?;
        File::create(self.file_of(&upload.id)).map_err(io_failure)?;
        self.complete(upload)
    }

    /// The upload as it stands.
    ///
    /// # Errors
    /// There is none, or its time is up.
    pub fn find(&self, id: &UploadId) -> Outcome<Upload> {
        let found = self.db.read(|conn| store::find(conn, id))?;
        let upload = found.ok_or_else(|| Failure::not_found("上传", "upload"))?;
        if upload.expires_at <= self.clock.now() && upload.sha256.is_none() {
            let zh = "这次上传久未继续，已经失效；请重新上传。";
            return Err(Failure::refused(
                Code::Gone,
                zh,
                "This upload was left too long and has expired; begin again.",
            ));
        }
        Ok(upload)
    }

    /// The upload for who wants to go on: a request that still waits on a dead line ends first, and a
    /// whole file that had not reached the store is stored now.
    pub fn settled(&self, id: &UploadId) -> Outcome<Upload> {
        let upload = self.find(id)?;
        if upload.sha256.is_some() {
            return Ok(upload);
        }
        let hold = self.hold(id)?;
        let upload = self.complete(self.find(id)?)?;
        drop(hold);
        Ok(upload)
    }

    /// Opens an upload to append to it.
    ///
    /// # Errors
    /// Another request writes it and does not end; the offset or the length is not the upload's.
    pub fn append(&self, id: &UploadId, append: Append) -> Outcome<Receiving> {
        let hold = self.hold(id)?;
        let mut upload = self.find(id)?;
        checks::check_append(&upload, append.offset)?;
        let total = checks::total_of(&upload, append.total)?;
        if let (None, Some(said)) = (upload.total, total) {
            self.db.write(|conn| {
                let held = draft::bytes_held(conn, &upload.commission_id)?;
                checks::check_size(&self.limits, held.saturating_sub(upload.received), said)?;
                store::set_total(conn, &upload.id, said)
            })?;
            upload.total = total;
        }
        Receiving::open(self.clone(), hold, upload, append.checksum)
    }

    /// Ends an upload that began without a length: what has arrived is all.
    pub fn close(&self, id: &UploadId) -> Outcome<Upload> {
        let upload = self.find(id)?;
        let total = checks::total_of(&upload, Some(upload.received))?;
        self.db.write(|conn| {
            let held = draft::bytes_held(conn, &upload.commission_id)?;
            checks::check_size(&self.limits, held.saturating_sub(upload.received), upload.received)?;
            store::set_total(conn, id, upload.received)
        })?;
        let hold = self.hold(id)?;
        let upload = self.complete(Upload { total, ..upload })?;
        drop(hold);
        Ok(upload)
    }

    pub(super) fn hold(&self, id: &UploadId) -> Outcome<Hold> {
        self.holds.take(id.as_str()).ok_or_else(|| {
            let zh = "这次上传正由另一个请求写入，请稍后再试。";
            Failure::refused(Code::InUse, zh, "Another request is writing this upload; try again shortly.")
        })
    }

    /// Records bytes that are on disk. The row must stand where this request found it.
    pub(super) fn note_progress(&self, upload: &Upload, received: u64, hash_state: String) -> Outcome<Upload> {
        let now = self.clock.now();
        let after =
            Upload { received, hash_state, expires_at: checks::expires_at(now, &self.limits), ..upload.clone() };
        let moved = self.db.write(|conn| store::progress(conn, upload.received, &after))?;
        if moved {
            return Ok(after);
        }
        let zh = "这次上传已由另一个请求改动，请查询位置后继续。";
        Err(Failure::refused(
            Code::WrongState,
            zh,
            "Another request changed this upload; ask for its offset and go on.",
        ))
    }

    /// Stores a whole file and puts it into the draft; anything else is returned as it is. May be
    /// called again after any failure.
    pub(super) fn complete(&self, upload: Upload) -> Outcome<Upload> {
        if !upload.is_whole() || upload.form == Form::Part || upload.sha256.is_some() {
            return Ok(upload);
        }
        let digest = RunningDigest::resume(&upload.hash_state).and_then(RunningDigest::finish);
        let sha256 = digest.ok_or_else(|| anyhow::anyhow!("upload {}: its hash state cannot be read", upload.id))?;
        let stored = Stored { sha256, bytes: upload.received };
        if upload.form == Form::Bag {
            self.take_in(&upload, &stored.sha256)?;
            return Ok(Upload { sha256: Some(stored.sha256), ..upload });
        }
        self.look_into(&upload)?;
        self.store_whole(&upload, &stored)?;
        let now = self.clock.now();
        let file = PackageFile::of(&upload.path, &stored);
        self.db.write(|conn| {
            let commission = commissions::by_id(conn, &upload.commission_id)?;
            checks::check_open(&commission.number, commission.state)?;
            draft::put(conn, &upload.commission_id, &file, &upload.owner, now)?;
            store::set_stored(conn, &upload.id, &stored.sha256)?;
            audit::note(conn, now, &upload.owner, "upload_package_file", commission.id.as_str(), &file.path)
        })?;
        Ok(Upload { sha256: Some(stored.sha256), ..upload })
    }

    /// A file that must not be kept goes at once, with a sentence to who sent it.
    fn look_into(&self, upload: &Upload) -> Outcome<()> {
        let file = self.file_of(&upload.id);
        if !file.exists() {
            return Ok(());
        }
        self.look_at(&upload.path, &file)?.map_err(|refusal| {
            self.forget(&upload.id);
            refused(refusal)
        })
    }

    /// The kind by its content, and the scanner where there is one.
    pub(super) fn look_at(&self, name: &str, path: &Path) -> Outcome<Result<(), Refusal>> {
        let file = File::open(path).map_err(io_failure)?;
        let looked = inspect::inspect(name, std::io::BufReader::new(file)).map_err(io_failure)?;
        match (looked, &self.scanner) {
            (Ok(()), Some(scanner)) => scan(scanner, name, path),
            (looked, _) => Ok(looked),
        }
    }

    /// A file that is gone was adopted by an earlier try that did not live to record it.
    fn store_whole(&self, upload: &Upload, stored: &Stored) -> Outcome<()> {
        let file = self.file_of(&upload.id);
        if file.exists() {
            return self.files.adopt(&file, stored);
        }
        if self.files.exists(&stored.sha256)? {
            return Ok(());
        }
        Err(anyhow::anyhow!("upload {}: its file is gone", upload.id).into())
    }

    /// Gives an upload up; a file that is in the draft already stays there.
    pub fn terminate(&self, id: &UploadId) -> Outcome<()> {
        let hold = self.hold(id)?;
        self.find(id)?;
        self.forget(id);
        drop(hold);
        Ok(())
    }

    /// Removes row and file. A row that cannot be removed now is left to the sweeper.
    pub(super) fn forget(&self, id: &UploadId) {
        if let Err(error) = self.db.write(|conn| store::delete(conn, id)).and_then(|()| self.remove_file(id)) {
            tracing::warn!(upload = id.as_str(), %error, "an upload could not be cleared away");
        }
    }

    pub(super) fn remove_file(&self, id: &UploadId) -> Outcome<()> {
        match fs::remove_file(self.file_of(id)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(io_failure(e)),
            _ => Ok(()),
        }
    }

    /// Clears away what expired, stores whole files that had not got there, and removes files that no
    /// row names and that are older than any upload may be.
    pub fn sweep(&self) -> Outcome<Swept> {
        let now = self.clock.now();
        let mut swept = Swept::default();
        for upload in self.db.read(store::all)? {
            if upload.expires_at <= now {
                self.forget(&upload.id);
                swept.expired += 1;
            } else if upload.is_whole() && upload.form != Form::Part && upload.sha256.is_none() {
                // One that fails is tried again next time, and cleared away when its time is up.
                swept.completed += u64::from(self.settled(&upload.id).is_ok());
            }
        }
        swept.strays = self.remove_strays(now)?;
        Ok(swept)
    }

    fn remove_strays(&self, now: Instant) -> Outcome<u64> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder).map_err(io_failure)? {
            let entry = entry.map_err(io_failure)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let id = UploadId(name);
            let is_named = self.db.read(|conn| store::find(conn, &id))?.is_some();
            let changed = entry.metadata().and_then(|m| m.modified()).map_err(io_failure)?;
            let expires = checks::expires_at(Instant::from_utc(changed.into()), &self.limits);
            if !is_named && expires <= now {
                // Folders are bags that a process left half unpacked.
                let is_folder = entry.path().is_dir();
                if is_folder { fs::remove_dir_all(entry.path()).map_err(io_failure) } else { self.remove_file(&id) }?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
