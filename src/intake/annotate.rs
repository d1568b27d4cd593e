//! The annotated copy of what was handed in: the same sheets and cells, a colour and a note on each faulty
//! cell, and a last column with the sentences of the row, so that whoever sent the list mends it where it
//! is wrong and sends it again.
//!
//! Cells are written as what they are: a text that looks like a formula stays a text.

use super::{Cell, Finding, IntakeFault, Level, SheetReport, SheetRow, Value, Workbook, heading::Heading};
use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook as Book, Worksheet, XlsxError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

/// The heading of the added column; the reader passes it over when the copy comes back.
pub(super) const REMARKS: &str = "导入说明";
/// Notes of one sheet; beyond that the colour and the added column say it.
const MOST_NOTES: usize = 20_000;
/// A sheet name of Excel.
const LONGEST_NAME: usize = 31;

/// Why no annotated copy could be made.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateFault {
    #[error(transparent)]
    Unreadable(#[from] IntakeFault),
    #[error("批注后的工作簿没有写成：{0}")]
    Unwritable(#[from] XlsxError),
}

/// The copy of the sheets that `reports` speak of, as the bytes of one `.xlsx`. `folder` holds the files.
pub fn annotated(folder: &Path, reports: &[SheetReport]) -> Result<Vec<u8>, AnnotateFault> {
    annotated_from(&mut |file| Workbook::open(&folder.join(file)), reports)
}

/// As [`annotated`], for workbooks that `open` gives by the name of their file.
pub fn annotated_from(
    open: &mut dyn FnMut(&str) -> Result<Workbook, IntakeFault>,
    reports: &[SheetReport],
) -> Result<Vec<u8>, AnnotateFault> {
    let mut copy = Book::new();
    let (mut names, mut opened) = (BTreeSet::new(), HashMap::new());
    let styles = Styles::new();
    for report in reports {
        let book = match opened.entry(report.file.clone()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(open(&report.file)?),
        };
        let sheet = copy.add_worksheet_with_constant_memory()?;
        sheet.set_name(free_name(&report.sheet, &mut names))?;
        copy_sheet(book, report, sheet, &styles)?;
    }
    Ok(copy.save_to_buffer()?)
}

/// Two files may have sheets of one name.
fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wanted.chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).collect();
    let cut = |room: usize| plain.chars().take(room).collect::<String>();
    let mut name = cut(LONGEST_NAME);
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{}-{number}", cut(LONGEST_NAME - 5));
        number += 1;
    }
    name
}

struct Styles {
    head: Format,
    error: Format,
    reason: Format,
    warning: Format,
    day: Format,
    remark: Format,
}

impl Styles {
    fn new() -> Styles {
        let filled = |colour: u32| Format::new().set_background_color(Color::RGB(colour));
        Styles {
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EEF4)),
            error: filled(0x00FF_C7CE),
            reason: filled(0x00FF_D699),
            warning: filled(0x00FF_F2B3),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            remark: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    fn of(&self, level: Level) -> Option<&Format> {
        match level {
            Level::Error => Some(&self.error),
            Level::NeedsReason => Some(&self.reason),
            Level::Warning => Some(&self.warning),
            Level::Note => None,
        }
    }
}

/// What is wrong, by row and then by the column's place; `None` is the row as a whole.
type Faults<'a> = BTreeMap<u32, BTreeMap<Option<usize>, Vec<&'a Finding>>>;

