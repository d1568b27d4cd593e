//! All replayers together: which room takes which kind of decision again.

use crate::assignments::replay::{DrawReplayer, EligibilityReplayer};
use crate::audit::model::{Difference, ReplayReport};
use crate::audit::{Decision, Replayer, replay};
use crate::bids::replay::{AwardReplayer, OpeningReplayer};
use crate::commissions::separation::SeparationReplayer;
use crate::conflicts::shelf::Shelf;
use crate::contracts::replay::ContractReplayer;
use crate::credit::replay::CreditReplayer;
use crate::disclosures::replay::DisclosureReplayer;
use crate::handover::enrolment::replay::EnrolmentReplayer;
use crate::inquiries::replay::ClarificationReplayer;
use crate::linkage::replay::{InstructionReplayer, RoundReplayer, SettlementReplayer};
use crate::orders::replay::OrderReplayer;
use crate::packages::replay::GateReplayer;
use crate::panels::collusion::replay::CollusionReplayer;
use crate::panels::low_price::replay::LowPriceReplayer;
use crate::panels::replay::{MarksReplayer, RemainingReplayer};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::quality::replay::QualityReplayer;
use crate::recheck::replay::{GapsReplayer, SampleReplayer};
use crate::rectification::replay::RectificationReplayer;
use crate::remedies::replay::RemedyReplayer;
use crate::remedies::succession::replay::SuccessionReplayer;
use crate::results::replay::{GradeReplayer, SupersessionReplayer};
use crate::reviews::replay::ReviewReplayer;
use crate::sealing::replay::{ListReplayer, UnsealReplayer};
use std::sync::Arc;

/// One replayer for each kind of decision; a test compares the list with the kinds.
pub struct Replayers {
    opening: OpeningReplayer,
    panel: EligibilityReplayer,
    eligibility: EligibilityReplayer,
}

impl Replayers {
    /// For one run: facts that were seen once are taken for unchanged within it.
    pub fn new(vault: &Vault) -> Replayers {
        let shelf = Arc::new(Shelf::new(vault.clone()));
        Replayers {
            opening: OpeningReplayer::new(shelf.clone()),
            panel: EligibilityReplayer::of_panels(shelf.clone()),
            eligibility: EligibilityReplayer::of_reviewers(shelf),
        }
    }

    fn all(&self) -> [&dyn Replayer; 31] {
        [
            &SeparationReplayer,
            &OrderReplayer,
            &ListReplayer,
            &ClarificationReplayer,
            &UnsealReplayer,
            &self.opening,
            &self.panel,
            &MarksReplayer,
            &LowPriceReplayer,
            &CollusionReplayer,
            &RemainingReplayer,
            &AwardReplayer,
            &RemedyReplayer,
            &SuccessionReplayer,
            &ContractReplayer,
            &self.eligibility,
            &DrawReplayer,
            &GateReplayer,
            &QualityReplayer,
            &ReviewReplayer,
            &GradeReplayer,
            &InstructionReplayer,
            &SupersessionReplayer,
            &RoundReplayer,
            &SettlementReplayer,
            &RectificationReplayer,
            &DisclosureReplayer,
            &CreditReplayer,
            &EnrolmentReplayer,
            &SampleReplayer,
            &GapsReplayer,
        ]
    }

    /// Replays every decision on record.
    pub fn replay_all(&self, db: &Db, progress: impl FnMut(u64)) -> Outcome<ReplayReport> {
        replay::replay_all(db, &self.all(), progress)
    }

    /// Replays one decision.
    pub fn replay(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Vec<Difference>> {
        replay::replay(conn, &self.all(), decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::DecisionKind;

    #[test]
    fn every_kind_of_decision_has_one() {
        let replayers = Replayers::new(&Vault::new([1; 32], [2; 32]));
        let mut kinds: Vec<DecisionKind> = replayers.all().iter().map(|r| r.kind()).collect();
        kinds.sort();
        assert_eq!(kinds, DecisionKind::ALL);
    }
}
