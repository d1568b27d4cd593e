//! After a form was sent: back to where its work is shown, or the sentence that says why nothing was done.

use crate::platform::failure::{Failure, Outcome};
use crate::terms::Wording;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError};

/// What to answer to a form.
pub enum Told {
    Done(HttpResponse),
    /// The page is shown again with this sentence.
    Why(StatusCode, Wording),
}

/// Leads to `target` where it was done. Faults of ours are passed on: they have their own page.
pub fn retell(done: Outcome<()>, target: &str) -> Outcome<Told> {
    let failure = match done {
        Ok(()) => return Ok(Told::Done(HttpResponse::SeeOther().insert_header((LOCATION, target)).finish())),
        Err(failure @ (Failure::Fault(_) | Failure::Busy)) => return Err(failure),
        Err(failure) => failure,
    };
    let status = failure.status_code();
    Ok(match failure {
        Failure::Refused { why, .. } => Told::Why(status, why),
        other => Told::Why(status, Wording::new(other.to_string(), other.to_string())),
    })
}
