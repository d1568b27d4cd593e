//! Reads marks from CSV text; pure. A fault names line and column, because people mend files by hand.

use super::fault::LARGEST_MARK;
use super::model::Mark;
use crate::terms::{Day, text};
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;

const PACKAGE: &str = "package";
const REVIEWER: &str = "reviewer";
const CRITERION: &str = "criterion";
const MARK: &str = "mark";
/// May be left out, or empty in a line.
const DAY: &str = "day";
/// The columns that are required, in any order.
pub const COLUMNS: [&str; 4] = [PACKAGE, REVIEWER, CRITERION, MARK];

/// Why a file of marks cannot be used. Lines count from 1, the header's own included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    #[error("第 {line} 行不是 UTF-8 文字，请另存为 UTF-8 编码的 CSV / line {line} is not UTF-8; save as CSV UTF-8")]
    NotUtf8 { line: usize },
    #[error(
        "第 {line} 行列数不符：应为 {expected} 列，实为 {found} 列 / line {line} has {found} fields, not {expected}"
    )]
    Width { line: u64, expected: u64, found: u64 },
    #[error("CSV 无法读取 / cannot be read as CSV: {0}")]
    Csv(String),
    #[error("表头缺少列 {0} / the header lacks the column {0}; wanted: package,reviewer,criterion,mark")]
    MissingColumn(&'static str),
    #[error("表头有不认识的列 {0:?} / the header has an unknown column {0:?}; wanted: package,reviewer,criterion,mark")]
    UnknownColumn(String),
    #[error("表头的列 {0} 出现不止一次 / the header has the column {0} more than once")]
    RepeatedColumn(&'static str),
    #[error("第 {line} 行 {column} 列为空 / line {line}, column {column} is empty")]
    Empty { line: u64, column: &'static str },
    #[error("第 {line} 行 {column} 列含控制字符 / line {line}, column {column} contains a control character")]
    Control { line: u64, column: &'static str },
    #[error("第 {line} 行 mark 列不是数：{value:?} / line {line}, column mark is not a number: {value:?}")]
    NotANumber { line: u64, value: String },
    #[error(
        "第 {line} 行 mark 列超出正负十亿：{value:?} / line {line}, column mark is beyond a thousand million either way: {value:?}"
    )]
    OutOfRange { line: u64, value: String },
    #[error(
        "第 {line} 行 day 列不是日期：{value:?} / line {line}, column day is not a day such as 2021-11-21: {value:?}"
    )]
    NotADay { line: u64, value: String },
    #[error(
        "第 {line} 行与第 {first} 行重复：同一评审人、评价包、指标（package、reviewer、criterion 列） / line {line} repeats line {first} in the columns package, reviewer and criterion"
    )]
    Duplicate { line: u64, first: u64 },
    #[error("只有表头，没有评分 / there is a header but no mark")]
    NoMarks,
}

/// Reads a file's bytes: UTF-8, with or without byte order mark, columns in any order.
///
/// # Errors
/// The first thing that is wrong, from the top.
pub fn read(bytes: &[u8]) -> Result<Vec<Mark>, SheetFault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let sheet = std::str::from_utf8(bytes).map_err(|fault| {
        let line = 1 + bytes.iter().take(fault.valid_up_to()).filter(|byte| **byte == b'\n').count();
        SheetFault::NotUtf8 { line }
    })?;
    let mut reader = ReaderBuilder::new().from_reader(sheet.as_bytes());
    let columns = columns(reader.headers().map_err(|fault| csv_fault(&fault, sheet))?)?;
    let mut marks = Vec::new();
    let mut lines = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|fault| csv_fault(&fault, sheet))?;
        let line = line_of(record.position(), sheet);
        let mark = Fields { record: &record, columns, line }.mark()?;
        let key = (mark.package.clone(), mark.reviewer.clone(), mark.criterion.clone());
        if let Some(first) = lines.insert(key, line) {
            return Err(SheetFault::Duplicate { line, first });
        }
        marks.push(mark);
    }
    if marks.is_empty() { Err(SheetFault::NoMarks) } else { Ok(marks) }
}

/// The line a record begins on. The reader's own position lies before the blank lines that it skips.
fn line_of(position: Option<&csv::Position>, sheet: &str) -> u64 {
    let Some(position) = position else { return 0 };
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| sheet.as_bytes().get(byte..));
    let blank = rest.unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    position.line() + blank.map(|byte| u64::from(*byte == b'\n')).sum::<u64>()
}

fn csv_fault(fault: &csv::Error, sheet: &str) -> SheetFault {
    match fault.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            SheetFault::Width { line: line_of(pos.as_ref(), sheet), expected: *expected_len, found: *len }
        }
        _ => SheetFault::Csv(fault.to_string()),
    }
}

/// Where each of [`COLUMNS`] stands, and the day if there is one.
fn columns(header: &StringRecord) -> Result<([usize; 4], Option<usize>), SheetFault> {
    let names: Vec<String> = header.iter().map(|name| text::half_width(&text::tidy(name)).to_lowercase()).collect();
    if let Some(unknown) = names.iter().find(|name| !COLUMNS.contains(&name.as_str()) && *name != DAY) {
        return Err(SheetFault::UnknownColumn(unknown.clone()));
    }
    let mut places = [0; 4];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == column);
        *place = found.next().ok_or(SheetFault::MissingColumn(column))?.0;
        if found.next().is_some() {
            return Err(SheetFault::RepeatedColumn(column));
        }
    }
    let mut days = names.iter().enumerate().filter(|(_, name)| *name == DAY).map(|(at, _)| at);
    let day = days.next();
    if days.next().is_some() { Err(SheetFault::RepeatedColumn(DAY)) } else { Ok((places, day)) }
}

