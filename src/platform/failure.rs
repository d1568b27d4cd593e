//! How a use case ends when it does not succeed: refused by a rule, malformed at the edge, not
//! there, or a fault of ours. `problem.rs` turns these into RFC 9457 answers; nothing else does.

use super::problem::Code;
use crate::terms::Wording;
use std::fmt;

/// Why a use case did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// A rule said no: the catalogue's code, a sentence for the person, and the grounds.
    Refused { code: Code, why: Wording, grounds: Vec<String> },
    /// The input is not of the form asked for.
    Malformed(Vec<FieldFault>),
    /// We failed. The text is for the log only.
    Fault(anyhow::Error),
    /// The database stayed busy through all retries.
    Busy,
}

/// One fault in the input, with the place and the mend.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldFault {
    /// A JSON pointer or a form field's name.
    pub field: String,
    pub message: String,
}

impl Failure {
    pub fn refused(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure::Refused { code, why: Wording::new(zh, en), grounds: Vec::new() }
    }

    /// The thing named does not exist, or its existence is not for this person to know.
    pub fn not_found(what_zh: &str, what_en: &str) -> Failure {
        Failure::refused(Code::NotFound, format!("没有找到这个{what_zh}。"), format!("This {what_en} was not found."))
    }

    pub fn field(field: &str, message: impl Into<String>) -> Failure {
        Failure::Malformed(vec![FieldFault { field: field.into(), message: message.into() }])
    }

    /// True where the same transaction may succeed if it runs again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Failure::Fault(e) => super::db::is_conflict(e),
            _ => false,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused { why, .. } => f.write_str(&why.zh),
            Failure::Malformed(faults) => {
                let all: Vec<String> = faults.iter().map(|x| format!("{}: {}", x.field, x.message)).collect();
                f.write_str(&all.join("; "))
            }
            Failure::Fault(e) => write!(f, "{e:#}"),
            Failure::Busy => f.write_str("数据库忙，请稍后重试。"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(e: anyhow::Error) -> Failure {
        Failure::Fault(e)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(e: serde_json::Error) -> Failure {
        Failure::Fault(anyhow::Error::new(e))
    }
}

pub type Outcome<T> = Result<T, Failure>;
