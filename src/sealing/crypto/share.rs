//! Shares of the opening key: any two of three make the private half (Shamir over GF(256)), each wrapped by
//! its holder's passphrase (Argon2id, then AES-256-GCM). One share alone says nothing of the key.

use super::SealError;
use super::key::{OpeningKey, PublicKey};
use crate::terms::{Sha256Hex, canonical};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD};
use blahaj::Sharks;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Shares that open.
const THRESHOLD: u8 = 2;
/// A share: its number and one byte for each of the private half's 32.
const SHARE_BYTES: usize = 33;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const FORMAT: &str = "hengping-share/1";
const SHORTEST_PASSPHRASE: usize = 12;
/// A share file is read from strangers; a greater cost would be an attack on the reader.
const MOST_MEMORY_KIB: u32 = 1 << 18;
const MOST_PASSES: u32 = 16;

/// What trying one passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl KdfCost {
    /// For passphrases that people choose (RFC 9106 section 4, second recommended option).
    pub const FOR_PEOPLE: KdfCost = KdfCost { memory_kib: 1 << 16, passes: 3 };
    /// For passphrases with 256 random bits, which no search reaches however cheap a try is.
    pub const FOR_RANDOM: KdfCost = KdfCost { memory_kib: 8, passes: 1 };
}

/// One wrapped share as its holder keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareFile {
    pub format: String,
    pub commission: String,
    pub key_id: Sha256Hex,
    /// Who keeps it, such as `commissioner`.
    pub holder: String,
    pub cost: KdfCost,
    pub salt: String,
    pub nonce: String,
    pub ciphertext: String,
}

/// One share, unwrapped.
pub struct Share {
    holder: String,
    bytes: Vec<u8>,
}

/// Splits the key: one file for each holder with a passphrase.
pub fn split(
    key: &OpeningKey,
    commission: &str,
    holders: &[(String, String)],
    cost: KdfCost,
) -> Result<Vec<ShareFile>, SealError> {
    if holders.len() < usize::from(THRESHOLD) || has_twins(holders) {
        return Err(SealError::TooFewShares);
    }
    let private = key.private_bytes();
    let shares = Sharks(THRESHOLD).dealer(&private);
    let wrap = |((holder, passphrase), share): (&(String, String), blahaj::Share)| {
        ShareFile::wrap(&key.public, commission, holder, passphrase, &Vec::from(&share), cost)
    };
    holders.iter().zip(shares).map(wrap).collect()
}

fn has_twins(holders: &[(String, String)]) -> bool {
    let mut names: Vec<&str> = holders.iter().map(|(holder, _)| holder.as_str()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}

/// Makes the key out of two shares, and checks that it is this one.
pub fn combine(key: &PublicKey, shares: &[Share]) -> Result<OpeningKey, SealError> {
    let [first, second] = shares else { return Err(SealError::TooFewShares) };
    if first.holder == second.holder || first.bytes.first() == second.bytes.first() {
        return Err(SealError::TooFewShares);
    }
    let read = |share: &Share| blahaj::Share::try_from(share.bytes.as_slice()).map_err(|_| SealError::Shares);
    let pair = [read(first)?, read(second)?];
    let private = Sharks(THRESHOLD).recover(&pair).map_err(|_| SealError::Shares)?;
    OpeningKey::from_private(&private).filter(|made| made.public == *key).ok_or(SealError::Shares)
}

impl ShareFile {
    fn wrap(
        key: &PublicKey,
        commission: &str,
        holder: &str,
        passphrase: &str,
        share: &[u8],
        cost: KdfCost,
    ) -> Result<ShareFile, SealError> {
        if passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(SealError::ShortPassphrase { least: SHORTEST_PASSPHRASE });
        }
        let (salt, nonce): ([u8; SALT_BYTES], [u8; NONCE_BYTES]) = (rand::random(), rand::random());
        let mut file = ShareFile {
            format: FORMAT.into(),
            commission: commission.into(),
            key_id: key.id(),
            holder: holder.into(),
            cost,
            salt: STANDARD.encode(salt),
            nonce: STANDARD.encode(nonce),
            ciphertext: String::new(),
        };
        let bound = file.bound();
        let payload = Payload { msg: share, aad: &bound };
        let cipher = cipher(passphrase, &salt, cost)?;
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::ShareFile("encryption failed".into()))?;
        file.ciphertext = STANDARD.encode(sealed);
        Ok(file)
    }

    /// Opens the share with its holder's passphrase, for a commission's key.
    pub fn unwrap_for(&self, key: &PublicKey, commission: &str, passphrase: &str) -> Result<Share, SealError> {
        if self.format != FORMAT {
            return Err(SealError::ShareFile(format!("format {}", self.format)));
        }
        if self.commission != commission || self.key_id != key.id() {
            return Err(SealError::OtherShare { holder: self.holder.clone() });
        }
        let salt: [u8; SALT_BYTES] = decoded(&self.salt, "salt")?;
        let nonce: [u8; NONCE_BYTES] = decoded(&self.nonce, "nonce")?;
        let sealed = STANDARD.decode(&self.ciphertext).map_err(|_| SealError::ShareFile("ciphertext".into()))?;
        let bound = self.bound();
        let payload = Payload { msg: &sealed, aad: &bound };
        let wrong = || SealError::Passphrase { holder: self.holder.clone() };
        let bytes = cipher(passphrase, &salt, self.cost)?.decrypt(&Nonce::from(nonce), payload).map_err(|_| wrong())?;
        if bytes.len() != SHARE_BYTES || bytes.first() == Some(&0) {
            return Err(SealError::Shares);
        }
        Ok(Share { holder: self.holder.clone(), bytes })
    }

    /// What is authenticated with the share: everything that the file says beside it.
    fn bound(&self) -> Vec<u8> {
        let said = json!({
            "format": self.format, "commission": self.commission, "key_id": self.key_id,
            "holder": self.holder, "cost": self.cost,
        });
        canonical::to_string(&said).into_bytes()
    }
}

fn decoded<const N: usize>(text: &str, what: &str) -> Result<[u8; N], SealError> {
    let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| SealError::ShareFile(what.into()))
}

fn cipher(passphrase: &str, salt: &[u8], cost: KdfCost) -> Result<Aes256Gcm, SealError> {
    if cost.memory_kib > MOST_MEMORY_KIB || cost.passes > MOST_PASSES {
        return Err(SealError::ShareFile("cost".into()));
    }
    let bad = |e: argon2::Error| SealError::ShareFile(e.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(bad)?;
    let mut key = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(bad)?;
    Ok(Aes256Gcm::new(&key.into()))
}
