//! Nouns of disclosure.

use crate::terms::{Day, Instant, Sha256Hex};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::words! {
    /// Why something is not published (政府信息公开条例).
    #[schema(as = WithholdingGround)]
    Ground {
        /// Art. 14.
        StateSecret = "state_secret",
        /// Art. 15.
        TradeSecret = "trade_secret",
        /// Art. 15.
        Privacy = "privacy",
        /// Art. 16: what was discussed on the way.
        Process = "process",
    }
}

impl Ground {
    /// What stands in the published copy instead.
    pub const fn mask(self) -> &'static str {
        match self {
            Ground::StateSecret => "〔依法不予公开〕",
            Ground::TradeSecret => "〔涉及商业秘密，不予公开〕",
            Ground::Privacy => "〔涉及个人隐私，不予公开〕",
            Ground::Process => "〔过程性信息，不予公开〕",
        }
    }
}

/// One part of what is disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DisclosedPart)]
pub struct Part {
    /// `number`, `project`, `unit`, `institution`, `budget`, `score`, `grade`, `indicators`, `problems`.
    #[schema(example = "grade")]
    pub name: String,
    pub text: String,
}

/// Something that is taken out of the published copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Name of the part.
    pub part: String,
    /// The words to take out, wherever the part has them; absent: the part as a whole.
    #[serde(default)]
    pub passage: Option<String>,
    pub ground: Ground,
    #[schema(min_length = 4, max_length = 500)]
    pub reason: String,
}

/// The published copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PublishedCopy)]
pub struct Published {
    pub parts: Vec<Part>,
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
    pub by: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// One disclosure, prepared or published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    pub commission_id: String,
    /// Counts the disclosures of a commission from 1.
    pub position: i32,
    /// Which result it discloses.
    pub result_position: i32,
    /// When the information came about.
    pub formed_on: Day,
    pub due_on: Day,
    pub original: Vec<Part>,
    pub original_sha256: Sha256Hex,
    pub withheld: Vec<Withheld>,
    pub prepared_by: String,
    pub prepared_at: Instant,
    pub published: Option<Published>,
}
