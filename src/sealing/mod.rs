//! Sealed bids: envelopes that nobody can open early, receipts with the server's time, the list that is
//! fixed at the deadline, and what an opening finds inside.
//!
//! Not here: who is admitted, marks, ranking (bids); which route and how long (policy). Invariants:
//! * the private half of an opening key exists only as shares; the server stores none of them;
//! * a receipt is current, replaced or withdrawn, and an institution has at most one current receipt;
//! * a bid that comes after the deadline, by however little, is refused and not kept (Order 87 art. 33);
//! * after the list is fixed no receipt comes, goes or changes; an opening answers for each on the list;
//! * before the list is fixed the product tells nobody how many receipts there are or whose (art. 28).

pub mod crypto;
pub mod model;
pub mod replay;
pub mod rules;
pub mod service;
mod store;

pub use crypto::SealError;
pub use model::{BidContent, Receipt, Tender, TenderFile};
