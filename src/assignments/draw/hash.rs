//! The hash functions of the draw and the one way in which values are fed to them: every value after
//! its length, so that no two lists of values ever give the same bytes.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use std::fmt;

/// Which hash function a draw uses; named in its specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alg {
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SM3 (GB/T 32905), where national algorithms are required.
    Sm3,
}

impl Alg {
    /// The name that specifications use.
    pub fn name(self) -> &'static str {
        match self {
            Alg::Sha256 => "sha256",
            Alg::Sm3 => "sm3",
        }
    }
}

/// 32 bytes that came out of the hash function; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// `None` unless the text is 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Digest> {
        parse_hex32(text).map(Digest)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Reads 32 bytes from 64 hexadecimal digits. Capitals are refused: a value has one spelling, so that
/// a record in which a single character was changed never passes for the original.
pub(super) fn parse_hex32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}

/// Hashes a sequence of values, each after its length in bytes as a big-endian `u32` (`LP` in the
/// published method). The first value is the tag that keeps the uses of the hash apart.
pub(super) struct LpHasher(State);

enum State {
    Sha256(sha2::Sha256),
    Sm3(sm3::Sm3),
}

impl LpHasher {
    pub(super) fn new(alg: Alg, tag: &str) -> LpHasher {
        let state = match alg {
            Alg::Sha256 => State::Sha256(sha2::Sha256::new()),
            Alg::Sm3 => State::Sm3(sm3::Sm3::new()),
        };
        LpHasher(state).part(tag.as_bytes())
    }

    /// Feeds one value after its length.
    pub(super) fn part(mut self, value: &[u8]) -> LpHasher {
        self.push(value);
        self
    }

    /// As [`LpHasher::part`], for a loop over many values.
    pub(super) fn push(&mut self, value: &[u8]) {
        // Saturation is out of reach: texts and rules are limited to far less than 4 GiB when read.
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.update(&length.to_be_bytes());
        self.update(value);
    }

    /// Feeds a counter without a length: the method fixes it at four bytes.
    pub(super) fn counter(mut self, value: u32) -> LpHasher {
        self.update(&value.to_be_bytes());
        self
    }

    pub(super) fn finish(self) -> Digest {
        match self.0 {
            State::Sha256(hasher) => Digest(hasher.finalize().into()),
            State::Sm3(hasher) => Digest(hasher.finalize().into()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sha256(hasher) => hasher.update(bytes),
            State::Sm3(hasher) => hasher.update(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_in_after_their_length() {
        // The bytes written out by hand, hashed by an independent program (`openssl dgst`).
        let cases = [
            (Alg::Sha256, "f4c3602d80838775daf32f1df563a3c9044d64cd05ac8f8efce841b9332d886f"),
            (Alg::Sm3, "406df2eca617a833ffbcc547b57a3059df1ce437a213e16739c652acc6f62099"),
        ];
        for (alg, expected) in cases {
            let digest = LpHasher::new(alg, "ab").part(b"c").counter(7).finish().to_string();
            assert_eq!(digest, expected, "{}", alg.name());
        }
    }

    #[test]
    fn a_digest_has_one_spelling() {
        let text = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(Digest::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        for wrong in [&text.to_uppercase(), &text[..63], "", &format!("{text}0"), &text.replace('c', "g")] {
            assert_eq!(Digest::parse(wrong), None, "{wrong}");
        }
    }
}
