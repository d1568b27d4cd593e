//! Finding the header row and the place of each column. Titles may stand above it, columns may be
//! in any order; a column that is missing is named together with the header that is most like it.

use super::{
    Code, Finding, Level,
    annotate::REMARKS,
    cell::SheetRow,
    columns::{Column, Form, Need},
    heading::Heading,
};
use rust_decimal::Decimal;

/// The header row of one sheet, bound to its standard form.
#[derive(Debug)]
pub struct Header {
    /// The row number that the spreadsheet shows.
    pub row: u32,
    /// For each column of the form, its heading.
    bound: Vec<Option<Heading>>,
    /// Columns of marks, in the order of the file.
    pub criteria: Vec<Criterion>,
}

/// A column of marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    pub heading: Heading,
    /// The criterion's name: the header without brackets and without a closing 得分.
    pub name: String,
    pub maximum: Decimal,
}

/// The header with what there is to say about it; without it if no data row can be read.
#[derive(Debug)]
pub struct HeaderReading {
    /// The row of the header, or 0.
    pub row: u32,
    pub header: Option<Header>,
    pub findings: Vec<Finding>,
}

impl Header {
    pub fn heading(&self, column: usize) -> Option<&Heading> {
        self.bound.get(column).and_then(Option::as_ref)
    }

    /// The headings of all columns that are read.
    pub fn headings(&self) -> impl Iterator<Item = &Heading> + '_ {
        self.bound.iter().flatten().chain(self.criteria.iter().map(|criterion| &criterion.heading))
    }

    /// Places of the sheet that belong to the table.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.headings().map(|heading| heading.place)
    }
}

/// How many columns of the form the best row of `head` names; for telling sheets apart.
pub fn likeness(head: &[SheetRow], form: &Form) -> usize {
    head.iter().map(|row| count_matches(&headings(row), form.columns)).max().unwrap_or(0)
}

/// True if some row of `head` names every required column of the form.
pub fn is_complete(head: &[SheetRow], form: &Form) -> bool {
    head.iter().any(|row| {
        let headings = headings(row);
        let named = |column: &Column| headings.iter().any(|h| is_named(h, column));
        form.columns.iter().filter(|c| c.need == Need::Required).all(named)
    })
}

/// Takes the row of `head` that names the most columns. `place` is how messages name the sheet.
pub fn locate(head: &[SheetRow], form: &Form, place: &str) -> HeaderReading {
    let scored = head.iter().map(|row| (count_matches(&headings(row), form.columns), row));
    // Of equal rows the upper one.
    let best = scored.rev().max_by_key(|(matches, _)| *matches).filter(|(matches, _)| *matches >= 2);
    match best {
        Some((_, row)) => bind(row, form, place),
        None => HeaderReading { row: 0, header: None, findings: vec![no_header(form, place)] },
    }
}

fn headings(row: &SheetRow) -> Vec<Heading> {
    row.cells.iter().enumerate().filter_map(|(place, cell)| Heading::read(place, cell)).collect()
}

fn count_matches(headings: &[Heading], columns: &[Column]) -> usize {
    columns.iter().filter(|column| headings.iter().any(|h| is_named(h, column))).count()
}

fn is_named(heading: &Heading, column: &Column) -> bool {
    heading.words == column.name || column.synonyms.contains(&heading.words.as_str())
}

fn no_header(form: &Form, place: &str) -> Finding {
    let expected: Vec<&str> = form.columns.iter().map(|c| c.name).take(4).collect();
    let message = format!("{place}的前 20 行里没有找到表头：请保留含有“{}”等列名的表头行", expected.join("”“"));
    Finding { row: 0, column: String::new(), code: Code::HeaderMissing, level: Level::Error, message }
}

fn bind(row: &SheetRow, form: &Form, place: &str) -> HeaderReading {
    let mut binding = Binding { row: row.number, place, free: headings(row), findings: Vec::new(), can_read: true };
    let bound: Vec<Option<Heading>> = form.columns.iter().map(|column| binding.take(column)).collect();
    let criteria = binding.take_criteria(form);
    let missing: Vec<&Column> = form.columns.iter().zip(&bound).filter(|(_, b)| b.is_none()).map(|(c, _)| c).collect();
    missing.into_iter().for_each(|column| binding.report_missing(column.name, column.need));
    binding.report_unknown();
    let header = binding.can_read.then_some(Header { row: row.number, bound, criteria });
    HeaderReading { row: row.number, header, findings: binding.findings }
}

