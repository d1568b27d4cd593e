//! Time stamps by RFC 3161: the request for a digest, and what an answer must show before it is kept. Pure.
//!
//! The answer must be granted, name the digest and the nonce of the request, and be signed by the certificate
//! that it carries. Whether that certificate is to be trusted is the question of whoever verifies with the
//! authority's root (`openssl ts -verify`); it outlives this program.

use crate::terms::{Instant, Sha256Hex};
use cms::cert::CertificateChoices;
use cms::cert::x509::spki::AlgorithmIdentifier;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use ring::{digest, signature};
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// Why an answer is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    #[error("the authority refused (status {0})")]
    Refused(u32),
    #[error("the answer cannot be read: {0}")]
    Malformed(String),
    #[error("the token is for other content")]
    OtherImprint,
    #[error("the token answers another request (nonce)")]
    OtherNonce,
    #[error("the token's signature does not hold: {0}")]
    Unsigned(&'static str),
}

impl From<der::Error> for StampFault {
    fn from(error: der::Error) -> StampFault {
        StampFault::Malformed(error.to_string())
    }
}

/// A number that is sent once: positive, and without a leading zero byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 8]);

impl Nonce {
    pub fn of(mut random: [u8; 8]) -> Nonce {
        if let Some(first) = random.first_mut() {
            *first = (*first & 0x3f) | 0x40;
        }
        Nonce(random)
    }
}

/// The request, in DER: the certificate is asked for, so that the token can be verified alone.
pub fn request(imprint: &Sha256Hex, nonce: Nonce) -> Result<Vec<u8>, StampFault> {
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifier { oid: SHA_256, parameters: Some(Any::null()) },
            hashed_message: OctetString::new(bytes(imprint)?)?,
        },
        req_policy: None,
        nonce: Some(Int::new(&nonce.0)?),
        cert_req: true,
        extensions: None,
    };
    Ok(request.to_der()?)
}

fn bytes(imprint: &Sha256Hex) -> Result<Vec<u8>, StampFault> {
    hex::decode(imprint.as_str()).map_err(|e| StampFault::Malformed(e.to_string()))
}

/// The time that a sound answer states; see the module for what is asked of it.
pub fn check(response: &[u8], imprint: &Sha256Hex, nonce: Nonce) -> Result<Instant, StampFault> {
    let (signed, info) = read(response)?;
    let MessageImprint { hash_algorithm, hashed_message } = &info.message_imprint;
    if hash_algorithm.oid != SHA_256 || hashed_message.as_bytes() != bytes(imprint)? {
        return Err(StampFault::OtherImprint);
    }
    if info.nonce.as_ref().map(Int::as_bytes) != Some(nonce.0.as_slice()) {
        return Err(StampFault::OtherNonce);
    }
    check_signature(&signed)?;
    let seconds = i64::try_from(info.gen_time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let moment = chrono::DateTime::from_timestamp(seconds, 0);
    moment.map(Instant::from_utc).ok_or_else(|| StampFault::Malformed("genTime".into()))
}

fn read(response: &[u8]) -> Result<(SignedData, TstInfo), StampFault> {
    let response = TimeStampResp::from_der(response)?;
    // 0 granted, 1 granted with modifications (section 2.4.2).
    let status = response.status.status as u32;
    let token = response.time_stamp_token.filter(|_| status <= 1).ok_or(StampFault::Refused(status))?;
    if token.content_type != SIGNED_DATA {
        return Err(StampFault::Malformed("no signed data".into()));
    }
    let signed: SignedData = token.content.decode_as()?;
    if signed.encap_content_info.econtent_type != TST_INFO {
        return Err(StampFault::Malformed("no time stamp inside".into()));
    }
    let info = TstInfo::from_der(content(&signed)?)?;
    Ok((signed, info))
}

fn content(signed: &SignedData) -> Result<&[u8], StampFault> {
    let content = signed.encap_content_info.econtent.as_ref();
    content.map(Any::value).ok_or_else(|| StampFault::Malformed("no content".into()))
}

/// RFC 5652 section 5.4: the signed attributes hold the digest of the content, and the signature is over them.
fn check_signature(signed: &SignedData) -> Result<(), StampFault> {
    let signer = signed.signer_infos.0.iter().next().ok_or(StampFault::Unsigned("nobody signed"))?;
    let hash = hash_of(signer.digest_alg.oid)?;
    let attributes = signer.signed_attrs.as_ref().ok_or(StampFault::Unsigned("no signed attributes"))?;
    let digest_attribute = attributes.iter().find(|attribute| attribute.oid == MESSAGE_DIGEST);
    let stated = digest_attribute.and_then(|attribute| attribute.values.iter().next());
    let is_of_content =
        stated.is_some_and(|stated| content(signed).is_ok_and(|c| digest::digest(hash, c).as_ref() == stated.value()));
    if !is_of_content {
        return Err(StampFault::Unsigned("the content is another one"));
    }
    let key = signer_key(signed, signer)?;
    let attributes = attributes.to_der()?;
    let verified = signature::UnparsedPublicKey::new(key.0, key.1).verify(&attributes, signer.signature.as_bytes());
    verified.map_err(|_| StampFault::Unsigned("it is not the certificate's"))
}

fn hash_of(oid: ObjectIdentifier) -> Result<&'static digest::Algorithm, StampFault> {
    match oid {
        SHA_256 => Ok(&digest::SHA256),
        SHA_384 => Ok(&digest::SHA384),
        SHA_512 => Ok(&digest::SHA512),
        _ => Err(StampFault::Unsigned("its digest is not SHA-2")),
    }
}

/// How to verify, and the public key of the signer's certificate.
type Key = (&'static dyn signature::VerificationAlgorithm, Vec<u8>);

fn signer_key(signed: &SignedData, signer: &SignerInfo) -> Result<Key, StampFault> {
    let certificates = signed.certificates.iter().flat_map(|set| set.0.iter());
    let of_signer = |choice: &CertificateChoices| match (choice, &signer.sid) {
        (CertificateChoices::Certificate(cert), SignerIdentifier::IssuerAndSerialNumber(id)) => {
            let tbs = &cert.tbs_certificate;
            (tbs.issuer == id.issuer && tbs.serial_number == id.serial_number)
                .then(|| tbs.subject_public_key_info.clone())
        }
        _ => None,
    };
    let info = certificates.filter_map(of_signer).next().ok_or(StampFault::Unsigned("no certificate"))?;
    let curve = info.algorithm.parameters.as_ref().and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
    let algorithm: &'static dyn signature::VerificationAlgorithm =
        match (info.algorithm.oid, signer.digest_alg.oid, curve) {
            (RSA, SHA_256, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (RSA, SHA_384, _) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (RSA, SHA_512, _) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (_, SHA_256, Some(P_256)) => &signature::ECDSA_P256_SHA256_ASN1,
            (_, SHA_384, Some(P_256)) => &signature::ECDSA_P256_SHA384_ASN1,
            (_, SHA_256, Some(P_384)) => &signature::ECDSA_P384_SHA256_ASN1,
            (_, SHA_384, Some(P_384)) => &signature::ECDSA_P384_SHA384_ASN1,
            _ => return Err(StampFault::Unsigned("its algorithm is not known here")),
        };
    Ok((algorithm, info.subject_public_key.raw_bytes().to_vec()))
}

#[cfg(test)]
#[path = "stamp_tests.rs"]
pub mod tests;
