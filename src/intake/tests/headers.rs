//! Header rows as senders make them.

use super::*;
use crate::intake::{
    columns::{Column, Form, Need},
    sheets::*,
};

const UNIT: [&str; 7] =
    ["单位编码", "单位名称", "统一社会信用代码", "主管部门编码", "单位性质", "行政区划代码", "预算级次"];
const ROW: [&str; 7] = ["'101", "吴忠市教育局", "'1199990007FREWER1A", "", "行政单位", "'640300", "一级"];

fn with_header(header: &[&'static str]) -> (Vec<Sourced<BudgetUnit>>, SheetReport) {
    read::<BudgetUnit>(&[header.to_vec(), ROW.to_vec()])
}

fn unit_but(column: usize, name: &'static str) -> SheetReport {
    let mut header = UNIT;
    header[column] = name;
    with_header(&header).1
}

#[test]
fn width_blanks_stars_and_listed_synonyms_do_not_matter() {
    for (column, name) in [
        (0, "单位代码"),
        (1, "*单位\n名称"),
        (2, "统一社会信用代码（18位）"),
        (2, " 统一社会 信用代码"),
        (5, "区划代码："),
        (0, "【必填】单位编码"),
    ] {
        assert_eq!(unit_but(column, name).findings, [], "{name}");
    }
}

#[test]
fn a_renamed_column_is_named_with_the_header_that_may_be_it() {
    let report = unit_but(1, "预算单位全称");
    let missing = report.findings.iter().find(|f| f.code == Code::ColumnMissing).unwrap();
    assert_eq!(
        missing.message,
        "“测试.xlsx”的工作表“预算单位”里没有找到“单位名称”列：表头第 2 列“预算单位全称”是否就是它？是则请改为“单位名称”"
    );
    assert_eq!((missing.row, missing.level), (1, Level::Error));
    assert_eq!((report.rows, report.rejected), (1, 1));
}

#[test]
fn a_missing_column_without_a_likely_header_is_asked_for() {
    let report = with_header(&["单位编码", "统一社会信用代码", "主管部门编码", "备注"]).1;
    let missing: Vec<(&str, Level)> = report
        .findings
        .iter()
        .filter(|f| f.code == Code::ColumnMissing)
        .map(|f| (f.column.as_str(), f.level))
        .collect();
    assert_eq!(
        missing,
        [
            ("单位名称", Level::Error),
            ("单位性质", Level::Warning),
            ("行政区划代码", Level::Warning),
            ("预算级次", Level::Warning)
        ]
    );
    assert!(report.findings.iter().any(|f| f.message.contains("请在表头补上“单位名称”")));
}

#[test]
fn a_minor_column_may_be_missing_and_an_extra_one_present() {
    let mut row = ROW.to_vec();
    row[6] = "随便";
    let mut header = UNIT.to_vec();
    header[6] = "备注";
    let (rows, report) = read::<BudgetUnit>(&[header, row]);
    assert_eq!((rows.len(), rows[0].value.budget_level.clone()), (1, None));
    assert_eq!(grave(&report), [(1, Code::ColumnMissing, Level::Warning)]);
    assert_eq!(notes(&report), [Code::ColumnUnknown]);
}

#[test]
fn the_same_column_twice_is_an_error() {
    let report = with_header(&[
        "单位编码",
        "单位名称",
        "统一社会信用代码",
        "主管部门编码",
        "单位性质",
        "行政区划代码",
        "预算级次",
        "单位名称",
    ])
    .1;
    assert_eq!(grave(&report), [(1, Code::ColumnDuplicate, Level::Error)]);
}

#[test]
fn the_header_may_stand_within_the_first_twenty_rows_only() {
    let at = |row: usize| {
        let mut rows = vec![vec!["吴忠市预算单位一览表"]];
        rows.resize(row - 1, vec![]);
        rows.extend([UNIT.to_vec(), ROW.to_vec()]);
        read::<BudgetUnit>(&rows).1
    };
    assert_eq!((at(20).accepted, at(20).findings.len()), (1, 0));
    let report = at(21);
    assert_eq!(grave(&report), [(0, Code::HeaderMissing, Level::Error)]);
    assert!(
        report.findings[0].message.contains("“测试.xlsx”的工作表“预算单位”的前 20 行"),
        "{}",
        report.findings[0].message
    );
}

#[test]
fn a_title_that_mentions_columns_is_not_the_header() {
    let rows = [vec!["单位编码", "单位名称"], UNIT.to_vec(), ROW.to_vec()];
    assert_eq!(read::<BudgetUnit>(&rows).1.accepted, 1);
}

const MARK: [&str; 3] = ["项目编码", "评审席位", "评价方案(满分15)"];

#[test]
fn another_rubric_is_read_by_its_maxima() {
    let (rows, report) = read::<ReviewMark>(&[
        vec!["项目编码", "评审席位", "选题（满分40）", "结论得分（满分60分）"],
        vec!["64030021T000001", "1", "38.5", "55"],
    ]);
    assert_eq!(report.findings, []);
    let marks: Vec<String> =
        rows[0].value.marks.iter().map(|m| format!("{} {}/{}", m.criterion, m.points, m.maximum)).collect();
    assert_eq!(marks, ["选题 38.5/40", "结论 55/60"]);
}

#[test]
fn a_rubric_that_is_partly_the_standard_one_must_be_whole() {
    let report = read::<ReviewMark>(&[MARK.to_vec(), vec!["64030021T000001", "1", "12"]]).1;
    let missing: Vec<&str> =
        report.findings.iter().filter(|f| f.code == Code::ColumnMissing).map(|f| f.column.as_str()).collect();
    assert_eq!(missing, ["指标体系", "实施过程", "报告质量", "工作纪律与时效"]);
    let report = read::<ReviewMark>(&[vec!["项目编码", "评审席位", "备注"], vec!["64030021T000001", "1", "x"]]).1;
    assert_eq!((report.rejected, grave(&report).len()), (1, 5));
}

#[test]
fn names_of_the_forms_are_written_as_headers_are_compared() {
    for form in forms() {
        for column in form.columns {
            for name in std::iter::once(&column.name).chain(column.synonyms) {
                let heading = crate::intake::heading::Heading::read(0, &Cell::text(*name)).unwrap();
                assert_eq!(heading.words, *name, "{}", form.sheet);
            }
        }
    }
}

/// The lines of `docs/import.md` for one form.
fn documented(form: &Form) -> String {
    let mark = |need: Need| match need {
        Need::Required => ("● ", ""),
        Need::Expected => ("○ ", ""),
        Need::Usual => ("", ""),
        Need::Extra => ("(", ")"),
    };
    let synonyms = |column: &Column| match column.synonyms {
        [] => String::new(),
        synonyms => format!(" = {}", synonyms.join(", ")),
    };
    let mut lines = format!("**{}** (usually in {})\n\n", form.sheet, form.workbook);
    for column in form.columns {
        let (before, after) = mark(column.need);
        lines += &format!("* {before}{}{}{after}\n", column.name, synonyms(column));
    }
    for criterion in form.criteria {
        lines += &format!("* ○ {}(满分{})\n", criterion.name, criterion.maximum);
    }
    lines
}

#[test]
fn the_document_lists_every_column() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/import.md");
    let document = std::fs::read_to_string(path).unwrap();
    for form in forms() {
        let lines = documented(&form);
        assert!(document.contains(&lines), "docs/import.md should say:\n{lines}");
    }
}
