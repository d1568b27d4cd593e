//! Joins parts that arrived on their own into one file (tus 1.0, "Concatenation").

use super::hold::Hold;
use super::model::{Form, Upload, UploadId};
use super::service::{NewUpload, Uploads};
use super::{checks, store};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::io_failure;
use crate::platform::problem::Code;
use std::fs::File;
use std::io::Read;

/// Bytes read at a time.
const BUFFER: usize = 1 << 20;

impl Uploads {
    /// Makes one file of parts, in their order; the parts go once the whole is safe.
    ///
    /// # Errors
    /// A part is missing, unfinished or of another commission; limits; disk, store or database.
    pub fn join(&self, new: &NewUpload, parts: &[UploadId]) -> Outcome<Upload> {
        let holds = self.hold_all(parts)?;
        let found = self.parts(parts)?;
        let total = checks::check_parts(&found, &new.commission_id)?;
        let joined = self.create(&NewUpload { total: Some(total), form: Form::Joined, ..new.clone() })?;
        let whole = self.copy(&joined, &found).inspect_err(|_| self.forget(&joined.id))?;
        for part in &found {
            self.forget(&part.id);
        }
        drop(holds);
        Ok(whole)
    }

    /// In the order of their ids, so that two joins of the same parts do not wait for each other.
    fn hold_all(&self, parts: &[UploadId]) -> Outcome<Vec<Hold>> {
        let mut sorted: Vec<&UploadId> = parts.iter().collect();
        sorted.sort();
        let before = sorted.len();
        sorted.dedup();
        if sorted.len() != before || sorted.len() > checks::PARTS {
            let zh = "分片重复或过多。";
            return Err(Failure::refused(Code::BadHeader, zh, "A part is named twice, or there are too many."));
        }
        sorted.into_iter().map(|id| self.hold(id)).collect()
    }

    fn parts(&self, ids: &[UploadId]) -> Outcome<Vec<Upload>> {
        let found = self.db().read(|conn| ids.iter().map(|id| store::find(conn, id)).collect::<Outcome<Vec<_>>>())?;
        let missing = || Failure::not_found("分片", "part");
        found.into_iter().map(|part| part.ok_or_else(missing)).collect()
    }

    fn copy(&self, joined: &Upload, parts: &[Upload]) -> Outcome<Upload> {
        let hold = self.hold(&joined.id)?;
        let mut receiving = super::Receiving::open(self.clone(), hold, joined.clone(), None)?;
        let mut buffer = vec![0u8; BUFFER];
        for part in parts {
            let mut file = File::open(self.file_of(&part.id)).map_err(io_failure)?.take(part.received);
            loop {
                let count = file.read(&mut buffer).map_err(io_failure)?;
                let Some(bytes) = buffer.get(..count).filter(|b| !b.is_empty()) else { break };
                receiving.take(bytes)?;
            }
        }
        receiving.finish()
    }
}
