//! The verbs of the credit room; pure.

pub mod ageing;
pub mod index;
pub mod measure;
