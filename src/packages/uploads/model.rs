//! Nouns: an upload under way and what bounds it.

use crate::terms::{Instant, Sha256Hex};

crate::id_type!(
    /// Names an upload; it stands in its address.
    UploadId
);

crate::words! {
    /// What an upload is to become.
    Form {
        /// A file of the draft.
        Whole = "whole",
        /// A part that a later upload joins with others.
        Part = "part",
        /// A bag in a zip or tar, whose payload goes into the draft.
        Bag = "bag",
        /// Made of parts; nothing is ever appended to it.
        Joined = "joined",
    }
}

/// An upload as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub commission_id: String,
    /// The log-in that began it.
    pub owner: String,
    /// Place in the package; empty for a part.
    pub path: String,
    pub form: Form,
    /// `Upload-Concat` as sent, for a joined upload.
    pub parts: String,
    /// `Upload-Metadata` as sent.
    pub metadata: String,
    /// In bytes; `None` until the client has said it.
    pub total: Option<u64>,
    /// Bytes that are safe.
    pub received: u64,
    /// State of the SHA-256 after them.
    pub hash_state: String,
    /// The digest, once the whole is in the store.
    pub sha256: Option<Sha256Hex>,
    pub created_at: Instant,
    pub expires_at: Instant,
}

impl Upload {
    /// All bytes are there; the file may still have to be stored.
    pub fn is_whole(&self) -> bool {
        self.total == Some(self.received)
    }
}

/// How much may be uploaded and how long an unfinished upload waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of a commission's draft, unfinished uploads counted with their full length.
    pub draft: u64,
    /// Hours since the last byte.
    pub hours: u32,
}
