//! `.xlsx` through calamine's streaming reader: one row in memory at a time, whatever the
//! dimensions that the sheet claims.
//!
//! calamine is careful but can panic on a crafted file (a dimension that ends before it starts
//! underflows). Here, at the only door to it, a panic becomes a fault of the file.

use super::super::{Cell, IntakeFault, SheetRow, Value, limits};
use calamine::{Data, Reader, SheetType, Xlsx, XlsxError};
use std::{
    io::Cursor,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

type Bytes = Cursor<Vec<u8>>;

pub(super) struct XlsxBook {
    file: String,
    book: Xlsx<Bytes>,
}

impl XlsxBook {
    /// `bytes` must have passed the guard.
    pub(super) fn open(file: &str, bytes: Vec<u8>) -> Result<XlsxBook, IntakeFault> {
        let book = contain(file, || Xlsx::new(Cursor::new(bytes)))?;
        Ok(XlsxBook { file: file.to_owned(), book })
    }

    /// Tables only: a sheet that is one chart has no rows.
    pub(super) fn sheet_names(&self) -> Vec<String> {
        tables(&self.book)
    }

    pub(super) fn visit_rows(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
    ) -> Result<(), IntakeFault> {
        stream(&self.file, &mut self.book, sheet, visit)
    }
}

/// The names of the sheets that hold cells.
pub(super) fn tables(book: &impl Reader<Bytes>) -> Vec<String> {
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    tables.map(|sheet| sheet.name.clone()).collect()
}

fn stream(
    file: &str,
    book: &mut Xlsx<Bytes>,
    sheet: &str,
    visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>,
) -> Result<(), IntakeFault> {
    let mut reader = contain(file, || book.worksheet_cells_reader(sheet))?;
    let mut row = SheetRow::default();
    while let Some(read) = contain(file, || reader.next_cell_with_formula_metadata())? {
        let (index, place) = read.pos;
        let number = index.saturating_add(1);
        if number > limits::LAST_ROW {
            return Err(damaged(file, format!("工作表“{sheet}”有第 {number} 行")));
        }
        if number < row.number {
            return Err(damaged(file, format!("工作表“{sheet}”的第 {number} 行排在第 {} 行之后", row.number)));
        }
        if number != row.number {
            if finish(&mut row, visit).is_break() {
                return Ok(());
            }
            row.number = number;
        }
        let cell = Cell { value: value(read.value.into()), is_formula: read.formula.is_some() };
        put(&mut row.cells, place as usize, cell);
    }
    let _ = finish(&mut row, visit);
    Ok(())
}

fn put(cells: &mut Vec<Cell>, place: usize, cell: Cell) {
    if place >= limits::COLUMNS {
        return;
    }
    if cells.len() <= place {
        cells.resize(place + 1, Cell::default());
    }
    if let Some(slot) = cells.get_mut(place) {
        *slot = cell;
    }
}

fn finish(row: &mut SheetRow, visit: &mut dyn FnMut(&SheetRow) -> ControlFlow<()>) -> ControlFlow<()> {
    let flow = if row.cells.is_empty() { ControlFlow::Continue(()) } else { visit(row) };
    row.cells.clear();
    flow
}

/// What a cell of either format holds.
pub(super) fn value(read: Data) -> Value {
    match read {
        Data::Empty => Value::Empty,
        Data::Int(number) => Value::Number(number as f64),
        Data::Float(number) => Value::Number(number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Bool(truth) => Value::Truth(truth),
        Data::Error(error) => Value::Error(error.to_string()),
        Data::DateTime(moment) => match moment.as_datetime().filter(|_| moment.is_datetime()) {
            Some(at) => Value::Moment { at, serial: moment.as_f64() },
            None => Value::Number(moment.as_f64()),
        },
    }
}

/// Calls calamine; an error or a panic in it is a fault of the file.
fn contain<T>(file: &str, call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, IntakeFault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) | Err(_) => Err(damaged(file, "内部结构不合规范")),
    }
}

fn damaged(file: &str, why: impl ToString) -> IntakeFault {
    IntakeFault::Damaged { file: file.to_owned(), why: why.to_string() }
}
