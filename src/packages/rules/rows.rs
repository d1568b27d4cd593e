//! What a row of the indicator table says of itself besides its score: points taken off, in a column or in
//! the words of the reason; the rate of score to weight; completion, where the standard multiplies by it;
//! the evidence for a lost point (11.4). Each must agree with the score exactly.

use super::finding;
use crate::packages::indicator_table::{Indicator, IndicatorTable, RowSaid};
use crate::packages::model::{GateFinding, GateLevel, PackageFile};
use crate::terms::{Score, text};
use rust_decimal::Decimal;

/// What does not agree, row by row; then the evidence.
pub fn check(table: &IndicatorTable, files: &[PackageFile]) -> Vec<GateFinding> {
    let of_row = |row: &Indicator| {
        let said = table.said.iter().find(|said| said.row == row.row);
        let numbers = said.into_iter().flat_map(|said| numbers(row, said));
        let words = row.reason.iter().filter_map(|reason| deduction_in_words(row, reason));
        numbers.chain(words).collect::<Vec<_>>()
    };
    let mut findings: Vec<GateFinding> = table.indicators.iter().flat_map(of_row).collect();
    findings.extend(evidence(table, files));
    findings
}

/// Rows that are wrong by themselves, without looking at any sum.
pub fn is_wrong_alone(table: &IndicatorTable, row: &Indicator) -> bool {
    let said = table.said.iter().find(|said| said.row == row.row);
    let is_explained = (row.score == row.weight) == row.reason.is_none();
    row.score > row.weight
        || !is_explained
        || said.is_some_and(|said| numbers(row, said).next().is_some())
        || row.reason.as_ref().is_some_and(|reason| deduction_in_words(row, reason).is_some())
}

fn numbers<'r>(row: &'r Indicator, said: &'r RowSaid) -> impl Iterator<Item = GateFinding> + 'r {
    [deducted(row, said), rate(row, said), completion(row, said)].into_iter().flatten()
}

fn at(row: &Indicator, column: &str) -> String {
    format!("评分表第{}行“{column}”", row.row)
}

fn error(row: &Indicator, message: String) -> GateFinding {
    finding(GateLevel::Error, "row_does_not_add_up", &at(row, "得分"), message)
}

/// Weight less the points taken off is the score.
fn deducted(row: &Indicator, said: &RowSaid) -> Option<GateFinding> {
    let off = said.deducted?;
    let Indicator { level_3, weight, score, .. } = row;
    let message = format!("“{level_3}”分值 {weight} 减去扣分 {off} 不等于得分 {score}：请核对。");
    (weight.0.checked_sub(off.0) != Some(score.0)).then(|| error(row, message))
}

/// The rate is score through weight, to as many decimals as it is written with.
fn rate(row: &Indicator, said: &RowSaid) -> Option<GateFinding> {
    let rate = said.rate?;
    let Indicator { level_3, weight, score, .. } = row;
    let exact = Score(score.0.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(weight.0)?);
    let message =
        format!("“{level_3}”得分率写 {rate}%，得分 {score} 与分值 {weight} 之比为 {}%：请核对。", exact.rounded(2));
    (exact.rounded(rate.0.scale()) != rate).then(|| error(row, message))
}

/// Weight times completion, where the standard says that this is how points are found. The product is
/// written with one or two decimals.
fn completion(row: &Indicator, said: &RowSaid) -> Option<GateFinding> {
    let (completion, standard) = (said.completion?, text::code(said.standard.as_deref()?));
    let multiplies = ["完成率×", "完成率*", "×完成率", "*完成率", "完成率X", "X完成率", "×实际完成率", "*实际完成率"];
    if completion.0 > Decimal::ONE_HUNDRED || !multiplies.iter().any(|words| standard.contains(words)) {
        return None;
    }
    let Indicator { level_3, weight, score, .. } = row;
    let product = Score(weight.0.checked_mul(completion.0)?.checked_div(Decimal::ONE_HUNDRED)?.normalize());
    let fits = [1, 2, 3].iter().any(|decimals| product.rounded(*decimals) == *score);
    let message =
        format!("“{level_3}”按评分标准为分值 {weight} × 完成率 {completion}% = {product}，得分写 {score}：请核对。");
    (!fits).then(|| error(row, message))
}

/// `扣0.4分` in a reason is what was lost, alone or together with the others of the same reason. Where the
/// reason tells a tariff (`每项扣0.5分`), nothing can be said.
fn deduction_in_words(row: &Indicator, reason: &str) -> Option<GateFinding> {
    let said = deductions(&text::code(reason))?;
    let lost = row.weight.0.checked_sub(row.score.0)?;
    let sum: Score = said.iter().copied().sum();
    let fits = sum.0 == lost || said.iter().any(|points| points.0 == lost);
    let Indicator { level_3, weight, score, .. } = row;
    let message =
        format!("“{level_3}”扣分原因写扣 {sum} 分，分值 {weight}、得分 {score} 实际扣 {} 分：请核对。", Score(lost));
    (!fits).then(|| error(row, message))
}

