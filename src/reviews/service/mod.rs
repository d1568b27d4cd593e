//! Use cases of the room.

pub mod review;
pub mod rubrics;

use super::rules::Refused;
use crate::platform::failure::Failure;
use crate::platform::problem::Code;

fn refused(why: Refused) -> Failure {
    Failure::Refused { code: Code::RuleForbids, why, grounds: Vec::new() }
}
