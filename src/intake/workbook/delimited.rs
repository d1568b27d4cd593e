//! Comma- or tab-separated text in UTF-8, UTF-16 with a mark, or GB18030: what Excel and WPS save
//! as CSV. All values are text; the row numbers are those that a spreadsheet would show.

use super::super::{Cell, IntakeFault, SheetRow, limits};
use encoding_rs::{Encoding, GB18030};
use std::{ops::ControlFlow, path::Path};

pub(super) struct DelimitedText {
    file: String,
    sheet: String,
    text: String,
    delimiter: u8,
}

impl DelimitedText {
    pub(super) fn decode(file: &str, bytes: &[u8]) -> Result<DelimitedText, IntakeFault> {
        let text = decode(bytes).ok_or_else(|| IntakeFault::UnknownEncoding { file: file.to_owned() })?;
        if text.contains('\0') {
            return Err(IntakeFault::NotAWorkbook { file: file.to_owned(), why: "内容不是文字" });
        }
        let sheet = Path::new(file).file_stem().map_or_else(|| file.to_owned(), |s| s.to_string_lossy().into_owned());
        let delimiter = delimiter(&text);
        Ok(DelimitedText { file: file.to_owned(), sheet, text, delimiter })
    }

    pub(super) fn sheet_name(&self) -> &str {
        &self.sheet
    }

    pub(super) fn visit_rows(
        &mut self,
        visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
    ) -> Result<(), IntakeFault> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        let (mut record, mut number) = (csv::StringRecord::new(), 0u32);
        let damaged =
            |_| IntakeFault::Damaged { file: self.file.clone(), why: "文字表格的结构不符".to_owned() };
        loop {
            let before = reader.position().line();
            let more = reader.read_record(&mut record);
            if !more.map_err(damaged)? {
                return Ok(());
            }
            let lines = reader.position().line().saturating_sub(before);
            number = number.saturating_add(1).saturating_add(blank_lines(lines, &record));
            let cells = record.iter().take(limits::COLUMNS).map(Cell::text).collect();
            if visit(&SheetRow { number, cells }).is_break() {
                return Ok(());
            }
        }
    }
}

/// The reader passes over empty lines, a spreadsheet shows them as rows.
fn blank_lines(lines: u64, record: &csv::StringRecord) -> u32 {
    let inside = record.iter().flat_map(str::bytes).filter(|b| *b == b'\n').count() as u64;
    u32::try_from(lines.saturating_sub(1 + inside)).unwrap_or(u32::MAX)
}

/// `None` where no encoding reads the bytes without a fault.
fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return without_faults(encoding, bytes.get(mark..).unwrap_or_default());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => without_faults(GB18030, bytes),
    }
}

fn without_faults(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// Whichever of tab, comma and semicolon occurs most often in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: Vec<u8> = text.lines().take(limits::HEADER_ROWS as usize).flat_map(str::bytes).collect();
    let count = |wanted: u8| head.iter().filter(|b| **b == wanted).count();
    b"\t;,".iter().copied().max_by_key(|d| count(*d)).unwrap_or(b',')
}
