//! Which row is wrong where sums do not agree. The printed totals and subtotals, the report's total, its
//! scores of levels and of single indicators are sums over rows that must all hold. If one score was
//! changed, every sum over its row is off by the same points and every other sum holds: what fits that, and
//! what the row says of itself, are the rows that can be wrong.

use super::{finding, rows};
use crate::packages::facts::{EarlierScore, Facts};
use crate::packages::indicator_table::{Indicator, IndicatorTable};
use crate::packages::model::{GateFinding, GateLevel};
use crate::packages::report::{IndicatorScore, Stated};
use crate::terms::{Score, text};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A stated sum over some rows.
struct Sum {
    /// Places in the table's list of indicators.
    rows: Vec<usize>,
    /// The rows' sum less what is stated.
    difference: Decimal,
    /// The table's own sums may have been computed anew after the change.
    is_of_report: bool,
}

/// What disagrees with the report, row by row or level by level, and which rows can be wrong.
pub fn check(facts: &Facts, table: &IndicatorTable) -> Vec<GateFinding> {
    let sums = all(facts, table);
    let Some(difference) = sums.iter().map(|sum| sum.difference).find(|d| !d.is_zero()) else { return Vec::new() };
    let mut findings = of_report(facts, table);
    let moved: Vec<(&Indicator, &EarlierScore)> = table.indicators.iter().filter_map(|row| moved(facts, row)).collect();
    findings.extend(moved.iter().map(|(row, before)| moved_row(facts, table, row, before)));
    let by_moved: Decimal = moved.iter().map(|(row, before)| row.score.0.saturating_sub(before.score.0)).sum();
    if moved.is_empty() || by_moved != difference {
        findings.push(suspects(table, &sums, difference));
    }
    findings
}

fn all(facts: &Facts, table: &IndicatorTable) -> Vec<Sum> {
    let rows = &table.indicators;
    let mut sums: Vec<Sum> =
        table.printed_totals.iter().map(|total| printed(rows, total.score, total.subtotal_after)).collect();
    let Some(report) = facts.report.as_ref().filter(|report| report.unreadable.is_none()) else { return sums };
    let whole = report.scores.iter().map(|stated| sum(rows, (0..rows.len()).collect(), stated.value, true));
    sums.extend(whole);
    let of_names = report.indicators.iter().filter_map(|s| Some((said_of(rows, &s.value)?, s.value.score)));
    sums.extend(of_names.map(|(places, score)| sum(rows, places, score, true)));
    sums
}

fn sum(rows: &[Indicator], places: Vec<usize>, stated: Score, is_of_report: bool) -> Sum {
    let found: Score = places.iter().filter_map(|at| rows.get(*at)).map(|row| row.score).sum();
    Sum { rows: places, difference: found.0.saturating_sub(stated.0), is_of_report }
}

/// A subtotal is of the first- or of the second-level group that ends there: the nearer one is meant.
fn printed(rows: &[Indicator], stated: Score, subtotal_after: Option<usize>) -> Sum {
    let Some(after) = subtotal_after else { return sum(rows, (0..rows.len()).collect(), stated, false) };
    let above = rows.get(..after).unwrap_or_default();
    let Some(last) = above.last() else { return sum(rows, Vec::new(), Score::ZERO, false) };
    let tail = |belongs: &dyn Fn(&Indicator) -> bool| -> Vec<usize> {
        let start = above.iter().rposition(|row| !belongs(row)).map_or(0, |at| at + 1);
        (start..after).collect()
    };
    let first = sum(rows, tail(&|row| row.level_1 == last.level_1), stated, false);
    let second = sum(rows, tail(&|row| row.level_1 == last.level_1 && row.level_2 == last.level_2), stated, false);
    if second.difference.abs() < first.difference.abs() { second } else { first }
}

