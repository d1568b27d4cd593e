//! Nouns of inquiries.

use crate::terms::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// A question, without who asked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    pub id: String,
    pub question: String,
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Instant,
    /// The clarification that answers it.
    pub clarification_id: Option<String>,
}

/// What was clarified, for everybody alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clarification {
    pub id: String,
    /// Counted from 1.
    pub position: i32,
    pub content: String,
    /// It may affect how bids are written.
    pub is_substantive: bool,
    #[serde(skip)]
    pub published_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub deadline_before: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub deadline_after: Instant,
}
