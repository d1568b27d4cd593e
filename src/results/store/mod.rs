//! SQL of the room: first results, and those that came after.

pub mod first;
pub mod supersessions;
