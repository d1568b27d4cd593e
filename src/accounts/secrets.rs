//! One master key, and a key of its own for each use, so that a token of one kind can never be
//! taken for another (RFC 8725 section 3.11).

use anyhow::Context;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The master key; it leaves this type only through [`Secrets::derive`].
#[derive(Clone)]
pub struct Secrets {
    master: [u8; 32],
}

impl Secrets {
    pub fn new(master: [u8; 32]) -> Secrets {
        Secrets { master }
    }

    /// The configured key, or the one in `data_dir/master.key`, which is made at the first start
    /// (64 hexadecimal characters, readable by its owner alone).
    pub fn open(configured: Option<[u8; 32]>, data_dir: &Path) -> anyhow::Result<Secrets> {
        if let Some(master) = configured {
            return Ok(Secrets::new(master));
        }
        let path = data_dir.join("master.key");
        create_once(&path).with_context(|| format!("{} could not be written", path.display()))?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} could not be read", path.display()))?;
        let mut master = [0u8; 32];
        hex::decode_to_slice(text.trim(), &mut master).with_context(|| {
            format!("{} does not hold 64 hexadecimal characters; restore it from a backup", path.display())
        })?;
        Ok(Secrets::new(master))
    }

    /// The key for one use: HMAC-SHA-256 of its label under the master key.
    pub fn derive(&self, label: &str) -> [u8; 32] {
        keyed_digest(&self.master, label.as_bytes())
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(***)")
    }
}

/// HMAC-SHA-256 with a key of 32 bytes.
pub(super) fn keyed_digest(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up to its block with zeros (RFC 2104 section 2); done here, the length
    // is right by its type and nothing can fail.
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Makes the key file unless it is there; two processes that start together end with one key,
/// because the finished file is linked into place and a link never replaces a file.
fn create_once(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    write_private(&draft, &hex::encode(rand::random::<[u8; 32]>()))?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_use_has_its_own_key() {
        let secrets = Secrets::new([7; 32]);
        assert_ne!(secrets.derive("access-token"), secrets.derive("form-token"));
        assert_ne!(secrets.derive("a"), Secrets::new([8; 32]).derive("a"));
        assert_eq!(format!("{secrets:?}"), "Secrets(***)");
    }

    #[test]
    fn the_hmac_is_rfc_4231_case_2() {
        let mut key = [0u8; 32];
        key[..4].copy_from_slice(b"Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(keyed_digest(&key, b"what do ya want for nothing?")), expected);
    }

    #[test]
    fn a_generated_key_stays() {
        let dir = tempfile::tempdir().unwrap();
        let first = Secrets::open(None, dir.path()).unwrap();
        assert_eq!(first.derive("x"), Secrets::open(None, dir.path()).unwrap().derive("x"));
        assert_ne!(first.derive("x"), Secrets::open(Some([0; 32]), dir.path()).unwrap().derive("x"));
        std::fs::write(dir.path().join("master.key"), "short").unwrap();
        assert!(Secrets::open(None, dir.path()).unwrap_err().to_string().contains("master.key"));
    }
}