/// One line of the file.
struct Fields<'a> {
    record: &'a StringRecord,
    columns: ([usize; 4], Option<usize>),
    line: u64,
}

impl Fields<'_> {
    fn mark(&self) -> Result<Mark, SheetFault> {
        let ([package, reviewer, criterion, mark], day) = self.columns;
        Ok(Mark {
            package: self.label(package, PACKAGE)?,
            reviewer: self.label(reviewer, REVIEWER)?,
            criterion: self.label(criterion, CRITERION)?,
            mark: self.number(mark)?,
            day: day.map(|at| self.day(at)).transpose()?.flatten(),
        })
    }

    fn day(&self, at: usize) -> Result<Option<Day>, SheetFault> {
        let raw = self.record.get(at).unwrap_or_default();
        let written = text::code(raw);
        if written.is_empty() {
            return Ok(None);
        }
        let fault = |_| SheetFault::NotADay { line: self.line, value: raw.into() };
        written.parse().map(|day| Some(Day(day))).map_err(fault)
    }

    /// A label, tidied so that stray blanks do not make two persons of one.
    fn label(&self, at: usize, column: &'static str) -> Result<String, SheetFault> {
        let line = self.line;
        let label = text::tidy(self.record.get(at).unwrap_or_default());
        if label.is_empty() {
            return Err(SheetFault::Empty { line, column });
        }
        if label.chars().any(char::is_control) { Err(SheetFault::Control { line, column }) } else { Ok(label) }
    }

    fn number(&self, at: usize) -> Result<f64, SheetFault> {
        let line = self.line;
        let raw = self.record.get(at).unwrap_or_default();
        let value = text::code(raw);
        if value.is_empty() {
            return Err(SheetFault::Empty { line, column: MARK });
        }
        match value.parse::<f64>() {
            Ok(mark) if mark.abs() <= LARGEST_MARK => Ok(mark),
            Ok(mark) if mark.is_finite() => Err(SheetFault::OutOfRange { line, value: raw.into() }),
            _ => Err(SheetFault::NotANumber { line, value: raw.into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_columns_in_any_order_with_a_mark_in_front() {
        let sheet = "\u{feff}Mark, criterion ,package,reviewer\r\n８２.5,数据 可靠,P1,王\u{3000}伟\r\n-1e1,\"a,b\",P1,王 伟\r\n";
        let marks = read(sheet.as_bytes()).unwrap();
        assert_eq!(marks.len(), 2);
        assert_eq!((marks[0].mark, marks[0].reviewer.as_str()), (82.5, "王 伟"));
        assert_eq!((marks[1].mark, marks[1].criterion.as_str()), (-10.0, "a,b"));
    }

    #[test]
    fn a_fault_names_line_and_column() {
        let cases = [
            ("P1,R1,c,1\nP1,R2,c,x", "line 3, column mark is not a number"),
            ("P1,R1,c,NaN", "line 2, column mark is not a number"),
            ("P1,R1,c,1e999", "line 2, column mark is not a number"),
            ("P1,R1,c,-inf", "line 2, column mark is not a number"),
            ("P1,R1,c,1e10", "line 2, column mark is beyond"),
            ("P1,R1,c,", "line 2, column mark is empty"),
            ("P1,R1,c,1\n\n, R1,c,1", "line 4, column package is empty"),
            ("P1,R1,c,1\r\n\r\n, R1,c,1", "line 4, column package is empty"),
            ("P1,R1,c,1\r\nP1,R1,d,1\r\n\r\n\r\nP1,R2,c", "line 6 has 3 fields"),
            ("P1,R1,\u{200b},1", "line 2, column criterion is empty"),
            ("P1,R\u{1b}[2J,c,1", "line 2, column reviewer contains a control"),
            ("P1,R1,c,1\nP1,R1,d,1\nP1 ,R1,c,2", "line 4 repeats line 2"),
            ("P1,R1,c,1,5", "line 2 has 5 fields, not 4"),
            ("", "no mark"),
        ];
        let dated = read(b"package,reviewer,criterion,mark,day\nP1,R1,c,1,2021-11-21\nP1,R1,d,1,\n").unwrap();
        assert_eq!((dated[0].day, dated[1].day), (Day::new(2021, 11, 21), None));
        let fault = read(b"package,reviewer,criterion,mark,day\nP1,R1,c,1,21.11.2021\n").unwrap_err().to_string();
        assert!(fault.contains("line 2, column day is not a day"), "{fault}");
        for (body, wanted) in cases {
            let fault = read(format!("package,reviewer,criterion,mark\n{body}").as_bytes()).unwrap_err().to_string();
            assert!(fault.contains(wanted), "{body:?}: {fault}");
        }
    }

    #[test]
    fn a_wrong_header_or_encoding_is_said() {
        let cases: [(&[u8], &str); 5] = [
            (b"package,reviewer,criterion\nP,R,c", "lacks the column mark"),
            (b"package,reviewer,criterion,mark,note\n", "unknown column \"note\""),
            (b"package,reviewer,criterion,mark,mark\n", "mark more than once"),
            (b"", "lacks the column package"),
            (b"package,reviewer,criterion,mark\nP,\xcd\xf5,c,1", "line 2 is not UTF-8"),
        ];
        for (bytes, wanted) in cases {
            let fault = read(bytes).unwrap_err().to_string();
            assert!(fault.contains(wanted), "{fault}");
        }
    }
}
