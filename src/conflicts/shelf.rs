//! The last snapshot of facts, kept at hand: the decisions of a year share one, and a replay asks for
//! it again and again.

use super::service::{self, Snapshot};
use super::store;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::terms::{Instant, Sha256Hex};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Serves one run of a replay; it must not outlive it, because it takes facts that were seen once for
/// unchanged.
pub struct Shelf {
    vault: Vault,
    kept: Mutex<Option<Snapshot>>,
    seen: Mutex<Option<(store::Extent, Sha256Hex)>>,
}

impl Shelf {
    pub fn new(vault: Vault) -> Shelf {
        Shelf { vault, kept: Mutex::new(None), seen: Mutex::new(None) }
    }

    /// The snapshot under a digest, from the evidence.
    pub fn kept(&self, conn: &mut Conn, digest: &Sha256Hex) -> Outcome<Snapshot> {
        let mut kept = lock(&self.kept);
        match kept.as_ref().filter(|s| s.digest == *digest) {
            Some(snapshot) => Ok(snapshot.clone()),
            None => Ok(kept.insert(service::kept_snapshot(conn, digest)?).clone()),
        }
    }

    /// The digest of the facts that the tables hold of what was on record at `as_of`.
    pub fn digest_as_of(&self, conn: &mut Conn, as_of: Instant) -> Outcome<Sha256Hex> {
        let extent = store::extent(conn, as_of)?;
        let mut seen = lock(&self.seen);
        if let Some((_, digest)) = seen.as_ref().filter(|(known, _)| *known == extent) {
            return Ok(digest.clone());
        }
        let digest = service::snapshot_digest(conn, &self.vault, as_of)?;
        *seen = Some((extent, digest.clone()));
        Ok(digest)
    }
}

/// A thread that panicked left a cache behind, nothing worse.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
