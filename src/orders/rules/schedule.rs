//! The days of an order against the least periods of its route; pure.

use super::{Finding, OrderInputs, Severity};
use crate::terms::Day;
use serde::{Deserialize, Serialize};

/// A day that the route sets, or why it cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDay {
    pub id: String,
    /// `None` where a year has no holiday notice.
    pub date: Option<Day>,
    pub open_because: Option<String>,
    pub article: String,
}

/// What is wrong with the days.
pub(super) fn findings(inputs: &OrderInputs) -> Vec<Finding> {
    let asked = &inputs.requirement;
    let mut findings = Vec::new();
    if asked.bids_close_on < asked.announced_on || asked.report_due_on <= asked.bids_close_on {
        let (zh, en) =
            ("日期顺序应为：公告、投标截止、交付报告。", "The order of days is: announcement, deadline, report.");
        findings.push(Finding::block("bids_close_on", "平台规则", zh, en));
    }
    findings.extend(deadline(inputs));
    findings.extend(unknown(inputs));
    findings.extend(long_work(inputs));
    findings
}

fn deadline(inputs: &OrderInputs) -> Option<Finding> {
    let step = inputs.route.days.iter().find(|step| step.id == "deadline")?;
    let first = step.date.filter(|first| inputs.requirement.bids_close_on < *first)?;
    let zh = format!("投标截止最早为 {first}。");
    let en = format!("Bids may not close before {first}.");
    Some(Finding::block("bids_close_on", &step.article, zh, en))
}

/// A year without a holiday notice is said, not guessed.
fn unknown(inputs: &OrderInputs) -> Option<Finding> {
    let open = inputs.route.days.iter().find(|step| step.date.is_none())?;
    let why = open.open_because.clone().unwrap_or_default();
    let severity = if open.id == "deadline" { Severity::Block } else { Severity::Warn };
    let zh = format!("部分期限暂不能计算：{why}");
    let en = format!("Some terms cannot be counted yet: {why}");
    Some(Finding::new(severity, "announced_on", "财政部令第87号第八十五条（P-85）", zh, en))
}

/// Days of the year that a contract may run without more.
const ONE_YEAR: u32 = 12;
/// Months at the most, where the budget is secured.
const THREE_YEARS: u32 = 36;

fn long_work(inputs: &OrderInputs) -> Option<Finding> {
    let (from, to) = (inputs.requirement.bids_close_on, inputs.requirement.report_due_on);
    if to <= from.months_after(ONE_YEAR) {
        return None;
    }
    let article = "财政部令第102号（C-13，待核对原文）";
    let (zh, en) = (
        "购买服务合同一般不超过一年，预算有保障的不超过三年。",
        "A service contract runs up to one year, three where the budget is secured.",
    );
    let severity = if to > from.months_after(THREE_YEARS) { Severity::Block } else { Severity::NeedsReason };
    Some(Finding::new(severity, "report_due_on", article, zh, en))
}
