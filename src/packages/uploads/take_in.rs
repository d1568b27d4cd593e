//! An upload that is already a bag: a zip or tar whose manifest holds. Its payload goes into the draft file
//! by file, all of it or nothing.

use super::model::Upload;
use super::service::{Uploads, refused};
use super::{checks, store};
use crate::audit::service as audit;
use crate::commissions::service as commissions;
use crate::packages::bag::{Report, unpack};
use crate::packages::inspect::Refusal;
use crate::packages::model::PackageFile;
use crate::packages::{draft, names};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::{digest, io_failure};
use crate::terms::Sha256Hex;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Reasons that are told of a bag that is none.
const REASONS: usize = 3;

/// Endings of uploads that are taken in as bags; a package itself holds no archives.
pub fn is_archive(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.ends_with(".zip") || lower.ends_with(".tar")
}

impl Uploads {
    /// Puts the payload into the draft. Whatever happens, what was unpacked is cleared away.
    pub(super) fn take_in(&self, upload: &Upload, sha256: &Sha256Hex) -> Outcome<()> {
        let folder = self.file_of(&upload.id).with_extension("bag");
        // Left by a process that died here.
        remove_folder(&folder)?;
        fs::create_dir(&folder).map_err(io_failure)?;
        let taken = self.payload(upload, &folder).and_then(|files| self.keep(upload, sha256, &files));
        remove_folder(&folder)?;
        taken?;
        self.remove_file(&upload.id)
    }

    fn payload(&self, upload: &Upload, folder: &Path) -> Outcome<Vec<(PackageFile, PathBuf)>> {
        let unpacked = unpack(&self.file_of(&upload.id), folder);
        let unpacked = unpacked.map_err(|fault| self.give_up(upload, "bag_unreadable", &fault.to_string()))?;
        if !unpacked.report.valid {
            return Err(self.give_up(upload, "no_valid_bag", &reasons(&unpacked.report)));
        }
        let mut files = Vec::with_capacity(unpacked.files.len());
        for (name, path) in unpacked.files {
            let name = names::checked(&name).map_err(|why| self.give_up(upload, "name", &why))?;
            self.look_at(&name, &path)?
                .map_err(|refusal| self.give_up(upload, refusal.code, &format!("{name}：{}", refusal.message)))?;
            let stored = digest(&mut File::open(&path).map_err(io_failure)?).map_err(io_failure)?;
            files.push((PackageFile::of(&name, &stored), path));
        }
        Ok(files)
    }

    /// The archive goes; the sentence says what is wrong with it.
    fn give_up(&self, upload: &Upload, code: &'static str, why: &str) -> Failure {
        self.forget(&upload.id);
        refused(Refusal { code, message: format!("“{}”不能收进资料包：{why}", upload.path) })
    }

    /// Stores every file and names them all in one transaction.
    fn keep(&self, upload: &Upload, sha256: &Sha256Hex, files: &[(PackageFile, PathBuf)]) -> Outcome<()> {
        for (file, path) in files {
            self.files().adopt(path, &file.stored())?;
        }
        let now = self.clock().now();
        let bytes = files.iter().fold(0u64, |sum, (file, _)| sum.saturating_add(file.bytes));
        self.db().write(|conn| {
            let commission = commissions::by_id(conn, &upload.commission_id)?;
            checks::check_open(&commission.number, commission.state)?;
            let held = draft::bytes_held(conn, &upload.commission_id)?.saturating_sub(upload.received);
            checks::check_draft(self.limits(), held, bytes)?;
            for (file, _) in files {
                draft::put(conn, &upload.commission_id, file, &upload.owner, now)?;
            }
            store::set_stored(conn, &upload.id, sha256)?;
            audit::note(conn, now, &upload.owner, "take_bag_in", commission.id.as_str(), &upload.path)
        })
    }
}

fn reasons(report: &Report) -> String {
    let some = report.errors.iter().take(REASONS).map(|e| match e.path.as_str() {
        "" => e.message.clone(),
        path => format!("{path}：{}", e.message),
    });
    let some: Vec<String> = some.collect();
    format!("不是有效的 BagIt 袋（共 {} 处问题）：{}", report.errors.len(), some.join("；"))
}

fn remove_folder(folder: &Path) -> Outcome<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io_failure(e)),
        _ => Ok(()),
    }
}
