//! Signatures of Standard Webhooks 1.0: `v1` is HMAC-SHA256 under a shared secret, `v1a` is Ed25519.
//! Both sign `id.timestamp.body`, byte for byte as the body is sent.
//!
//! Not here: where keys are kept and how long an old one is still used beside its successor.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// How far the clocks of sender and receiver may lie apart, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;
const SECRET: &str = "whsec_";
const PRIVATE: &str = "whsk_";
const PUBLIC: &str = "whpk_";

crate::words! {
    /// Which signature an endpoint asks for.
    #[derive(clap::ValueEnum)]
    Scheme {
        /// HMAC-SHA256 under a secret that both sides hold.
        V1 = "v1",
        /// Ed25519: the receiver holds the public key alone.
        V1a = "v1a",
    }
}

/// What a sender signs with. Never printed but by [`SigningSecret::serialised`].
#[derive(Clone)]
pub enum SigningSecret {
    /// 24 to 64 bytes.
    Shared(Vec<u8>),
    Private(Box<SigningKey>),
}

/// What a receiver checks with.
#[derive(Clone, PartialEq, Eq)]
pub enum VerifyingSecret {
    Shared(Vec<u8>),
    Public(VerifyingKey),
}

/// A key that cannot be read; says what is expected.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is none of Standard Webhooks: whsec_ and 24 to 64 bytes, whsk_ or whpk_ and 32 bytes, in base64")]
pub struct KeyFault;

/// Why a delivery is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    #[error("webhook-timestamp is no number of seconds")]
    Timestamp,
    #[error("webhook-timestamp lies more than five minutes from now")]
    Stale,
    #[error("no signature in webhook-signature matches")]
    NoMatch,
}

impl SigningSecret {
    /// A fresh key from random bytes.
    pub fn from_random(scheme: Scheme, bytes: [u8; 32]) -> SigningSecret {
        match scheme {
            Scheme::V1 => SigningSecret::Shared(bytes.to_vec()),
            Scheme::V1a => SigningSecret::Private(Box::new(SigningKey::from_bytes(&bytes))),
        }
    }

    /// Reads `whsec_…` or `whsk_…`.
    pub fn parse(text: &str) -> Result<SigningSecret, KeyFault> {
        match text.strip_prefix(PRIVATE) {
            Some(encoded) => {
                let seed: [u8; 32] = decode(encoded)?.try_into().map_err(|_| KeyFault)?;
                Ok(SigningSecret::Private(Box::new(SigningKey::from_bytes(&seed))))
            }
            None => shared(text).map(SigningSecret::Shared),
        }
    }

    pub fn scheme(&self) -> Scheme {
        match self {
            SigningSecret::Shared(_) => Scheme::V1,
            SigningSecret::Private(_) => Scheme::V1a,
        }
    }

    /// `whsec_…` or `whsk_…`: what is sealed in the vault.
    pub fn serialised(&self) -> String {
        match self {
            SigningSecret::Shared(bytes) => format!("{SECRET}{}", STANDARD.encode(bytes)),
            SigningSecret::Private(key) => format!("{PRIVATE}{}", STANDARD.encode(key.to_bytes())),
        }
    }

    /// What the receiver is given: the shared secret itself, or the public key.
    pub fn for_receiver(&self) -> String {
        match self {
            SigningSecret::Shared(_) => self.serialised(),
            SigningSecret::Private(key) => format!("{PUBLIC}{}", STANDARD.encode(key.verifying_key().to_bytes())),
        }
    }

    /// One entry of `webhook-signature`.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let content = signed_content(id, timestamp, body);
        let signature = match self {
            SigningSecret::Shared(secret) => mac(secret, &content),
            SigningSecret::Private(key) => key.sign(&content).to_bytes().to_vec(),
        };
        format!("{},{}", self.scheme().word(), STANDARD.encode(signature))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSecret({}, ***)", self.scheme().word())
    }
}

impl VerifyingSecret {
    /// Reads `whsec_…` or `whpk_…`.
    pub fn parse(text: &str) -> Result<VerifyingSecret, KeyFault> {
        match text.strip_prefix(PUBLIC) {
            Some(encoded) => {
                let bytes: [u8; 32] = decode(encoded)?.try_into().map_err(|_| KeyFault)?;
                VerifyingKey::from_bytes(&bytes).map(VerifyingSecret::Public).map_err(|_| KeyFault)
            }
            None => shared(text).map(VerifyingSecret::Shared),
        }
    }

    fn accepts(&self, entry: &str, content: &[u8]) -> bool {
        let Some((scheme, encoded)) = entry.split_once(',') else { return false };
        let Ok(given) = STANDARD.decode(encoded) else { return false };
        match self {
            // `verify_slice` of a MAC compares in constant time.
            VerifyingSecret::Shared(secret) if scheme == Scheme::V1.word() => {
                new_mac(secret).is_some_and(|m| m.chain_update(content).verify_slice(&given).is_ok())
            }
            VerifyingSecret::Public(key) if scheme == Scheme::V1a.word() => {
                Signature::from_slice(&given).is_ok_and(|s| key.verify(content, &s).is_ok())
            }
            _ => false,
        }
    }
}

impl fmt::Debug for VerifyingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingSecret(***)")
    }
}