/// The headings of a row that no column has taken yet.
struct Binding<'a> {
    row: u32,
    place: &'a str,
    free: Vec<Heading>,
    findings: Vec<Finding>,
    can_read: bool,
}

impl Binding<'_> {
    fn take(&mut self, column: &Column) -> Option<Heading> {
        // The standard name comes before its synonyms: 分值 beside 权重 are two columns, not one twice.
        let mut names = std::iter::once(&column.name).chain(column.synonyms);
        let at = names.find_map(|name| self.free.iter().position(|h| h.words == *name))?;
        let heading = self.free.remove(at);
        if let Some(again) = self.free.iter().position(|h| h.words == heading.words) {
            let second = self.free.remove(again);
            self.can_read = false;
            let message = format!(
                "{}里“{}”列出现了两次（第 {} 列和第 {} 列）：请只保留一列",
                self.place,
                heading.shown,
                heading.place + 1,
                second.place + 1
            );
            self.find(&second.shown, Code::ColumnDuplicate, Level::Error, message);
        }
        Some(heading)
    }

    /// Every remaining column with a maximum, and the standard ones that lost theirs.
    fn take_criteria(&mut self, form: &Form) -> Vec<Criterion> {
        if form.criteria.is_empty() {
            return Vec::new();
        }
        let (mut criteria, mut rest) = (Vec::new(), Vec::new());
        // The added column of an annotated copy is ours and needs no word.
        for heading in std::mem::take(&mut self.free).into_iter().filter(|h| h.words != REMARKS) {
            let standard = form.criteria.iter().find(|c| c.name == heading.words);
            match heading.maximum.or_else(|| standard.map(|c| Decimal::from(c.maximum))) {
                Some(maximum) => criteria.push(criterion(heading, maximum)),
                None => rest.push(heading),
            }
        }
        self.free = rest;
        let has = |name: &str| criteria.iter().any(|c: &Criterion| c.heading.words == name);
        let missing: Vec<&str> = form.criteria.iter().map(|c| c.name).filter(|name| !has(name)).collect();
        // A place with a rubric of its own has none of the standard names; then nothing is missing.
        if criteria.is_empty() || missing.len() < form.criteria.len() {
            missing.into_iter().for_each(|name| self.report_missing(name, Need::Required));
        }
        criteria
    }

    fn report_missing(&mut self, name: &str, need: Need) {
        let level = match need {
            Need::Required | Need::Expected => Level::Error,
            Need::Usual => Level::Warning,
            Need::Extra => return,
        };
        self.can_read &= level != Level::Error;
        let nearest = nearest(name, &self.free).map_or_else(
            || format!("请在表头补上“{name}”"),
            |h| format!("表头第 {} 列“{}”是否就是它？是则请改为“{name}”", h.place + 1, h.shown),
        );
        let message = format!("{}里没有找到“{name}”列：{nearest}", self.place);
        self.find(name, Code::ColumnMissing, level, message);
    }

    fn report_unknown(&mut self) {
        // The added column of an annotated copy is ours and needs no word.
        for heading in std::mem::take(&mut self.free).into_iter().filter(|h| h.words != REMARKS) {
            let message = format!("“{}”列不在标准表样中，没有导入", heading.shown);
            self.find(&heading.shown, Code::ColumnUnknown, Level::Note, message);
        }
    }

    fn find(&mut self, column: &str, code: Code, level: Level, message: String) {
        self.findings.push(Finding { row: self.row, column: column.to_owned(), code, level, message });
    }
}

fn criterion(heading: Heading, maximum: Decimal) -> Criterion {
    let name = heading.words.strip_suffix("得分").filter(|n| !n.is_empty()).unwrap_or(&heading.words).to_owned();
    Criterion { heading, name, maximum }
}

/// The free heading that shares the most characters with `name`, if it is like it at all.
fn nearest<'a>(name: &str, free: &'a [Heading]) -> Option<&'a Heading> {
    let likeness = |heading: &Heading| {
        let shared = name.chars().filter(|c| heading.words.contains(*c)).count();
        let all = name.chars().count() + heading.words.chars().count();
        // Per mille, so that no float takes part.
        2_000 * shared / all.max(1)
    };
    free.iter().map(|h| (likeness(h), h)).filter(|(l, _)| *l >= 400).max_by_key(|(l, _)| *l).map(|(_, h)| h)
}
