//! What the parties publish and reveal: the context, the commitments, the seeds, and the shared seed
//! that nobody knew before all were open.

use super::fault::DrawFault;
use super::hash::{Alg, Digest, LpHasher, parse_hex32};
use super::text;
use std::collections::BTreeMap;
use std::fmt;

/// The 32 secret random bytes of one party. Not printed by `Debug`, so that no log opens it early.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`DrawFault::SeedShape`], which names the role and not the text.
    pub fn parse(role: &str, text: &str) -> Result<Seed, DrawFault> {
        parse_hex32(text).map(Seed).ok_or_else(|| DrawFault::SeedShape { role: role.to_owned() })
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// Binds the draw's number, its pool and its rules. Published before any commitment.
pub fn context(alg: Alg, draw_id: &str, pool_hash: &Digest, rules_hash: &Digest) -> Digest {
    let draw_id = text::composed(draw_id);
    LpHasher::new(alg, "VRD1/ctx").part(draw_id.as_bytes()).part(&pool_hash.0).part(&rules_hash.0).finish()
}

/// What a party publishes about its seed before anybody reveals. The role is hashed too, so that no
/// party can repeat another's commitment and later its seed.
pub fn commitment(alg: Alg, context: &Digest, role: &str, seed: &Seed) -> Digest {
    let role = text::composed(role);
    LpHasher::new(alg, "VRD1/commit").part(&context.0).part(role.as_bytes()).part(&seed.0).finish()
}

/// Whether a revealed seed is the one that was committed to.
pub fn check_reveal(alg: Alg, context: &Digest, role: &str, seed: &Seed, committed: &Digest) -> bool {
    commitment(alg, context, role, seed) == *committed
}

/// The seed of the draw from every party's seed, roles in the order of their bytes, and the public
/// value (empty when there is none). Roles are expected in NFC, so that their order is settled.
pub fn shared_seed(alg: Alg, context: &Digest, parties: &BTreeMap<String, Seed>, public: &str) -> Digest {
    let opened = LpHasher::new(alg, "VRD1/seed").part(&context.0);
    parties
        .iter()
        .fold(opened, |hasher, (role, seed)| hasher.part(role.as_bytes()).part(&seed.0))
        .part(text::composed(public).as_bytes())
        .finish()
}

/// The parties of a specification: roles in NFC and unique, seeds read.
pub(super) fn read_parties(parties: &BTreeMap<String, String>) -> Result<BTreeMap<String, Seed>, DrawFault> {
    let mut read = BTreeMap::new();
    for (role, seed) in parties {
        let role = text::name(role, || "parties".into())?.into_owned();
        let seed = Seed::parse(&role, seed)?;
        if read.contains_key(&role) {
            return Err(DrawFault::DuplicateRole { role });
        }
        read.insert(role, seed);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALG: Alg = Alg::Sha256;

    #[test]
    fn a_commitment_binds_context_role_and_seed() {
        let here = context(ALG, "1", &Digest([1; 32]), &Digest([2; 32]));
        let there = context(ALG, "2", &Digest([1; 32]), &Digest([2; 32]));
        let committed = commitment(ALG, &here, "财政局", &Seed([3; 32]));
        assert!(check_reveal(ALG, &here, "财政局", &Seed([3; 32]), &committed));
        assert!(!check_reveal(ALG, &there, "财政局", &Seed([3; 32]), &committed));
        assert!(!check_reveal(ALG, &here, "监督人", &Seed([3; 32]), &committed));
        assert!(!check_reveal(ALG, &here, "财政局", &Seed([4; 32]), &committed));
        assert!(!check_reveal(Alg::Sm3, &here, "财政局", &Seed([3; 32]), &committed));
    }

    #[test]
    fn reads_parties_strictly() {
        let seed = "0f".repeat(32);
        let read = |pairs: &[(&str, &str)]| {
            read_parties(&pairs.iter().map(|(r, s)| (r.to_string(), s.to_string())).collect()).map(|p| p.len())
        };
        assert_eq!(read(&[("a", &seed), ("b", &seed)]), Ok(2));
        assert_eq!(read(&[]), Ok(0));
        assert_eq!(read(&[("é", &seed), ("e\u{301}", &seed)]), Err(DrawFault::DuplicateRole { role: "é".into() }));
        for wrong in ["", "0f", &seed[1..], &seed.to_uppercase(), &format!("{seed}00"), &seed.replace('0', "x")] {
            assert_eq!(read(&[("a", wrong)]), Err(DrawFault::SeedShape { role: "a".into() }), "{wrong}");
        }
        assert_eq!(read(&[("", &seed)]), Err(DrawFault::Empty { place: "parties".into() }));
    }

    #[test]
    fn a_seed_is_not_printed() {
        assert_eq!(format!("{:?}", Seed([7; 32])), "Seed(…)");
    }
}
