//! Nouns of the watch.

use crate::conflicts::Verdict;
use crate::terms::Instant;

crate::words! {
    /// The part that somebody has in a commission.
    Part {
        /// The institution that won the commission.
        Institution = "institution",
        /// A review expert who was drawn.
        ReviewExpert = "review_expert",
    }
}

crate::words! {
    /// How far an alert has come.
    AlertStanding {
        /// Nobody has said what to do.
        Open = "open",
        /// One person has; another must agree.
        Proposed = "proposed",
        Settled = "settled",
    }
}

crate::words! {
    /// What people decide to do.
    Measure {
        /// The part stays as it is, for the reason given.
        Keep = "keep",
        /// Somebody else takes the part over.
        Replace = "replace",
    }
}

/// Somebody with a part in a commission who is no longer clear.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub id: String,
    pub division: String,
    pub commission_id: String,
    pub part: Part,
    /// Credit code of an institution, registry number of an expert.
    pub subject: String,
    pub subject_name: String,
    /// As it was when the alert was raised.
    pub verdict: Verdict,
    pub raised_at: Instant,
    pub standing: AlertStanding,
    pub proposal: Option<Proposal>,
    pub settled_by: Option<String>,
    pub settled_at: Option<Instant>,
}

/// What somebody proposes to do about an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub measure: Measure,
    pub reason: String,
    pub by: String,
    pub at: Instant,
}
