//! Personal data at rest: sealed with AES-256-GCM, found again by a keyed hash.
//!
//! The place of a value (table, column, row) is bound into the seal, so that a sealed value cannot
//! be moved to another row unseen. Every sealed value names its key: while values are sealed anew under a
//! later key, those under an older one still open. Not here: who may open what; a room decides that and notes it.

pub mod keys;
mod ring;

use self::ring::{KeyPair, Ring, keyed_hash};
use super::db::{Conn, Db};
use super::failure::Outcome;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::sync::{Arc, PoisonError, RwLock};

/// Seals, opens and hashes personal data under keys derived from the master key, and under those that came after.
#[derive(Clone)]
pub struct Vault {
    ring: Arc<RwLock<Arc<Ring>>>,
    /// The keys of the first pair; what is derived from them never changes.
    first: KeyPair,
    /// Where later keys are looked up.
    db: Option<Db>,
}

const NONCE_BYTES: usize = 12;

/// Seals the values of one column anew that lie behind an id; the last id looked at, or nothing at the end.
pub type Reseal = fn(&mut Conn, &Vault, &str) -> Outcome<Option<String>>;

impl Vault {
    pub fn new(seal_key: [u8; 32], hash_key: [u8; 32]) -> Vault {
        let first = KeyPair { seal: seal_key, hash: hash_key };
        Vault { ring: Arc::new(RwLock::new(Arc::new(Ring::new(&first)))), first, db: None }
    }

