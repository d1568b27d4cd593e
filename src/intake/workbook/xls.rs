//! Old `.xls` through calamine, which holds all sheets of the file at once; `xls_guard` has seen to it that
//! they are small. A panic of the library becomes a fault of the file.

use super::super::{Cell, IntakeFault, SheetRow};
use super::xlsx::{tables, value};
use calamine::{Data, Range, Reader, Xls, XlsError};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) struct XlsBook {
    file: String,
    book: Xls<Cursor<Vec<u8>>>,
}

impl XlsBook {
    /// `bytes` must have passed the guard.
    pub(super) fn open(file: &str, bytes: Vec<u8>) -> Result<XlsBook, IntakeFault> {
        let book = contain(file, || Xls::new(Cursor::new(bytes)))?;
        Ok(XlsBook { file: file.to_owned(), book })
    }

    /// Tables only, as in newer workbooks.
    pub(super) fn sheet_names(&self) -> Vec<String> {
        tables(&self.book)
    }

    pub(super) fn visit_rows(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
    ) -> Result<(), IntakeFault> {
        let XlsBook { file, book } = self;
        let cells = contain(file, || book.worksheet_range(sheet))?;
        let formulas = contain(file, || book.worksheet_formula(sheet))?;
        let Some((first, left)) = cells.start() else { return Ok(()) };
        for (number, row) in (first..).zip(cells.rows()) {
            let row = SheetRow { number: number.saturating_add(1), cells: read_row(row, number, left, &formulas) };
            if row.cells.iter().all(Cell::is_blank) {
                continue;
            }
            if visit(&row).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The cells of a row from the first column of the sheet, whatever column the table begins in.
fn read_row(row: &[Data], number: u32, left: u32, formulas: &Range<String>) -> Vec<Cell> {
    let before = std::iter::repeat_n(Cell::default(), left as usize);
    let is_formula = |column: u32| formulas.get_value((number, column)).is_some_and(|formula| !formula.is_empty());
    let read =
        (left..).zip(row).map(|(column, data)| Cell { value: value(data.clone()), is_formula: is_formula(column) });
    before.chain(read).collect()
}

/// Calls calamine; an error or a panic in it is a fault of the file.
fn contain<T>(file: &str, call: impl FnOnce() -> Result<T, XlsError>) -> Result<T, IntakeFault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(XlsError::Password)) => Err(IntakeFault::Encrypted { file: file.to_owned() }),
        Ok(Err(_)) | Err(_) => {
            Err(IntakeFault::Damaged { file: file.to_owned(), why: "内部结构不合规范".to_owned() })
        }
    }
}