/// The rows that the report's words name: an indicator, or a level of which the sum is meant.
fn said_of(rows: &[Indicator], stated: &IndicatorScore) -> Option<Vec<usize>> {
    let phrase = text::code(&stated.said_of);
    type Level = fn(&Indicator) -> &str;
    let levels: [Level; 3] = [|row| &row.level_3, |row| &row.level_2, |row| &row.level_1];
    let named = levels.into_iter().flat_map(|level| rows.iter().map(move |row| (level, text::code(level(row)))));
    let (level, name) = named.filter(|(_, name)| ends_with_name(&phrase, name)).max_by_key(|(_, name)| name.len())?;
    let is_named = |row: &Indicator| text::code(level(row)) == name;
    let places: Vec<usize> = (0..rows.len()).filter(|at| rows.get(*at).is_some_and(is_named)).collect();
    // A name that stands in several first-level groups names none of them.
    let mut groups = places.iter().filter_map(|at| rows.get(*at)).map(|row| &row.level_1);
    let first = groups.next();
    // More than can be had is of another scale, as where a survey's satisfaction is told in points of 100.
    let weight: Score = places.iter().filter_map(|at| rows.get(*at)).map(|row| row.weight).sum();
    (groups.all(|group| Some(group) == first) && stated.score <= weight).then_some(places)
}

/// The phrase ends with the name, but for words such as `指标分值4分，` between the two.
fn ends_with_name(phrase: &str, name: &str) -> bool {
    const FILLERS: [&str; 17] = [
        "一级",
        "二级",
        "三级",
        "指标",
        "分值",
        "权重",
        "满分",
        "标准分",
        "实际",
        "部分",
        "方面",
        "维度",
        "得分率",
        "类",
        "共",
        "为",
        "分",
    ];
    let Some((before, after)) = phrase.rsplit_once(name).filter(|_| !name.is_empty()) else { return false };
    let mut rest = after.trim_start_matches(is_between);
    while let Some(shorter) = FILLERS.iter().find_map(|filler| rest.strip_prefix(filler)) {
        rest = shorter.trim_start_matches(is_between);
    }
    let is_free = before.chars().next_back().is_none_or(|c| !text::is_han(c))
        || ["其中", "项目", "指标", "本项"].iter().any(|word| before.ends_with(word));
    rest.is_empty() && is_free
}

fn is_between(c: char) -> bool {
    c.is_ascii_digit() || ".,，:%、“”\"'()（）".contains(c)
}

/// What the report says of single indicators or levels and the table does not.
fn of_report(facts: &Facts, table: &IndicatorTable) -> Vec<GateFinding> {
    let Some(report) = &facts.report else { return Vec::new() };
    let differing = |Stated { paragraph, value }: &Stated<IndicatorScore>| {
        let places = said_of(&table.indicators, value)?;
        let sum = sum(&table.indicators, places, value.score, true);
        let found = Score(value.score.0.saturating_add(sum.difference).normalize());
        let said_of = value.said_of.trim_end_matches(is_between);
        let message = format!(
            "{}第{paragraph}段写“{said_of}”得分 {}，评分表为 {found}：请核对评分表和报告。",
            report.path, value.score
        );
        let place = place(table, &sum.rows);
        (!sum.difference.is_zero()).then(|| finding(GateLevel::Error, "report_indicator_mismatch", &place, message))
    };
    report.indicators.iter().filter_map(differing).collect()
}

/// The row's score in the version before, where it was another one.
fn moved<'f, 'r>(facts: &'f Facts, row: &'r Indicator) -> Option<(&'r Indicator, &'f EarlierScore)> {
    Some((row, facts.earlier.iter().find(|e| e.is_of(row)).filter(|e| e.score != row.score)?))
}

fn moved_row(facts: &Facts, table: &IndicatorTable, row: &Indicator, before: &EarlierScore) -> GateFinding {
    let now: Score = table.indicators.iter().filter(|r| r.level_1 == row.level_1).map(|r| r.score).sum();
    let then: Score = facts.earlier.iter().filter(|e| e.level_1 == row.level_1).map(|e| e.score).sum();
    let message = format!(
        "“{}”上一版本得分 {}，现为 {}（一级指标“{}”合计由 {then} 变为 {now}），报告没有随之改动：请核对。",
        row.level_3, before.score, row.score, row.level_1
    );
    finding(GateLevel::Error, "row_does_not_add_up", &place_of([row.row]), message)
}

