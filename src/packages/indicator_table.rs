//! The indicator table of an evaluation package (评分表.xlsx): three levels of indicators with weight,
//! score and the reason for lost points; and whether its arithmetic holds (regulations G-14, G-14b).
//! Exact decimals throughout. Whether the grade fits the score is the completeness gate's question.

use crate::intake::{
    Code, Fields, Finding, IntakeFault, Keys, Level, SheetKind, Sourced, Workbook,
    columns::{Form, columns},
    read_sheet,
};
use crate::terms::{Score, text};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The table as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTable {
    pub indicators: Vec<Indicator>,
    /// The totals that the table itself prints.
    pub printed_totals: Vec<PrintedTotal>,
    /// What could not be read; [`check`] repeats it.
    pub unread: Vec<Finding>,
    /// What rows say of themselves in further columns; only rows that say something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<RowSaid>,
}

/// What a row says besides weight, score and reason, in columns that some places have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSaid {
    pub row: u32,
    /// 扣分, points taken off.
    pub deducted: Option<Score>,
    /// 得分率, in percent.
    pub rate: Option<Score>,
    /// 完成率, in percent.
    pub completion: Option<Score>,
    /// 评分标准, how the points are to be found.
    pub standard: Option<String>,
    /// 佐证材料, what the score rests on.
    pub evidence: Option<String>,
}

/// A third-level indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The row number that the spreadsheet shows.
    pub row: u32,
    pub level_1: String,
    pub level_2: String,
    pub level_3: String,
    /// 分值, in points of 100.
    pub weight: Score,
    /// 得分.
    pub score: Score,
    /// 扣分原因.
    pub reason: Option<String>,
}

/// A line 合计 or 小计.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedTotal {
    pub row: u32,
    pub weight: Option<Score>,
    pub score: Score,
    /// For a subtotal, how many indicators stand above it; `None` for the grand total.
    pub subtotal_after: Option<usize>,
}

impl IndicatorTable {
    /// Reads the first sheet with such a header. Blank cells of the first two levels (merged cells
    /// among them) mean what stands above. `file` is named in messages.
    pub fn read(file: &str, bytes: Vec<u8>) -> Result<IndicatorTable, IntakeFault> {
        let mut book = Workbook::from_bytes(file, bytes)?;
        let sheets = book.sheet_names();
        let mut first_failure = None;
        for sheet in sheets {
            let mut lines = Vec::new();
            let report = read_sheet(&mut book, &sheet, &mut Keys::default(), &mut |line| lines.push(line))?;
            let unread: Vec<Finding> = report.findings.into_iter().filter(|f| f.level > Level::Note).collect();
            let table = IndicatorTable::of_lines(lines, unread);
            if table.unread.iter().all(|f| !f.code.is_of_sheet()) {
                return Ok(table);
            }
            first_failure.get_or_insert(table);
        }
        let none = || IntakeFault::NotAWorkbook { file: file.to_owned(), why: "没有工作表" };
        first_failure.ok_or_else(none)
    }

    /// The sum of all scores, exact; what the report must state.
    pub fn total(&self) -> Score {
        self.indicators.iter().map(|indicator| indicator.score).sum()
    }

    /// The sum of all weights.
    pub fn total_weight(&self) -> Score {
        self.indicators.iter().map(|indicator| indicator.weight).sum()
    }

    fn of_lines(lines: Vec<Sourced<Line>>, unread: Vec<Finding>) -> IndicatorTable {
        let mut table = IndicatorTable { indicators: Vec::new(), printed_totals: Vec::new(), unread, said: Vec::new() };
        let (mut level_1, mut level_2) = (String::new(), String::new());
        let below: Vec<usize> = (0..lines.len()).map(|at| rows_below(lines.get(at..).unwrap_or_default())).collect();
        for (Sourced { source, value, .. }, below) in lines.into_iter().zip(below) {
            let Line { levels: [first, second, third], weight, score, reason, total, said } = value;
            if let Some(total) = total {
                let subtotal_after = (total == Total::Sub).then_some(table.indicators.len());
                table.printed_totals.push(PrintedTotal { row: source.row, weight, score, subtotal_after });
                continue;
            }
            if let Some(first) = first {
                (level_1, level_2) = (first, String::new());
            }
            level_2 = second.unwrap_or(level_2);
            let Some(level_3) = third else {
                table.take_nameless(source.row, weight, score, below);
                continue;
            };
            let (level_1, level_2) = (level_1.clone(), level_2.clone());
            let weight = weight.unwrap_or_default();
            table.indicators.push(Indicator { row: source.row, level_1, level_2, level_3, weight, score, reason });
            let said = RowSaid { row: source.row, ..said };
            table.said.extend((said != RowSaid { row: source.row, ..RowSaid::default() }).then_some(said));
        }
        table
    }

