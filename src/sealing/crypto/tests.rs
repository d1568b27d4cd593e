//! Envelopes and shares against the published vectors of RFC 9180, and against everything that can be done
//! to them on the way.

use super::*;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable, aead, setup_receiver, setup_sender};
use proptest::prelude::*;
use serde_json::Value;

const PADDED: usize = 4096;

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// Gives the vector's own input where the library asks for randomness.
struct Given(Vec<u8>);

impl hpke::rand_core::RngCore for Given {
    fn next_u32(&mut self) -> u32 {
        unreachable!()
    }
    fn next_u64(&mut self) -> u64 {
        unreachable!()
    }
    fn fill_bytes(&mut self, into: &mut [u8]) {
        into.copy_from_slice(&self.0);
    }
}

impl hpke::rand_core::CryptoRng for Given {}

fn vector<A: aead::Aead>(vector: &Value) {
    let (info, enc) = (bytes(&vector["info"]), bytes(&vector["enc"]));
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&bytes(&vector["pkRm"])).unwrap();
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(&bytes(&vector["skRm"])).unwrap();
    let (made, mut sender) =
        setup_sender::<A, Kdf, Kem, _>(&OpModeS::Base, &public, &info, &mut Given(bytes(&vector["ikmE"]))).unwrap();
    assert_eq!(made.to_bytes().to_vec(), enc);
    let mut receiver = setup_receiver::<A, Kdf, Kem>(&OpModeR::Base, &private, &made, &info).unwrap();
    for step in vector["encryptions"].as_array().unwrap() {
        let (plain, aad, cipher) = (bytes(&step["pt"]), bytes(&step["aad"]), bytes(&step["ct"]));
        assert_eq!(sender.seal(&plain, &aad).unwrap(), cipher);
        assert_eq!(receiver.open(&cipher, &aad).unwrap(), plain);
    }
}

/// RFC 9180 appendix A.3.1, and the working group's vector of the same run for AES-256-GCM.
#[test]
fn the_published_vectors_hold_both_ways() {
    let text = include_str!("../../../tests/data/sealing/rfc9180-p256.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(vectors.len(), 2);
    for one in &vectors {
        match one["aead_id"].as_u64() {
            Some(1) => vector::<aead::AesGcm128>(one),
            Some(2) => vector::<Aead>(one),
            other => unreachable!("{other:?}"),
        }
    }
}

fn holders() -> Vec<(String, String)> {
    ["commissioner", "supervisor", "bureau"].map(|h| (h.to_owned(), format!("passphrase of {h}"))).to_vec()
}

fn shares(key: &OpeningKey, number: &str) -> Vec<ShareFile> {
    split(key, number, &holders(), KdfCost::FOR_RANDOM).unwrap()
}

#[test]
fn any_two_of_three_open_and_one_does_not() {
    let key = OpeningKey::generate();
    let sealed = seal(&key.public, "A-1", PADDED, b"{\"price_fen\":1}").unwrap();
    assert_eq!(sealed.len(), sealed_bytes(PADDED));
    let files = shares(&key, "A-1");
    let open_share = |i: usize| files[i].unwrap_for(&key.public, "A-1", &holders()[i].1).unwrap();
    for (a, b) in [(0, 1), (1, 2), (2, 0)] {
        let made = combine(&key.public, &[open_share(a), open_share(b)]).unwrap();
        assert_eq!(open(&made, "A-1", PADDED, &sealed).unwrap(), b"{\"price_fen\":1}");
    }
    assert_eq!(combine(&key.public, &[open_share(0)]).err(), Some(SealError::TooFewShares));
    assert_eq!(combine(&key.public, &[open_share(1), open_share(1)]).err(), Some(SealError::TooFewShares));
}

#[test]
fn wrong_passphrases_and_wrong_shares_are_told_apart() {
    let (key, other) = (OpeningKey::generate(), OpeningKey::generate());
    let (files, others) = (shares(&key, "A-1"), shares(&other, "A-1"));
    let passphrase = &holders()[0].1;
    let tried = |file: &ShareFile, number: &str, word: &str| file.unwrap_for(&key.public, number, word).err();
    let holder = "commissioner".to_owned();
    assert_eq!(tried(&files[0], "A-1", "another passphrase"), Some(SealError::Passphrase { holder: holder.clone() }));
    assert_eq!(tried(&files[0], "A-2", passphrase), Some(SealError::OtherShare { holder: holder.clone() }));
    assert_eq!(tried(&others[0], "A-1", passphrase), Some(SealError::OtherShare { holder: holder.clone() }));
    // A share of another key under this key's name does not pass the authentication.
    let forged = ShareFile { key_id: key.public.id(), ..others[0].clone() };
    assert_eq!(tried(&forged, "A-1", passphrase), Some(SealError::Passphrase { holder }));
    let costly = ShareFile { cost: KdfCost { memory_kib: u32::MAX, passes: 1 }, ..files[0].clone() };
    assert_eq!(tried(&costly, "A-1", passphrase), Some(SealError::ShareFile("cost".into())));
    let short = split(&key, "A-1", &[("a".into(), "short".into()), ("b".into(), "short".into())], KdfCost::FOR_RANDOM);
    assert_eq!(short.err(), Some(SealError::ShortPassphrase { least: 12 }));
    // Two sound shares of different splits make no key of this commission.
    let again = shares(&key, "A-1");
    let mixed = [
        files[0].unwrap_for(&key.public, "A-1", passphrase).unwrap(),
        again[1].unwrap_for(&key.public, "A-1", &holders()[1].1).unwrap(),
    ];
    assert_eq!(combine(&key.public, &mixed).err(), Some(SealError::Shares));
}

#[test]
fn envelopes_are_equally_long_and_bound_to_commission_and_key() {
    let (key, other) = (OpeningKey::generate(), OpeningKey::generate());
    let small = seal(&key.public, "A-1", PADDED, b"1").unwrap();
    let large = seal(&key.public, "A-1", PADDED, &[b'x'; PADDED - 4]).unwrap();
    assert_eq!(small.len(), large.len());
    assert_eq!(seal(&key.public, "A-1", PADDED, &[0; PADDED - 3]), Err(SealError::TooLarge { most: PADDED - 4 }));
    assert_eq!(open(&key, "A-2", PADDED, &small), Err(SealError::Changed));
    assert_eq!(open(&other, "A-1", PADDED, &small), Err(SealError::OtherKey));
    assert_eq!(open(&key, "A-1", PADDED, b"%PDF-1.7"), Err(SealError::NotSealed));
    let short = SealError::Length { expected: small.len(), found: small.len() - 1 };
    assert_eq!(open(&key, "A-1", PADDED, &small[..small.len() - 1]), Err(short));
    assert_eq!(PublicKey::parse(&key.public.base64()), Ok(key.public.clone()));
    assert!(PublicKey::parse("AAAA").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// No flipped bit anywhere is accepted.
    #[test]
    fn a_flipped_bit_is_always_seen(at in 0..sealed_bytes(PADDED), bit in 0_u8..8) {
        let key = OpeningKey::generate();
        let mut sealed = seal(&key.public, "A-1", PADDED, b"{}").unwrap();
        sealed[at] ^= 1 << bit;
        prop_assert!(open(&key, "A-1", PADDED, &sealed).is_err());
    }
}
