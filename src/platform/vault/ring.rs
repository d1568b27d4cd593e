//! The keys of one moment, oldest first: the last one seals, every one opens, and all of them hash in turn.

use aes_gcm::Aes256Gcm;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key to seal with and one to hash with.
#[derive(Clone, Copy)]
pub(super) struct KeyPair {
    pub seal: [u8; 32],
    pub hash: [u8; 32],
}

/// Names the key that is derived from the master key.
const FIRST: &str = "k1";

#[derive(Clone)]
pub(super) struct Ring {
    /// `(id, key)`; a key that was retired has gone from here, but not from the hashes.
    seals: Vec<(String, Aes256Gcm)>,
    sealer: Aes256Gcm,
    current: String,
    hashes: Vec<[u8; 32]>,
    last_hash: [u8; 32],
}

impl Ring {
    pub fn new(first: &KeyPair) -> Ring {
        let sealer = <Aes256Gcm as aes_gcm::KeyInit>::new(&first.seal.into());
        Ring {
            seals: vec![(FIRST.to_owned(), sealer.clone())],
            sealer,
            current: FIRST.to_owned(),
            hashes: vec![first.hash],
            last_hash: first.hash,
        }
    }

    /// The ring with a later key.
    pub fn push(&mut self, id: &str, seal: Option<[u8; 32]>, hash: [u8; 32]) {
        if let Some(seal) = seal {
            self.sealer = <Aes256Gcm as aes_gcm::KeyInit>::new(&seal.into());
            self.current = id.to_owned();
            self.seals.push((id.to_owned(), self.sealer.clone()));
        }
        self.hashes.push(hash);
        self.last_hash = hash;
    }

    pub fn current(&self) -> &str {
        &self.current
    }

    pub fn sealer(&self) -> &Aes256Gcm {
        &self.sealer
    }

    pub fn cipher(&self, id: &str) -> Option<Aes256Gcm> {
        self.seals.iter().find(|(known, _)| known == id).map(|(_, cipher)| cipher.clone())
    }

    pub fn last_hash(&self) -> &[u8; 32] {
        &self.last_hash
    }

    pub fn hash(&self, text: &str) -> String {
        self.hashes.iter().fold(text.to_owned(), |hashed, key| keyed_hash(key, &hashed))
    }
}

/// HMAC-SHA-256, its first 32 hexadecimal characters.
pub(super) fn keyed_hash(key: &[u8; 32], text: &str) -> String {
    hex::encode(derived(key, text)).chars().take(32).collect()
}

/// HMAC-SHA-256 of a text, which serves as a key for one use as well.
pub(super) fn derived(key: &[u8; 32], text: &str) -> [u8; 32] {
    // HMAC fills a short key up to its block with zeros (RFC 2104 section 2); done here, the length is right
    // by its type and nothing can fail.
    let mut block = [0u8; 64];
    block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_key_seals_and_the_older_still_opens() {
        let first = KeyPair { seal: [1; 32], hash: [2; 32] };
        let before = Ring::new(&first);
        let mut after = before.clone();
        after.push("k2", Some([3; 32]), [4; 32]);
        assert_eq!((before.current(), after.current()), ("k1", "k2"));
        assert!(after.cipher("k1").is_some() && before.cipher("k2").is_none());
    }

    #[test]
    fn stored_hashes_follow_without_the_text() {
        let mut ring = Ring::new(&KeyPair { seal: [1; 32], hash: [2; 32] });
        let stored = ring.hash("11010519491231002X");
        ring.push("k2", None, [4; 32]);
        assert_eq!(ring.current(), "k1", "a retired key only hashes");
        assert_eq!(keyed_hash(ring.last_hash(), &stored), ring.hash("11010519491231002X"));
    }
}
