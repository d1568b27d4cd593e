//! Nouns of sealed bidding: the commission file that bidders seal by, the bid inside the envelope, the
//! tender with its deadline, the receipt.

use super::crypto::{self, PublicKey, SealError};
use crate::terms::{Fen, Instant, Sha256Hex};
use serde::{Deserialize, Serialize};

/// The format of commission files.
pub const TENDER_FORMAT: &str = "hengping-tender/1";
/// The format of bids.
pub const BID_FORMAT: &str = "hengping-bid/1";
/// Plaintexts smaller than this would tell bids apart by whether they have an attachment at all.
pub const LEAST_PADDED: usize = 1 << 12;
/// Envelopes are held in memory while they are sealed and opened.
pub const MOST_PADDED: usize = 64 << 20;
/// The size of plaintexts where nobody sets another: one mebibyte.
pub const USUAL_PADDED: usize = 1 << 20;

/// What a bidder needs to seal offline; public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenderFile {
    pub format: String,
    /// The commission's number.
    pub commission: String,
    pub title: String,
    pub deadline: Instant,
    pub ceiling_fen: Fen,
    pub suite: String,
    /// 65 bytes of an uncompressed point of P-256 in base64.
    pub opening_key: String,
    /// SHA-256 of those bytes.
    pub key_id: Sha256Hex,
    /// The size of every plaintext of this commission.
    pub padded_bytes: usize,
}

impl TenderFile {
    /// The file of a commission under a key.
    pub fn new(commission: &str, title: &str, deadline: Instant, ceiling: Fen, key: &PublicKey, padded: usize) -> Self {
        TenderFile {
            format: TENDER_FORMAT.into(),
            commission: commission.into(),
            title: title.into(),
            deadline,
            ceiling_fen: ceiling,
            suite: crypto::SUITE.into(),
            opening_key: key.base64(),
            key_id: key.id(),
            padded_bytes: padded,
        }
    }

    /// The key, after everything that the file says of itself was checked.
    pub fn key(&self) -> Result<PublicKey, SealError> {
        if self.format != TENDER_FORMAT {
            return Err(SealError::Content(format!("format {} ≠ {TENDER_FORMAT}", self.format)));
        }
        if self.suite != crypto::SUITE {
            return Err(SealError::PublicKey(self.suite.clone()));
        }
        if !(LEAST_PADDED..=MOST_PADDED).contains(&self.padded_bytes) {
            return Err(SealError::Content(format!("padded_bytes {}", self.padded_bytes)));
        }
        let key = PublicKey::parse(&self.opening_key)?;
        if key.id() == self.key_id { Ok(key) } else { Err(SealError::PublicKey("key_id".into())) }
    }

    /// Seals the bytes of a bid file, which is checked first: what cannot be opened later as a bid of this
    /// commission is not sealed.
    pub fn seal(&self, bid: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.key()?;
        BidContent::read(bid, &self.commission)?;
        crypto::seal(&key, &self.commission, self.padded_bytes, bid)
    }
}

crate::words! {
    /// What a bidder declares itself to be (中小企业声明函, 财库〔2020〕46号); whoever declares nothing is large.
    EnterpriseSize {
        Micro = "micro",
        Small = "small",
        Medium = "medium",
    }
}

impl EnterpriseSize {
    /// Small and micro enterprises have the deduction; medium ones may bid where an order is reserved.
    pub const fn is_small(self) -> bool {
        matches!(self, EnterpriseSize::Micro | EnterpriseSize::Small)
    }
}

/// A bid as it lies in the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BidContent {
    pub format: String,
    pub commission: String,
    /// Unified social credit code of the bidder.
    pub uscc: String,
    pub price_fen: Fen,
    pub days_promised: i32,
    pub staff_offered: i32,
    /// What the bidder declares itself to be; nothing is "large".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise_size: Option<EnterpriseSize>,
    /// What the bidder says beside the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A file that goes with a bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub base64: String,
}

impl BidContent {
    /// Reads and checks a bid for a commission.
    pub fn read(bytes: &[u8], commission: &str) -> Result<BidContent, SealError> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let bid: BidContent = serde_json::from_slice(text).map_err(|e| SealError::Content(e.to_string()))?;
        let bad = |what: &str| Err(SealError::Content(what.to_owned()));
        if bid.format != BID_FORMAT {
            return bad(&format!("format {} ≠ {BID_FORMAT}", bid.format));
        }
        if bid.commission != commission {
            return Err(SealError::OtherCommission { expected: commission.into(), found: bid.commission });
        }
        if bid.price_fen.0 <= 0 {
            return bad("price_fen：报价须大于 0 / the price must be above zero");
        }
        if bid.days_promised < 0 || bid.staff_offered < 0 {
            return bad("days_promised、staff_offered：不能为负 / must not be negative");
        }
        if bid.uscc.trim().is_empty() {
            return bad("uscc：不能为空 / must not be empty");
        }
        Ok(bid)
    }
}

/// A commission that takes sealed bids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tender {
    pub commission_id: String,
    pub announced_at: Instant,
    /// The last moment at which a bid is in time.
    pub deadline: Instant,
    pub opening_key: String,
    pub padded_bytes: usize,
    /// Who keeps the shares.
    pub holders: Vec<String>,
    /// Digest of the list of receipts, once it is fixed.
    pub list_digest: Option<Sha256Hex>,
    pub list_fixed_at: Option<Instant>,
    pub opened_at: Option<Instant>,
}

crate::words! {
    /// What became of an envelope.
    #[schema(as = ReceiptStanding)]
    Standing {
        Current = "current",
        Replaced = "replaced",
        Withdrawn = "withdrawn",
    }
}

/// Proof that an envelope came in: whose, its digest, the server's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub id: String,
    pub commission_id: String,
    pub institution_id: String,
    /// Of the sealed file.
    pub sha256: Sha256Hex,
    pub received_at: Instant,
    pub standing: Standing,
}
