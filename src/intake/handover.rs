//! A whole handover: the typed rows of all sheets with one report, from a folder or from single
//! workbooks. Nothing is stored here and nothing is decided about a person or a bid.

use super::{
    Finding, IntakeFault, Level, PackageFolder, SheetReport, Sourced,
    columns::Form,
    cross_check,
    keys::Keys,
    limits, package_folder, reading,
    recognition::{self, Found},
    sheets::*,
    workbook::Workbook,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What was read. Rejected rows are in the report alone.
#[derive(Debug, Default)]
pub struct Handover {
    pub units: Vec<Sourced<BudgetUnit>>,
    pub projects: Vec<Sourced<Project>>,
    pub institutions: Vec<Sourced<Institution>>,
    pub lead_evaluators: Vec<Sourced<LeadEvaluator>>,
    pub experts: Vec<Sourced<Expert>>,
    pub employments: Vec<Sourced<Employment>>,
    pub kin: Vec<Sourced<Kinship>>,
    pub shareholdings: Vec<Sourced<Shareholding>>,
    pub services: Vec<Sourced<PastService>>,
    pub recusals: Vec<Sourced<Recusal>>,
    pub bids: Vec<Sourced<Bid>>,
    pub technical_marks: Vec<Sourced<TechnicalMark>>,
    pub review_marks: Vec<Sourced<ReviewMark>>,
    /// One entry a sheet, budget units first.
    pub report: Vec<SheetReport>,
    pub packages: Vec<PackageFolder>,
    /// What was passed over, a sentence each: sheets nobody knows, packages of unknown projects.
    pub remarks: Vec<String>,
}

impl Handover {
    /// True if some row or sheet must be mended before everything can go in.
    pub fn has_blocking(&self) -> bool {
        self.report.iter().any(SheetReport::is_blocking)
    }

    /// The first error with its sheet.
    pub fn first_error(&self) -> Option<(&SheetReport, &Finding)> {
        self.report.iter().find_map(|sheet| {
            let error = sheet.findings.iter().find(|f| f.level == Level::Error)?;
            Some((sheet, error))
        })
    }
}

/// The sheets of one kind, read together.
pub(super) struct Collected<R> {
    pub rows: Vec<Sourced<R>>,
    pub reports: Vec<SheetReport>,
    pub keys: Keys,
    /// A sheet of the kind was there and its header could be read: only then does a missing key
    /// mean anything.
    pub is_known: bool,
}

/// Reads a folder of the standard form: all thirteen sheets, and `packages/` if there is one.
/// File names do not matter, the sheets do.
pub fn read_folder(dir: &Path) -> Result<Handover, IntakeFault> {
    let paths = workbook_paths(dir)?;
    let mut books = open_all(&paths)?;
    let found = recognition::recognise_all(&mut books)?;
    require_all(dir, &found.sheets)?;
    let mut handover = assemble(books, found)?;
    handover.packages = package_folder::list(&dir.join("packages"))?;
    cross_check::packages(&mut handover);
    Ok(handover)
}

/// Reads whatever sheets the files hold; none is required, one must be recognised. References to
/// sheets that are not among them go unchecked.
pub fn read_files(paths: &[PathBuf]) -> Result<Handover, IntakeFault> {
    read_workbooks(open_all(paths)?)
}

/// As [`read_files`], for workbooks that are open already (an upload).
pub fn read_workbooks(mut books: Vec<Workbook>) -> Result<Handover, IntakeFault> {
    let found = recognition::recognise_all(&mut books)?;
    if found.sheets.is_empty() {
        let names: Vec<String> = books.iter().map(|book| format!("“{}”", book.name())).collect();
        return Err(IntakeFault::NothingRecognised { files: names.join("、") });
    }
    assemble(books, found)
}

fn open_all(paths: &[PathBuf]) -> Result<Vec<Workbook>, IntakeFault> {
    paths.iter().map(|path| Workbook::open(path)).collect()
}

/// The workbooks of a folder by name; lock files of an open Excel and hidden files are none.
fn workbook_paths(dir: &Path) -> Result<Vec<PathBuf>, IntakeFault> {
    let no_folder = |source| IntakeFault::NoFolder { dir: dir.display().to_string(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(no_folder)? {
        let entry = entry.map_err(no_folder)?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_table = [".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".csv"].iter().any(|end| name.ends_with(end));
        if is_table && !name.starts_with(['~', '.']) && entry.path().is_file() {
            paths.push(entry.path());
        }
    }
    paths.sort();
    if paths.is_empty() { Err(IntakeFault::EmptyFolder { dir: dir.display().to_string() }) } else { Ok(paths) }
}

/// Names every sheet that a folder lacks, each with the workbook that usually holds it.
fn require_all(dir: &Path, found: &[Found]) -> Result<(), IntakeFault> {
    let is_missing = |form: &Form| !found.iter().any(|sheet| sheet.kind == form.sheet);
    let missing: Vec<String> = forms()
        .iter()
        .filter(|form| is_missing(form))
        .map(|form| format!("“{}”（通常在 {}）", form.sheet, form.workbook))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(IntakeFault::MissingSheets {
        dir: dir.display().to_string(), missing: format!("工作表{}", missing.join("、"))
    })
}

fn assemble(books: Vec<Workbook>, found: recognition::Recognised) -> Result<Handover, IntakeFault> {
    let mut reader = Reader { books, sheets: found.sheets };
    let mut all = cross_check::Sheets {
        units: reader.collect()?,
        projects: reader.collect()?,
        institutions: reader.collect()?,
        lead_evaluators: reader.collect()?,
        experts: reader.collect()?,
        employments: reader.collect()?,
        kin: reader.collect()?,
        shareholdings: reader.collect()?,
        services: reader.collect()?,
        recusals: reader.collect()?,
        bids: reader.collect()?,
        technical_marks: reader.collect()?,
        review_marks: reader.collect()?,
    };
    drop(reader);
    cross_check::sheets(&mut all);
    Ok(Handover { remarks: found.remarks, ..all.into() })
}

struct Reader {
    books: Vec<Workbook>,
    sheets: Vec<Found>,
}

impl Reader {
    fn collect<R: SheetKind>(&mut self) -> Result<Collected<R>, IntakeFault> {
        let mut collected = Collected { rows: Vec::new(), reports: Vec::new(), keys: Keys::default(), is_known: false };
        let Collected { rows, reports, keys, is_known } = &mut collected;
        for found in self.sheets.iter().filter(|sheet| sheet.kind == R::FORM.sheet) {
            let Some(book) = self.books.get_mut(found.book) else { continue };
            let report = reading::read_sheet(book, &found.sheet, keys, &mut |row| rows.push(row))?;
            *is_known |= !report.findings.iter().any(|f| f.level == Level::Error && f.code.is_of_sheet());
            reports.push(report);
            if rows.len() > limits::ROWS_HELD {
                let why = format!("“{}”共 {} 行", found.sheet, rows.len());
                return Err(IntakeFault::TooLarge { file: book.name().to_owned(), why });
            }
        }
        Ok(collected)
    }
}
