//! Indicator tables: the example's 23 packages against the published results, and tables with
//! faults made for the purpose.

use super::*;
use crate::intake::fixture::Fixture;
use std::path::Path;

const HEADER: [&str; 6] = ["一级指标", "二级指标", "三级指标", "分值", "得分", "扣分原因"];

fn table(rows: &[[&str; 6]]) -> IndicatorTable {
    let rows: Vec<Vec<&str>> = std::iter::once(&HEADER).chain(rows).map(|row| row.to_vec()).collect();
    IndicatorTable::read("评分表.xlsx", Fixture::new().sheet("评分表", &rows).bytes()).unwrap()
}

fn codes(rows: &[[&str; 6]]) -> Vec<(u32, Code)> {
    check(&table(rows)).iter().map(|f| (f.row, f.code)).collect()
}

const SOUND: [[&str; 6]; 3] = [
    ["决策", "项目立项", "立项依据充分性", "30", "30", ""],
    ["产出", "产出数量", "实际完成率", "40", "39.9", "进度滞后"],
    ["效益", "项目效益", "社会效益", "30", "20.2", "样本偏少"],
];

fn sound_but(row: usize, column: usize, value: &'static str) -> Vec<[&'static str; 6]> {
    let mut rows = SOUND.to_vec();
    rows[row][column] = value;
    rows
}

#[test]
fn the_example_packages_are_sound_and_sum_to_the_published_scores() {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/wuzhong-2021"));
    let results: serde_json::Value =
        serde_json::from_slice(&std::fs::read(dir.join("expected-results.json")).unwrap()).unwrap();
    let projects = results["projects"].as_array().unwrap();
    assert_eq!(projects.len(), 23);
    for project in projects {
        let code = project["project"].as_str().unwrap();
        let bytes = std::fs::read(dir.join("packages").join(code).join("评分表.xlsx")).unwrap();
        let table = IndicatorTable::read("评分表.xlsx", bytes).unwrap();
        assert_eq!(check(&table), [], "{code}");
        assert_eq!(table.total(), project["score"].to_string().parse().unwrap(), "{code}");
        assert_eq!(table.indicators.len(), 19, "{code}");
    }
}

#[test]
fn a_sound_table_has_no_findings_and_an_exact_total() {
    assert_eq!(codes(&SOUND), []);
    assert_eq!(table(&SOUND).total().to_string(), "90.1");
}

