//! The fields of a form that people fill in: each is read, all that is wrong is said at once.
//! Not here: what the fields mean; each subject's form says so.

use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::terms::{Day, Fen};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::str::FromStr;

/// What a form sent.
pub type Sent = HashMap<String, String>;

/// The fields with the faults that were found so far.
pub struct Fields<'a> {
    pub sent: &'a Sent,
    faults: Vec<FieldFault>,
}

impl Fields<'_> {
    /// What `read` makes of the fields, or all their faults.
    pub fn read<T>(sent: &Sent, read: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> Outcome<T> {
        let mut fields = Fields { sent, faults: Vec::new() };
        match read(&mut fields) {
            Some(found) if fields.faults.is_empty() => Ok(found),
            _ => Err(Failure::Malformed(fields.faults)),
        }
    }

    pub fn text(&self, name: &str) -> String {
        self.sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default()
    }

    pub fn parsed<T>(&mut self, name: &str, wanted: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let found = read(&self.text(name));
        if found.is_none() {
            self.faults
                .push(FieldFault { field: name.to_owned(), message: format!("应为{wanted} (as in the hint)") });
        }
        found
    }

    pub fn money(&mut self, name: &str) -> Option<Fen> {
        self.parsed(name, "万元数，如 45.5", |t| Decimal::from_str(t).ok().and_then(Fen::from_wan))
    }

    pub fn day(&mut self, name: &str) -> Option<Day> {
        self.parsed(name, " 2026-09-21 这样的日期", |t| t.parse().ok())
    }
}
