//! The opening key of one commission. The private half lives in memory only, and leaves as shares.

use super::{Kem, SealError, SystemRandom};
use crate::terms::Sha256Hex;
use base64::{Engine, engine::general_purpose::STANDARD};
use hpke::{Deserializable, Kem as _, Serializable};

/// The public half: 65 bytes, an uncompressed point of P-256.
#[derive(Clone, PartialEq)]
pub struct PublicKey(pub(super) <Kem as hpke::Kem>::PublicKey);

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl PublicKey {
    /// Reads the base64 of the 65 bytes; a point off the curve is refused.
    pub fn parse(text: &str) -> Result<PublicKey, SealError> {
        let bytes = STANDARD.decode(text).map_err(|e| SealError::PublicKey(e.to_string()))?;
        <Kem as hpke::Kem>::PublicKey::from_bytes(&bytes)
            .map(PublicKey)
            .map_err(|e| SealError::PublicKey(e.to_string()))
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    pub fn base64(&self) -> String {
        STANDARD.encode(self.bytes())
    }

    /// Names the key: the SHA-256 of its bytes.
    pub fn id(&self) -> Sha256Hex {
        Sha256Hex::of(&self.bytes())
    }
}

/// The whole key; neither shown nor stored.
pub struct OpeningKey {
    pub(super) private: <Kem as hpke::Kem>::PrivateKey,
    pub public: PublicKey,
}

impl OpeningKey {
    /// A new one from the system's generator.
    pub fn generate() -> OpeningKey {
        let (private, public) = Kem::gen_keypair(&mut SystemRandom);
        OpeningKey { private, public: PublicKey(public) }
    }

    /// From the 32 bytes of the private half.
    pub(super) fn from_private(bytes: &[u8]) -> Option<OpeningKey> {
        let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(bytes).ok()?;
        let public = PublicKey(Kem::sk_to_pk(&private));
        Some(OpeningKey { private, public })
    }

    pub(super) fn private_bytes(&self) -> Vec<u8> {
        self.private.to_bytes().to_vec()
    }
}
