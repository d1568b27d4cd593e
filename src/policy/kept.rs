//! The packs that decisions were taken by, kept as evidence under their version, so that a decision
//! can be replayed after the pack has changed and shown to somebody who has another one.

use super::Pack;
use crate::audit::service as audit;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Sha256Hex;
use anyhow::{Context, anyhow};

/// Keeps the pack; returns its version.
pub fn keep(conn: &mut Conn, pack: &Pack) -> Outcome<Sha256Hex> {
    audit::keep(conn, &serde_json::to_value(pack)?)
}

/// The pack of this version.
pub fn fetch(conn: &mut Conn, version: &str) -> Outcome<Pack> {
    let digest = Sha256Hex::parse(version).ok_or_else(|| anyhow!("policy version {version:?} is no digest"))?;
    let body =
        audit::evidence(conn, &digest)?.ok_or_else(|| anyhow!("policy version {version} is missing or changed"))?;
    Ok(serde_json::from_value(body).with_context(|| format!("policy version {version}"))?)
}
