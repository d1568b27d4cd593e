//! Which bids are admitted: not above the ceiling (Order 87 art. 63), by a small or medium enterprise where the
//! order is reserved for them (财库〔2020〕46号), and nobody in conflict of interest. A bid that a person must look at is not admitted until that person has decided.

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

crate::words! {
    /// Why a bid was not admitted.
    RejectionCode {
        AboveCeiling = "above_ceiling",
        ConflictOfInterest = "conflict_of_interest",
        ConflictUnresolved = "conflict_unresolved",
        /// Reserved for small and medium enterprises, and the bidder declares to be none.
        NotSme = "not_sme",
        /// The panel was not convinced that an abnormally low price is possible (Order 87 art. 60). Decided later
        /// than the opening.
        AbnormallyLow = "abnormally_low",
        /// The panel found collusion (Order 87 arts. 36, 37). Decided later than the opening.
        Collusion = "collusion",
    }
}

impl RejectionCode {
    /// True for the words of rulings that the panel makes after the opening.
    pub fn is_of_panel(word: &str) -> bool {
        [RejectionCode::AbnormallyLow, RejectionCode::Collusion].iter().any(|code| code.word() == word)
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

/// The rejection of a bidder that is none of those for whom the order is reserved.
pub fn not_sme() -> Rejection {
    let reason = Wording::new(
        "本项目专门面向中小企业，投标文件未声明为中小企业。",
        "The order is reserved for small and medium enterprises, and the bid declares none.",
    );
    Rejection { code: RejectionCode::NotSme, reason }
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
