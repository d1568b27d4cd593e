//! Argon2id (RFC 9106) with parameters from the settings; hashes are PHC strings, so that stored
//! ones keep the parameters they were made with.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

/// Makes and checks password hashes.
pub(super) struct Hasher {
    argon2: Argon2<'static>,
    /// A hash that nobody's password has: checked where the account does not exist, so that the
    /// answer takes as long as where it does.
    nobody: String,
}

impl Hasher {
    pub(super) fn new(memory_kib: u32, passes: u32) -> anyhow::Result<Hasher> {
        let params = Params::new(memory_kib, passes, 1, None)
            .map_err(|e| anyhow::anyhow!("argon2 with {memory_kib} KiB and {passes} passes: {e}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash_with(&argon2, &crate::accounts::tokens::opaque())?;
        Ok(Hasher { argon2, nobody })
    }

    /// A salted hash of a normalised password.
    pub(super) fn hash(&self, password: &str) -> anyhow::Result<String> {
        hash_with(&self.argon2, password)
    }

    /// True where the password is the stored one; without a stored one, false after the same work.
    pub(super) fn verify(&self, password: &str, stored: Option<&str>) -> bool {
        let matches = PasswordHash::new(stored.unwrap_or(&self.nobody))
            .is_ok_and(|hash| self.argon2.verify_password(password.as_bytes(), &hash).is_ok());
        matches && stored.is_some()
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let hash = argon2.hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("password not hashed: {e}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_salted_argon2id_and_verify() {
        let hasher = Hasher::new(8, 1).unwrap();
        let hash = hasher.hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash("correct horse").unwrap());
        assert!(hasher.verify("correct horse", Some(&hash)));
        assert!(!hasher.verify("correct horsf", Some(&hash)));
        assert!(!hasher.verify("correct horse", Some("not a hash")));
        assert!(!hasher.verify("correct horse", None));
    }

    #[test]
    fn a_hash_made_with_other_parameters_still_verifies() {
        let hash = Hasher::new(16, 2).unwrap().hash("correct horse").unwrap();
        assert!(Hasher::new(8, 1).unwrap().verify("correct horse", Some(&hash)));
        assert!(Hasher::new(1, 1).is_err());
    }
}