/// The rows that can be wrong if one score was changed, with what each would have to be.
fn suspects(table: &IndicatorTable, sums: &[Sum], difference: Decimal) -> GateFinding {
    let mut found = fitting(table, sums, difference, true);
    if found.is_empty() {
        found = fitting(table, sums, difference, false);
    }
    let certain: Vec<_> = found.iter().filter(|(row, _)| rows::is_wrong_alone(table, row)).copied().collect();
    if !certain.is_empty() {
        found = certain;
    }
    let should =
        |(row, score): &(&Indicator, Score)| format!("第{}行“{}”{} 应为 {score}", row.row, row.level_3, row.score);
    let (total, levels) = (table.total(), levels(table));
    let place = if found.is_empty() {
        place(table, &(0..table.indicators.len()).collect::<Vec<_>>())
    } else {
        place_of(found.iter().map(|(row, _)| row.row))
    };
    let off = Score(difference.normalize());
    match found.as_slice() {
        [] => {
            let message = format!(
                "各行得分合计 {total}（{levels}），与写明的合计相差 {off}；没有哪一行单独改正后能全部对上，不止一处有误：请逐行核对。"
            );
            finding(GateLevel::Error, "rows_do_not_add_up", &place, message)
        }
        [only] => {
            let message = format!(
                "{}，一级指标“{}”和各行合计 {total} 才能对上（现相差 {off}）：请核对。",
                should(only),
                only.0.level_1
            );
            finding(GateLevel::Error, "row_does_not_add_up", &place, message)
        }
        several => {
            let each: Vec<String> = several.iter().map(should).collect();
            let message = format!(
                "各行得分合计 {total}（{levels}），与写明的合计相差 {off}；如只有一行有误，是以下之一：{}。",
                each.join("；")
            );
            finding(GateLevel::Error, "rows_do_not_add_up", &place, message)
        }
    }
}

/// Rows of which a change by `difference` explains every sum. With `strict` the sums that the table itself
/// prints count as witnesses where they hold; without, only those of the report do.
fn fitting<'t>(
    table: &'t IndicatorTable,
    sums: &[Sum],
    difference: Decimal,
    strict: bool,
) -> Vec<(&'t Indicator, Score)> {
    let explains = |at: usize| {
        sums.iter().all(|sum| match (sum.difference.is_zero(), sum.rows.contains(&at)) {
            (false, inside) => inside && sum.difference == difference,
            (true, inside) => !inside || !(strict || sum.is_of_report),
        })
    };
    let fits = |(at, row): (usize, &'t Indicator)| {
        let should = Score(row.score.0.checked_sub(difference)?.normalize());
        // The reason stays behind when a score is changed: with one there was a lost point, without none.
        let is_explained = (should == row.weight) == row.reason.is_none();
        let is_possible = should >= Score::ZERO && should <= row.weight && is_explained;
        (explains(at) && is_possible).then_some((row, should))
    };
    table.indicators.iter().enumerate().filter_map(fits).collect()
}

/// `决策 8.9，过程 17.5`.
pub fn levels(table: &IndicatorTable) -> String {
    let mut groups: BTreeMap<&str, Score> = BTreeMap::new();
    for indicator in &table.indicators {
        let sum = groups.entry(&indicator.level_1).or_default();
        *sum = *sum + indicator.score;
    }
    groups.iter().map(|(name, sum)| format!("{name} {sum}")).collect::<Vec<_>>().join("，")
}

/// `评分表第3行“得分”`, or the rows of a group from its first to its last.
fn place(table: &IndicatorTable, places: &[usize]) -> String {
    let rows: Vec<u32> = places.iter().filter_map(|at| table.indicators.get(*at)).map(|row| row.row).collect();
    match rows.as_slice() {
        [first, .., last] => format!("评分表第{first}至{last}行“得分”"),
        _ => place_of(rows),
    }
}

fn place_of(rows: impl IntoIterator<Item = u32>) -> String {
    let rows: Vec<String> = rows.into_iter().map(|row| format!("第{row}行")).collect();
    format!("评分表{}“得分”", rows.join("、"))
}