/// All signatures of a delivery, parted by spaces: one for each key still in use, so that a receiver
/// may change keys at any moment of the overlap.
pub fn header(keys: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    keys.iter().map(|key| key.sign(id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

/// Checks a delivery as a receiver has to: the time first, then any signature by any key.
pub fn verify(
    keys: &[VerifyingSecret],
    id: &str,
    timestamp: &str,
    signatures: &str,
    body: &[u8],
    now: i64,
) -> Result<(), SignatureFault> {
    let at: i64 = timestamp.parse().map_err(|_| SignatureFault::Timestamp)?;
    if now.abs_diff(at) > TOLERANCE_SECONDS.unsigned_abs() {
        return Err(SignatureFault::Stale);
    }
    is_signed(keys, (id, at), signatures, body)
}

/// Checks the signatures alone, for what may be old when it arrives: any signature by any key.
///
/// # Errors
/// None matches.
pub fn is_signed(
    keys: &[VerifyingSecret],
    (id, at): (&str, i64),
    signatures: &str,
    body: &[u8],
) -> Result<(), SignatureFault> {
    let content = signed_content(id, at, body);
    let entries = || signatures.split(' ');
    let matches = keys.iter().any(|key| entries().any(|entry| key.accepts(entry, &content)));
    if matches { Ok(()) } else { Err(SignatureFault::NoMatch) }
}

fn signed_content(id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    let mut content = format!("{id}.{timestamp}.").into_bytes();
    content.extend_from_slice(body);
    content
}

fn shared(text: &str) -> Result<Vec<u8>, KeyFault> {
    let bytes = decode(text.strip_prefix(SECRET).ok_or(KeyFault)?)?;
    if (24..=64).contains(&bytes.len()) { Ok(bytes) } else { Err(KeyFault) }
}

fn decode(encoded: &str) -> Result<Vec<u8>, KeyFault> {
    STANDARD.decode(encoded).map_err(|_| KeyFault)
}

fn new_mac(secret: &[u8]) -> Option<Hmac<Sha256>> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(secret).ok()
}

/// HMAC takes keys of any length; an empty signature would match nothing.
fn mac(secret: &[u8], content: &[u8]) -> Vec<u8> {
    new_mac(secret).map(|m| m.chain_update(content).finalize().into_bytes().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks libraries' own tests.
    #[test]
    fn the_published_example_comes_out() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// RFC 8032 section 7.1, test 1, gives the pair of keys.
    #[test]
    fn an_asymmetric_key_is_the_seed_and_its_receiver_holds_the_public_key() {
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let key = SigningSecret::parse(&format!("whsk_{}", STANDARD.encode(seed))).unwrap();
        assert_eq!(key.for_receiver(), format!("whpk_{}", STANDARD.encode(hex::decode(public).unwrap())));
        let header = header(std::slice::from_ref(&key), "e1", 100, b"{}");
        let verifier = VerifyingSecret::parse(&key.for_receiver()).unwrap();
        assert_eq!(verify(&[verifier], "e1", "100", &header, b"{}", 101), Ok(()));
        assert!(!format!("{key:?}").contains("whsk_"));
    }

    #[test]
    fn nothing_changed_stale_or_of_another_key_is_believed() {
        let old = SigningSecret::from_random(Scheme::V1, [1; 32]);
        let new = SigningSecret::from_random(Scheme::V1a, [2; 32]);
        let both = header(&[old.clone(), new.clone()], "e1", 1_000, b"body");
        let keys = |s: &SigningSecret| vec![VerifyingSecret::parse(&s.for_receiver()).unwrap()];
        for key in [&old, &new] {
            assert_eq!(
                verify(&keys(key), "e1", "1000", &both, b"body", 1_300),
                Ok(()),
                "either key during the overlap"
            );
        }
        let other = SigningSecret::from_random(Scheme::V1, [3; 32]);
        let cases = [
            (&old, "e1", "1000", &both[..], &b"body "[..], 1_000, SignatureFault::NoMatch),
            (&old, "e2", "1000", &both, b"body", 1_000, SignatureFault::NoMatch),
            (&old, "e1", "1001", &both, b"body", 1_000, SignatureFault::NoMatch),
            (&old, "e1", "1000", &both, b"body", 1_301, SignatureFault::Stale),
            (&old, "e1", "1000", &both, b"body", 699, SignatureFault::Stale),
            (&old, "e1", "-9223372036854775808", &both, b"body", 5, SignatureFault::Stale),
            (&old, "e1", "1e3", &both, b"body", 1_000, SignatureFault::Timestamp),
            (&other, "e1", "1000", &both, b"body", 1_000, SignatureFault::NoMatch),
            (&old, "e1", "1000", "v1, v1,, v2,xx v1", b"body", 1_000, SignatureFault::NoMatch),
        ];
        for (key, id, timestamp, signatures, body, now, fault) in cases {
            assert_eq!(verify(&keys(key), id, timestamp, signatures, body, now), Err(fault), "{id} {timestamp}");
        }
    }

    #[test]
    fn a_key_of_another_form_is_refused() {
        for text in
            ["", "whsec_", "whsec_YQ==", "whsk_YQ==", "whpk_YQ==", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%"]
        {
            assert!(SigningSecret::parse(text).is_err() && VerifyingSecret::parse(text).is_err(), "{text}");
        }
    }
}
