//! Words that all rooms share: money, days, scores, identifiers, digests, bilingual wording.
//!
//! Pure values, parsed at the edge: whoever holds one of these types holds something valid.
//! What is deliberately not here: anything that reads a clock, a database or a file, and any word
//! that belongs to one trade room alone.

pub mod canonical;
pub mod capitals;
pub mod day;
pub mod digest;
pub mod identifier;
pub mod ids;
pub mod instant;
pub mod money;
pub mod score;
pub mod text;
pub mod unique_keys;
pub mod wording;
pub mod words;

pub use capitals::capitals;
pub use day::Day;
pub use digest::Sha256Hex;
pub use identifier::{CitizenId, IdentifierFault, Uscc};
pub use instant::Instant;
pub use money::Fen;
pub use score::Score;
pub use wording::Wording;
