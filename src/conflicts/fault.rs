//! What can be wrong with facts and questions, told so that somebody can mend it.

use std::fmt;

/// One fault of the input. `place` is a fact's id, a record's id or a path into a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct FactFault {
    pub place: String,
    pub problem: Problem,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("no {what} has the id `{id}`; add it to the list or mend the id")]
    Unknown { what: What, id: String },
    #[error("the id `{id}` is used twice; ids must be unique")]
    Duplicate { id: String },
    #[error("it ends on {to} before it begins on {from}")]
    EndsBeforeItBegins { from: String, to: String },
    #[error("pct must be between 0 and 100, it is {pct}")]
    Percent { pct: String },
    #[error("{0}")]
    Form(String),
    #[error("there are more than four billion facts of one kind")]
    TooMany,
}

/// What a missing id should have named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Person,
    Organisation,
    PersonOrOrganisation,
    Project,
    Evaluation,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            What::Person => "person",
            What::Organisation => "organisation",
            What::PersonOrOrganisation => "person or organisation",
            What::Project => "project",
            What::Evaluation => "evaluation",
        })
    }
}
