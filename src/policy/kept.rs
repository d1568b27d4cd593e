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

#[cfg(test)]
mod tests {
    use crate::policy::{Pack, Packs};

    /// Whoever upgrades has packs that were kept by an earlier version.
    #[test]
    fn a_pack_kept_before_a_rule_was_known_can_still_be_read() {
        let packs = Packs::load_with_overrides(None).unwrap();
        let mut kept = serde_json::to_value(packs.get("wuzhong-2021").unwrap()).unwrap();
        for rules in ["/rules", "/fallback"] {
            let rules = kept.pointer_mut(rules).unwrap().as_object_mut().unwrap();
            assert!(rules.remove("packages").is_some());
        }
        let read: Pack = serde_json::from_value(kept).unwrap();
        assert_eq!(read.id, "wuzhong-2021");
    }
}
