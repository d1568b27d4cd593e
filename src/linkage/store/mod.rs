//! SQL of the room: instructions with their rounds, and the feed.

pub mod feed;
pub mod instructions;
