//! What is said about a bag: whether it is valid, and every reason why not.

use serde::Serialize;

/// The answer to `validate`, and the shape of its JSON.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The path as it was given.
    pub path: String,
    /// No errors; there may be warnings.
    pub valid: bool,
    /// As declared in `bagit.txt`, such as `1.0`; absent if it cannot be read.
    pub version: Option<String>,
    /// Encoding of the tag files as declared.
    pub encoding: Option<String>,
    /// Algorithms of the payload manifests, known or not, in order.
    pub algorithms: Vec<String>,
    pub payload: Payload,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
}

/// What lies below `data/`, listed or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Payload {
    pub files: u64,
    pub octets: u64,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: Code,
    /// Relative to the bag's base directory, as it is written there; empty for the bag as a whole.
    pub path: String,
    /// One sentence for people, in Chinese.
    pub message: String,
}

/// The kind of a reason. Written in snake case; `docs/bag.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // the archive or folder
    ArchiveDamaged,
    ArchiveTooLarge,
    BaseDirectory,
    BaseName,
    DuplicateEntry,
    Encrypted,
    EmptyFolder,
    NameEncoding,
    NotPlainFile,
    Unreadable,
    // the declaration
    DeclarationMissing,
    DeclarationForm,
    VersionUnknown,
    EncodingUnknown,
    // tag files
    ByteOrderMark,
    TagFileTooLarge,
    TextEncoding,
    // manifests
    PayloadDirectoryMissing,
    ManifestMissing,
    ManifestName,
    AlgorithmUnknown,
    LineForm,
    ChecksumForm,
    ListedTwice,
    OutsidePayload,
    TagManifestScope,
    TagManifestIncomplete,
    // names
    UnsafePath,
    PathForm,
    NameNormalization,
    NameCase,
    NotPortable,
    SystemFile,
    // files against manifests
    Missing,
    NotFetched,
    Unlisted,
    ChecksumMismatch,
    // fetch.txt and bag-info.txt
    FetchForm,
    FetchUnlisted,
    InfoForm,
    Oxum,
}

/// Reasons while they are being gathered.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
}

impl Findings {
    pub(super) fn error(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.errors.push(Finding { code, path: path.into(), message: message.into() });
    }

    pub(super) fn warn(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(Finding { code, path: path.into(), message: message.into() });
    }

    /// An error where the bag's version is strict about it, otherwise a warning.
    pub(super) fn strictly(&mut self, strict: bool, code: Code, path: impl Into<String>, message: impl Into<String>) {
        match strict {
            true => self.error(code, path, message),
            false => self.warn(code, path, message),
        }
    }
}