/// The points that a reason says were taken off; `None` where it says none or a tariff.
fn deductions(reason: &str) -> Option<Vec<Score>> {
    let mut found = Vec::new();
    for (at, word) in reason.match_indices('扣') {
        let (before, after) = (reason.get(..at)?, reason.get(at + word.len()..)?);
        let after = after.trim_start_matches(['除', '减', '了', '掉', '去', '分', '为', ':']);
        let end = after.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(after.len());
        let (digits, tail) = after.split_at_checked(end)?;
        let clause = before.rsplit([',', '。', ';', '；', '，']).next().unwrap_or(before);
        if clause.contains('每') || clause.ends_with(['各', '均']) || tail.starts_with("分/") {
            return None;
        }
        found.extend(digits.parse::<Score>().ok().filter(|_| tail.starts_with('分')));
    }
    (!found.is_empty()).then_some(found)
}

/// 11.4: what a lost point rests on. A table that names no evidence at all is told once. Evidence that
/// is written as a file must be in the package.
fn evidence(table: &IndicatorTable, files: &[PackageFile]) -> Vec<GateFinding> {
    let of = |row: &Indicator| table.said.iter().find(|said| said.row == row.row)?.evidence.as_deref();
    let lost: Vec<&Indicator> = table.indicators.iter().filter(|row| row.score < row.weight).collect();
    if !lost.is_empty() && table.said.iter().all(|said| said.evidence.is_none()) {
        let message = "没有写明扣分指标的佐证材料；请加“佐证材料”一列，写明文件名或底稿编号。".to_owned();
        return vec![finding(GateLevel::Warning, "evidence_missing", "评分表", message)];
    }
    let missing = |row: &&Indicator| {
        let place = at(row, "佐证材料");
        let Some(named) = of(row) else {
            let message = format!("“{}”有扣分，没有写明佐证材料：请补填文件名或底稿编号。", row.level_3);
            return Some(finding(GateLevel::Error, "evidence_missing", &place, message));
        };
        let lost =
            named.split(['、', '；', ';', '，', ',', '\n']).map(str::trim).find(|name| is_lost_file(name, files))?;
        let message = format!("“{}”的佐证材料“{lost}”不在资料包里：请补充或改正文件名。", row.level_3);
        Some(finding(GateLevel::Error, "evidence_not_in_package", &place, message))
    };
    lost.iter().filter_map(missing).collect()
}

/// A name that ends as files do and that no path of the package ends with.
fn is_lost_file(name: &str, files: &[PackageFile]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let is_file =
        ending.is_some_and(|e| ["docx", "xlsx", "pdf", "jpg", "png", "txt", "csv", "ofd", "wps"].contains(&e.as_str()));
    is_file && !files.iter().any(|file| file.path.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_deductions_in_words() {
        let cases: [(&str, Option<&[&str]>); 8] = [
            ("进度滞后,扣0.4分", Some(&["0.4"])),
            ("底稿不全扣0.3分;样本偏少,扣除0.1分", Some(&["0.3", "0.1"])),
            ("每发现一处扣0.5分", None),
            ("两项各扣0.5分", None),
            ("进度滞后", None),
            ("扣分原因:进度", None),
            ("扣10万元", None),
            ("酌情扣分0.4分", Some(&["0.4"])),
        ];
        for (reason, expected) in cases {
            let found = deductions(reason).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(found, expected.map(|all| all.iter().map(ToString::to_string).collect()), "{reason}");
        }
    }

    #[test]
    fn what_a_row_says_agrees_with_its_score() {
        let points = |text: &str| Some(text.parse().unwrap());
        let said = |deducted, rate, completion| RowSaid {
            row: 2,
            deducted,
            rate,
            completion,
            standard: Some("得分=分值×完成率".into()),
            evidence: Some("底稿1".into()),
        };
        // what is said, whether it agrees with a score of 3.1 out of 4
        let cases = [
            (said(points("0.9"), None, None), true),
            (said(points("0.8"), None, None), false),
            (said(None, points("77.5"), None), true),
            (said(None, points("78"), None), true),
            (said(None, points("77"), None), false),
            (said(None, None, points("77.5")), true),
            (said(None, None, points("78")), true),
            (said(None, None, points("90")), false),
        ];
        for (said, agrees) in cases {
            let row = Indicator {
                row: 2,
                level_1: "过程".into(),
                level_2: String::new(),
                level_3: "资金到位率".into(),
                weight: "4".parse().unwrap(),
                score: "3.1".parse().unwrap(),
                reason: Some("到位滞后".into()),
            };
            let table = IndicatorTable {
                indicators: vec![row],
                printed_totals: vec![],
                unread: vec![],
                said: vec![said.clone()],
            };
            assert_eq!(check(&table, &[]).is_empty(), agrees, "{said:?}");
            assert_eq!(is_wrong_alone(&table, &table.indicators[0]), !agrees, "{said:?}");
        }
    }
}
