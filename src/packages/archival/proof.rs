//! The decision of the gate as a stranger can check it: the link of the ledger whose SHA-256 is its digest,
//! and the inputs whose SHA-256 it names. Pure.

use crate::audit::{Decision, rules};
use crate::terms::{Sha256Hex, canonical};
use serde_json::{Value, json};

/// A decision and what it rests on.
#[derive(Clone, Debug)]
pub struct Proof {
    pub decision: Decision,
    pub inputs: Value,
}

impl Proof {
    /// True where link and inputs have the digests that the ledger holds.
    pub fn holds(&self) -> bool {
        rules::link_of(&self.decision) == self.decision.digest
            && Sha256Hex::of(canonical::to_string(&self.inputs).as_bytes()) == self.decision.inputs_digest
    }

    /// Tag files of the archive: name and content. `sha256sum -c` over the last one compares the other two
    /// with what the ledger holds.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let Decision { digest, inputs_digest, .. } = &self.decision;
        let checksums = format!("{digest}  audit/link.json\n{inputs_digest}  audit/inputs.json\n");
        let decision = json!({
            "decision": self.decision.id, "sequence": self.decision.sequence, "digest": digest,
            "previous_digest": self.decision.previous_digest, "inputs_digest": inputs_digest,
        });
        [
            ("audit/decision.json", format!("{decision:#}\n")),
            ("audit/link.json", rules::link_row(&self.decision)),
            ("audit/inputs.json", canonical::to_string(&self.inputs)),
            ("audit/checksums.sha256", checksums),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect()
    }
}
