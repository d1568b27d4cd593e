//! What an engine can do. Both engines pass the same tests (`tests.rs`).

use super::model::{Answer, Answered, Document, Question};
use crate::platform::failure::Outcome;
use std::collections::HashMap;

/// Documents in portions, as they come from the database.
pub type Batches<'a> = &'a mut dyn Iterator<Item = Outcome<Vec<Document>>>;

/// An index of experts.
pub trait Engine: Send + Sync {
    /// The name in answers and logs.
    fn name(&self) -> &'static str;

    /// Searches.
    fn answer(&self, question: &Question) -> Answered<Answer>;

    /// Puts documents in, in place of those with the same sequence, and takes others out. What was put is
    /// found when this returns.
    fn apply(&self, put: &[Document], gone: &[u64]) -> Answered<()>;

    /// Builds the index anew beside the old one and takes it into use; the number of documents.
    fn rebuild(&self, batches: Batches<'_>) -> Answered<u64>;

    /// True while some process builds: until it is done changes must be applied again afterwards.
    fn is_being_rebuilt(&self) -> Answered<bool>;

    /// The digest of each document by sequence, for the drift check.
    fn digests(&self) -> Answered<HashMap<u64, u64>>;
}
