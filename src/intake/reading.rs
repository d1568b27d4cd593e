//! Reading one sheet row by row: header first, then each data row through its kind, with a report
//! that adds up. Rows are handed on as they are read; nothing here grows with the sheet but the
//! report and the keys.

use super::{
    Code, Finding, IntakeFault, Level, SheetReport, Source, Sourced, Standing,
    cell::{SheetRow, Value},
    columns::{Form, Need},
    fields::Fields,
    header::{self, Header},
    keys::Keys,
    limits,
    sheets::SheetKind,
    template,
    workbook::Workbook,
};
use crate::terms::text;
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

/// Reads a sheet of a known kind. Rows that are accepted or wait for a reason go to `sink`; `keys`
/// holds what identifies rows of this kind, over several sheets if there are several. References to
/// other sheets are not checked here.
///
/// # Errors
/// Only if the file cannot be read at all; whatever is wrong with the sheet is in the report.
pub fn read_sheet<R: SheetKind>(
    book: &mut Workbook,
    sheet: &str,
    keys: &mut Keys,
    sink: &mut dyn FnMut(Sourced<R>),
) -> Result<SheetReport, IntakeFault> {
    let place = format!("“{}”的工作表“{sheet}”", book.name());
    let reading = header::locate(&book.head(sheet)?, &R::FORM, &place);
    keys.begin_sheet(place);
    let mut report = ReportBuilder::new(book.name(), sheet, reading.findings);
    let Some(header) = reading.header else {
        count_unread(book, sheet, reading.row, &mut report)?;
        return Ok(report.finish());
    };
    let (file, name): (Arc<str>, Arc<str>) = (book.name().into(), sheet.into());
    book.visit_rows(sheet, &mut |row| {
        if is_data(row, &header, &R::FORM, &mut report) {
            let mut fields = Fields::new(row, &header, &R::FORM, keys);
            let value = R::read(&mut fields);
            let standing = report.take_row(fields.finish(), value.is_some());
            if let Some(value) = value.filter(|_| standing != Standing::Rejected) {
                let source = Source { file: file.clone(), sheet: name.clone(), row: row.number };
                sink(Sourced { source, standing, value });
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(report.finish())
}

/// Without its columns no row of a sheet can be read; each counts as rejected.
fn count_unread(
    book: &mut Workbook,
    sheet: &str,
    header_row: u32,
    report: &mut ReportBuilder,
) -> Result<(), IntakeFault> {
    if header_row == 0 {
        return Ok(());
    }
    book.visit_rows(sheet, &mut |row| {
        if row.number > header_row && !row.is_blank() {
            report.report.count(Standing::Rejected);
        }
        ControlFlow::Continue(())
    })
}

/// False for what is no row of the table: the header and what is above, blank rows, totals, remarks.
fn is_data(row: &SheetRow, header: &Header, form: &Form, report: &mut ReportBuilder) -> bool {
    if row.number <= header.row {
        return false;
    }
    let is_empty = header.places().all(|place| row.cell(place).is_blank());
    let reason = if is_empty {
        if row.is_blank() {
            return false;
        }
        "本行只有表外的内容，没有导入"
    } else if is_repeated_header(row, header) {
        "本行是重复的表头，没有导入"
    } else if is_closing_line(row, header, form) {
        "本行是合计或表后说明，没有作为数据导入"
    } else if template::is_example(row) {
        "本行是模板的示例，没有导入"
    } else {
        return true;
    };
    let message = reason.to_owned();
    report.add(Finding { row: row.number, column: String::new(), code: Code::RowSkipped, level: Level::Note, message });
    false
}

/// Printed tables repeat their header on every page.
fn is_repeated_header(row: &SheetRow, header: &Header) -> bool {
    header.headings().all(|heading| match &row.cell(heading.place).value {
        Value::Text(label) => label.starts_with(|c| heading.shown.starts_with(c)) && text::tidy(label) == heading.shown,
        _ => false,
    })
}

/// A totals line or a remark: begins with such a word and lacks something every row must have.
fn is_closing_line(row: &SheetRow, header: &Header, form: &Form) -> bool {
    let Some(first) = row.cells.iter().find(|cell| !cell.is_blank()) else { return false };
    let Value::Text(label) = &first.value else { return false };
    if !label.trim_start().starts_with(|c| "合总小共注备说填制审负".contains(c)) {
        return false;
    }
    let word = text::code(label);
    let is_total = matches!(word.as_str(), "合计" | "总计" | "小计" | "共计" | "合计:" | "总计:");
    let remarks =
        ["注:", "备注:", "说明:", "填表人", "填报人", "制表人", "审核人", "填表单位", "填报单位", "负责人签字"];
    if !is_total && !remarks.iter().any(|remark| word.starts_with(remark)) {
        return false;
    }
    let required = form.columns.iter().enumerate().filter(|(_, column)| column.need == Need::Required);
    let mut places = required.filter_map(|(index, _)| header.heading(index));
    places.any(|heading| row.cell(heading.place).is_blank())
}

/// Builds the report of one sheet; lists only so many notes of one kind.
struct ReportBuilder {
    report: SheetReport,
    notes: HashMap<(Code, String), u32>,
    /// Columns whose unit was assumed; one warning a column is enough.
    assumed: HashSet<String>,
    omitted: u32,
}

impl ReportBuilder {
    fn new(file: &str, sheet: &str, findings: Vec<Finding>) -> ReportBuilder {
        let report = SheetReport { file: file.to_owned(), sheet: sheet.to_owned(), findings, ..SheetReport::default() };
        ReportBuilder { report, notes: HashMap::new(), assumed: HashSet::new(), omitted: 0 }
    }

    fn add(&mut self, finding: Finding) {
        if finding.level == Level::Note {
            let seen = self.notes.entry((finding.code, finding.column.clone())).or_default();
            *seen += 1;
            if *seen > limits::NOTES_LISTED {
                return;
            }
        }
        if finding.code == Code::UnitAssumed && !self.assumed.insert(finding.column.clone()) {
            return;
        }
        if self.report.findings.len() < limits::FINDINGS_LISTED {
            self.report.findings.push(finding);
        } else {
            self.omitted += 1;
        }
    }

    /// Takes the findings of a data row and says what becomes of it. A row that gave no value is
    /// rejected whatever its findings say.
    fn take_row(&mut self, findings: Vec<Finding>, has_value: bool) -> Standing {
        let gravest = findings.iter().map(|f| f.level).max();
        let standing = if has_value { Standing::of(gravest) } else { Standing::Rejected };
        self.report.count(standing);
        findings.into_iter().for_each(|finding| self.add(finding));
        standing
    }

    fn finish(mut self) -> SheetReport {
        let mut omitted: Vec<((Code, String), u32)> =
            self.notes.into_iter().filter(|(_, seen)| *seen > limits::NOTES_LISTED).collect();
        omitted.sort();
        for ((code, column), seen) in omitted {
            let rest = seen - limits::NOTES_LISTED;
            let message = format!("同类提示（{code}）共 {seen} 条，其余 {rest} 条不再逐条列出");
            self.report.findings.push(Finding {
                row: 0,
                column,
                code: Code::NotesOmitted,
                level: Level::Note,
                message,
            });
        }
        if self.omitted > 0 {
            let message = format!("问题过多，另有 {} 条没有列出：请先改正已列出的问题", self.omitted);
            let (code, level) = (Code::FindingsOmitted, Level::Warning);
            self.report.findings.push(Finding { row: 0, column: String::new(), code, level, message });
        }
        self.report.findings.sort_by_key(|finding| finding.row);
        self.report
    }
}
