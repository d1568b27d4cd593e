//! One data row seen through its header: typed values out, findings kept. A value that only had to
//! be tidied is a note; every fault of a row is reported, not only the first.

mod identity;
mod numbers;

use super::{
    Code, Finding, Level,
    cell::{Cell, SheetRow, Value},
    columns::{Form, Need},
    header::{Criterion, Header},
    keys::Keys,
    limits, parse,
};
use crate::terms::text;

/// A row being read. All accessors build on [`Fields::cell_text`].
pub struct Fields<'a> {
    row: &'a SheetRow,
    header: &'a Header,
    form: &'a Form,
    keys: &'a mut Keys,
    findings: Vec<Finding>,
}

/// The text of a cell before it is given a meaning.
struct RawText {
    text: String,
    /// The cell held a number, so that long digits may be lost.
    number: Option<f64>,
}

impl<'a> Fields<'a> {
    /// `header` must have been bound to `form`.
    pub fn new(row: &'a SheetRow, header: &'a Header, form: &'a Form, keys: &'a mut Keys) -> Fields<'a> {
        Fields { row, header, form, keys, findings: Vec::new() }
    }

    /// The findings of the row in the order in which they were made. A row that repeats another is
    /// not examined further: its other faults stand at the first of the two.
    pub fn finish(mut self) -> Vec<Finding> {
        if self.findings.iter().any(|finding| finding.code.is_repetition()) {
            self.findings.retain(|finding| finding.code.is_repetition());
        }
        self.findings
    }

    /// The columns of marks.
    pub fn criteria(&self) -> &'a [Criterion] {
        &self.header.criteria
    }

    fn header(&self) -> &'a Header {
        self.header
    }

    /// States what identifies this row; `code` reports a key that an earlier row has already.
    pub fn unique(&mut self, column: usize, key: &str, code: Code) {
        if let Err(earlier) = self.keys.state(key, self.row.number) {
            let message = format!("与{earlier}重复，本行没有导入：请核对两行，删除或改正其中一行");
            self.find(column, code, Level::Error, message);
        }
    }

    /// States that this row's key cannot be read. The same unreadable key twice is a repetition all
    /// the same; `name` helps to recognise the row when others refer to it. False if nothing at all
    /// stands in the key's place.
    pub fn unidentified(&mut self, column: usize, name: Option<&str>, code: Code) -> bool {
        let written = text::code(&self.cell(column).label());
        let is_written = !written.is_empty() && !parse::says_nothing(&written);
        let written = if is_written { written } else { String::new() };
        if is_written {
            self.unique(column, &written, code);
        }
        self.keys.state_unreadable(&written, name.unwrap_or_default());
        is_written
    }

    /// How many findings call for somebody to act.
    fn grave_findings(&self) -> usize {
        self.findings.iter().filter(|f| f.level > Level::Note).count()
    }

    /// Adds a finding about a column of the form, named as the file names it.
    pub fn find(&mut self, column: usize, code: Code, level: Level, message: impl Into<String>) {
        let shown = self.header.heading(column).map(|h| h.shown.clone());
        let name = shown.or_else(|| self.form.columns.get(column).map(|c| c.name.to_owned()));
        self.find_named(name.unwrap_or_default(), code, level, message);
    }

    fn find_named(&mut self, column: String, code: Code, level: Level, message: impl Into<String>) {
        self.findings.push(Finding { row: self.row.number, column, code, level, message: message.into() });
    }

    /// The cell under a column; empty if the sheet lacks the column.
    fn cell(&self, column: usize) -> &'a Cell {
        static NOTHING: Cell = Cell { value: Value::Empty, is_formula: false };
        self.header.heading(column).map_or(&NOTHING, |heading| self.row.cell(heading.place))
    }

    /// The cell under a column of marks.
    fn cell_at(&self, place: usize) -> &'a Cell {
        self.row.cell(place)
    }

    /// The text of a cell, `None` if there is nothing. Formulas, errors, words for nothing and control
    /// characters are dealt with here, for all columns alike.
    fn cell_text(&mut self, column: usize) -> Option<RawText> {
        let cell = self.cell(column);
        self.note_formula(column, cell);
        let (text, number) = match &cell.value {
            Value::Empty => return None,
            Value::Text(text) => (self.without_controls(column, text), None),
            Value::Number(number) => (number.to_string(), Some(*number)),
            Value::Moment { at, serial } => (at.format("%Y-%m-%d").to_string(), Some(*serial)),
            Value::Truth(truth) => (if *truth { "是" } else { "否" }.to_owned(), None),
            Value::Error(error) => {
                let message = format!("单元格显示错误 {error}：请改为实际的值");
                self.find(column, Code::CellError, Level::Error, message);
                return None;
            }
        };
        if text.trim().is_empty() {
            return None;
        }
        if parse::says_nothing(&text) {
            self.find(column, Code::SaysNothing, Level::Note, "此格的写法表示没有内容，按空白处理");
            return None;
        }
        Some(RawText { text, number })
    }

    fn note_formula(&mut self, column: usize, cell: &Cell) {
        if !cell.is_formula {
            return;
        }
        if cell.is_blank() {
            let message = "公式没有保存计算结果：请用 Excel 或 WPS 打开并保存一次，或改为数值";
            self.find(column, Code::CellError, Level::Error, message);
        } else {
            self.find(column, Code::FormulaValue, Level::Note, "此格是公式，按表中保存的结果读取");
        }
    }

    /// Control and direction characters have no place in a register and can make a text look
    /// like another.
    fn without_controls(&mut self, column: usize, text: &str) -> String {
        let unwanted = |c: char| {
            (c.is_control() && !c.is_whitespace()) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if !text.contains(unwanted) {
            return text.to_owned();
        }
        self.note_tidied(column);
        text.replace(unwanted, "")
    }

    fn note_tidied(&mut self, column: usize) {
        self.find(column, Code::Normalised, Level::Note, "已整理空格、全角字符或书写格式，内容不变");
    }

    /// Reports a value that the form requires and the row lacks.
    fn require<T>(&mut self, column: usize, value: Option<T>) -> Option<T> {
        let is_required = self.form.columns.get(column).is_some_and(|c| c.need == Need::Required);
        let already = self.findings.iter().any(|f| f.level == Level::Error && Some(&f.column) == self.shown(column));
        if value.is_none() && is_required && !already {
            let name = self.form.columns.get(column).map_or("", |c| c.name);
            self.find(column, Code::RequiredMissing, Level::Error, format!("“{name}”没有填写：请补填"));
        }
        value
    }

    fn shown(&self, column: usize) -> Option<&String> {
        self.header.heading(column).map(|h| &h.shown)
    }

    /// Limits the length of a text and keeps what looks like a formula as plain text.
    fn bounded(&mut self, column: usize, text: String) -> Option<String> {
        // A text has at most as many characters as bytes; most need no counting.
        let length = if text.len() > limits::TEXT_CHARS { text.chars().count() } else { 0 };
        if length > limits::TEXT_CHARS {
            let message = format!("内容有 {length} 个字，超过 {} 字的上限：请缩短", limits::TEXT_CHARS);
            self.find(column, Code::ValueTooLong, Level::Error, message);
            return None;
        }
        if parse::is_formula_like(&text) {
            self.find(column, Code::FormulaText, Level::Note, "内容以公式符号开头，按普通文字保存，不会计算");
        }
        Some(text)
    }

    /// A name of a person or an organisation.
    pub fn name(&mut self, column: usize) -> Option<String> {
        self.cleaned(column, text::name)
    }

    /// A sentence or a word.
    pub fn text(&mut self, column: usize) -> Option<String> {
        self.cleaned(column, text::tidy)
    }

    fn cleaned(&mut self, column: usize, clean: fn(&str) -> String) -> Option<String> {
        let value = self.cell_text(column).and_then(|raw| {
            if parse::is_tidy(&raw.text) {
                return self.bounded(column, raw.text);
            }
            let cleaned = clean(&raw.text);
            if cleaned != raw.text {
                self.note_tidied(column);
            }
            self.bounded(column, cleaned)
        });
        self.require(column, value)
    }

    /// The items of a list; empty if there is nothing.
    pub fn list(&mut self, column: usize) -> Vec<String> {
        let raw = self.cell_text(column).and_then(|raw| self.bounded(column, raw.text));
        let listed = raw.map(|text| parse::list(&text));
        if listed.as_ref().is_some_and(|l| l.is_changed) {
            self.find(column, Code::Normalised, Level::Note, "列举的分隔符已统一为顿号");
        }
        let items = listed.map(|l| l.items).filter(|items| !items.is_empty());
        self.require(column, items).unwrap_or_default()
    }

    /// One of a few words; `read` gives `None` for a word it does not know.
    pub fn choice<T>(&mut self, column: usize, expected: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let value = self.text(column)?;
        let read = read(&value);
        if read.is_none() {
            let message = format!("“{}”不是可选的值：应为{expected}", parse::quotable(&value));
            self.find(column, Code::ValueUnknown, Level::Error, message);
        }
        read
    }
}
