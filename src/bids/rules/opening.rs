//! The opening as one decision: every bid of a commission is admitted or rejected; pure.

use super::admission::{self, ConflictFinding, Rejection};
use crate::conflicts::hit::{Handling, Outcome as VerdictWord, Verdict};
use crate::conflicts::model::Facts;
use crate::sealing::model::EnterpriseSize;
use crate::terms::{Fen, Sha256Hex, Wording};
use serde::{Deserialize, Serialize};

/// What an opening rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningInputs {
    /// Digest of the snapshot of all facts.
    pub facts: Sha256Hex,
    /// What this commission adds to them.
    pub local: Facts,
    pub evaluation: String,
    pub ceiling_fen: Fen,
    /// Only small and medium enterprises may bid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reserved_for_sme: bool,
    /// By id.
    pub bids: Vec<OpenedBid>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedBid {
    pub bid: String,
    pub uscc: String,
    pub price_fen: Fen,
    /// As declared; looked at where the order is reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<EnterpriseSize>,
}

/// What became of one bid. `verdict` is in the record, so that the path of facts can be read there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionDecision {
    pub bid: String,
    pub uscc: String,
    pub rejection: Option<Rejection>,
    pub verdict: Verdict,
}

/// Decides over all bids; `verdicts` are in the order of the bids.
pub fn decide(inputs: &OpeningInputs, verdicts: Vec<Verdict>) -> Vec<AdmissionDecision> {
    let each = |(bid, verdict): (&OpenedBid, Verdict)| {
        let because: Vec<Wording> = verdict.hits.iter().map(|h| h.sentence.clone()).collect();
        let rejection = admission::admit(bid.price_fen, inputs.ceiling_fen, finding(&verdict), &because)
            .or_else(|| (inputs.reserved_for_sme && bid.size.is_none()).then(admission::not_sme));
        AdmissionDecision { bid: bid.bid.clone(), uscc: bid.uscc.clone(), rejection, verdict }
    };
    inputs.bids.iter().zip(verdicts).map(each).collect()
}

/// A flag that asks for a reason weighs more than one that asks for notice.
pub fn finding(verdict: &Verdict) -> ConflictFinding {
    match verdict.verdict {
        VerdictWord::Clear => ConflictFinding::Clear,
        VerdictWord::Blocked => ConflictFinding::Blocked,
        VerdictWord::Flagged if verdict.hits.iter().any(|h| h.handling == Some(Handling::Reason)) => {
            ConflictFinding::NeedsReason
        }
        VerdictWord::Flagged => ConflictFinding::Notice,
    }
}
