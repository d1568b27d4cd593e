//! What decides in sealed bidding: in time or late, the fixed list, what an opened envelope is worth; pure.

use super::model::{BidContent, EnterpriseSize, Receipt, Standing};
use crate::terms::{Fen, Instant, Sha256Hex, Wording, canonical};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A bid is in time up to and with the deadline; a millisecond later it is late (Order 87 art. 33; art. 85:
/// 以内 includes the bound).
pub fn is_in_time(received_at: Instant, deadline: Instant) -> bool {
    received_at <= deadline
}

/// Requests that arrived in time may still be on their way to the database when the deadline passes; the
/// list is fixed only after them.
pub const FIX_AFTER_SECONDS: i64 = 10;

/// True from when the list may be fixed.
pub fn may_fix(now: Instant, deadline: Instant) -> bool {
    (now.0 - deadline.0).num_seconds() >= FIX_AFTER_SECONDS
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedReceipt {
    pub sha256: Sha256Hex,
    pub received_at: Instant,
    pub receipt: String,
}

/// What the list is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListInputs {
    pub commission: String,
    pub key_id: Sha256Hex,
    pub deadline: Instant,
    /// Current receipts, by digest.
    pub receipts: Vec<ListedReceipt>,
}

/// The published list: digests alone, so that each bidder finds its own and nobody learns whose the others are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedList {
    pub envelopes: Vec<Sha256Hex>,
    pub digest: Sha256Hex,
}

/// The current receipts in the list's order.
pub fn listed(receipts: &[Receipt]) -> Vec<ListedReceipt> {
    let current = receipts.iter().filter(|receipt| receipt.standing == Standing::Current);
    let mut lines: Vec<ListedReceipt> = current
        .map(|receipt| ListedReceipt {
            sha256: receipt.sha256.clone(),
            received_at: receipt.received_at,
            receipt: receipt.id.clone(),
        })
        .collect();
    lines.sort();
    lines
}

/// Fixes the list: SHA-256 over the canonical JSON of commission, key and digests.
pub fn fix(inputs: &ListInputs) -> FixedList {
    let mut envelopes: Vec<Sha256Hex> = inputs.receipts.iter().map(|line| line.sha256.clone()).collect();
    envelopes.sort();
    let said = json!({ "commission": inputs.commission, "key_id": inputs.key_id, "envelopes": envelopes });
    let digest = Sha256Hex::of(canonical::to_string(&said).as_bytes());
    FixedList { envelopes, digest }
}

/// What an opening rests on: each envelope of the fixed list with whose it is and what was found inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsealInputs {
    pub commission: String,
    pub list_digest: Sha256Hex,
    /// By digest.
    pub envelopes: Vec<FoundEnvelope>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundEnvelope {
    pub sha256: Sha256Hex,
    pub receipt: String,
    /// Credit code of the institution that handed it in.
    pub submitter: String,
    pub found: Found,
}

/// What was in an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    Bid(FoundBid),
    /// It could not be opened or read; the sentence says why.
    Unreadable(String),
}

/// The figures of a bid; attachments stay with the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundBid {
    pub uscc: String,
    pub price_fen: Fen,
    pub days_promised: i32,
    pub staff_offered: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise_size: Option<EnterpriseSize>,
}

impl From<&BidContent> for FoundBid {
    fn from(bid: &BidContent) -> FoundBid {
        FoundBid {
            uscc: bid.uscc.clone(),
            price_fen: bid.price_fen,
            days_promised: bid.days_promised,
            staff_offered: bid.staff_offered,
            enterprise_size: bid.enterprise_size,
        }
    }
}

/// What becomes of an envelope: a bid goes on to admission, anything else is void with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsealed {
    pub receipt: String,
    /// `None` where the bid goes on.
    pub void: Option<Wording>,
}

/// Judges every envelope of an opening. An envelope that somebody else sealed and the submitter copied names
/// another bidder, and is void.
pub fn unseal(inputs: &UnsealInputs) -> Vec<Unsealed> {
    let judge = |envelope: &FoundEnvelope| {
        let void = match &envelope.found {
            Found::Unreadable(why) => {
                Some(Wording::new(format!("密封文件不能作为投标读取：{why}"), format!("Not readable as a bid: {why}")))
            }
            Found::Bid(bid) if bid.uscc != envelope.submitter => Some(Wording::new(
                format!("投标内容写的投标人 {} 不是递交人 {}。", bid.uscc, envelope.submitter),
                format!("The bid names {} but {} handed it in.", bid.uscc, envelope.submitter),
            )),
            Found::Bid(_) => None,
        };
        Unsealed { receipt: envelope.receipt.clone(), void }
    };
    inputs.envelopes.iter().map(judge).collect()
}
