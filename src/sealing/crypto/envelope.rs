//! The envelope: `HPSEAL1\n`, the key's id (32 bytes), the encapsulated key (65 bytes), the ciphertext.
//! The plaintext is a length (4 bytes, big endian), the bid, and zeros up to the size that the commission
//! sets, so that all envelopes of a commission are equally long.

use super::key::{OpeningKey, PublicKey};
use super::{Aead, Kdf, Kem, SealError, SystemRandom};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};

const MAGIC: &[u8; 8] = b"HPSEAL1\n";
const KEY_ID_BYTES: usize = 32;
const ENCAPSULATED_BYTES: usize = 65;
const TAG_BYTES: usize = 16;
const LENGTH_BYTES: usize = 4;

/// What stands before the ciphertext.
pub const HEADER_BYTES: usize = MAGIC.len() + KEY_ID_BYTES + ENCAPSULATED_BYTES;

/// The length of every envelope of a commission with this padding.
pub const fn sealed_bytes(padded: usize) -> usize {
    HEADER_BYTES + padded + TAG_BYTES
}

/// Binds an envelope to its commission.
fn info(commission: &str) -> Vec<u8> {
    [b"hengping sealed bid 1\n", commission.as_bytes()].concat()
}

/// Magic and key id: authenticated with the ciphertext.
fn prefix(key: &PublicKey) -> Vec<u8> {
    let id = hex::decode(key.id().as_str()).unwrap_or_default();
    [MAGIC.as_slice(), &id].concat()
}

/// Seals a bid for a commission; `padded` is the size of its plaintexts.
pub fn seal(key: &PublicKey, commission: &str, padded: usize, bid: &[u8]) -> Result<Vec<u8>, SealError> {
    let most = padded.saturating_sub(LENGTH_BYTES);
    let length = u32::try_from(bid.len()).ok().filter(|_| bid.len() <= most).ok_or(SealError::TooLarge { most })?;
    let mut plain = Vec::with_capacity(padded + TAG_BYTES);
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(bid);
    plain.resize(padded, 0);
    let prefix = prefix(key);
    let (encapsulated, tag) = hpke::single_shot_seal_in_place_detached::<Aead, Kdf, Kem, _>(
        &OpModeS::Base,
        &key.0,
        &info(commission),
        &mut plain,
        &prefix,
        &mut SystemRandom,
    )
    .map_err(|e| SealError::PublicKey(e.to_string()))?;
    Ok([prefix.as_slice(), &encapsulated.to_bytes(), &plain, &tag.to_bytes()].concat())
}

/// Opens an envelope and gives the bid's bytes.
pub fn open(key: &OpeningKey, commission: &str, padded: usize, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    check(&key.public, padded, sealed)?;
    let (header, body) = sealed.split_at(HEADER_BYTES);
    let (prefix, encapsulated) = header.split_at(MAGIC.len() + KEY_ID_BYTES);
    let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| SealError::Changed)?;
    let plain = hpke::single_shot_open::<Aead, Kdf, Kem>(
        &OpModeR::Base,
        &key.private,
        &encapsulated,
        &info(commission),
        body,
        prefix,
    )
    .map_err(|_| SealError::Changed)?;
    unpadded(&plain)
}

/// What can be seen from outside: the form, the length, the key. The service refuses by this before the
/// deadline, because a bidder can still mend it then.
pub fn check(key: &PublicKey, padded: usize, sealed: &[u8]) -> Result<(), SealError> {
    if !sealed.starts_with(MAGIC) {
        return Err(SealError::NotSealed);
    }
    let expected = sealed_bytes(padded);
    if sealed.len() != expected {
        return Err(SealError::Length { expected, found: sealed.len() });
    }
    if sealed.starts_with(&prefix(key)) { Ok(()) } else { Err(SealError::OtherKey) }
}

fn unpadded(plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let malformed = || SealError::Content("长度前缀不成立 / bad length".into());
    let (length, rest) = plain.split_first_chunk::<LENGTH_BYTES>().ok_or_else(malformed)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| malformed())?;
    let (bid, padding) = rest.split_at_checked(length).ok_or_else(malformed)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(SealError::Content("填充不是零 / padding is not zero".into()));
    }
    Ok(bid.to_vec())
}
