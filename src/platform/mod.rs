//! What every service needs and no trade knows: configuration, the database's two doors, clock,
//! files, failures and problems, pages, charts, logs and metrics.
//!
//! Invariant: nothing here names a room of the trade.

pub mod charts;
pub mod clock;
pub mod config;
pub mod db;
pub mod failure;
pub mod files;
pub mod metrics;
pub mod pages;
pub mod paging;
pub mod problem;
pub mod scanner;
pub mod trace;
pub mod vault;
