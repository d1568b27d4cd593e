//! The template workbook: every sheet of the standard form with its columns, a list to choose from where only
//! certain words are allowed, a note on each heading, and one example that the reader passes over.
//!
//! Cells that hold identity numbers, codes and days are formatted as text, because a spreadsheet rounds long
//! numbers and rewrites dates.

mod guide;

use super::annotate::REMARKS;
use super::cell::{Cell, SheetRow, Value};
use super::columns::{Form, Need};
use super::sheets::forms;
use guide::{Kind, Line};
use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Note, Workbook, Worksheet,
};

/// Stands in the column 导入说明 of a row that is an example.
const EXAMPLE: &str = "示例，导入时跳过";
/// The sheet that says how to fill in the others.
pub(super) const HOW_TO: &str = "填写说明";
/// Rows that get a list to choose from.
const LAST_ROW: u32 = 65_535;
/// The header stands below a title and the line that explains the marks.
const HEADER: u32 = 2;
const FIRST: u32 = 3;

const LINES: [&str; 9] = [
    "一个工作簿可以只填其中几张表；不用的表可以删去。工作表可以改名，表头文字请保留。",
    "表头前的 ● 表示每行必填，○ 表示必须有此列但可以留空，其余各列可以省略。列的次序可以变动。",
    "每张表的第一行数据是示例，最后一列写着“示例，导入时跳过”；可以留着，也可以删去。",
    "身份证号、信用代码、电话、日期各列已设为文本，请照实填写，不要用科学计数法。",
    "日期写成 2021-06-30、2021/6/30 或 2021年6月30日；仍在职或仍持股的结束日期写“至今”。",
    "金额的单位写在表头的括号里；改用元或亿元时请一并改表头。",
    "一格里有几个值时用顿号分开，如：财政绩效、农林水。",
    "导入前先检查：有误的行会标色并写明原因，改正后再次导入，已导入的行不会重复。",
    "● every row needs a value; ○ the column is needed; the rest may be left out. Example rows are passed over.",
];

/// True for the example that the template came with.
pub(super) fn is_example(row: &SheetRow) -> bool {
    let last = row.cells.iter().rev().find(|cell| !cell.is_blank());
    last.is_some_and(|cell: &Cell| matches!(&cell.value, Value::Text(text) if text.trim() == EXAMPLE))
}

/// The template as the bytes of one `.xlsx`.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    written(EXAMPLE)
}

/// With what stands in the last column of each example.
fn written(mark: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    how_to(book.add_worksheet())?;
    for form in forms() {
        let sheet = book.add_worksheet();
        sheet.set_name(form.sheet)?;
        Page { sheet, form: &form }.write(mark)?;
    }
    book.save_to_buffer()
}

fn how_to(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(HOW_TO)?;
    sheet.set_column_width(0, 110)?;
    sheet.write_string_with_format(
        0,
        0,
        "衡评导入模板 · import template",
        &Format::new().set_bold().set_font_size(14),
    )?;
    for (row, line) in (1u32..).zip(LINES) {
        sheet.write_string_with_format(row, 0, line, &Format::new().set_text_wrap())?;
    }
    Ok(())
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    form: &'a Form,
}

impl Page<'_> {
    fn write(&mut self, mark: &str) -> Result<(), XlsxError> {
        let title = Format::new().set_bold().set_font_size(13);
        self.sheet.write_string_with_format(0, 0, self.form.sheet, &title)?;
        let grey = Format::new().set_font_color(Color::RGB(0x0066_6666));
        let legend = "● 每行必填　○ 必须有此列，可留空　（鼠标停在表头上看填法）";
        self.sheet.write_string_with_format(1, 0, legend, &grey)?;
        let lines = guide::lines(self.form.sheet);
        for (place, line) in (0u16..).zip(lines) {
            self.column(place, line)?;
        }
        let last = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        self.sheet.write_string_with_format(HEADER, last, REMARKS, &head())?;
        self.sheet.write_string_with_format(FIRST, last, mark, &example(Kind::Text))?;
        self.sheet.set_column_width(last, 24)?;
        self.sheet.set_freeze_panes(FIRST, 0)?;
        Ok(())
    }

    fn column(&mut self, place: u16, (name, bracket, kind, sample): &Line) -> Result<(), XlsxError> {
        let need = self.need(name);
        let mark = match need {
            Need::Required => "●",
            Need::Expected => "○",
            Need::Usual | Need::Extra => "",
        };
        self.sheet.set_column_width(place, width(name, sample))?;
        self.sheet.set_column_format(place, &plain(*kind))?;
        self.sheet.write_string_with_format(HEADER, place, format!("{mark}{name}{bracket}"), &head())?;
        let note = Note::new(hint(need, *kind)).add_author_prefix(false);
        self.sheet.insert_note(HEADER, place, &note)?;
        self.sample(place, *kind, sample)?;
        match kind {
            Kind::Choice(words) => self.list(place, words, DataValidationErrorStyle::Stop),
            Kind::Usually(words) => self.list(place, words, DataValidationErrorStyle::Information),
            _ => Ok(()),
        }
    }

    fn need(&self, name: &str) -> Need {
        // Columns of marks must all be there.
        self.form.columns.iter().find(|column| column.name == name).map_or(Need::Required, |column| column.need)
    }

    fn sample(&mut self, place: u16, kind: Kind, sample: &str) -> Result<(), XlsxError> {
        match (kind, sample.parse::<u32>()) {
            (_, _) if sample.is_empty() => {}
            (Kind::Number, Ok(number)) => {
                self.sheet.write_number_with_format(FIRST, place, number, &example(kind))?;
            }
            _ => {
                self.sheet.write_string_with_format(FIRST, place, sample, &example(kind))?;
            }
        }
        Ok(())
    }

    fn list(&mut self, place: u16, words: &[&str], style: DataValidationErrorStyle) -> Result<(), XlsxError> {
        let list = DataValidation::new().allow_list_strings(words)?.set_error_style(style);
        let list = list.set_error_message("请从列出的词中选择")?;
        self.sheet.add_data_validation(FIRST, place, LAST_ROW, place, &list)?;
        Ok(())
    }
}

