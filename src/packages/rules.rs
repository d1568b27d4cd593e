//! The completeness gate: does a package hold what an evaluation must leave behind, and does its
//! indicator table add up, and does the report say the same; pure.

mod parts;
mod report;
#[cfg(test)]
mod row_tests;
mod rows;
mod sums;
#[cfg(test)]
mod tests;

use super::facts::Facts;
use super::indicator_table::{self, Indicator, IndicatorTable};
use super::model::{GateFinding, GateLevel, PackageFile, Standing};
use crate::intake::{Finding, Level};
use crate::terms::Score;
use serde::{Deserialize, Serialize};

/// What the gate looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateInputs {
    pub files: Vec<PackageFile>,
    pub table: IndicatorTable,
    /// `None` in decisions of packages whose contents were not looked into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateDecision {
    pub standing: Standing,
    /// Sum of the indicator scores.
    pub score: Score,
    pub findings: Vec<GateFinding>,
}

/// A document that a package must hold: how its path is recognised, its name, how much its absence weighs.
struct Required {
    mark: &'static str,
    name: &'static str,
    level: GateLevel,
}

/// Where no pack's list was recorded. Plan, table, report and working papers are what findings rest on
/// (G-24, T-20, T-23); a survey is used in most evaluations and not in all.
const REQUIRED: [Required; 5] = [
    Required { mark: "评价方案", name: "评价方案", level: GateLevel::Error },
    Required { mark: "评分表", name: "评分表", level: GateLevel::Error },
    Required { mark: "评价报告", name: "评价报告", level: GateLevel::Error },
    Required { mark: "工作底稿", name: "工作底稿", level: GateLevel::Error },
    Required { mark: "问卷", name: "问卷数据", level: GateLevel::Warning },
];

/// Accepts or returns a package. Warnings do not return it.
pub fn decide(inputs: &GateInputs) -> GateDecision {
    let mut findings = match &inputs.facts {
        Some(facts) => parts::missing_documents(facts, &inputs.files),
        None => missing_documents(&inputs.files),
    };
    findings.extend(empty_files(&inputs.files));
    match &inputs.facts {
        Some(facts) => findings.extend(of_contents(facts, inputs)),
        None => findings.extend(indicator_table::check(&inputs.table).iter().filter_map(of_table)),
    }
    if inputs.facts.is_some() {
        // What returns the package comes first.
        findings.sort_by_key(|f| f.level != GateLevel::Error);
    }
    let returned = findings.iter().any(|f| f.level == GateLevel::Error);
    GateDecision {
        standing: if returned { Standing::Returned } else { Standing::Accepted },
        score: inputs.table.total(),
        findings,
    }
}

/// What the contents say: faults of files, the table's arithmetic, the report against both. A table that
/// could not be read is one finding, not one for each thing that it lacks.
fn of_contents(facts: &Facts, inputs: &GateInputs) -> Vec<GateFinding> {
    let table = &inputs.table;
    let mut findings = facts.contents.clone();
    match &facts.table_fault {
        Some(why) => findings.push(finding(GateLevel::Error, "table_unreadable", "评分表", why.clone())),
        None => {
            findings.extend(indicator_table::check(table).iter().filter_map(of_table));
            findings.extend(table.indicators.iter().filter_map(reason_without_loss));
            findings.extend(report::check(facts, table));
            if facts.edition > 0 {
                findings.extend(rows::check(table, &inputs.files));
                findings.extend(sums::check(facts, table));
            }
        }
    }
    findings.extend(parts::missing_headings(facts));
    findings
}

/// A reason for lost points where none were lost: either the score or the reason is wrong.
fn reason_without_loss(row: &Indicator) -> Option<GateFinding> {
    let reason = row.reason.as_ref().filter(|_| row.score == row.weight)?;
    let message = format!("“{}”得满分 {}，却写了扣分原因“{reason}”：请核对得分或删去原因。", row.level_3, row.score);
    Some(finding(GateLevel::Error, "reason_without_loss", &format!("评分表第{}行“得分”", row.row), message))
}

fn finding(level: GateLevel, code: &str, place: &str, message: String) -> GateFinding {
    GateFinding { level, code: code.to_owned(), place: place.to_owned(), message }
}

/// A finding about the indicator table; what was merely tidied is none.
fn of_table(finding: &Finding) -> Option<GateFinding> {
    let level = match finding.level {
        Level::Error | Level::NeedsReason => GateLevel::Error,
        Level::Warning => GateLevel::Warning,
        Level::Note => return None,
    };
    let code = finding.code.to_string();
    let place = if finding.row == 0 {
        "评分表".to_owned()
    } else {
        format!("评分表第{}行“{}”", finding.row, finding.column)
    };
    Some(GateFinding { level, code, place, message: finding.message.clone() })
}

fn missing_documents(files: &[PackageFile]) -> Vec<GateFinding> {
    let missing = REQUIRED.iter().filter(|r| files.iter().all(|f| !f.path.contains(r.mark)));
    missing
        .map(|r| GateFinding {
            level: r.level,
            code: "document_missing".into(),
            place: r.name.into(),
            message: format!("缺少{}，请补充后重新提交。", r.name),
        })
        .collect()
}

fn empty_files(files: &[PackageFile]) -> Vec<GateFinding> {
    let empty = files.iter().filter(|f| f.bytes == 0);
    empty
        .map(|f| GateFinding {
            level: GateLevel::Error,
            code: "file_empty".into(),
            place: f.path.clone(),
            message: "文件没有内容，请重新上传。".into(),
        })
        .collect()
}
