//! What a check says about a row, and the report of a sheet. The form is public: the command line,
//! the API and the annotated workbook all show it.

use super::Code;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How much a finding weighs, from nothing to do up to blocking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Understood and tidied.
    Note,
    /// Imported; somebody should look.
    Warning,
    /// Imported once an officer has given a reason (regulations 9.1: check digits).
    NeedsReason,
    /// Not imported before it is mended.
    Error,
}

/// One finding, placed by the row number that the spreadsheet shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Counted from 1 as the spreadsheet shows it; 0 where the sheet as a whole is meant.
    pub row: u32,
    /// The header of the column, as the file writes it; empty where the whole row is meant.
    pub column: String,
    pub code: Code,
    pub level: Level,
    /// What is wrong and how to mend it. Never quotes an ID number or a phone number.
    pub message: String,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Accepted,
    NeedsReason,
    Rejected,
}

impl Standing {
    /// The standing of a row whose gravest finding has this level.
    pub fn of(gravest: Option<Level>) -> Standing {
        match gravest {
            Some(Level::Error) => Standing::Rejected,
            Some(Level::NeedsReason) => Standing::NeedsReason,
            Some(Level::Note | Level::Warning) | None => Standing::Accepted,
        }
    }
}

/// The report of one sheet: `accepted + needs_reason + rejected = rows`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetReport {
    pub file: String,
    pub sheet: String,
    /// Data rows: without title, header, empty rows and totals lines.
    pub rows: u32,
    pub accepted: u32,
    pub needs_reason: u32,
    pub rejected: u32,
    /// Sorted by row.
    pub findings: Vec<Finding>,
}

impl SheetReport {
    /// True if something must be mended before every row of the sheet can go in.
    pub fn is_blocking(&self) -> bool {
        self.findings.iter().any(|f| f.level == Level::Error)
    }

    pub(super) fn count(&mut self, standing: Standing) {
        self.rows += 1;
        *self.counter(standing) += 1;
    }

    pub(super) fn move_row(&mut self, from: Standing, to: Standing) {
        let counter = self.counter(from);
        *counter = counter.saturating_sub(1);
        *self.counter(to) += 1;
    }

    fn counter(&mut self, standing: Standing) -> &mut u32 {
        match standing {
            Standing::Accepted => &mut self.accepted,
            Standing::NeedsReason => &mut self.needs_reason,
            Standing::Rejected => &mut self.rejected,
        }
    }
}

/// Where a row was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    pub file: Arc<str>,
    pub sheet: Arc<str>,
    /// The row number that the spreadsheet shows.
    pub row: u32,
}

/// A typed row with its source. A row that waits for a reason is typed as well: its identifiers
/// have the right form, but their check digits need not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    pub source: Source,
    /// [`Standing::Accepted`] or [`Standing::NeedsReason`]; rejected rows are only reported.
    pub standing: Standing,
    pub value: T,
}
