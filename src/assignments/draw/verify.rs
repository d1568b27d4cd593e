//! Recomputing a record and naming every item that does not hold.
//!
//! Each link is recomputed from what the record itself says about the link before: commitments from
//! the recorded context, steps from the recorded seed. A single forged item is so named alone, and a
//! record holds if and only if every link does.

use super::discrepancy::{Discrepancy, Item};
use super::hash::Digest;
use super::record::{DrawRecord, DrawResult, Outcome, Step};
use super::run::Prepared;
use super::seeds;
use super::selection;
use std::collections::{BTreeMap, BTreeSet};

/// Recomputes a record. Empty when everything holds.
pub fn verify(record: &DrawRecord) -> Vec<Discrepancy> {
    match Prepared::of(&record.spec) {
        Ok(prepared) => Comparison { found: Vec::new() }.whole(&prepared, &record.spec.draw_id, &record.result),
        Err(fault) => vec![Discrepancy::Specification(fault)],
    }
}

struct Comparison {
    found: Vec<Discrepancy>,
}

impl Comparison {
    fn whole(mut self, prepared: &Prepared, draw_id: &str, result: &DrawResult) -> Vec<Discrepancy> {
        let frozen = &prepared.frozen;
        let pool_hash = self.link(Item::PoolHash, &result.pool_hash, frozen.pool_hash);
        let rules_hash = self.link(Item::RulesHash, &result.rules_hash, frozen.rules_hash);
        let context = seeds::context(frozen.alg, draw_id, &pool_hash, &rules_hash);
        let context = self.link(Item::Context, &result.context, context);
        self.commitments(&result.commitments, &prepared.commitments(&context));
        let seed = self.link(Item::Seed, &result.seed, prepared.shared_seed(&context));
        let selection = selection::select(frozen, &prepared.declines, &seed);
        self.steps(&result.transcript, &selection.transcript);
        self.text(Item::Selected, result.selected.join(","), selection.ids(Outcome::Selected).join(","));
        self.text(Item::Reserves, result.reserves.join(","), selection.ids(Outcome::Reserve).join(","));
        self.text(Item::Shortage, result.shortage.to_string(), selection.shortage.to_string());
        self.found
    }

    /// Compares one digest and gives what the next link is recomputed from: the recorded one, so far
    /// as it can be read.
    fn link(&mut self, item: Item, recorded: &str, recomputed: Digest) -> Digest {
        self.text(item, recorded.to_owned(), recomputed.to_string());
        Digest::parse(recorded).unwrap_or(recomputed)
    }

    fn commitments(&mut self, recorded: &BTreeMap<String, String>, recomputed: &BTreeMap<String, String>) {
        let roles: BTreeSet<&String> = recorded.keys().chain(recomputed.keys()).collect();
        for role in roles {
            let item = Item::Commitment { role: role.clone() };
            self.differs(item, recorded.get(role).cloned(), recomputed.get(role).cloned());
        }
    }

    fn steps(&mut self, recorded: &[Step], recomputed: &[Step]) {
        for s in 0..recorded.len().max(recomputed.len()) {
            let (recorded, recomputed) = (recorded.get(s), recomputed.get(s));
            if recorded != recomputed {
                self.differs(Item::Step { s }, recorded.map(Step::to_string), recomputed.map(Step::to_string));
            }
        }
    }

    fn text(&mut self, item: Item, recorded: String, recomputed: String) {
        self.differs(item, Some(recorded), Some(recomputed));
    }

    fn differs(&mut self, item: Item, recorded: Option<String>, recomputed: Option<String>) {
        if recorded != recomputed {
            self.found.push(Discrepancy::Differs { item, recorded, recomputed });
        }
    }
}
