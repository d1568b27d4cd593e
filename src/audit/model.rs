//! Nouns of the audit room: decisions, log entries, and what a replay found.

use crate::terms::{Instant, Sha256Hex};
use serde::Serialize;
use serde_json::Value;

crate::id_type!(
    /// Names a decision record.
    DecisionId
);

/// What was decided. The words are stored and shown in the feed of decisions; never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Commissioner and evaluated unit are apart (COI-12).
    CommissionerSeparation,
    /// Whether an order of a commission is lawful, when it went to its checker.
    OrderJudged,
    /// Which sealed bids came in: the list is fixed at the deadline.
    ReceiptsFixed,
    /// Whether a clarification moves the deadline.
    Clarification,
    /// What the opened envelopes held.
    BidsUnsealed,
    /// Which bids are admitted: ceiling and conflicts of interest.
    BidAdmission,
    /// Which experts may be drawn for the panel that marks the bids.
    PanelEligibility,
    /// The panel's marks: complete, in range, agreed where they must be.
    PanelMarks,
    /// Whether the explanation of an abnormally low price convinced the panel.
    LowPriceRuled,
    /// Ranking by the price formula, and the winner.
    Award,
    /// A challenge, an answer, a complaint, a pause or a ruling, with what it does to the commission.
    RemedyStep,
    /// Which experts may be drawn for a commission.
    ReviewerEligibility,
    /// The verifiable draw of review experts.
    Draw,
    /// The completeness gate of an evaluation package.
    PackageAcceptance,
    /// The quality of a package from its review marks.
    PackageQuality,
    /// Score to grade by the policy pack.
    Grade,
    /// Grade to budget instructions by the policy pack.
    Instructions,
    /// A later result takes the place of one in force.
    ResultSuperseded,
    /// Instructions of a later round: the result was superseded, or its rectification failed.
    InstructionsReissued,
    /// What people decided where the rules leave something open.
    InstructionSettled,
    /// How the rectification of a problem ended.
    RectificationClosed,
    /// An institution's credit level and what it asks for.
    CreditLevel,
    /// Whether an applicant may enter the pool of experts.
    Enrolment,
}

impl DecisionKind {
    pub const ALL: [DecisionKind; 23] = [
        DecisionKind::CommissionerSeparation,
        DecisionKind::OrderJudged,
        DecisionKind::ReceiptsFixed,
        DecisionKind::Clarification,
        DecisionKind::BidsUnsealed,
        DecisionKind::BidAdmission,
        DecisionKind::PanelEligibility,
        DecisionKind::PanelMarks,
        DecisionKind::LowPriceRuled,
        DecisionKind::Award,
        DecisionKind::RemedyStep,
        DecisionKind::ReviewerEligibility,
        DecisionKind::Draw,
        DecisionKind::PackageAcceptance,
        DecisionKind::PackageQuality,
        DecisionKind::Grade,
        DecisionKind::Instructions,
        DecisionKind::ResultSuperseded,
        DecisionKind::InstructionsReissued,
        DecisionKind::InstructionSettled,
        DecisionKind::RectificationClosed,
        DecisionKind::CreditLevel,
        DecisionKind::Enrolment,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            DecisionKind::CommissionerSeparation => "commissioner_separation",
            DecisionKind::OrderJudged => "order_judged",
            DecisionKind::ReceiptsFixed => "receipts_fixed",
            DecisionKind::Clarification => "clarification",
            DecisionKind::BidsUnsealed => "bids_unsealed",
            DecisionKind::BidAdmission => "bid_admission",
            DecisionKind::PanelEligibility => "panel_eligibility",
            DecisionKind::PanelMarks => "panel_marks",
            DecisionKind::LowPriceRuled => "low_price_ruled",
            DecisionKind::Award => "award",
            DecisionKind::RemedyStep => "remedy_step",
            DecisionKind::ReviewerEligibility => "reviewer_eligibility",
            DecisionKind::Draw => "draw",
            DecisionKind::PackageAcceptance => "package_acceptance",
            DecisionKind::PackageQuality => "package_quality",
            DecisionKind::Grade => "grade",
            DecisionKind::Instructions => "instructions",
            DecisionKind::ResultSuperseded => "result_superseded",
            DecisionKind::InstructionsReissued => "instructions_reissued",
            DecisionKind::InstructionSettled => "instruction_settled",
            DecisionKind::RectificationClosed => "rectification_closed",
            DecisionKind::CreditLevel => "credit_level",
            DecisionKind::Enrolment => "enrolment",
        }
    }

    pub fn parse(word: &str) -> Option<DecisionKind> {
        DecisionKind::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// A decision about to be recorded. `subject` is the id of the commission it belongs to.
#[derive(Clone, Debug)]
pub struct NewDecision {
    pub division: String,
    pub kind: DecisionKind,
    pub subject: String,
    pub policy_id: String,
    pub policy_version: String,
    pub inputs: Value,
    pub outcome: Value,
    pub decided_by: String,
    pub decided_at: Instant,
}

/// A recorded decision without the body of its inputs.
#[derive(Clone, Debug, Serialize)]
pub struct Decision {
    pub sequence: i64,
    pub id: DecisionId,
    pub division: String,
    pub kind: DecisionKind,
    pub subject: String,
    pub policy_id: String,
    pub policy_version: String,
    pub inputs_digest: Sha256Hex,
    pub outcome: Value,
    pub decided_at: Instant,
    pub decided_by: String,
    pub previous_digest: String,
    pub digest: String,
}

/// One line of the audit log.
#[derive(Clone, Debug, Serialize)]
pub struct LogEntry {
    pub at: Instant,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
}

/// Where a replayed decision differs from what was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub sequence: i64,
    pub decision: String,
    pub kind: String,
    pub subject: String,
    /// `chain`, `evidence`, `inputs`, `outcome` or `recomputed`.
    pub aspect: &'static str,
    /// JSON pointer of the first place that differs, where there is one.
    pub place: String,
    pub recorded: String,
    pub found: String,
}

/// What a replay of many decisions came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplayReport {
    pub recorded: u64,
    pub replayed: u64,
    pub different: u64,
    pub differences: Vec<Difference>,
}
