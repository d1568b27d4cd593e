//! Scores that a table of the report gives indicators: a row of headers with a name and 得分, and the rows
//! below it. A row whose cells do not stand under those headers is passed over.

use super::{IndicatorScore, Stated};
use crate::packages::docx::Row;
use crate::terms::text;

/// The finest name first.
const NAMES: [&str; 6] = ["三级指标", "指标名称", "评价指标", "二级指标", "一级指标", "指标"];
const SCORES: [&str; 4] = ["得分", "评价得分", "实际得分", "评分"];

/// The scores of one table's rows.
pub fn scores(rows: &[Row]) -> Vec<Stated<IndicatorScore>> {
    let header = rows.iter().enumerate().find_map(|(at, row)| Some((at, columns(row)?)));
    let Some((at, (name, score))) = header else { return Vec::new() };
    let width = rows.get(at).map_or(0, |row| row.cells.len());
    let below = rows.iter().skip(at + 1).filter(|row| row.cells.len() == width);
    let stated = |row: &Row| {
        let said_of = text::code(row.cells.get(name)?);
        let score = text::code(row.cells.get(score)?).trim_end_matches('分').parse().ok()?;
        let value = IndicatorScore { said_of, score };
        (!value.said_of.is_empty()).then_some(Stated { paragraph: row.paragraph, value })
    };
    below.filter_map(stated).collect()
}

/// Columns of the name and of the score, where this is the row of headers.
fn columns(row: &Row) -> Option<(usize, usize)> {
    let headers: Vec<String> = row.cells.iter().map(|cell| text::code(cell)).collect();
    let place = |names: &[&str]| names.iter().find_map(|name| headers.iter().position(|header| header == name));
    Some((place(&NAMES)?, place(&SCORES)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_below_the_headers_are_read() {
        let row = |paragraph, cells: &[&str]| Row { paragraph, cells: cells.iter().map(|c| (*c).into()).collect() };
        let rows = [
            row(1, &["附表"]),
            row(2, &["一级指标", "三级指标", "分值", "得 分"]),
            row(6, &["决策", "立项依据充分性", "2", "1.5分"]),
            row(10, &["", "资金到位率", "4", "略"]),
            row(14, &["合计", "1.5"]),
        ];
        let found: Vec<(u32, String, String)> =
            scores(&rows).into_iter().map(|s| (s.paragraph, s.value.said_of, s.value.score.to_string())).collect();
        assert_eq!(found, [(6, "立项依据充分性".into(), "1.5".into())]);
        assert!(scores(&rows[2..]).is_empty());
    }
}
