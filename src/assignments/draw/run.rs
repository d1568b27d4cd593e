//! Running a draw from its specification, and announcing it before there are seeds.

use super::fault::DrawFault;
use super::frozen::Frozen;
use super::hash::Digest;
use super::record::{DrawResult, Outcome};
use super::seeds::{self, Seed};
use super::selection::{self, Declines};
use super::spec::{Decline, DrawSpec};
use super::text;
use std::collections::BTreeMap;

/// The hashes that are published before any seed exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub pool_hash: Digest,
    pub rules_hash: Digest,
    pub context: Digest,
}

/// Freezes pool and rules. Parties, declines and public value of `spec` are not looked at.
///
/// # Errors
/// [`DrawFault`] when pool or rules are not unambiguous.
pub fn announce(spec: &DrawSpec) -> Result<Announcement, DrawFault> {
    let frozen = Frozen::of(spec)?;
    let context = frozen.context(&spec.draw_id);
    Ok(Announcement { pool_hash: frozen.pool_hash, rules_hash: frozen.rules_hash, context })
}

/// Runs the draw. An empty pool is no fault: it leaves all seats short.
///
/// # Errors
/// [`DrawFault`] when the specification does not describe one unambiguous draw.
pub fn run(spec: &DrawSpec) -> Result<DrawResult, DrawFault> {
    let prepared = Prepared::of(spec)?;
    let context = prepared.frozen.context(&spec.draw_id);
    let seed = prepared.shared_seed(&context);
    let selection = selection::select(&prepared.frozen, &prepared.declines, &seed);
    Ok(DrawResult {
        pool_hash: prepared.frozen.pool_hash.to_string(),
        rules_hash: prepared.frozen.rules_hash.to_string(),
        context: context.to_string(),
        commitments: prepared.commitments(&context),
        seed: seed.to_string(),
        selected: selection.ids(Outcome::Selected),
        reserves: selection.ids(Outcome::Reserve),
        transcript: selection.transcript,
        shortage: selection.shortage,
    })
}

/// A whole specification, read and checked.
pub(super) struct Prepared<'a> {
    pub(super) frozen: Frozen<'a>,
    pub(super) declines: Declines,
    parties: BTreeMap<String, Seed>,
    public: String,
}

impl<'a> Prepared<'a> {
    pub(super) fn of(spec: &'a DrawSpec) -> Result<Prepared<'a>, DrawFault> {
        let parties = seeds::read_parties(&spec.parties)?;
        let public = text::free(spec.public.as_deref().unwrap_or_default(), || "public".into())?.into_owned();
        let frozen = Frozen::of(spec)?;
        let declines = read_declines(&frozen, &spec.declines)?;
        Ok(Prepared { frozen, declines, parties, public })
    }

    pub(super) fn commitments(&self, context: &Digest) -> BTreeMap<String, String> {
        let commit = |role: &String, seed| seeds::commitment(self.frozen.alg, context, role, seed).to_string();
        self.parties.iter().map(|(role, seed)| (role.clone(), commit(role, seed))).collect()
    }

    pub(super) fn shared_seed(&self, context: &Digest) -> Digest {
        seeds::shared_seed(self.frozen.alg, context, &self.parties, &self.public)
    }
}

fn read_declines(frozen: &Frozen, declines: &[Decline]) -> Result<Declines, DrawFault> {
    let mut read = Declines::new();
    for (at, decline) in declines.iter().enumerate() {
        let position = frozen.pool.find(decline.id(), || format!("declines[{at}]"))?;
        let reason =
            decline.reason().map(|reason| text::name(reason, || format!("declines[{at}].reason"))).transpose()?;
        let reason = reason.map(|reason| reason.into_owned());
        match read.insert(position, reason.clone()) {
            Some(earlier) if earlier != reason => return Err(DrawFault::DeclinedTwice { id: decline.id().to_owned() }),
            _ => {}
        }
    }
    Ok(read)
}
