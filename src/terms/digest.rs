//! SHA-256 digests written as 64 lower-case hexadecimal characters.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 digest in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Sha256Hex(String);

impl TryFrom<String> for Sha256Hex {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Sha256Hex, Self::Error> {
        Sha256Hex::parse(&text).ok_or("a SHA-256 digest has 64 hexadecimal characters")
    }
}

impl Sha256Hex {
    pub fn of(bytes: &[u8]) -> Sha256Hex {
        Sha256Hex(hex::encode(Sha256::digest(bytes)))
    }

    /// `None` unless the text is 64 hexadecimal characters.
    pub fn parse(text: &str) -> Option<Sha256Hex> {
        let lower = text.to_ascii_lowercase();
        (lower.len() == 64 && lower.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Sha256Hex(lower))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector() {
        assert_eq!(Sha256Hex::of(b"abc").as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn what_is_no_digest_is_not_read_as_one() {
        let abc = Sha256Hex::of(b"abc");
        assert_eq!(serde_json::from_str::<Sha256Hex>(&serde_json::to_string(&abc).unwrap()).unwrap(), abc);
        for text in ["", "../../../../etc/passwd", "衡评", &abc.as_str()[1..]] {
            assert!(serde_json::from_value::<Sha256Hex>(text.into()).is_err(), "{text}");
        }
    }
}
