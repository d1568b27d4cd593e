//! Keys that came after the first: random, each wrapped under a key of the first pair, in a table.
//!
//! A rotation goes: [`begin`] in the transaction that also moves the stored hashes; then every sealed value is
//! sealed anew, in steps; then [`finish`], which throws the older sealing keys away. Until then a rotation is
//! [`under_way`], and whoever takes it up goes on where it broke off.

use super::Vault;
use super::ring::{KeyPair, Ring, derived};
use crate::platform::db::{Conn, vault_keys as store};
use crate::platform::failure::Outcome;
use anyhow::anyhow;
use chrono::NaiveDateTime;

/// A vault of the first pair alone, which wraps the later keys.
fn wrapper(first: &KeyPair) -> Vault {
    Vault::new(derived(&first.seal, "wrap"), first.hash)
}

fn place(id: &str, column: &str) -> String {
    format!("vault_keys:{column}:{id}")
}

/// The keys as the table has them now.
pub(super) fn ring(conn: &mut Conn, first: &KeyPair) -> Outcome<Ring> {
    let mut ring = Ring::new(first);
    let kept = store::all(conn)?;
    if kept.is_empty() {
        return Ok(ring);
    }
    let wrapper = wrapper(first);
    for (id, seal, hash) in kept {
        let key = |column: &str, wrapped: &str| unwrapped(&wrapper, &place(&id, column), wrapped);
        let seal = seal.as_deref().map(|wrapped| key("seal", wrapped)).transpose()?;
        ring.push(&id, seal, key("hash", &hash)?);
    }
    Ok(ring)
}

fn unwrapped(wrapper: &Vault, place: &str, wrapped: &str) -> Outcome<[u8; 32]> {
    let text = wrapper.open(place, wrapped)?;
    let mut key = [0u8; 32];
    hex::decode_to_slice(text, &mut key).map_err(|_| anyhow!("{place} is no key"))?;
    Ok(key)
}

/// The id of the key to which values are being moved.
pub fn under_way(conn: &mut Conn) -> Outcome<Option<String>> {
    store::unfinished(conn)
}

/// Makes the next key and gives its id. The vault knows it from here on.
pub fn begin(conn: &mut Conn, vault: &Vault, at: NaiveDateTime) -> Outcome<String> {
    let wrapper = wrapper(&vault.first);
    let sequence = store::count(conn)? + 1;
    let id = format!("k{}", sequence + 1);
    let fresh = |column: &str| wrapper.seal(&place(&id, column), &hex::encode(rand::random::<[u8; 32]>()));
    store::insert(conn, (sequence, &id), (&fresh("seal")?, &fresh("hash")?), at)?;
    vault.refresh(conn)?;
    Ok(id)
}

/// Every value is under the newest key: the sealing keys between the first and it are thrown away. The first
/// is derived from the master key and goes with it.
pub fn finish(conn: &mut Conn, vault: &Vault, id: &str, at: NaiveDateTime) -> Outcome<()> {
    store::finish(conn, id, at)?;
    vault.refresh(conn)
}
