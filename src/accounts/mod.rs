//! Who may act: people and machines with an account, their roles and fiscal divisions, how they
//! prove who they are, and the gate in front of every route.
//!
//! Not here: what a role means in a trade (states, deadlines, four-eyes rules are the rooms'), and
//! personal data of experts (that is the registry's).
//!
//! Invariants:
//! * Authorisation is one table (`permissions.rs`), deny by default; page, API, list, count and
//!   export ask the same rule.
//! * No secret is stored in a readable form: passwords as Argon2id, tokens as SHA-256.
//! * Role, division and disabling are read from the database on every request, never from a token.
//! * A refresh token works once; a second use ends its whole family (RFC 9700 section 4.14.2).
//!
//! ```text
//! browser session:  log-in → live ─(30 min idle | 12 h | log-out | disabled | password)→ ended
//! API session:      log-in → live ─refresh→ live … ─(reuse | idle | absolute | log-out | …)→ ended
//! ```

pub mod api;
pub mod gate;
pub mod model;
pub mod pages;
pub mod permissions;
pub mod rules;
pub mod secrets;
pub mod service;
mod settings;
mod store;
pub mod tokens;

pub use gate::{Access, FormToken, RouteTable};
pub use model::{Actor, Division, Reach, Role, SessionId, User, UserId};
pub use permissions::{Act, Scope};
pub use secrets::Secrets;
pub use service::Accounts;
pub use settings::Settings;
