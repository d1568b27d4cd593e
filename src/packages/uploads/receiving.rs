//! Bytes of one request on their way to disk: hashed in passing, written in order, made safe from
//! time to time. Memory stays constant whatever the size.

use super::checksum::Checksum;
use super::hold::{Hold, Stop};
use super::model::{Upload, UploadId};
use super::service::Uploads;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::{RunningDigest, io_failure};
use crate::platform::problem::Code;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

/// So many bytes are lost at most when the process is killed; a broken line loses none.
const SAFE_EVERY: u64 = 64 << 20;

/// A request that appends to an upload; it holds the upload for itself.
pub struct Receiving {
    uploads: Uploads,
    hold: Hold,
    upload: Upload,
    file: File,
    digest: RunningDigest,
    /// Bytes written, of which [`Upload::received`] are safe.
    written: u64,
    checksum: Option<Checksum>,
}

impl Receiving {
    /// Cuts off what the file holds beyond the safe bytes: it may be torn.
    pub(super) fn open(uploads: Uploads, hold: Hold, upload: Upload, checksum: Option<Checksum>) -> Outcome<Receiving> {
        let digest = RunningDigest::resume(&upload.hash_state)
            .ok_or_else(|| anyhow::anyhow!("upload {}: its hash state cannot be read", upload.id))?;
        let path = uploads.file_of(&upload.id);
        let mut file = File::options().write(true).create(true).truncate(false).open(path).map_err(io_failure)?;
        let length = file.metadata().map_err(io_failure)?.len();
        if length < upload.received {
            return Err(anyhow::anyhow!("upload {}: {length} of {} bytes left", upload.id, upload.received).into());
        }
        file.set_len(upload.received).map_err(io_failure)?;
        file.seek(SeekFrom::End(0)).map_err(io_failure)?;
        let written = upload.received;
        Ok(Receiving { uploads, hold, upload, file, digest, written, checksum })
    }

    pub fn id(&self) -> &UploadId {
        &self.upload.id
    }

    /// Says when somebody else waits for this upload.
    pub fn stop(&self) -> Stop {
        self.hold.stop()
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// More bytes than the upload is to have; the disk refuses.
    pub fn take(&mut self, bytes: &[u8]) -> Outcome<()> {
        let after = self.written.saturating_add(bytes.len() as u64);
        if after > self.upload.total.unwrap_or(self.uploads.limits().file) {
            let zh = "发来的内容超过了 Upload-Length，多出的部分没有保存。";
            return Err(Failure::refused(
                Code::TooLarge,
                zh,
                "More bytes came than Upload-Length says; they were not kept.",
            ));
        }
        self.file.write_all(bytes).map_err(io_failure)?;
        self.digest.update(bytes);
        if let Some(checksum) = &mut self.checksum {
            checksum.update(bytes);
        }
        self.written = after;
        // A piece with a checksum is kept whole or not at all.
        if self.checksum.is_none() && self.written - self.upload.received >= SAFE_EVERY {
            self.make_safe()?;
        }
        Ok(())
    }

    /// The request came to its end: keeps its bytes, and stores the file if it is whole now.
    ///
    /// # Errors
    /// The checksum does not hold, and nothing of this request was kept; the disk, the store or the
    /// database refuses.
    pub fn finish(mut self) -> Outcome<Upload> {
        if let Some(checksum) = self.checksum.take() {
            checksum.verify()?;
        }
        self.make_safe()?;
        let Receiving { uploads, upload, file, hold, .. } = self;
        drop(file);
        let upload = uploads.complete(upload)?;
        drop(hold);
        Ok(upload)
    }

    /// The line broke: what arrived counts, unless a checksum was to come with it.
    pub fn break_off(mut self) -> Outcome<()> {
        if self.checksum.is_some() { Ok(()) } else { self.make_safe() }
    }

    fn make_safe(&mut self) -> Outcome<()> {
        self.file.sync_data().map_err(io_failure)?;
        self.upload = self.uploads.note_progress(&self.upload, self.written, self.digest.state())?;
        Ok(())
    }
}
