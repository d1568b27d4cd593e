//! The checksum algorithms of manifests, and several of them over one reading of a file.
//!
//! RFC 8493 section 2.4 names an algorithm by its common name in lower case without punctuation.
//! MD5 and SHA-1 are read for old bags and never written.

use sha2::digest::{Digest, DynDigest};
use std::fmt;

/// An algorithm that this program can compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    /// GB/T 32905-2016.
    Sm3,
}

impl Algorithm {
    pub const ALL: [Algorithm; 7] = [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
        Algorithm::Sm3,
    ];

    /// The name in a manifest's file name, such as `sha256`.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha224 => "sha224",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
            Algorithm::Sm3 => "sm3",
        }
    }

    /// `None` for a name that this program cannot compute. The name is in normal form.
    pub fn named(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Characters of a checksum in hexadecimal.
    pub(super) fn hex_chars(self) -> usize {
        self.hasher().output_size() * 2
    }

    fn hasher(self) -> Box<dyn DynDigest> {
        match self {
            Algorithm::Md5 => Box::new(md5::Md5::new()),
            Algorithm::Sha1 => Box::new(sha1::Sha1::new()),
            Algorithm::Sha224 => Box::new(sha2::Sha224::new()),
            Algorithm::Sha256 => Box::new(sha2::Sha256::new()),
            Algorithm::Sha384 => Box::new(sha2::Sha384::new()),
            Algorithm::Sha512 => Box::new(sha2::Sha512::new()),
            Algorithm::Sm3 => Box::new(sm3::Sm3::new()),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A checksum in lower-case hexadecimal with the algorithm that made it.
pub(super) type Checksum = (Algorithm, String);

/// Several algorithms over the same bytes.
pub(super) struct Hashing(Vec<(Algorithm, Box<dyn DynDigest>)>);

impl Hashing {
    pub(super) fn new(algorithms: &[Algorithm]) -> Hashing {
        Hashing(algorithms.iter().map(|&algorithm| (algorithm, algorithm.hasher())).collect())
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        for (_, hasher) in &mut self.0 {
            hasher.update(bytes);
        }
    }

    pub(super) fn finish(self) -> Vec<Checksum> {
        self.0.into_iter().map(|(algorithm, hasher)| (algorithm, hex::encode(finished(hasher)))).collect()
    }
}

fn finished(mut hasher: Box<dyn DynDigest>) -> Vec<u8> {
    let mut bytes = vec![0; hasher.output_size()];
    // The only error is a buffer of another size than asked for.
    let _ = hasher.finalize_into_reset(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors_of_abc() {
        let mut hashing = Hashing::new(&Algorithm::ALL);
        hashing.update(b"a");
        hashing.update(b"bc");
        let expected = [
            "900150983cd24fb0d6963f7d28e17f72",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        ];
        for ((algorithm, found), expected) in hashing.finish().into_iter().zip(expected) {
            assert_eq!(found, expected, "{algorithm}");
            assert_eq!(algorithm.hex_chars(), expected.len());
            assert_eq!(Algorithm::named(algorithm.name()), Some(algorithm));
        }
        assert_eq!(Algorithm::named("sha3256"), None);
    }
}
