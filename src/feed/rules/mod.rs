//! What the delivery of the feed is decided by; pure.

pub mod address;
pub mod file;
pub mod merkle;
pub mod progress;
pub mod receiving;
pub mod retry;
pub mod signature;
pub mod statement;