fn copy_sheet(
    book: &mut Workbook,
    report: &SheetReport,
    sheet: &mut Worksheet,
    styles: &Styles,
) -> Result<(), AnnotateFault> {
    let head = book.head(&report.sheet)?;
    let places = places(&head, report);
    let width = head.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut page = Page { sheet, styles, width, notes: 0, faults: faults(report, &places.columns) };
    page.sheet.set_freeze_panes(places.header, 0)?;
    page.sheet.set_column_width(column(width), 60)?;
    let mut written = Ok(());
    book.visit_rows(&report.sheet, &mut |row| {
        written = page.row(row, row.number == places.header);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(written?)
}

struct Places {
    /// The number of the header row as shown; 0 where there is none.
    header: u32,
    columns: HashMap<String, usize>,
}

/// The header is the row that names most of the columns that findings speak of.
fn places(head: &[SheetRow], report: &SheetReport) -> Places {
    let named: BTreeSet<&str> = report.findings.iter().map(|finding| finding.column.as_str()).collect();
    let headings = |row: &SheetRow| -> HashMap<String, usize> {
        let read = row.cells.iter().enumerate().filter_map(|(place, cell)| Heading::read(place, cell));
        read.map(|heading| (heading.shown, heading.place)).collect()
    };
    let score = |columns: &HashMap<String, usize>| {
        let known = columns.keys().filter(|name| named.contains(name.as_str())).count();
        (known, columns.len())
    };
    let rows = head.iter().rev().map(|row| (row.number, headings(row)));
    let best = rows.max_by_key(|(_, columns)| score(columns));
    let (header, columns) = best.unwrap_or_default();
    Places { header, columns }
}

/// Findings that ask for something; what was merely tidied is not marked.
fn faults<'a>(report: &'a SheetReport, columns: &HashMap<String, usize>) -> Faults<'a> {
    let mut faults = Faults::new();
    for finding in report.findings.iter().filter(|finding| finding.level > Level::Note) {
        let place = columns.get(&finding.column).copied();
        // What concerns the sheet as a whole stands in its first row.
        faults.entry(finding.row.max(1)).or_default().entry(place).or_default().push(finding);
    }
    faults
}

struct Page<'a, 'b> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    width: usize,
    notes: usize,
    faults: Faults<'b>,
}

impl Page<'_, '_> {
    fn row(&mut self, row: &SheetRow, is_header: bool) -> Result<(), XlsxError> {
        let index = row.number.saturating_sub(1);
        let faults = self.faults.remove(&row.number).unwrap_or_default();
        let wide = faults.keys().flatten().map(|place| place + 1).max().unwrap_or_default();
        for place in 0..row.cells.len().max(wide) {
            let findings = faults.get(&Some(place)).map(Vec::as_slice).unwrap_or_default();
            let gravest = findings.iter().map(|finding| finding.level).max();
            let style = gravest.and_then(|level| self.styles.of(level)).or(is_header.then_some(&self.styles.head));
            self.cell(index, place, row.cell(place), style)?;
            if !findings.is_empty() {
                self.note(index, place, findings)?;
            }
        }
        let sentences: Vec<&str> = faults.values().flatten().map(|finding| finding.message.as_str()).collect();
        if is_header {
            self.sheet.write_string_with_format(index, column(self.width), REMARKS, &self.styles.head)?;
        } else if !sentences.is_empty() {
            let text = cut(&sentences.join("；"));
            self.sheet.write_string_with_format(index, column(self.width), text, &self.styles.remark)?;
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, place: usize, cell: &Cell, style: Option<&Format>) -> Result<(), XlsxError> {
        let (column, plain) = (column(place), Format::new());
        let format = style.unwrap_or(&plain);
        match &cell.value {
            Value::Empty if style.is_none() => return Ok(()),
            Value::Empty => self.sheet.write_blank(row, column, format)?,
            Value::Text(text) | Value::Error(text) => {
                self.sheet.write_string_with_format(row, column, cut(text), format)?
            }
            Value::Number(number) => self.sheet.write_number_with_format(row, column, *number, format)?,
            Value::Moment { serial, .. } => {
                let day =
                    if style.is_some() { format.clone().set_num_format("yyyy-mm-dd") } else { self.styles.day.clone() };
                self.sheet.write_number_with_format(row, column, *serial, &day)?
            }
            Value::Truth(truth) => self.sheet.write_boolean_with_format(row, column, *truth, format)?,
        };
        Ok(())
    }

    fn note(&mut self, row: u32, place: usize, findings: &[&Finding]) -> Result<(), XlsxError> {
        if self.notes >= MOST_NOTES {
            return Ok(());
        }
        self.notes += 1;
        let text = findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<&str>>().join("\n");
        self.sheet.insert_note(row, column(place), &Note::new(cut(&text)).add_author_prefix(false))?;
        Ok(())
    }
}

fn column(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// Excel takes 32,767 characters in a cell.
fn cut(text: &str) -> String {
    text.chars().take(32_000).collect()
}
