//! Telling which sheet of which file is what: by its name, else by its header. Files may be named
//! as their sender likes.

use super::{IntakeFault, cell::SheetRow, columns::Form, header, sheets::forms, template, workbook::Workbook};
use crate::terms::text;

/// A sheet whose kind is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Index of the workbook.
    pub book: usize,
    pub sheet: String,
    /// The standard name of its kind ([`Form::sheet`]).
    pub kind: &'static str,
}

/// The sheets of all workbooks.
#[derive(Debug, Default)]
pub struct Recognised {
    pub sheets: Vec<Found>,
    /// A sentence for each sheet that was passed over, and for links to other files.
    pub remarks: Vec<String>,
}

/// Recognises every sheet that is not empty.
pub fn recognise_all(books: &mut [Workbook]) -> Result<Recognised, IntakeFault> {
    let mut recognised = Recognised::default();
    for (index, book) in books.iter_mut().enumerate() {
        if book.has_external_links() {
            let remark = format!("“{}”引用了其他文件；系统不打开其他文件，按表中保存的结果读取", book.name());
            recognised.remarks.push(remark);
        }
        for sheet in book.sheet_names() {
            let head = book.head(&sheet)?;
            match recognise(&sheet, &head) {
                Some(kind) => recognised.sheets.push(Found { book: index, sheet, kind }),
                None if sheet == template::HOW_TO || head.iter().all(SheetRow::is_blank) => {}
                None => {
                    recognised.remarks.push(format!("“{}”的工作表“{sheet}”不是标准表样中的表，没有导入", book.name()))
                }
            }
        }
    }
    Ok(recognised)
}

fn recognise(sheet: &str, head: &[SheetRow]) -> Option<&'static str> {
    let (forms, name) = (forms(), text::code(sheet));
    let by_name = || forms.iter().find(|form| form.sheet == name);
    let by_header = || {
        let complete = forms.iter().filter(|form| header::is_complete(head, form));
        complete.max_by_key(|form| header::likeness(head, form))
    };
    let by_part_of_name = || forms.iter().filter(|form| name.contains(form.sheet)).max_by_key(|form| form.sheet.len());
    by_name().or_else(by_header).or_else(by_part_of_name).map(|form: &Form| form.sheet)
}
