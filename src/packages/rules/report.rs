//! Whether the report says what the indicator table adds up to: score, grade, money; and whether two
//! people stand behind it.

use super::{finding, sums};
use crate::packages::facts::Facts;
use crate::packages::indicator_table::{Indicator, IndicatorTable};
use crate::packages::model::{GateFinding, GateLevel};
use crate::packages::report::{Amount, ReportFacts, Stated};
use crate::terms::{Fen, Score};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Everything about the report; one finding where it could not be read.
pub fn check(facts: &Facts, table: &IndicatorTable) -> Vec<GateFinding> {
    let Some(report) = &facts.report else { return Vec::new() };
    if let Some(why) = &report.unreadable {
        let message = format!("{why}，报告中的得分和等次没有核对；请提交 docx 格式的报告。");
        return vec![finding(GateLevel::Warning, "report_unchecked", &report.path, message)];
    }
    let mut findings = scores(facts, report, table);
    findings.extend(grades(facts, report, table));
    findings.extend(units(report));
    findings.extend(budget(facts, report));
    findings.extend(same_person(report));
    findings
}

fn place(report: &ReportFacts, paragraph: u32) -> String {
    format!("{}第{paragraph}段", report.path)
}

/// 11.4: the stated score is the sum of the table, exactly; a rounded one hides a changed row.
fn scores(facts: &Facts, report: &ReportFacts, table: &IndicatorTable) -> Vec<GateFinding> {
    let total = table.total();
    if report.scores.is_empty() {
        let message = "没有找到综合得分；请在评价结论中写明，如“综合得分92.8分”。";
        return vec![finding(GateLevel::Warning, "report_score_missing", &report.path, message.to_owned())];
    }
    let Some(wrong) = report.scores.iter().find(|stated| stated.value != total) else { return Vec::new() };
    let Stated { paragraph, value } = wrong;
    let difference = Score(value.0.saturating_sub(total.0));
    let message =
        format!("写综合得分 {value}，评分表各指标得分相加为 {total}，相差 {difference}：请核对报告和评分表。");
    let mismatch = finding(GateLevel::Error, "report_score_mismatch", &place(report, *paragraph), message);
    let mut findings = vec![mismatch];
    if facts.edition == 0 {
        findings.extend(rows_that_moved(facts, table));
        findings.push(sum_of_rows(table, *value));
    }
    findings
}

/// The rows whose sum is not the stated score, as the first edition told it.
fn sum_of_rows(table: &IndicatorTable, stated: Score) -> GateFinding {
    let rows = || table.indicators.iter().map(|i| i.row);
    let (first, last) = (rows().min().unwrap_or_default(), rows().max().unwrap_or_default());
    let place = format!("评分表第{first}至{last}行“得分”");
    let message = format!("各行得分合计 {}（{}），与报告的 {stated} 不符。", table.total(), sums::levels(table));
    finding(GateLevel::Error, "rows_do_not_add_up", &place, message)
}

/// Rows whose score differs from the version before, as the first edition told it.
fn rows_that_moved(facts: &Facts, table: &IndicatorTable) -> Vec<GateFinding> {
    let moved = |row: &Indicator| {
        let before = facts.earlier.iter().find(|e| e.is_of(row)).filter(|e| e.score != row.score)?;
        let place = format!("评分表第{}行“得分”", row.row);
        let message =
            format!("“{}”上一版本得分 {}，现为 {}，报告没有随之改动：请核对。", row.level_3, before.score, row.score);
        Some(finding(GateLevel::Error, "row_does_not_add_up", &place, message))
    };
    table.indicators.iter().filter_map(moved).collect()
}

/// The stated grade is that of the table's score, by the pack's bands.
fn grades(facts: &Facts, report: &ReportFacts, table: &IndicatorTable) -> Vec<GateFinding> {
    let total = table.total();
    let Some(band) = facts.bands.iter().find(|band| band.holds(total)) else { return Vec::new() };
    if report.grades.is_empty() {
        let message = format!("没有找到评价等级；请在评价结论中写明，如“评价等级为‘{}’”。", band.word);
        return vec![finding(GateLevel::Warning, "report_grade_missing", &report.path, message)];
    }
    let fits = |word: &str| word == band.word || is_same_grade(word, &band.code.name().zh);
    let wrong = report.grades.iter().find(|stated| !fits(&stated.value));
    wrong
        .map(|Stated { paragraph, value }| {
            let message = format!("写等级“{value}”，得分 {total} 在 {band} 内，应为“{}”：请改正。", band.word);
            finding(GateLevel::Error, "report_grade_mismatch", &place(report, *paragraph), message)
        })
        .into_iter()
        .collect()
}

/// Longer words for the four grades of the nation.
fn is_same_grade(word: &str, national: &str) -> bool {
    let words: &[&str] = match national {
        "优" => &["优", "优秀"],
        "良" => &["良", "良好"],
        "中" => &["中", "中等", "一般", "合格"],
        _ => &["差", "较差"],
    };
    words.contains(&word)
}

/// The same figure in two units: one of them is wrong.
fn units(report: &ReportFacts) -> Vec<GateFinding> {
    let mut seen: BTreeMap<Score, &Stated<Amount>> = BTreeMap::new();
    let mut findings = Vec::new();
    for stated in &report.amounts {
        let first = seen.entry(stated.value.number).or_insert(stated);
        if first.value.unit != stated.value.unit && stated.value.number != Score::ZERO {
            let (number, unit) = (stated.value.number, &stated.value.unit);
            let message = format!(
                "同一数额 {number} 此处写“{unit}”，第{}段写“{}”：请统一金额单位。",
                first.paragraph, first.value.unit
            );
            findings.push(finding(GateLevel::Warning, "money_units", &place(report, stated.paragraph), message));
        }
    }
    findings
}

/// The budget as the report states it, against the project's.
fn budget(facts: &Facts, report: &ReportFacts) -> Option<GateFinding> {
    let budget = facts.budget?;
    let stated = report.amounts.iter().find(|stated| stated.value.of == "budget")?;
    let fen = |unit: &str| match unit {
        "元" => stated.value.number.0.checked_mul(Decimal::from(100)),
        "万元" => stated.value.number.0.checked_mul(Decimal::from(1_000_000)),
        _ => stated.value.number.0.checked_mul(Decimal::from(10_000_000_000i64)),
    };
    let known = Decimal::from(budget.0);
    if fen(&stated.value.unit) == Some(known) {
        return None;
    }
    let Amount { number, unit, .. } = &stated.value;
    let right = ["元", "万元", "亿元"].into_iter().find(|unit| fen(unit) == Some(known));
    let place = place(report, stated.paragraph);
    Some(match right {
        Some(right) => {
            let message = format!("项目预算写 {number}{unit}，按项目库应为 {number}{right}：请改正金额单位。");
            finding(GateLevel::Error, "budget_unit", &place, message)
        }
        None => {
            let message = format!("项目预算写 {number}{unit}，项目库为 {}万元：请核对。", wan(budget));
            finding(GateLevel::Warning, "budget_differs", &place, message)
        }
    })
}

fn wan(amount: Fen) -> Decimal {
    amount.to_wan().normalize()
}

/// 11.4: who reviewed inside is not who led.
fn same_person(report: &ReportFacts) -> Option<GateFinding> {
    let same = report.reviewers.iter().find(|r| report.leads.iter().any(|lead| lead.value == r.value))?;
    let message = format!("内部复核人与主评人同为“{}”：请由他人复核。", same.value);
    Some(finding(GateLevel::Error, "reviewer_is_lead", &place(report, same.paragraph), message))
}
