//! The feed on its way to the core budget: endpoints and their keys, the sender, the reference
//! receiver, and the reconciliation of both sides' books.
//!
//! Not here: what an event says and when there is one (linkage). Invariants: an event is sent with the
//! same id and bytes however often; the events of a project are sent to an endpoint strictly in order,
//! by one sender at a time, and the next one only after a 2xx answer to the one before; nothing is given
//! up silently: what is not delivered is in the backlog, stalled or its endpoint disabled, and shown.
//!
//! ```text
//! feed_events ──plan──▶ lane (endpoint × project): done ≤ head
//!     due ──claim (lease)──▶ under way ──2xx──▶ due again, or idle where done = head
//!                                └─ failure ─▶ due after a pause ── days ──▶ stalled, until a person resends
//! ```

pub mod model;
pub mod receiver;
pub mod rules;
pub mod sender;
pub mod service;
mod store;