    /// A row without an indicator: the sum of the rows below it, or one whose name was forgotten.
    fn take_nameless(&mut self, row: u32, weight: Option<Score>, score: Score, below: usize) {
        if below > 0 {
            let subtotal_after = Some(self.indicators.len() + below);
            self.printed_totals.push(PrintedTotal { row, weight, score, subtotal_after });
        } else {
            let message = "“三级指标”没有填写：请补填".to_owned();
            self.unread.push(finding(row, "三级指标", Code::RequiredMissing, Level::Error, message));
        }
    }
}

/// Rows of one group that are looked at; the largest tables have some hundred in all.
const GROUP_ROWS: usize = 500;

/// How many indicators the first of these lines is the sum of: a line of a first or second level whose
/// weight is exactly that of the indicators below it. Otherwise 0.
fn rows_below(lines: &[Sourced<Line>]) -> usize {
    let Some((head, rest)) = lines.split_first().map(|(head, rest)| (&head.value, rest)) else { return 0 };
    let [first, second, None] = &head.levels else { return 0 };
    let is_of = |own: &Option<String>, above: &Option<String>| own.is_none() || own == above;
    let belongs = |line: &&Sourced<Line>| {
        let [own_first, own_second, _] = &line.value.levels;
        line.value.total.is_none() && is_of(own_first, first) && (second.is_none() || is_of(own_second, second))
    };
    let below = rest.iter().take(GROUP_ROWS).take_while(belongs).filter(|line| line.value.levels[2].is_some());
    let weights: Vec<Score> = below.filter_map(|line| line.value.weight).collect();
    let is_sum = head.weight.is_some_and(|weight| weights.iter().copied().sum::<Score>() == weight);
    if is_sum && head.total.is_none() { weights.len() } else { 0 }
}

/// Checks the arithmetic of a table. Sorted by row; findings of the table as a whole have row 0.
pub fn check(table: &IndicatorTable) -> Vec<Finding> {
    let mut findings = table.unread.clone();
    findings.extend(weight_sum(table));
    findings.extend(output_and_benefit(table));
    findings.extend(table.indicators.iter().filter_map(score_over_weight));
    findings.extend(table.indicators.iter().filter_map(unexplained_loss));
    findings.extend(table.printed_totals.iter().flat_map(|total| printed_total(table, total)));
    findings.sort_by_key(|finding| finding.row);
    findings
}

/// G-14b: the weights add up to 100.
fn weight_sum(table: &IndicatorTable) -> Option<Finding> {
    let sum = table.total_weight();
    let message = format!("各指标分值合计为 {sum}，应正好为 100：请核对分值");
    (sum.0 != Decimal::ONE_HUNDRED).then(|| finding(0, "分值", Code::WeightSum, Level::Error, message))
}

/// G-14: output and benefit together weigh at least 60 of 100 in principle, so less is a warning.
/// Satisfaction is a part of benefit in the national framework (G-A2), also where a table gives it
/// a level of its own.
fn output_and_benefit(table: &IndicatorTable) -> Option<Finding> {
    let counts = |name: &str| ["产出", "效益", "满意度"].iter().any(|level| name.starts_with(level));
    let sum: Score = table.indicators.iter().filter(|i| counts(&i.level_1)).map(|i| i.weight).sum();
    let message = format!("产出和效益指标的分值合计为 {sum}，原则上不低于 60：请说明理由或调整分值");
    (sum.0 < Decimal::from(60)).then(|| finding(0, "分值", Code::OutputBenefitWeight, Level::Warning, message))
}

fn score_over_weight(indicator: &Indicator) -> Option<Finding> {
    let Indicator { row, level_3, weight, score, .. } = indicator;
    let message = format!("“{level_3}”得分 {score} 超过分值 {weight}：请核对");
    (score > weight).then(|| finding(*row, "得分", Code::ScoreOverWeight, Level::Error, message))
}

/// Every lost point needs a reason.
fn unexplained_loss(indicator: &Indicator) -> Option<Finding> {
    let Indicator { row, level_3, weight, score, reason, .. } = indicator;
    let message = format!("“{level_3}”分值 {weight}、得分 {score}，没有写明扣分原因：请补填");
    let is_unexplained = score < weight && reason.is_none();
    is_unexplained.then(|| finding(*row, "扣分原因", Code::LostPointsUnexplained, Level::Error, message))
}

/// A grand total is that of all indicators. A subtotal is that of its first- or second-level group:
/// tables do not say which.
fn printed_total(table: &IndicatorTable, total: &PrintedTotal) -> Vec<Finding> {
    let groups: Vec<&[Indicator]> = match total.subtotal_after {
        None => vec![&table.indicators],
        Some(after) => groups_before(table.indicators.get(..after).unwrap_or_default()),
    };
    let fits = |printed: Score, of: fn(&Indicator) -> Score| {
        groups.iter().any(|group| group.iter().map(of).sum::<Score>() == printed)
    };
    let sum = |of: fn(&Indicator) -> Score| groups.first().map_or(Score::ZERO, |group| group.iter().map(of).sum());
    let wrong = |column: &str, printed: Score, sum: Score| {
        let message = format!("表中写的{column}合计为 {printed}，各指标相加为 {sum}：请核对");
        finding(total.row, column, Code::TotalMismatch, Level::Error, message)
    };
    let weight = total.weight.filter(|printed| !fits(*printed, |i| i.weight));
    let score = Some(total.score).filter(|printed| !fits(*printed, |i| i.score));
    let weight = weight.map(|printed| wrong("分值", printed, sum(|i| i.weight)));
    weight.into_iter().chain(score.map(|printed| wrong("得分", printed, sum(|i| i.score)))).collect()
}

