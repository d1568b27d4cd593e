//! The panel of a commission: its members declare conflicts first, mark each bid alone, see nobody else's marks
//! until all have submitted, and change a mark afterwards on the four grounds of Order 87 art. 64 alone.
//!
//! Not here: the draw (assignments), ranking and award (bids). Invariants: a member who has not declared sees
//! nothing; a submitted mark is never overwritten, a change keeps the old one; objective factors end with one
//! value of all members; signs of collusion decide nothing until the panel rules on them; with fewer bidders than the
//! route asks for nothing is evaluated.

pub mod collusion;
pub mod low_price;
mod majority;
pub mod model;
pub mod remaining;
pub mod replay;
pub mod rules;
pub mod service;
pub mod signs;
mod store;

pub use model::{Change, Ground, PanelMark};
