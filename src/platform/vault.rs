//! Personal data at rest: sealed with AES-256-GCM, found again by a keyed hash.
//!
//! The place of a value (table, column, row) is bound into the seal, so that a sealed value cannot
//! be moved to another row unseen. Not here: who may open what; a room decides that and notes it.

use super::failure::Outcome;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Seals, opens and hashes personal data under keys derived from the master key.
#[derive(Clone)]
pub struct Vault {
    cipher: Aes256Gcm,
    hash_key: [u8; 32],
}

/// Names the key in every sealed value, so that a later key can stand beside it.
const KEY_ID: &str = "k1";
const NONCE_BYTES: usize = 12;

impl Vault {
    pub fn new(seal_key: [u8; 32], hash_key: [u8; 32]) -> Vault {
        Vault { cipher: Aes256Gcm::new(&seal_key.into()), hash_key }
    }

    /// Seals `text` for its `place`, for example `experts:id_no:<row id>`.
    pub fn seal(&self, place: &str, text: &str) -> Outcome<String> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed =
            self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| anyhow!("sealing {place} failed"))?;
        Ok(format!("{KEY_ID}.{}.{}", STANDARD_NO_PAD.encode(nonce), STANDARD_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed for `place`; anything else is a fault of the data.
    pub fn open(&self, place: &str, sealed: &str) -> Outcome<String> {
        let damaged = || anyhow!("sealed value at {place} cannot be opened");
        let mut parts = sealed.split('.');
        let (Some(KEY_ID), Some(nonce), Some(body), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(damaged().into());
        };
        let nonce: [u8; NONCE_BYTES] =
            STANDARD_NO_PAD.decode(nonce).ok().and_then(|n| n.try_into().ok()).ok_or_else(damaged)?;
        let body = STANDARD_NO_PAD.decode(body).map_err(|_| damaged())?;
        let payload = Payload { msg: &body, aad: place.as_bytes() };
        let plain = self.cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| damaged())?;
        Ok(String::from_utf8(plain).map_err(|_| damaged())?)
    }

    /// Seals a file for its `place`; key id and nonce stand in front.
    pub fn seal_file(&self, place: &str, content: &[u8]) -> Outcome<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: content, aad: place.as_bytes() };
        let body = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| anyhow!("sealing {place} failed"))?;
        Ok([KEY_ID.as_bytes(), b".", &nonce, &body].concat())
    }

    /// Opens what [`Vault::seal_file`] sealed for `place`.
    pub fn open_file(&self, place: &str, sealed: &[u8]) -> Outcome<Vec<u8>> {
        let damaged = || anyhow!("the sealed file at {place} cannot be opened");
        let rest = sealed.strip_prefix(KEY_ID.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
        let (nonce, body) = rest.and_then(|rest| rest.split_first_chunk::<NONCE_BYTES>()).ok_or_else(damaged)?;
        let payload = Payload { msg: body, aad: place.as_bytes() };
        Ok(self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| damaged())?)
    }

    /// A keyed hash of 32 hexadecimal characters: the same text always gives the same hash, and
    /// nobody without the key can try texts against it.
    pub fn hash(&self, text: &str) -> String {
        // HMAC takes keys of any length, so this cannot fail; an empty hash would match nothing.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.hash_key) else { return String::new() };
        mac.update(text.as_bytes());
        let full = hex::encode(mac.finalize().into_bytes());
        full.chars().take(32).collect()
    }
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
        assert!(Vault::new([9; 32], [8; 32]).open("experts:id_no:1", &sealed).is_err());
    }

    #[test]
    fn a_file_opens_only_at_its_place_and_only_unchanged() {
        let vault = Vault::new([7; 32], [8; 32]);
        let mut sealed = vault.seal_file("imports:1", b"names").unwrap();
        assert_eq!(vault.open_file("imports:1", &sealed).unwrap(), b"names");
        assert!(vault.open_file("imports:2", &sealed).is_err() && vault.open_file("imports:1", &sealed[..9]).is_err());
        *sealed.last_mut().unwrap() ^= 1;
        assert!(vault.open_file("imports:1", &sealed).is_err());
    }

    #[test]
    fn hashes_are_stable_under_one_key() {
        let vault = Vault::new([7; 32], [8; 32]);
        assert_eq!(vault.hash("x"), vault.hash("x"));
        assert_ne!(vault.hash("x"), Vault::new([7; 32], [9; 32]).hash("x"));
        assert_eq!(vault.hash("x").len(), 32);
    }
}
