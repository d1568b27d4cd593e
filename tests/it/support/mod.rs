//! What the tests stand on: databases, an object store and a browser of their own, all on free
//! ports or sockets and all gone when the test process is gone, however it ends.
//!
//! What a machine lacks is said and skipped (`requirement`); nothing here knows the trade.

pub mod browser;
pub mod chromedriver;
pub mod database;
pub mod leash;
pub mod postgres;
pub mod requirement;
pub mod s3;

mod tests;

pub(crate) use database::on_each_database;
