//! Checksums that a client sends with a piece (tus 1.0, "Checksum"): one algorithm and a value in
//! Base64. A piece whose checksum does not hold is thrown away as a whole.

use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::Digest;

/// As `Tus-Checksum-Algorithm` lists them; the protocol asks for SHA-1 at least.
pub const ALGORITHMS: &str = "sha1,sha256,sha512,md5,sm3";

#[derive(Clone)]
enum Running {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
    Sha512(sha2::Sha512),
    Md5(md5::Md5),
    Sm3(sm3::Sm3),
}

/// A checksum that is being compared while bytes arrive.
#[derive(Clone)]
pub struct Checksum {
    running: Running,
    expected: Vec<u8>,
}

impl Checksum {
    /// Reads `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`.
    ///
    /// # Errors
    /// The header is not of this form or names an algorithm that is not spoken here.
    pub fn parse(header: &str) -> Outcome<Checksum> {
        let (name, value) = header.trim().split_once(' ').ok_or_else(bad)?;
        let running = match name {
            "sha1" => Running::Sha1(Digest::new()),
            "sha256" => Running::Sha256(Digest::new()),
            "sha512" => Running::Sha512(Digest::new()),
            "md5" => Running::Md5(Digest::new()),
            "sm3" => Running::Sm3(Digest::new()),
            _ => return Err(bad()),
        };
        let expected = STANDARD.decode(value.trim()).map_err(|_| bad())?;
        Ok(Checksum { running, expected })
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.running {
            Running::Sha1(d) => d.update(bytes),
            Running::Sha256(d) => d.update(bytes),
            Running::Sha512(d) => d.update(bytes),
            Running::Md5(d) => d.update(bytes),
            Running::Sm3(d) => d.update(bytes),
        }
    }

    /// # Errors
    /// The bytes are not those that the client summed.
    pub fn verify(self) -> Outcome<()> {
        let found = match self.running {
            Running::Sha1(d) => d.finalize().to_vec(),
            Running::Sha256(d) => d.finalize().to_vec(),
            Running::Sha512(d) => d.finalize().to_vec(),
            Running::Md5(d) => d.finalize().to_vec(),
            Running::Sm3(d) => d.finalize().to_vec(),
        };
        if found == self.expected {
            return Ok(());
        }
        let zh = "这一段内容在传输中有误，已丢弃；请从原位置重传。";
        Err(Failure::refused(
            Code::ChecksumMismatch,
            zh,
            "This piece was damaged on the way and dropped; send it again.",
        ))
    }
}

fn bad() -> Failure {
    let zh = format!("Upload-Checksum 应为“算法 Base64值”，算法可为 {ALGORITHMS}。");
    Failure::refused(
        Code::BadHeader,
        zh,
        format!("Upload-Checksum is an algorithm of {ALGORITHMS} and a Base64 value."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of the protocol's own example for `hello world`.
    #[test]
    fn the_example_of_the_protocol_holds() {
        let mut checksum = Checksum::parse("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap();
        checksum.update(b"hello ");
        checksum.update(b"world");
        assert!(checksum.clone().verify().is_ok());
        checksum.update(b"!");
        assert!(checksum.verify().is_err());
    }

    #[test]
    fn what_is_no_checksum_is_refused() {
        for header in ["", "sha1", "sha1 ?", "crc32 AAAA", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="] {
            assert!(Checksum::parse(header).is_err(), "{header}");
        }
        for name in ALGORITHMS.split(',') {
            assert!(Checksum::parse(&format!("{name} AAAA")).unwrap().verify().is_err());
        }
    }
}
