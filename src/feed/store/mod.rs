//! SQL of the feed's delivery.

pub mod attempts;
pub mod endpoints;
pub mod files;
pub mod lanes;
pub mod reconciliations;
