//! Nouns of the assignments room.

use crate::terms::Instant;
use serde::Serialize;
use serde_json::Value;

/// What a panel is drawn for.
pub const PACKAGE_REVIEW: &str = "package_review";
/// The panel that marks the bids of a commission.
pub const BID_PANEL: &str = "bid_panel";

/// A draw that took place, with its self-contained record.
#[derive(Clone, Debug, Serialize)]
pub struct HeldDraw {
    pub id: String,
    pub commission_id: String,
    pub draw_number: String,
    pub purpose: String,
    /// What `hengping draw verify` reads.
    pub record: Value,
    pub excluded_count: i32,
    pub drawn_at: Instant,
}

/// A drawn expert in a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seat {
    pub commission_id: String,
    pub purpose: String,
    pub seat: i32,
    pub expert_id: String,
    pub expert_number: String,
    pub expert_name: String,
    pub employer: String,
    pub draw_id: String,
}