/// The first-level and the second-level group that end here.
fn groups_before(above: &[Indicator]) -> Vec<&[Indicator]> {
    let Some(last) = above.last() else { return vec![above] };
    let tail = |belongs: &dyn Fn(&Indicator) -> bool| {
        let start = above.iter().rposition(|indicator| !belongs(indicator)).map_or(0, |at| at + 1);
        above.get(start..).unwrap_or_default()
    };
    let first_level = tail(&|i| i.level_1 == last.level_1);
    vec![first_level, tail(&|i| i.level_1 == last.level_1 && i.level_2 == last.level_2)]
}

fn finding(row: u32, column: &str, code: Code, level: Level, message: String) -> Finding {
    Finding { row, column: column.to_owned(), code, level, message }
}

/// A line of the table before blanks are filled.
struct Line {
    levels: [Option<String>; 3],
    /// Only a totals line may lack it.
    weight: Option<Score>,
    score: Score,
    reason: Option<String>,
    total: Option<Total>,
    said: RowSaid,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Total {
    Grand,
    Sub,
}

columns! {
    LEVEL_1: Expected "一级指标";
    LEVEL_2: Usual "二级指标";
    LEVEL_3: Expected "三级指标" or "指标名称";
    WEIGHT: Expected "分值" or "权重" or "标准分" or "标准分值" or "指标分值" or "满分";
    SCORE: Required "得分" or "评价得分" or "实际得分" or "评分";
    REASON: Expected "扣分原因" or "扣分说明" or "扣分原因说明" or "扣分原因及说明";
    DEDUCTED: Extra "扣分" or "扣分值" or "扣减分值";
    RATE: Extra "得分率";
    COMPLETION: Extra "完成率" or "指标完成率";
    STANDARD: Extra "评分标准" or "评分细则" or "评分办法" or "计分方法";
    EVIDENCE: Extra "佐证材料" or "佐证" or "证据" or "证据来源" or "底稿索引" or "底稿编号";
}

impl SheetKind for Line {
    const FORM: Form = Form { sheet: "评分表", workbook: "评分表.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Line> {
        let levels = [fields.name(LEVEL_1), fields.name(LEVEL_2), fields.name(LEVEL_3)];
        let total = levels.iter().flatten().find_map(|label| Total::of(label));
        let (weight, score, reason) = (fields.points(WEIGHT), fields.points(SCORE), fields.text(REASON));
        if total.is_none() {
            // Without an indicator a line may be the sum of those below, if it has a weight.
            let missing = [(LEVEL_3, "三级指标", levels[2].is_none()), (WEIGHT, "分值", true)];
            for (column, name, _) in missing.into_iter().filter(|(.., is_missing)| *is_missing && weight.is_none()) {
                fields.find(column, Code::RequiredMissing, Level::Error, format!("“{name}”没有填写：请补填"));
            }
        }
        let said = RowSaid {
            row: 0,
            deducted: fields.text(DEDUCTED).and_then(|text| stated_points(&text)),
            rate: fields.text(RATE).and_then(|text| percent(&text)),
            completion: fields.text(COMPLETION).and_then(|text| percent(&text)),
            standard: fields.text(STANDARD),
            evidence: fields.text(EVIDENCE),
        };
        Some(Line { levels, weight, score: score?, reason, total, said })
    }
}

/// `-0.4分` as 0.4. These columns are free text in practice: what is no number says nothing.
fn stated_points(text: &str) -> Option<Score> {
    let text = text::code(text);
    text.trim_start_matches(['-', '扣']).trim_end_matches('分').parse().ok()
}

/// `95%` as 95; a fraction such as 0.95, as spreadsheets keep percentages, too.
fn percent(text: &str) -> Option<Score> {
    let text = text::code(text);
    if let Some(number) = text.strip_suffix('%') {
        return number.parse().ok();
    }
    let number: Score = text.parse().ok()?;
    let is_fraction = number.0 <= Decimal::ONE;
    Some(if is_fraction { Score(number.0.saturating_mul(Decimal::ONE_HUNDRED).normalize()) } else { number })
}

impl Total {
    fn of(label: &str) -> Option<Total> {
        let word = text::code(label);
        match word.trim_end_matches(':') {
            "合计" | "总计" | "总分" | "总得分" | "共计" => Some(Total::Grand),
            "小计" => Some(Total::Sub),
            other => other.ends_with("小计").then_some(Total::Sub),
        }
    }
}

#[cfg(test)]
#[path = "indicator_table_tests.rs"]
mod tests;
