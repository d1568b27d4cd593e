//! Nouns of the results room.

use crate::terms::{Instant, Score};
use serde::Serialize;

/// A graded result of one commission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GradedResult {
    pub commission_id: String,
    /// Counts the results of a commission; the first is 1, each later one supersedes the one before.
    pub position: i32,
    pub score: Score,
    /// Canonical code, for example `EXCELLENT`.
    pub grade: String,
    /// The place's own word, for example 优.
    pub word: String,
    /// The half-open band, for example `[90, 100]`.
    pub band: String,
    /// The article the band rests on.
    pub basis: String,
    pub graded_by: String,
    pub graded_at: Instant,
    pub approved_by: Option<String>,
    pub approved_at: Option<Instant>,
    /// Why it supersedes the result before it; absent in the first.
    pub reason: Option<String>,
}
