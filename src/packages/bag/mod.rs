//! Bags: folders and archives with a list of checksums, as RFC 8493 (BagIt 1.0) has them.
//!
//! An evaluation package travels as a bag. [`validate`] says of a folder, a zip or a tar whether it
//! is a valid bag and gives every reason if not; [`create`] makes a bag of a folder; [`export`]
//! makes a zip of a bag, the same bytes every time.
//!
//! Not here: what an evaluation package must contain (the completeness gate), where packages are
//! kept, and any network: what `fetch.txt` names is never fetched.

mod algorithm;
mod check;
mod create;
mod declaration;
mod export;
mod fault;
mod fetch;
mod fixity;
mod info;
mod limits;
mod manifest;
mod path;
mod report;
mod source;
mod staging;
mod stored;
mod text;
mod unpack;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use check::validate;
pub use create::{Created, Recipe, create};
pub use export::{Exported, export};
pub use fault::BagFault;
pub(in crate::packages) use path::{normal as normal_path, not_portable};
pub use report::{Code, Finding, Payload, Report};
pub use stored::{StoredBag, manifest, write_stored};
pub use unpack::{Unpacked, unpack};
