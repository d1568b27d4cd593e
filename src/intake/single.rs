//! A list of one kind out of one workbook, for what is handed over alone.

use super::{
    IntakeFault, SheetReport, Sourced, header, keys::Keys, limits, reading, sheets::SheetKind, workbook::Workbook,
};

/// The typed rows with the reports of the sheets they came from.
#[derive(Debug)]
pub struct SingleList<R> {
    pub rows: Vec<Sourced<R>>,
    pub reports: Vec<SheetReport>,
}

/// Reads every sheet that has the columns of this kind. Where none has all of them, the likeliest is read, so that its
/// report names the columns that are missing.
///
/// # Errors
/// The file cannot be read, none of its sheets is like the form, or it has too many rows.
pub fn read_list<R: SheetKind>(book: &mut Workbook) -> Result<SingleList<R>, IntakeFault> {
    let mut complete = Vec::new();
    let mut likeliest: Option<(usize, String)> = None;
    for sheet in book.sheet_names() {
        let head = book.head(&sheet)?;
        let likeness = header::likeness(&head, &R::FORM);
        if header::is_complete(&head, &R::FORM) {
            complete.push(sheet);
        } else if likeness > likeliest.as_ref().map_or(0, |(best, _)| *best) {
            likeliest = Some((likeness, sheet));
        }
    }
    if complete.is_empty() {
        let none = || IntakeFault::NothingRecognised { files: format!("“{}”", book.name()) };
        complete.push(likeliest.ok_or_else(none)?.1);
    }
    let mut list = SingleList { rows: Vec::new(), reports: Vec::new() };
    let mut keys = Keys::default();
    for sheet in complete {
        let rows = &mut list.rows;
        list.reports.push(reading::read_sheet(book, &sheet, &mut keys, &mut |row| rows.push(row))?);
        if list.rows.len() > limits::ROWS_HELD {
            let why = format!("“{sheet}”共 {} 行", list.rows.len());
            return Err(IntakeFault::TooLarge { file: book.name().to_owned(), why });
        }
    }
    Ok(list)
}
