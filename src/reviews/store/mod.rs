//! SQL of the room.

pub mod reviews;
pub mod rubrics;