    /// The same vault, which finds keys there that came after it was opened.
    pub fn with_keys_of(self, db: Db) -> Vault {
        Vault { db: Some(db), ..self }
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The id of the key that seals now.
    pub fn current(&self) -> String {
        self.ring().current().to_owned()
    }

    /// Reads the later keys. Whoever hashes in a transaction calls this in it, so that all of its hashes are
    /// of the keys that the tables are of.
    pub fn refresh(&self, conn: &mut Conn) -> Outcome<()> {
        let ring = keys::ring(conn, &self.first)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    /// As [`Vault::refresh`], on a connection of its own.
    pub fn look_for_keys(&self) -> Outcome<()> {
        self.db.as_ref().map_or(Ok(()), |db| db.read(|conn| self.refresh(conn)))
    }

    /// The key of this id; one that is not known may have come since.
    fn cipher(&self, id: &str) -> Outcome<Option<Aes256Gcm>> {
        if let Some(known) = self.ring().cipher(id) {
            return Ok(Some(known));
        }
        self.look_for_keys()?;
        Ok(self.ring().cipher(id))
    }

    /// Seals `text` for its `place`, for example `experts:id_no:<row id>`.
    pub fn seal(&self, place: &str, text: &str) -> Outcome<String> {
        let ring = self.ring();
        let (nonce, sealed) = encrypt(&ring, place, text.as_bytes())?;
        Ok(format!("{}.{}.{}", ring.current(), STANDARD_NO_PAD.encode(nonce), STANDARD_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed for `place`; anything else is a fault of the data.
    pub fn open(&self, place: &str, sealed: &str) -> Outcome<String> {
        let damaged = || anyhow!("sealed value at {place} cannot be opened");
        let mut parts = sealed.split('.');
        let (Some(id), Some(nonce), Some(body), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(damaged().into());
        };
        let nonce: [u8; NONCE_BYTES] =
            STANDARD_NO_PAD.decode(nonce).ok().and_then(|n| n.try_into().ok()).ok_or_else(damaged)?;
        let body = STANDARD_NO_PAD.decode(body).map_err(|_| damaged())?;
        let cipher = self.cipher(id)?.ok_or_else(damaged)?;
        let payload = Payload { msg: &body, aad: place.as_bytes() };
        let plain = cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| damaged())?;
        Ok(String::from_utf8(plain).map_err(|_| damaged())?)
    }

    /// The value under the present key; nothing where it is already.
    pub fn resealed(&self, place: &str, sealed: &str) -> Outcome<Option<String>> {
        let current = self.current();
        if sealed.split('.').next() == Some(current.as_str()) {
            return Ok(None);
        }
        Ok(Some(self.seal(place, &self.open(place, sealed)?)?))
    }

    /// Seals a file for its `place`; key id and nonce stand in front.
    pub fn seal_file(&self, place: &str, content: &[u8]) -> Outcome<Vec<u8>> {
        let ring = self.ring();
        let (nonce, body) = encrypt(&ring, place, content)?;
        Ok([ring.current().as_bytes(), b".", &nonce, &body].concat())
    }

    /// Opens what [`Vault::seal_file`] sealed for `place`.
    pub fn open_file(&self, place: &str, sealed: &[u8]) -> Outcome<Vec<u8>> {
        let damaged = || anyhow!("the sealed file at {place} cannot be opened");
        let dot = sealed.iter().position(|byte| *byte == b'.').ok_or_else(damaged)?;
        let (id, rest) = sealed.split_at_checked(dot).ok_or_else(damaged)?;
        let id = std::str::from_utf8(id).map_err(|_| damaged())?;
        let (nonce, body) =
            rest.get(1..).and_then(|rest| rest.split_first_chunk::<NONCE_BYTES>()).ok_or_else(damaged)?;
        let cipher = self.cipher(id)?.ok_or_else(damaged)?;
        let payload = Payload { msg: body, aad: place.as_bytes() };
        Ok(cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| damaged())?)
    }

    /// True where a sealed file names the present key.
    pub fn is_file_current(&self, sealed: &[u8]) -> bool {
        sealed.starts_with(format!("{}.", self.current()).as_bytes())
    }

    /// A keyed hash of 32 hexadecimal characters: the same text always gives the same hash under the same
    /// keys, and nobody without them can try texts against it. Each later key hashes the hash before it, so
    /// that stored hashes can follow without the text.
    pub fn hash(&self, text: &str) -> String {
        self.ring().hash(text)
    }

    /// A stored hash of the keys before, under the newest as well.
    pub fn rehash(&self, hash: &str) -> String {
        keyed_hash(self.ring().last_hash(), hash)
    }

    /// A keyed hash that no later key changes: names of facts, which evidence quotes.
    pub fn fingerprint(&self, text: &str) -> String {
        keyed_hash(&self.first.hash, text)
    }
}

fn encrypt(ring: &Ring, place: &str, content: &[u8]) -> Outcome<([u8; NONCE_BYTES], Vec<u8>)> {
    let nonce: [u8; NONCE_BYTES] = rand::random();
    let payload = Payload { msg: content, aad: place.as_bytes() };
    let sealed = ring.sealer().encrypt(&Nonce::from(nonce), payload);
    Ok((nonce, sealed.map_err(|_| anyhow!("sealing {place} failed"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_at_its_place_and_only_unchanged() {
        let vault = Vault::new([7; 32], [8; 32]);
        let sealed = vault.seal("experts:id_no:1", "11010519491231002X").unwrap();
        assert!(!sealed.contains("1101"));
        assert_eq!(vault.open("experts:id_no:1", &sealed).unwrap(), "11010519491231002X");
        assert!(vault.open("experts:id_no:2", &sealed).is_err());
        assert!(vault.open("experts:id_no:1", &sealed.replace('.', "")).is_err());
        assert!(vault.open("experts:id_no:1", &sealed.replace("k1.", "k9.")).is_err());
        assert!(Vault::new([9; 32], [8; 32]).open("experts:id_no:1", &sealed).is_err());
    }

    #[test]
    fn a_file_opens_only_at_its_place_and_only_unchanged() {
        let vault = Vault::new([7; 32], [8; 32]);
        let mut sealed = vault.seal_file("imports:1", b"names").unwrap();
        assert!(vault.is_file_current(&sealed));
        assert_eq!(vault.open_file("imports:1", &sealed).unwrap(), b"names");
        assert!(vault.open_file("imports:2", &sealed).is_err() && vault.open_file("imports:1", &sealed[..9]).is_err());
        *sealed.last_mut().unwrap() ^= 1;
        assert!(vault.open_file("imports:1", &sealed).is_err());
    }

    #[test]
    fn hashes_are_stable_under_one_key() {
        let vault = Vault::new([7; 32], [8; 32]);
        assert_eq!(vault.hash("x"), vault.hash("x"));
        assert_eq!(vault.hash("x"), vault.fingerprint("x"));
        assert_ne!(vault.hash("x"), Vault::new([7; 32], [9; 32]).hash("x"));
        assert_eq!(vault.hash("x").len(), 32);
    }
}
