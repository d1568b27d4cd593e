//! Nouns of the audit room: decisions, log entries, and what a replay found.

use crate::terms::{Instant, Sha256Hex};
use serde::Serialize;
use serde_json::Value;

crate::id_type!(
    /// Names a decision record.
    DecisionId
);

crate::words! {
    /// What was decided. The words are stored and shown in the feed of decisions; never rename one.
    DecisionKind {
        /// Commissioner and evaluated unit are apart (COI-12).
        CommissionerSeparation = "commissioner_separation",
        /// Whether an order of a commission is lawful, when it went to its checker.
        OrderJudged = "order_judged",
        /// Which sealed bids came in: the list is fixed at the deadline.
        ReceiptsFixed = "receipts_fixed",
        /// Whether a clarification moves the deadline.
        Clarification = "clarification",
        /// What the opened envelopes held.
        BidsUnsealed = "bids_unsealed",
        /// Which bids are admitted: ceiling and conflicts of interest.
        BidAdmission = "bid_admission",
        /// Which experts may be drawn for the panel that marks the bids.
        PanelEligibility = "panel_eligibility",
        /// The panel's marks: complete, in range, agreed where they must be.
        PanelMarks = "panel_marks",
        /// Whether the explanation of an abnormally low price convinced the panel.
        LowPriceRuled = "low_price_ruled",
        /// Whether bids are void for collusion.
        CollusionRuled = "collusion_ruled",
        /// Whether enough bidders are left to go on.
        BiddersLeft = "bidders_left",
        /// Ranking by the price formula, and the winner.
        Award = "award",
        /// A challenge, an answer, a complaint, a pause or a ruling, with what it does to the commission.
        RemedyStep = "remedy_step",
        /// Who follows a winner that falls away.
        SuccessionDecided = "succession_decided",
        /// Whether a contract may be signed, and what each of its stages pays.
        ContractJudged = "contract_judged",
        /// Which experts may be drawn for a commission.
        ReviewerEligibility = "reviewer_eligibility",
        /// The verifiable draw of review experts.
        Draw = "draw",
        /// The completeness gate of an evaluation package.
        PackageAcceptance = "package_acceptance",
        /// The quality of a package from its review marks.
        PackageQuality = "package_quality",
        /// How the blind review of a package ended.
        PackageReviewed = "package_reviewed",
        /// Score to grade by the policy pack.
        Grade = "grade",
        /// Grade to budget instructions by the policy pack.
        Instructions = "instructions",
        /// A later result takes the place of one in force.
        ResultSuperseded = "result_superseded",
        /// Instructions of a later round: the result was superseded, or its rectification failed.
        InstructionsReissued = "instructions_reissued",
        /// What people decided where the rules leave something open.
        InstructionSettled = "instruction_settled",
        /// How the rectification of a problem ended.
        RectificationClosed = "rectification_closed",
        /// What of a result everybody may read.
        ResultDisclosed = "result_disclosed",
        /// An institution's credit level and what it asks for.
        CreditLevel = "credit_level",
        /// Whether an applicant may enter the pool of experts.
        Enrolment = "enrolment",
        /// Which self-evaluations a re-check looks into.
        RecheckSample = "recheck_sample",
        /// How far self-evaluations are from what was found, and what is circulated.
        RecheckGaps = "recheck_gaps",
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
