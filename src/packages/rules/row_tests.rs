//! One score changed: in each of the year's 23 packages and each of their rows the package goes back and the
//! row is named, among as few others as the arithmetic allows.

use super::*;
use crate::intake::read_package;
use crate::packages::examine::{Context, compare, examine};
use crate::packages::indicator_table::PrintedTotal;
use crate::packages::report::{IndicatorScore, Stated};
use crate::policy::Packs;
use std::path::Path;

/// The gate's inputs of every package of the year.
fn year() -> Vec<GateInputs> {
    let packs = Packs::embedded().unwrap();
    let pack = packs.get("wuzhong-2021").unwrap();
    let context = Context { pack, kind: "FIN_KEY", budget: None };
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021/packages"));
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inputs = |dir: std::path::PathBuf| {
        let found = read_package(&dir).unwrap();
        let file = |f: &crate::intake::PackageFile| {
            let sha256 = crate::terms::Sha256Hex::of(f.relative.as_bytes());
            PackageFile { path: f.relative.clone(), sha256, bytes: f.size, media_type: String::new() }
        };
        let files: Vec<PackageFile> = found.files.iter().map(file).collect();
        let mut read = |f: &PackageFile| Ok(std::fs::read(dir.join(&f.path)).unwrap());
        let examined = examine(&context, &files, &mut read).unwrap();
        GateInputs { files, table: examined.table, facts: Some(examined.facts) }
    };
    folders.map(inputs).collect()
}

/// Other scores that the row could be given: a little more or less, the full, the half.
fn others(row: &Indicator) -> Vec<Score> {
    let tenth = rust_decimal::Decimal::new(1, 1);
    let half = row.weight.0 / rust_decimal::Decimal::TWO;
    let candidates = [row.score.0 + tenth, row.score.0 - tenth, row.weight.0, half, row.weight.0 + tenth];
    let mut scores: Vec<Score> = candidates.iter().map(|d| Score(d.normalize())).collect();
    scores.retain(|score| *score != row.score && *score >= Score::ZERO);
    scores.sort();
    scores.dedup();
    scores
}

fn named_rows(decision: &GateDecision, codes: &[&str]) -> Vec<String> {
    decision.findings.iter().filter(|f| codes.contains(&f.code.as_str())).map(|f| f.place.clone()).collect()
}

#[test]
fn every_row_of_the_year_is_named_when_its_score_changes() {
    let (mut changes, mut alone) = (0, 0);
    for inputs in year() {
        assert_eq!(decide(&inputs).standing, Standing::Accepted);
        for at in 0..inputs.table.indicators.len() {
            for score in others(&inputs.table.indicators[at]) {
                let mut changed = inputs.clone();
                changed.table.indicators[at].score = score;
                let row = changed.table.indicators[at].row;
                let place = format!("第{row}行");
                let decision = decide(&changed);
                let named = named_rows(&decision, &["row_does_not_add_up", "rows_do_not_add_up"]);
                assert_eq!(decision.standing, Standing::Returned, "{place} {score}");
                assert!(named.iter().any(|found| found.contains(&place)), "{place} {score}: {:?}", decision.findings);
                changes += 1;
                alone += usize::from(named == [format!("评分表{place}“得分”")]);

                compare(changed.facts.as_mut().unwrap(), &inputs.table);
                let named = named_rows(&decide(&changed), &["row_does_not_add_up", "rows_do_not_add_up"]);
                assert_eq!(named, [format!("评分表{place}“得分”")], "with the version before: {score}");
            }
        }
    }
    assert!(changes > 1500 && alone > changes / 3, "{alone} of {changes} are named alone");
}

fn row(row: u32, names: [&str; 3], weight: &str, score: &str, reason: Option<&str>) -> Indicator {
    let [level_1, level_2, level_3] = names.map(str::to_owned);
    let reason = reason.map(str::to_owned);
    Indicator { row, level_1, level_2, level_3, weight: weight.parse().unwrap(), score: score.parse().unwrap(), reason }
}

/// Three rows that add up to 90.1, of which the second one is 39.5 instead of 39.9.
fn one_wrong() -> GateInputs {
    let indicators = vec![
        row(2, ["过程", "管理", "制度健全性"], "30", "29", Some("缺制度")),
        row(3, ["产出", "数量", "实际完成率"], "20", "19.5", Some("进度滞后")),
        row(4, ["产出", "质量", "质量达标率"], "20", "19", Some("返工")),
        row(5, ["效益", "效益", "社会效益"], "30", "22.2", Some("样本偏少")),
    ];
    let table = IndicatorTable { indicators, printed_totals: Vec::new(), unread: Vec::new(), said: Vec::new() };
    let report = crate::packages::report::ReportFacts {
        path: "评价报告.docx".into(),
        scores: vec![Stated { paragraph: 1, value: "90.1".parse().unwrap() }],
        ..Default::default()
    };
    let facts = Facts { edition: 1, report: Some(report), ..Facts::default() };
    GateInputs { files: Vec::new(), table, facts: Some(facts) }
}

fn places(inputs: &GateInputs) -> Vec<String> {
    named_rows(&decide(inputs), &["row_does_not_add_up", "rows_do_not_add_up", "report_indicator_mismatch"])
}

#[test]
fn subtotals_and_words_of_the_report_leave_fewer_rows() {
    assert_eq!(places(&one_wrong()), ["评分表第2行、第3行、第4行、第5行“得分”"]);

    // The subtotals of 过程 and 效益 hold, that of 产出 does not.
    let mut inputs = one_wrong();
    let total = |row, score: &str, after| PrintedTotal {
        row,
        weight: None,
        score: score.parse().unwrap(),
        subtotal_after: Some(after),
    };
    inputs.table.printed_totals = vec![total(6, "29", 1), total(7, "38.9", 3), total(8, "22.2", 4)];
    assert_eq!(places(&inputs), ["评分表第3行、第4行“得分”"]);

    // What the report says of single indicators and of levels.
    let cases = [
        (vec![("产出指标分值40分,", "38.9")], vec!["评分表第3至4行“得分”", "评分表第3行、第4行“得分”"]),
        (vec![("其中:实际完成率", "19.9")], vec!["评分表第3行“得分”", "评分表第3行“得分”"]),
        (vec![("质量达标率", "19"), ("产出", "38.9")], vec!["评分表第3至4行“得分”", "评分表第3行“得分”"]),
        (
            vec![("社会效益", "95"), ("资金使用效益", "22"), ("立项程序", "3")],
            vec!["评分表第2行、第3行、第4行、第5行“得分”"],
        ),
    ];
    for (said, expected) in cases {
        let mut inputs = one_wrong();
        inputs.facts.as_mut().unwrap().report.as_mut().unwrap().indicators = said
            .iter()
            .map(|(said_of, score)| Stated {
                paragraph: 2,
                value: IndicatorScore { said_of: (*said_of).into(), score: score.parse().unwrap() },
            })
            .collect();
        assert_eq!(places(&inputs), expected, "{said:?}");
    }
}

#[test]
fn two_wrong_rows_are_not_told_as_one() {
    let mut inputs = one_wrong();
    inputs.table.indicators[0].score = "0".parse().unwrap();
    inputs.table.indicators[3].score = "0".parse().unwrap();
    let decision = decide(&inputs);
    let told = decision.findings.iter().find(|f| f.code == "rows_do_not_add_up").unwrap();
    assert!(told.place == "评分表第2至5行“得分”" && told.message.contains("不止一处"), "{told:?}");
}
