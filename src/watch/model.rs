//! Nouns of the watch.

use crate::conflicts::Verdict;
use crate::terms::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The part that somebody has in a commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The institution that won the commission.
    Institution,
    /// A review expert who was drawn.
    ReviewExpert,
}

/// How far an alert has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertStanding {
    /// Nobody has said what to do.
    Open,
    /// One person has; another must agree.
    Proposed,
    Settled,
}

/// What people decide to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The part stays as it is, for the reason given.
    Keep,
    /// Somebody else takes the part over.
    Replace,
}

/// Declares how the words of a small enumeration are written in tables and addresses.
macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ }) => {
        impl $name {
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<$name> {
                [$($name::$variant),+].into_iter().find(|value| value.word() == word)
            }
        }
    };
}

words!(Part { Institution => "institution", ReviewExpert => "review_expert" });
words!(AlertStanding { Open => "open", Proposed => "proposed", Settled => "settled" });
words!(Measure { Keep => "keep", Replace => "replace" });

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
