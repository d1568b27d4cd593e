//! Stored files, addressed by the SHA-256 of their content: a local directory or an S3 service,
//! one behaviour. Putting the same bytes twice stores them once; nothing is ever overwritten.
//!
//! Not here: which file belongs to which package, who may read it, how long it is kept.

mod local;
mod running;
mod s3;

pub use running::RunningDigest;

use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Sha256Hex;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where files are kept.
#[derive(Clone)]
pub enum StoreSetting {
    Local(PathBuf),
    S3 { endpoint: String, region: String, bucket: String, access_key: String, secret_key: String, path_style: bool },
}

/// What is known of a file once it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub sha256: Sha256Hex,
    pub bytes: u64,
}

/// A store of immutable files. Calls block; use them from threads that may wait.
pub trait FileStore: Send + Sync {
    /// Stores what `content` yields. The digest is computed while bytes pass; memory stays constant.
    fn put(&self, content: &mut dyn Read) -> Outcome<Stored>;

    /// Writes the file to `out`, checking the digest in passing: a changed object is a fault and
    /// never counts as served whole.
    fn get(&self, sha256: &Sha256Hex, out: &mut dyn Write) -> Outcome<u64>;

    fn exists(&self, sha256: &Sha256Hex) -> Outcome<bool>;

    /// Takes a whole file over whose digest was computed while it arrived. Afterwards `whole` is gone
    /// and the object is durable; if this fails the file is still there and may be handed over again.
    fn adopt(&self, whole: &Path, stored: &Stored) -> Outcome<()>;

    /// Tells of every object with its length, in no order.
    fn list(&self, each: &mut dyn FnMut(Sha256Hex, u64)) -> Outcome<()>;

    /// Removes an object that nothing names any more; one that is not there is no fault.
    fn remove(&self, sha256: &Sha256Hex) -> Outcome<()>;
}

/// Opens the store that the settings name.
pub fn open(setting: &StoreSetting) -> Outcome<std::sync::Arc<dyn FileStore>> {
    Ok(match setting {
        StoreSetting::Local(dir) => std::sync::Arc::new(local::LocalStore::open(dir)?),
        StoreSetting::S3 { .. } => std::sync::Arc::new(s3::S3Store::open(setting)?),
    })
}

const CHUNK: usize = 64 * 1024;

/// Copies while hashing; returns digest and length.
fn copy_hashing(from: &mut dyn Read, to: &mut dyn Write) -> std::io::Result<(Sha256Hex, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; CHUNK];
    let mut bytes = 0u64;
    loop {
        let n = from.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..n).filter(|c| !c.is_empty()) else { break };
        hasher.update(chunk);
        to.write_all(chunk)?;
        bytes += n as u64;
    }
    let digest = hex::encode(hasher.finalize());
    let sha256 = Sha256Hex::parse(&digest).ok_or_else(|| std::io::Error::other("digest of a wrong length"))?;
    Ok((sha256, bytes))
}

/// Digest and length of what `content` yields.
pub fn digest(content: &mut dyn Read) -> std::io::Result<Stored> {
    let (sha256, bytes) = copy_hashing(content, &mut std::io::sink())?;
    Ok(Stored { sha256, bytes })
}

/// The path of an object below the store's root: two levels, so that no folder grows huge.
fn object_name(sha256: &Sha256Hex) -> String {
    let hex = sha256.as_str();
    format!("{}/{}/{hex}", hex.get(..2).unwrap_or_default(), hex.get(2..4).unwrap_or_default())
}

/// What a disk's refusal means to who waits for it: no room left is a refusal, all else a fault.
pub fn io_failure(e: std::io::Error) -> Failure {
    match e.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Failure::refused(
            Code::StorageFull,
            "存储空间不足，文件没有保存。",
            "No storage left; the file was not kept.",
        ),
        _ => Failure::Fault(anyhow::Error::new(e).context("file store")),
    }
}

fn damaged(sha256: &Sha256Hex) -> Failure {
    Failure::Fault(anyhow::anyhow!("stored file {sha256} no longer matches its digest"))
}

fn missing(sha256: &Sha256Hex) -> Failure {
    Failure::Fault(anyhow::anyhow!("stored file {sha256} is missing"))
}
