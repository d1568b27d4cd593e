//! What may be wrong with an assignment instance, in words that name the place and the mend.
//!
//! A fault is the sender's mistake. An instance that is sound but has no answer is not a fault: see
//! [`super::answer::Shortage`].

use thiserror::Error;

/// Why an instance cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InstanceFault {
    #[error("the instance is not the expected JSON: {0}")]
    Json(String),
    #[error("{list}[{row}]: the id is empty; give every {what} an id")]
    EmptyId { list: &'static str, row: usize, what: &'static str },
    #[error("{list}[{row}]: the id {id:?} occurs twice; ids are unique")]
    DuplicateId { list: &'static str, row: usize, id: String },
    #[error("{list}[{row}]: there is no {what} {id:?}; add it or remove the row")]
    UnknownId { list: &'static str, row: usize, what: &'static str, id: String },
    #[error("evaluation {evaluation:?}: demand is {demand}; it must be from 0 to {most}")]
    Demand { evaluation: String, demand: i64, most: u32 },
    #[error("evaluation {evaluation:?}: the need for {category:?} has min {min}; it must be from 0 to {most}")]
    Need { evaluation: String, category: String, min: i64, most: u32 },
    #[error("evaluation {evaluation:?} needs {count} categories; at most {most} are possible")]
    TooManyNeeds { evaluation: String, count: usize, most: usize },
    #[error("expert {expert:?}: {field} is {value}; it must be from 0 to {most}")]
    Load { expert: String, field: &'static str, value: i64, most: u32 },
    #[error("expert {expert:?}: min_load {min} is greater than max_load {max}")]
    LoadBounds { expert: String, min: u32, max: u32 },
    #[error("scores: the pair [{evaluation:?}, {expert:?}] occurs twice; keep one score")]
    DuplicateScore { evaluation: String, expert: String },
    #[error("never_together[{row}]: names {expert:?} twice; name two different experts")]
    SameExpertTwice { row: usize, expert: String },
    #[error("diversity.attribute is {0:?}; only \"employer\" is known")]
    Attribute(String),
    #[error("diversity.max_per_evaluation is {0}; it must be at least 1")]
    DiversityCap(i64),
    #[error("lambda_balance is {0}; it must not be negative")]
    Lambda(i64),
    #[error(
        "the scores are too large for exact 64-bit sums: the greatest magnitude is {greatest}, at most {most} is possible here"
    )]
    TooLarge { greatest: u64, most: u64 },
    #[error("the instance has too many {what}: {count}")]
    TooMany { what: &'static str, count: usize },
}
