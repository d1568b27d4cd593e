//! Which parts that the pack asks for are there: documents in the package, headings in the report.

use super::finding;
use crate::packages::facts::Facts;
use crate::packages::model::{GateFinding, GateLevel, PackageFile};
use crate::policy::packages::{Need, PackagePart};

/// Documents of the pack that no path shows.
pub fn missing_documents(facts: &Facts, files: &[PackageFile]) -> Vec<GateFinding> {
    let asked = facts.documents.iter().filter(|part| part.concerns(&facts.kind));
    let missing = asked.filter(|part| !files.iter().any(|f| part.is_shown_by(&f.path)));
    missing.map(|part| finding(level(part), "document_missing", &part.name.zh, missing_document(part))).collect()
}

fn missing_document(part: &PackagePart) -> String {
    let name = &part.name.zh;
    match part.need {
        Need::Required => format!("缺少{name}，请补充后重新提交。"),
        Need::Advised => {
            let marks: Vec<&str> = part.marks.iter().take(2).map(String::as_str).collect();
            format!("没有找到{name}；如有，请一并提交（文件名含“{}”）。", marks.join("”或“"))
        }
    }
}

/// Headings of the pack that the report does not have.
pub fn missing_headings(facts: &Facts) -> Vec<GateFinding> {
    let Some(report) = facts.report.as_ref().filter(|r| r.unreadable.is_none()) else { return Vec::new() };
    let asked = facts.headings.iter().filter(|part| part.concerns(&facts.kind));
    let missing = asked.filter(|part| !report.headings.iter().any(|heading| part.is_shown_by(heading)));
    missing
        .map(|part| {
            let message = format!("报告没有“{}”一章，请补写（或按此名称设标题）。", part.name.zh);
            finding(level(part), "heading_missing", &report.path, message)
        })
        .collect()
}

fn level(part: &PackagePart) -> GateLevel {
    match part.need {
        Need::Required => GateLevel::Error,
        Need::Advised => GateLevel::Warning,
    }
}