#[test]
fn each_fault_is_found_at_its_row() {
    type Rows = Vec<[&'static str; 6]>;
    let cases: [(Rows, &[(u32, Code)]); 7] = [
        (sound_but(0, 3, "30.5"), &[(0, Code::WeightSum), (2, Code::LostPointsUnexplained)]),
        (sound_but(0, 4, "30.1"), &[(2, Code::ScoreOverWeight)]),
        (sound_but(1, 5, ""), &[(3, Code::LostPointsUnexplained)]),
        (sound_but(1, 5, "无"), &[(3, Code::LostPointsUnexplained)]),
        (sound_but(2, 0, "过程"), &[(0, Code::OutputBenefitWeight)]),
        (sound_but(2, 2, ""), &[(0, Code::WeightSum), (0, Code::OutputBenefitWeight), (4, Code::RequiredMissing)]),
        (sound_but(2, 4, "-1"), &[(0, Code::WeightSum), (0, Code::OutputBenefitWeight), (4, Code::NumberRange)]),
    ];
    for (rows, expected) in cases {
        assert_eq!(codes(&rows), expected, "{rows:?}");
    }
}

#[test]
fn weights_of_binary_fractions_sum_exactly() {
    let weights = ["33.3", "33.3", "33.4"];
    let rows: Vec<[&str; 6]> = weights.iter().map(|w| ["产出", "数量", "完成率", *w, *w, ""]).collect();
    assert_eq!(codes(&rows), []);
    assert_eq!(table(&rows).total_weight(), "100".parse().unwrap());
}

#[test]
fn blank_levels_mean_what_stands_above() {
    let rows = [
        ["产出", "数量", "完成率", "40", "40", ""],
        ["", "", "合格率", "20", "20", ""],
        ["", "质量", "达标率", "20", "20", ""],
        ["效益", "", "受益面", "20", "20", ""],
    ];
    let table = table(&rows);
    let levels: Vec<(&str, &str)> = table.indicators.iter().map(|i| (i.level_1.as_str(), i.level_2.as_str())).collect();
    assert_eq!(levels, [("产出", "数量"), ("产出", "数量"), ("产出", "质量"), ("效益", "")]);
}

#[test]
fn printed_totals_must_add_up() {
    let with = |total: [&'static str; 6]| [SOUND.as_slice(), &[total]].concat();
    assert_eq!(codes(&with(["合计", "", "", "100", "90.1", ""])), []);
    assert_eq!(codes(&with(["合 计", "", "", "", "90.1", ""])), []);
    assert_eq!(codes(&with(["合计", "", "", "100", "90.2", ""])), [(5, Code::TotalMismatch)]);
    assert_eq!(codes(&with(["总计", "", "", "99", "90.1", ""])), [(5, Code::TotalMismatch)]);
}

#[test]
fn subtotals_are_those_of_their_group() {
    let rows = |printed: &'static str| {
        vec![
            ["产出", "数量", "完成率", "40", "40", ""],
            ["", "质量", "达标率", "30", "30", ""],
            ["", "小计", "", "70", printed, ""],
            ["效益", "效益", "受益面", "30", "30", ""],
            ["", "效益小计", "", "30", "30", ""],
        ]
    };
    assert_eq!(codes(&rows("70")), []);
    assert_eq!(codes(&rows("69")), [(4, Code::TotalMismatch)]);
}

#[test]
fn rows_above_their_group_are_its_sum() {
    let rows = |printed: &'static str, second: &'static str| {
        vec![
            ["产出", "", "", "70", printed, ""],
            ["产出", "数量", "", "40", second, ""],
            ["产出", "数量", "完成率", "40", "40", ""],
            ["", "质量", "达标率", "30", "30", ""],
            ["效益", "效益", "受益面", "30", "30", ""],
        ]
    };
    assert_eq!(codes(&rows("70", "40")), []);
    assert_eq!(table(&rows("70", "40")).indicators.len(), 3);
    assert_eq!(codes(&rows("69", "40")), [(2, Code::TotalMismatch)]);
    assert_eq!(codes(&rows("70", "39")), [(3, Code::TotalMismatch)]);
}

#[test]
fn further_columns_are_read_as_places_write_them() {
    let header = [HEADER.as_slice(), &["扣分", "得分率", "完成率", "评分标准", "佐证材料"]].concat();
    let row = ["产出", "数量", "完成率", "40", "38", "滞后", "-2分", "0.95", "95%", "分值×完成率", "底稿01"];
    let bytes = Fixture::new().sheet("评分表", &[header, row.to_vec()]).bytes();
    let said = IndicatorTable::read("评分表.xlsx", bytes).unwrap().said;
    let points = |text: &str| Some(text.parse().unwrap());
    let (standard, evidence) = (Some("分值×完成率".into()), Some("底稿01".into()));
    let (deducted, rate, completion) = (points("2"), points("95"), points("95"));
    assert_eq!(said, [RowSaid { row: 2, deducted, rate, completion, standard, evidence }]);
}

#[test]
fn a_title_above_and_columns_in_another_order() {
    let rows = vec![
        vec!["某项目支出绩效评价评分表"],
        vec![],
        vec!["得分", "分值（100分）", "三级指标", "二级指标", "一级指标", "指标解释", "扣分原因"],
        vec!["60", "60", "完成率", "数量", "产出", "略", ""],
        vec!["39", "40", "受益面", "效益", "效益", "略", "样本偏少"],
    ];
    let table = IndicatorTable::read("a.xlsx", Fixture::new().sheet("Sheet1", &rows).bytes()).unwrap();
    assert_eq!(check(&table), []);
    assert_eq!((table.total().to_string(), table.indicators[1].row), ("99".to_owned(), 5));
}

#[test]
fn a_missing_column_is_named_and_nothing_is_summed_in_silence() {
    let rows =
        vec![vec!["一级指标", "二级指标", "三级指标", "分值", "扣分原因"], vec!["产出", "数量", "完成率", "100", ""]];
    let table = IndicatorTable::read("评分表.xlsx", Fixture::new().sheet("评分表", &rows).bytes()).unwrap();
    let findings = check(&table);
    assert!(
        findings
            .iter()
            .any(|f| f.code == Code::ColumnMissing && f.column == "得分" && f.message.contains("评分表.xlsx"))
    );
    assert!(IndicatorTable::read("评分表.xlsx", b"not a workbook".to_vec()).is_err());
}
