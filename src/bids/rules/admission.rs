//! Which bids are admitted: not above the ceiling (Order 87 art. 63) and nobody in conflict of
//! interest. A bid that a person must look at is not admitted until that person has decided.

use crate::terms::{Fen, Wording};
use serde::{Deserialize, Serialize};

/// The verdict of the conflicts room on one bidder, as much of it as admission needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictFinding {
    Clear,
    /// Take note; no decision is needed.
    Notice,
    /// A person must decide with a recorded reason.
    NeedsReason,
    Blocked,
}

/// Why a bid was not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    AboveCeiling,
    ConflictOfInterest,
    ConflictUnresolved,
}

impl RejectionCode {
    pub const fn word(self) -> &'static str {
        match self {
            RejectionCode::AboveCeiling => "above_ceiling",
            RejectionCode::ConflictOfInterest => "conflict_of_interest",
            RejectionCode::ConflictUnresolved => "conflict_unresolved",
        }
    }
}

/// A rejection with the sentence that the bidder is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    pub code: RejectionCode,
    pub reason: Wording,
}

/// `None` admits. `because` are the sentences of the conflict hits.
pub fn admit(price: Fen, ceiling: Fen, finding: ConflictFinding, because: &[Wording]) -> Option<Rejection> {
    if price > ceiling {
        let reason = Wording::new(
            format!("报价 {} 万元高于最高限价 {} 万元。", price.wan_text(), ceiling.wan_text()),
            format!(
                "The price of {} wan yuan is above the ceiling of {} wan yuan.",
                price.wan_text(),
                ceiling.wan_text()
            ),
        );
        return Some(Rejection { code: RejectionCode::AboveCeiling, reason });
    }
    let code = match finding {
        ConflictFinding::Clear | ConflictFinding::Notice => return None,
        ConflictFinding::NeedsReason => RejectionCode::ConflictUnresolved,
        ConflictFinding::Blocked => RejectionCode::ConflictOfInterest,
    };
    Some(Rejection { code, reason: joined(because) })
}

fn joined(sentences: &[Wording]) -> Wording {
    let zh: Vec<&str> = sentences.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<&str> = sentences.iter().map(|w| w.en.as_str()).collect();
    Wording::new(zh.join(""), en.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_itself_is_allowed() {
        let cases = [
            (600_000, ConflictFinding::Clear, None),
            (600_001, ConflictFinding::Clear, Some(RejectionCode::AboveCeiling)),
            (600_001, ConflictFinding::Blocked, Some(RejectionCode::AboveCeiling)),
            (1, ConflictFinding::Blocked, Some(RejectionCode::ConflictOfInterest)),
            (1, ConflictFinding::NeedsReason, Some(RejectionCode::ConflictUnresolved)),
            (1, ConflictFinding::Notice, None),
        ];
        for (price, finding, code) in cases {
            assert_eq!(admit(Fen(price), Fen(600_000), finding, &[]).map(|r| r.code), code);
        }
    }
}
