//! Lists as files: CSV for spreadsheets (UTF-8 with a mark, or GB18030), and JSON.
//!
//! A cell that a spreadsheet would run as a formula is made plain text, and a code that it would
//! turn into a rounded number is kept as text.

use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::text::defused;
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use rust_xlsxwriter::{Format as XlsxFormat, Workbook, XlsxError};
use serde::Serialize;

/// Most rows of one file.
pub const MAX_EXPORT: i64 = 100_000;

/// What a list can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
    CsvGb18030,
    Json,
}

impl Format {
    pub const ALL: [Format; 4] = [Format::Xlsx, Format::Csv, Format::CsvGb18030, Format::Json];

    /// The code in addresses and of the messages `format-…`.
    pub const fn code(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::CsvGb18030 => "csv-gb18030",
            Format::Json => "json",
        }
    }

    pub fn parse(code: &str) -> Outcome<Format> {
        let found = Format::ALL.into_iter().find(|format| format.code() == code);
        found.ok_or_else(|| Failure::field("format", "可选：xlsx、csv、csv-gb18030、json (one of these)"))
    }

    const fn media_type(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
            Format::CsvGb18030 => "text/csv; charset=gb18030",
            Format::Json => "application/json; charset=utf-8",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv | Format::CsvGb18030 => "csv",
            Format::Json => "json",
        }
    }
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words and codes.
    Text(String),
    /// An exact number, written plainly.
    Number(String),
}

impl Cell {
    pub fn text(value: impl ToString) -> Cell {
        Cell::Text(value.to_string())
    }

    pub fn number(value: impl ToString) -> Cell {
        Cell::Number(value.to_string())
    }

    /// Empty where there is no value.
    pub fn maybe(value: Option<impl ToString>) -> Cell {
        Cell::Text(value.map(|v| v.to_string()).unwrap_or_default())
    }

    fn written(&self) -> String {
        match self {
            Cell::Number(digits) => digits.clone(),
            // A tab behind the digits is invisible and keeps a spreadsheet from reading a number.
            Cell::Text(text) if would_change_as_number(text) => format!("{text}\t"),
            Cell::Text(text) => defused(text),
        }
    }
}

/// Spreadsheets write numbers of more than 11 digits in powers of ten, drop leading zeros and take
/// `91640300E1` for a power of ten.
fn would_change_as_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_numeric = digits > 0 && text.bytes().all(|b| b.is_ascii_digit() || b".eE".contains(&b));
    let has_leading_zero = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    is_numeric && (digits > 11 || has_leading_zero || text.contains(['e', 'E']))
}

/// A table: what a row's columns are called, and the rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub heads: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
}

/// The answer with the file `name` (no suffix, ASCII). `items` is what the API shows of the same rows;
/// `total` is how many the filters found.
pub fn export<T: Serialize>(
    format: Format,
    name: &str,
    total: i64,
    items: &[T],
    sheet: impl FnOnce(&[T]) -> Sheet,
) -> Outcome<HttpResponse> {
    if total > MAX_EXPORT {
        let zh = format!("共 {total} 条，超过一次可导出的 {MAX_EXPORT} 条。请增加筛选条件后再导出。");
        let en = format!("{total} rows are more than the {MAX_EXPORT} of one export. Narrow the filters.");
        return Err(Failure::refused(Code::TooLarge, zh, en));
    }
    let body = match format {
        Format::Json => serde_json::to_vec_pretty(items)?,
        Format::Xlsx => workbook(&sheet(items)).map_err(anyhow::Error::from)?,
        Format::Csv => [b"\xEF\xBB\xBF".as_slice(), csv(&sheet(items))?.as_bytes()].concat(),
        // GB18030 has every character of Unicode, so nothing is lost.
        Format::CsvGb18030 => encoding_rs::GB18030.encode(&csv(&sheet(items))?).0.into_owned(),
    };
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.suffix());
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(body))
}

/// Words are cells of text, so that no long number loses digits and no formula runs; only what is a number
/// in the list is a number in the sheet.
fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = XlsxFormat::new().set_bold().set_background_color("E8EEF4");
    let page = book.add_worksheet_with_constant_memory()?;
    page.set_freeze_panes(1, 0)?;
    for (column, name) in (0u16..).zip(sheet.heads) {
        page.set_column_width(column, 18)?;
        page.write_string_with_format(0, column, *name, &head)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Number(digits) if digits.len() <= EXACT_DIGITS && digits.parse::<f64>().is_ok() => {
                    page.write_number(row, column, digits.parse::<f64>().unwrap_or_default())?
                }
                Cell::Number(text) | Cell::Text(text) => page.write_string(row, column, text)?,
            };
        }
    }
    book.save_to_buffer()
}

/// A spreadsheet keeps fifteen digits of a number.
const EXACT_DIGITS: usize = 15;

fn csv(sheet: &Sheet) -> Outcome<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(sheet.heads).map_err(anyhow::Error::from)?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(Cell::written)).map_err(anyhow::Error::from)?;
    }
    let bytes = writer.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(String::from_utf8(bytes).map_err(anyhow::Error::from)?)
}
