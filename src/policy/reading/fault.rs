//! Faults of a pack or calendar file: where, what is wrong, how to mend it.
//!
//! Reading never stops at the first fault, so a clerk mends a file in one go. What is not here: any
//! rule about what a pack may say; the types of the pack bring those.

use crate::terms::Wording;
use serde::Serialize;
use std::{fmt, ops::Range};

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// 1-based.
    pub line: usize,
    /// 1-based, counted in characters, as editors show it.
    pub column: usize,
    /// The key, such as `grades.scheme.is.bands[1].from`; empty for the file as a whole.
    pub path: String,
    pub problem: Wording,
    pub mend: Wording,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行第{}列", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, " {}", self.path)?;
        }
        write!(f, "：{}。改法：{}。", self.problem.zh, self.mend.zh)
    }
}

/// The faults found so far in one text.
pub struct Faults<'s> {
    source: &'s str,
    found: Vec<Fault>,
}

impl<'s> Faults<'s> {
    pub fn of(source: &'s str) -> Faults<'s> {
        Faults { source, found: Vec::new() }
    }

    /// Notes a fault at a byte range of the source.
    pub fn add(&mut self, span: &Range<usize>, path: &str, problem: Wording, mend: Wording) {
        let (line, column) = position(self.source, span.start);
        self.found.push(Fault { line, column, path: path.to_owned(), problem, mend });
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All faults in the order of the text, each once: a parser that recovers repeats itself.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        self.found.sort_by(|a, b| (a.line, a.column, &a.path).cmp(&(b.line, b.column, &b.path)));
        self.found.dedup();
        self.found
    }
}

/// Line and column, both from 1; an offset past the end or inside a character counts as the nearest
/// place before it.
fn position(source: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = source.get(..end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "甲\n乙丙x";
        let cases = [(0, (1, 1)), (3, (1, 2)), (4, (2, 1)), (10, (2, 3)), (8, (2, 2)), (999, (2, 4))];
        for (offset, expected) in cases {
            assert_eq!(position(text, offset), expected, "{offset}");
        }
    }
}
