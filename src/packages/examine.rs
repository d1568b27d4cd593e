//! Looks into a package's files for the gate: reads the indicator table and the report, and scans what is
//! to be published. Nothing is judged here.

use super::docx;
use super::facts::{EDITION, EarlierScore, Facts};
use super::indicator_table::IndicatorTable;
use super::inspect::Refusal;
use super::model::{GateFinding, GateLevel, PackageFile};
use super::names;
use super::personal;
use super::report::ReportFacts;
use crate::intake::Finding;
use crate::platform::failure::Outcome;
use crate::policy::packages::PackagePart;
use crate::policy::{LocalRule, Pack, Resolved, rules::Rules};
use crate::terms::Fen;

/// Largest table, report or text that is read into memory.
const READ_BYTES: u64 = 64 << 20;

/// The table and what else was found.
#[derive(Clone, Debug)]
pub struct Examined {
    pub table: IndicatorTable,
    pub facts: Facts,
}

/// For whom a package was made.
#[derive(Clone, Debug)]
pub struct Context<'p> {
    pub pack: &'p Pack,
    /// `evaluation_kind` of the code table.
    pub kind: &'p str,
    pub budget: Option<Fen>,
}

/// Reads a file's content, of which the caller knows where it lies.
pub type Reading<'r> = &'r mut dyn FnMut(&PackageFile) -> Outcome<Vec<u8>>;

/// Examines files that are stored or lie in a folder.
///
/// # Errors
/// A file cannot be read at all. What is wrong inside one is a fact, not an error.
pub fn examine(context: &Context<'_>, files: &[PackageFile], read: Reading<'_>) -> Outcome<Examined> {
    let mut facts = Facts {
        edition: EDITION,
        kind: context.kind.to_owned(),
        documents: parts(context.pack, |rules| &rules.packages.documents),
        headings: parts(context.pack, |rules| &rules.packages.report),
        bands: context.pack.resolve(|rules| &rules.grades.scale).value().map(|s| s.bands.clone()).unwrap_or_default(),
        budget: context.budget,
        ..Facts::default()
    };
    let table = match table(files, read)? {
        Ok(table) => table,
        Err(why) => {
            facts.table_fault = Some(why);
            empty_table()
        }
    };
    facts.report = report(files, read)?;
    for file in files.iter().filter(|f| is_public(&f.path)) {
        facts.contents.extend(personal_data(file, read)?);
    }
    Ok(Examined { table, facts })
}

/// A file that must not be kept, as the gate tells it.
pub fn refused_content(path: &str, refusal: Refusal) -> GateFinding {
    let code = refusal.code.to_owned();
    GateFinding { level: GateLevel::Error, code, place: path.to_owned(), message: refusal.message }
}

/// Adds the version before, so that what changed is named by its row.
pub fn compare(facts: &mut Facts, earlier: &IndicatorTable) {
    facts.earlier = earlier.indicators.iter().map(EarlierScore::of).collect();
}

fn parts(pack: &Pack, topic: impl Fn(&Rules) -> &LocalRule<Vec<PackagePart>>) -> Vec<PackagePart> {
    match pack.resolve(topic) {
        Resolved::Is { value, .. } => value.clone(),
        _ => Vec::new(),
    }
}

fn empty_table() -> IndicatorTable {
    IndicatorTable {
        indicators: Vec::new(),
        printed_totals: Vec::new(),
        unread: Vec::<Finding>::new(),
        said: Vec::new(),
    }
}

/// The inner error says why there is no table, in Chinese. A missing one is the list's finding.
fn table(files: &[PackageFile], read: Reading<'_>) -> Outcome<Result<IndicatorTable, String>> {
    let of_name =
        |ending: &str| files.iter().find(|f| f.path.contains("评分表") && f.path.to_lowercase().ends_with(ending));
    let Some(file) = of_name(".xlsx").or_else(|| of_name("")) else {
        return Ok(Err("没有评分表，得分无法核对；请提交 xlsx 格式的评分表。".into()));
    };
    if file.bytes > READ_BYTES {
        return Ok(Err("评分表过大，无法读取。".into()));
    }
    let bytes = read(file)?;
    Ok(IndicatorTable::read(&file.path, bytes).map_err(|e| e.to_string()))
}

/// The report itself, not the version that is to be published; a Word document where there is one.
pub fn report_file(files: &[PackageFile]) -> Option<&PackageFile> {
    let of_name = |ending: &str| {
        let mut named = files.iter().filter(|f| f.path.contains("评价报告") && f.path.to_lowercase().ends_with(ending));
        named.clone().find(|f| !is_public(&f.path)).or_else(|| named.next())
    };
    of_name(".docx").or_else(|| of_name(""))
}

fn report(files: &[PackageFile], read: Reading<'_>) -> Outcome<Option<ReportFacts>> {
    let Some(file) = report_file(files) else { return Ok(None) };
    if !file.path.to_lowercase().ends_with(".docx") {
        return Ok(Some(ReportFacts::unreadable(&file.path, "不是 docx 文件")));
    }
    if file.bytes > READ_BYTES {
        return Ok(Some(ReportFacts::unreadable(&file.path, "文件过大")));
    }
    let bytes = read(file)?;
    Ok(Some(match docx::document(&bytes) {
        Ok(document) => ReportFacts::of(&file.path, &document),
        Err(why) => ReportFacts::unreadable(&file.path, why),
    }))
}

/// Names by which institutions mark what is to be published.
fn is_public(path: &str) -> bool {
    ["公开版", "公开稿", "公示版", "公示稿"].iter().any(|mark| path.contains(mark))
}

fn personal_data(file: &PackageFile, read: Reading<'_>) -> Outcome<Vec<GateFinding>> {
    let lower = file.path.to_lowercase();
    let is_text = [".txt", ".csv", ".md"].iter().any(|ending| lower.ends_with(ending));
    if file.bytes > READ_BYTES || !(is_text || lower.ends_with(".docx")) {
        let message = "公开版不是 docx 或文本文件，没有检查个人信息；请人工核对。".to_owned();
        let code = "public_version_unchecked".to_owned();
        return Ok(vec![GateFinding { level: GateLevel::Warning, code, place: file.path.clone(), message }]);
    }
    let bytes = read(file)?;
    let found = if is_text {
        personal::scan(names::decoded(&bytes).unwrap_or_default().lines())
    } else {
        let paragraphs = docx::paragraphs(&bytes).unwrap_or_default();
        personal::scan(paragraphs.iter().map(|p| p.text.as_str()))
    };
    let finding = |f: personal::Found| GateFinding {
        level: GateLevel::Error,
        code: "personal_data".to_owned(),
        place: format!("{}第{}段", file.path, f.line),
        message: format!("公开版含有{} {}：请删去或脱敏。", f.what, f.masked),
    };
    Ok(found.into_iter().map(finding).collect())
}
