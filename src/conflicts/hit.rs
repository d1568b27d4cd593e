//! The answer: hits, and the verdict that is the worst of them.

use crate::policy::conflict_policy::{Rule, Ruling};
use crate::terms::Wording;
use serde::{Deserialize, Serialize};

/// Whether somebody may take part. The order is from mild to severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Clear,
    /// A person decides or takes note.
    Flagged,
    Blocked,
}

/// What a flagged hit asks of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// Take note.
    Notice,
    /// Decide, and record the reason.
    Reason,
}

/// One rule that is met, with the way from the subject to the party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hit {
    pub rule: Rule,
    /// `flagged` or `blocked`.
    pub verdict: Outcome,
    /// Present if and only if flagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
    /// The article, in Chinese.
    pub basis: String,
    /// The ids of the facts that the hit needs, from the subject to the party.
    pub path: Vec<String>,
    /// One sentence that an official can read out.
    pub sentence: Wording,
}

/// The verdict on one subject for one evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    pub verdict: Outcome,
    /// In the order of the rules.
    pub hits: Vec<Hit>,
}

impl Verdict {
    /// The worst of the hits; clear without any.
    pub fn of(hits: Vec<Hit>) -> Verdict {
        Verdict { verdict: hits.iter().map(|hit| hit.verdict).max().unwrap_or(Outcome::Clear), hits }
    }
}

/// What a ruling means for a hit; `None` where the rule is off.
pub fn consequence(ruling: Ruling) -> Option<(Outcome, Option<Handling>)> {
    match ruling {
        Ruling::Off => None,
        Ruling::Notice => Some((Outcome::Flagged, Some(Handling::Notice))),
        Ruling::Reason => Some((Outcome::Flagged, Some(Handling::Reason))),
        Ruling::Blocked => Some((Outcome::Blocked, None)),
    }
}
