//! One person is one person everywhere: found by the keyed hash of the ID number, named by a key that never
//! changes. And the list of what personal data the registry keeps sealed or hashed, for changing keys.

use super::store::{experts, institutions, lookups, units};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::{Reseal, Vault};
use crate::terms::CitizenId;

/// The name of the person with this ID number; a person who is new gets one.
pub fn person_key(conn: &mut Conn, vault: &Vault, id_no: &CitizenId) -> Outcome<String> {
    key_of(conn, vault, id_no.as_str())
}

/// As [`person_key`], for a number whose form nobody has looked at.
pub(super) fn key_of(conn: &mut Conn, vault: &Vault, id_no: &str) -> Outcome<String> {
    let lookup = vault.hash(id_no);
    if let Some(known) = lookups::find(conn, &lookup)? {
        return Ok(known);
    }
    // Under the first keys the name is the hash itself, as it was before names had a table.
    let is_first = lookup == vault.fingerprint(id_no);
    let name = if is_first { lookup.clone() } else { hex::encode(rand::random::<[u8; 16]>()) };
    lookups::insert(conn, &lookup, &name)?;
    Ok(name)
}

/// Every column of personal data that is sealed.
pub const SEALED: [Reseal; 6] = [
    experts::reseal_id_no,
    experts::reseal_phone,
    experts::reseal_email,
    institutions::reseal_phone,
    institutions::reseal_email,
    institutions::reseal_lead_id_no,
];

/// Moves every stored hash to the newest key. `others` are people whom facts alone name, so far by the hash
/// itself.
pub fn rehash(conn: &mut Conn, vault: &Vault, others: &[String]) -> Outcome<()> {
    lookups::rehash(conn, vault)?;
    for name in others {
        if !lookups::is_taken(conn, name)? {
            lookups::insert(conn, &vault.rehash(name), name)?;
        }
    }
    experts::rehash(conn, vault)?;
    institutions::rehash(conn, vault)?;
    institutions::rehash_leads(conn, vault)?;
    units::rehash_units(conn, vault)?;
    units::rehash_projects(conn, vault)
}
