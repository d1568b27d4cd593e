//! The cryptography of sealed bids, without database or clock: the opening key and its shares, and the
//! envelope. Everything that a stranger needs to seal offline or to open with two shares is here.
//!
//! Suite (RFC 9180): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. It is the one that the
//! WebCrypto of an older Chromium can do too.

mod envelope;
mod key;
mod share;

#[cfg(test)]
mod tests;

pub use envelope::{HEADER_BYTES, check, open, seal, sealed_bytes};
pub use key::{OpeningKey, PublicKey};
pub use share::{KdfCost, Share, ShareFile, combine, split};

/// The suite's name in files.
pub const SUITE: &str = "DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM";

type Kem = hpke::kem::DhP256HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Aead = hpke::aead::AesGcm256;

/// Why an envelope cannot be made or opened, or shares do not open it. Each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("这不是密封投标文件（not a sealed bid）")]
    NotSealed,
    #[error("密封文件应为 {expected} 字节，实为 {found} 字节：文件被截断或附加了内容（wrong length）")]
    Length { expected: usize, found: usize },
    #[error("这份密封文件用的是另一个委托的开标公钥（sealed for another commission）")]
    OtherKey,
    #[error("密封文件已被改动，无法开启（the sealed bid was changed）")]
    Changed,
    #[error("密封内容格式不符：{0}（the content is malformed）")]
    Content(String),
    #[error("投标内容写的委托是 {found}，不是 {expected}（the bid is for another commission）")]
    OtherCommission { expected: String, found: String },
    #[error("投标内容超过 {most} 字节，无法密封；请压缩附件（too large to seal）")]
    TooLarge { most: usize },
    #[error("开标公钥不成立：{0}（bad opening key）")]
    PublicKey(String),
    #[error("{holder} 的口令不对，或密钥份额文件已被改动（wrong passphrase or changed share）")]
    Passphrase { holder: String },
    #[error("{holder} 的密钥份额属于另一个委托（the share belongs to another commission）")]
    OtherShare { holder: String },
    #[error("密钥份额文件不成立：{0}（bad share file）")]
    ShareFile(String),
    #[error("需要两位不同保管人的密钥份额（two different shares are needed）")]
    TooFewShares,
    #[error("两个密钥份额合不成本委托的开标私钥（these shares do not make the opening key）")]
    Shares,
    #[error("口令少于 {least} 个字符（the passphrase is too short）")]
    ShortPassphrase { least: usize },
}

/// The system's generator in the shape that the HPKE crate asks for.
struct SystemRandom;

impl hpke::rand_core::RngCore for SystemRandom {
    fn next_u32(&mut self) -> u32 {
        rand::random()
    }

    fn next_u64(&mut self) -> u64 {
        rand::random()
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        into.fill_with(rand::random);
    }
}

impl hpke::rand_core::CryptoRng for SystemRandom {}
