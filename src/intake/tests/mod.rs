//! Whole sheets and folders: the example handover, and handovers made for one fault each.

mod annotated;
mod example;
mod faults;
mod folders;
mod headers;

use super::{fixture::Fixture, sheets::SheetKind, *};
use std::path::PathBuf;

fn example_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021"))
}

/// Reads one sheet of rows as the kind `R`.
fn read<R: SheetKind>(rows: &[Vec<&str>]) -> (Vec<Sourced<R>>, SheetReport) {
    let mut book = Workbook::from_bytes("测试.xlsx", Fixture::new().sheet(R::FORM.sheet, rows).bytes()).unwrap();
    let mut typed = Vec::new();
    let report = read_sheet(&mut book, R::FORM.sheet, &mut Keys::default(), &mut |row| typed.push(row)).unwrap();
    (typed, report)
}

/// Row, code and level of everything that is more than a note.
fn grave(report: &SheetReport) -> Vec<(u32, Code, Level)> {
    report.findings.iter().filter(|f| f.level > Level::Note).map(|f| (f.row, f.code, f.level)).collect()
}

/// The codes of the notes.
fn notes(report: &SheetReport) -> Vec<Code> {
    report.findings.iter().filter(|f| f.level == Level::Note).map(|f| f.code).collect()
}
