//! The life of one draw: announced, committed, revealed, drawn. Every stage is a type of its own, so
//! that no seed can be taken before all commitments are public, and nothing drawn before all seeds
//! are open.
//!
//! Pure: who calls, when, and what is stored is the affair of the service, which rebuilds a stage by
//! replaying what was recorded. A transition that fails changes nothing outside.

mod fault;
mod forfeit;
#[cfg(test)]
mod tests;

pub use fault::CeremonyFault;
pub use forfeit::{Incident, Restart};

use super::hash::{Alg, Digest};
use super::record::DrawRecord;
use super::run::{Announcement, announce, run};
use super::seeds::{Seed, check_reveal};
use super::spec::{Decline, DrawSpec};
use super::text;
use std::collections::{BTreeMap, BTreeSet};

/// Pool, rules and draw id are frozen and public; the parties are about to commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    frozen: Frozen,
    commitments: BTreeMap<String, Digest>,
}

/// All commitments are public; the parties are about to reveal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    frozen: Frozen,
    commitments: BTreeMap<String, Digest>,
    seeds: BTreeMap<String, Seed>,
}

/// All seeds are open and are those that were committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    frozen: Frozen,
    seeds: BTreeMap<String, Seed>,
}

/// Drawn; the record is ready to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub record: DrawRecord,
}

/// What every stage carries along.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frozen {
    /// Without parties, declines and public value.
    spec: DrawSpec,
    announcement: Announcement,
    /// In NFC.
    roles: BTreeSet<String>,
    public_is_named: bool,
}

impl Announced {
    /// Freezes pool, rules and draw id of `spec`, and who will contribute a seed.
    ///
    /// # Errors
    /// When `spec` already holds seeds, declines or a public value; when it does not describe a draw;
    /// when one person alone could steer the outcome (no party, or one party and no public value).
    pub fn announce(spec: DrawSpec, roles: &[&str]) -> Result<Announced, CeremonyFault> {
        if !spec.parties.is_empty() || !spec.declines.is_empty() || spec.public.is_some() {
            return Err(CeremonyFault::NotFresh);
        }
        let named = roles.iter().map(|role| Ok(text::name(role, || "role".into())?.into_owned()));
        let roles = named.collect::<Result<BTreeSet<String>, CeremonyFault>>()?;
        let public_is_named = spec.rules.read()?.public.is_some();
        if roles.is_empty() || roles.len() == 1 && !public_is_named {
            return Err(CeremonyFault::TooFewParties);
        }
        let announcement = announce(&spec)?;
        let frozen = Frozen { spec, announcement, roles, public_is_named };
        Ok(Announced { frozen, commitments: BTreeMap::new() })
    }

    /// The hashes to be published before anybody commits.
    pub fn announcement(&self) -> &Announcement {
        &self.frozen.announcement
    }

    /// Takes one party's commitment: 64 lower-case hexadecimal digits. It cannot be replaced.
    ///
    /// # Errors
    /// Unknown role, second commitment of a role, or not a digest.
    pub fn commit(mut self, role: &str, commitment: &str) -> Result<Announced, CeremonyFault> {
        let role = self.frozen.known(role)?;
        let digest = Digest::parse(commitment).ok_or_else(|| CeremonyFault::CommitmentShape { role: role.clone() })?;
        if self.commitments.contains_key(&role) {
            return Err(CeremonyFault::AlreadyCommitted { role });
        }
        self.commitments.insert(role, digest);
        Ok(self)
    }

    /// Closes the commitments, which are then published together.
    ///
    /// # Errors
    /// Names the roles that have not committed.
    pub fn seal(self) -> Result<Committed, CeremonyFault> {
        match self.frozen.missing(&self.commitments) {
            missing if missing.is_empty() => {
                Ok(Committed { frozen: self.frozen, commitments: self.commitments, seeds: BTreeMap::new() })
            }
            roles => Err(CeremonyFault::CommitmentsMissing { roles }),
        }
    }
}

impl Committed {
    /// The commitments to be published before anybody reveals.
    pub fn commitments(&self) -> &BTreeMap<String, Digest> {
        &self.commitments
    }

    /// Takes one party's seed: 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// Unknown role, second seed of a role, not 32 bytes, or not the seed that was committed to.
    pub fn reveal(mut self, role: &str, seed: &str) -> Result<Committed, CeremonyFault> {
        let role = self.frozen.known(role)?;
        let seed = Seed::parse(&role, seed)?;
        if self.seeds.contains_key(&role) {
            return Err(CeremonyFault::AlreadyRevealed { role });
        }
        let context = &self.frozen.announcement.context;
        let kept = |committed| check_reveal(self.frozen.alg(), context, &role, &seed, committed);
        if !self.commitments.get(&role).is_some_and(kept) {
            return Err(CeremonyFault::RevealMismatch { role });
        }
        self.seeds.insert(role, seed);
        Ok(self)
    }

    /// Closes the reveals.
    ///
    /// # Errors
    /// Names the roles that have not revealed; they may still do so, or forfeit.
    pub fn close(self) -> Result<Revealed, CeremonyFault> {
        match self.frozen.missing(&self.seeds) {
            missing if missing.is_empty() => Ok(Revealed { frozen: self.frozen, seeds: self.seeds }),
            roles => Err(CeremonyFault::RevealsMissing { roles }),
        }
    }
}

impl Revealed {
    /// Draws, with the public value if the rules named one beforehand, and without it if they did not.
    ///
    /// # Errors
    /// A public value that does not agree with the rules; a decline of somebody outside the pool.
    pub fn draw(self, public: Option<String>, declines: Vec<Decline>) -> Result<Drawn, CeremonyFault> {
        let given = public.as_ref().is_some_and(|value| !value.is_empty());
        match (given, self.frozen.public_is_named) {
            (true, false) => return Err(CeremonyFault::PublicNotNamed),
            (false, true) => return Err(CeremonyFault::PublicMissing),
            _ => {}
        }
        let parties = self.seeds.into_iter().map(|(role, seed)| (role, hex::encode(seed.0))).collect();
        let spec = DrawSpec { parties, public, declines, ..self.frozen.spec };
        let result = run(&spec)?;
        Ok(Drawn { record: DrawRecord { spec, result } })
    }
}

impl Frozen {
    fn alg(&self) -> Alg {
        self.spec.alg
    }

    /// The role in NFC, if it takes part.
    fn known(&self, role: &str) -> Result<String, CeremonyFault> {
        let role = text::composed(role).into_owned();
        if self.roles.contains(&role) { Ok(role) } else { Err(CeremonyFault::UnknownRole { role }) }
    }

    fn missing<T>(&self, done: &BTreeMap<String, T>) -> Vec<String> {
        self.roles.iter().filter(|role| !done.contains_key(*role)).cloned().collect()
    }
}
