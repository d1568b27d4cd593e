//! The gate: everything that stands between the network and a handler. It knows who asks and
//! whether they may (`guard`, by the table of permissions), whether the request comes from our own
//! pages (`forgery`), how often somebody may try to log in (`limits`), which headers an answer
//! carries (`headers`), what all pages share (`frame`) and how a refusal looks (`answer`).
//!
//! Not here: any rule of trade, and any decision by role beside `permissions.rs`.
//!
//! Invariants: a handler runs only behind the [`Access`] it was declared with; nothing is remembered
//! between requests, so a disabled account, a changed role and a log-out act at once.

mod answer;
mod client;
mod cookies;
mod forgery;
mod frame;
mod guard;
mod headers;
mod limits;
mod multipart;
mod safe_path;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) mod visit;

pub use answer::{Audience, front, not_found};
pub use client::ClientAddress;
pub use cookies::SessionCookie;
pub use forgery::FormToken;
pub use frame::{Frame, NAVIGATION};
pub use limits::LogInLimits;
pub use safe_path::local;
pub use table::{Access, Declared, RouteTable};