fn head() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EEF4)).set_align(FormatAlign::Center)
}

/// Text columns keep what is typed.
fn plain(kind: Kind) -> Format {
    match kind {
        Kind::Code | Kind::Day => Format::new().set_num_format("@"),
        _ => Format::new(),
    }
}

fn example(kind: Kind) -> Format {
    plain(kind).set_italic().set_font_color(Color::RGB(0x0080_8080))
}

/// A Han character is about two units wide.
fn width(name: &str, sample: &str) -> f64 {
    let units = |text: &str| text.chars().map(|c| if c.is_ascii() { 1u16 } else { 2 }).sum::<u16>();
    f64::from(units(name).max(units(sample)).clamp(8, 40) + 6)
}

fn hint(need: Need, kind: Kind) -> String {
    let need = match need {
        Need::Required => "每行必填。",
        Need::Expected => "必须有此列，可以留空。",
        Need::Usual => "可以省略，建议填写。",
        Need::Extra => "可以省略。",
    };
    let how = match kind {
        Kind::Text => "文字。".to_owned(),
        Kind::Code => "按证照照实填写，本列为文本格式。".to_owned(),
        Kind::Day => "如 2021-06-30；不要只写年月。".to_owned(),
        Kind::Number => "数字；单位以表头括号为准。".to_owned(),
        Kind::List => "几个值用顿号分开。".to_owned(),
        Kind::Choice(words) => format!("只能是：{}。", words.join("、")),
        Kind::Usually(words) => format!("一般是：{}；确属其他的照实填写。", words.join("、")),
    };
    format!("{need}{how}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Handover, Level, Workbook as Book, read_workbooks};

    fn read(mark: &str) -> Handover {
        let book = Book::from_bytes("模板.xlsx", written(mark).unwrap()).unwrap();
        read_workbooks(vec![book]).unwrap()
    }

    #[test]
    fn every_sheet_of_the_form_is_there_with_every_column() {
        for form in forms() {
            let lines = guide::lines(form.sheet);
            let expected: Vec<&str> =
                form.columns.iter().map(|c| c.name).chain(form.criteria.iter().map(|c| c.name)).collect();
            assert_eq!(lines.iter().map(|line| line.0).collect::<Vec<_>>(), expected, "{}", form.sheet);
        }
    }

    #[test]
    fn the_template_imports_cleanly_and_brings_nothing_in() {
        let handover = read(EXAMPLE);
        assert_eq!(handover.report.len(), 13);
        assert!(handover.remarks.is_empty(), "{:?}", handover.remarks);
        for sheet in &handover.report {
            assert_eq!(sheet.rows, 0, "{sheet:?}");
            assert!(sheet.findings.iter().all(|f| f.level == Level::Note), "{sheet:?}");
        }
    }

    #[test]
    fn the_examples_are_sound_rows() {
        let handover = read("");
        for sheet in &handover.report {
            assert_eq!((sheet.rows, sheet.accepted), (1, 1), "{sheet:?}");
            assert!(sheet.findings.iter().all(|f| f.level == Level::Note), "{sheet:?}");
        }
        assert_eq!(handover.experts[0].value.title.as_deref(), Some("教授"));
        assert_eq!(handover.projects[0].value.budget.0, 500_000_000);
    }
}
