//! Resumable uploads (tus 1.0): files of many gigabytes over lines that break.
//!
//! An upload is a row with what has arrived and the state of its digest, and a file in the folder of
//! unfinished uploads. A whole file goes to the file store and into the commission's draft; only then
//! does anybody see it. Invariants: what was acknowledged is on disk; the row never claims more than
//! the file holds, so whatever the file holds beyond is cut off on going on; an upload is written by
//! one request at a time.
//!
//! Not here: headers and status codes of the protocol (the desk), and what a package must contain.

pub mod checks;
pub mod checksum;
mod hold;
mod join;
pub mod model;
mod receiving;
mod service;
mod store;
mod take_in;

pub use hold::Stop;
pub use receiving::Receiving;
pub use service::{Append, NewUpload, Swept, Uploads};
pub(in crate::packages) use store::{all, bytes_promised, of_commission, signed};
