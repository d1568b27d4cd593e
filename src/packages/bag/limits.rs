//! How much of a bag is taken in. Generous for packages of many gigabytes, and far below what
//! would hurt the machine: nothing but tag files is ever held in memory.

/// Files and folders of one bag.
pub(super) const ENTRIES: usize = 500_000;
/// Folders inside one another.
pub(super) const DEPTH: usize = 64;
/// Bytes of `bagit.txt`, which has two lines.
pub(super) const DECLARATION_BYTES: u64 = 4 << 10;
/// Bytes of a manifest, of `fetch.txt` or of `bag-info.txt`.
pub(super) const TAG_FILE_BYTES: u64 = 256 << 20;
/// Bytes of everything inside an archive when unpacked.
pub(super) const UNPACKED_BYTES: u64 = 1 << 40;
/// How many times its own size an archive may unpack to, above [`RATIO_FREE_BYTES`]. Deflate
/// reaches 1,032 on a run of zeros and about 20 on repetitive tables.
pub(super) const RATIO: u64 = 100;
/// Unpacked bytes that are harmless whatever the ratio.
pub(super) const RATIO_FREE_BYTES: u64 = 256 << 20;
/// Bytes of a tar header's long name or extended attributes, which are read into memory.
pub(super) const TAR_EXTENSION_BYTES: u64 = 1 << 20;
/// Bytes read at a time while hashing or copying.
pub(super) const BUFFER_BYTES: usize = 256 << 10;
/// Threads that hash; more would wait for the disk.
pub(super) const THREADS: usize = 8;
