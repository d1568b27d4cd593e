//! Resumable uploads over HTTP, as the tus protocol has them (version 1.0.0 with creation,
//! creation-with-upload, creation-defer-length, checksum, expiration, termination and concatenation), so
//! that clients made by others work as they are.
//!
//! The commission stands in the query of the creating request (`?commission=NUMBER`) or in its
//! `Upload-Metadata`; clients that send parts in parallel give metadata to the whole alone.

mod api;
mod concat;
mod metadata;
mod protocol;
mod receive;
#[cfg(test)]
pub mod stage;
#[cfg(test)]
mod tests;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
use actix_web::http::Method;
pub use api::*;
pub(super) use receive::receive;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let may = Access::May(Act::SubmitPackage);
    table
        .declare(Method::OPTIONS, "/api/v1/uploads", may, upload_options)
        .post("/api/v1/uploads", may, upload_create)
        .head("/api/v1/uploads/{id}", may, upload_status)
        .patch("/api/v1/uploads/{id}", may, upload_append)
        .delete("/api/v1/uploads/{id}", may, upload_terminate)
        .post("/api/v1/uploads/{id}", may, upload_override);
}

/// The address of an upload.
pub(super) fn address(id: &str) -> String {
    format!("/api/v1/uploads/{id}")
}
