//! Files that hold tables, seen alike: sheets by name, rows of cells with the number the
//! spreadsheet shows, one after another and never the whole sheet in memory.
//!
//! The content decides what a file is, not its name: a text renamed to `.xlsx` is no workbook.
//! A workbook is checked by [`guard`] before a library sees it. Deliberately absent: macros,
//! formulas, links to other files; nothing in a workbook is ever carried out.

mod delimited;
#[cfg(test)]
pub(crate) mod fixture;
mod guard;
mod xls;
mod xls_guard;
mod xlsx;

use super::{IntakeFault, SheetRow, limits};
use delimited::DelimitedText;
use std::{fs, ops::ControlFlow, path::Path, sync::Arc};
use xls::XlsBook;
use xlsx::XlsxBook;

/// An open file with one or more tables.
pub struct Workbook {
    name: String,
    book: Book,
    has_external_links: bool,
    watch: Option<Watch>,
}

/// Asked before each row is handed on; `false` stops the reading.
pub type Watch = Arc<dyn Fn() -> bool + Send + Sync>;

enum Book {
    Xlsx(Box<XlsxBook>),
    Xls(Box<XlsBook>),
    Delimited(DelimitedText),
}

/// The first bytes of a ZIP archive, empty or not.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// The first bytes of an OLE compound file: an old `.xls`, or an encrypted `.xlsx`.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

impl Workbook {
    /// Reads the file into memory, so that what was checked is what is read.
    pub fn open(path: &Path) -> Result<Workbook, IntakeFault> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable = |source| IntakeFault::Unreadable { file: name.clone(), source };
        let size = fs::metadata(path).map_err(unreadable)?.len();
        check_size(&name, size)?;
        let bytes = fs::read(path).map_err(unreadable)?;
        Workbook::from_bytes(&name, bytes)
    }

    /// `name` is the file's name, for messages; a `.csv`, `.tsv` or `.txt` is read as delimited text.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Workbook, IntakeFault> {
        let file = || name.to_owned();
        check_size(name, bytes.len() as u64)?;
        let mut has_external_links = false;
        let book = if bytes.is_empty() {
            return Err(IntakeFault::Empty { file: file() });
        } else if ZIP.iter().any(|magic| bytes.starts_with(magic)) {
            has_external_links = guard::check(name, &bytes)?.has_external_links;
            Book::Xlsx(Box::new(XlsxBook::open(name, bytes)?))
        } else if bytes.starts_with(OLE) {
            check_limit(name, bytes.len() as u64, limits::OLD_FILE_BYTES)?;
            xls_guard::check(name, &bytes)?;
            Book::Xls(Box::new(XlsBook::open(name, bytes)?))
        } else if is_delimited_name(name) {
            Book::Delimited(DelimitedText::decode(name, &bytes)?)
        } else {
            return Err(IntakeFault::NotAWorkbook { file: file(), why: "内容不是工作簿" });
        };
        Ok(Workbook { name: file(), book, has_external_links, watch: None })
    }

    /// The same workbook, with somebody who counts the rows and may stop the reading.
    pub fn watched(self, watch: Watch) -> Workbook {
        Workbook { watch: Some(watch), ..self }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// True if the workbook refers to other files. They are never opened.
    pub fn has_external_links(&self) -> bool {
        self.has_external_links
    }

    /// In the order of the file. Delimited text is one sheet, named like the file.
    pub fn sheet_names(&self) -> Vec<String> {
        match &self.book {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
            Book::Delimited(text) => vec![text.sheet_name().to_owned()],
        }
    }

    /// Gives each row that holds a cell to `visit`, from the top, until it breaks off.
    pub fn visit_rows(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
    ) -> Result<(), IntakeFault> {
        if !self.sheet_names().iter().any(|name| name == sheet) {
            return Err(IntakeFault::NoSuchSheet { file: self.name.clone(), sheet: sheet.to_owned() });
        }
        let Some(watch) = self.watch.clone() else { return self.book.visit_rows(sheet, visit) };
        let mut is_stopped = false;
        self.book.visit_rows(sheet, &mut |row| {
            is_stopped = !watch();
            if is_stopped { ControlFlow::Break(()) } else { visit(row) }
        })?;
        if is_stopped { Err(IntakeFault::Stopped) } else { Ok(()) }
    }

    /// The rows among which the header is sought.
    pub fn head(&mut self, sheet: &str) -> Result<Vec<SheetRow>, IntakeFault> {
        let mut head = Vec::new();
        self.visit_rows(sheet, &mut |row| {
            if row.number > limits::HEADER_ROWS {
                return ControlFlow::Break(());
            }
            head.push(row.clone());
            ControlFlow::Continue(())
        })?;
        Ok(head)
    }
}

impl Book {
    fn visit_rows(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
    ) -> Result<(), IntakeFault> {
        match self {
            Book::Xlsx(book) => book.visit_rows(sheet, visit),
            Book::Xls(book) => book.visit_rows(sheet, visit),
            Book::Delimited(text) => text.visit_rows(visit),
        }
    }
}

fn check_size(file: &str, size: u64) -> Result<(), IntakeFault> {
    check_limit(file, size, limits::FILE_BYTES)
}

fn check_limit(file: &str, size: u64, most: u64) -> Result<(), IntakeFault> {
    if size <= most {
        return Ok(());
    }
    let why = format!("{} MiB，上限 {} MiB", size >> 20, most >> 20);
    Err(IntakeFault::TooLarge { file: file.to_owned(), why })
}

fn is_delimited_name(name: &str) -> bool {
    let extension = Path::new(name).extension().map(|e| e.to_ascii_lowercase());
    extension.is_some_and(|e| e == "csv" || e == "tsv" || e == "txt")
}

#[cfg(test)]
mod tests;
