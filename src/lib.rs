//! Hengping
pub mod audit;
pub mod bids;
pub mod commissions;
pub mod platform;
pub mod registry;
pub mod terms;
