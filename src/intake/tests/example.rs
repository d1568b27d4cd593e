//! The example handover against what its makers say is in it.

use super::*;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

fn handover() -> Handover {
    read_folder(&example_dir()).unwrap()
}

/// Sheet by sheet, the rows with their faults as `expected.json` lists them.
fn expected() -> Json {
    serde_json::from_slice(&std::fs::read(example_dir().join("expected.json")).unwrap()).unwrap()
}

fn faulty_rows(sheet: &Json) -> BTreeSet<(u64, String)> {
    let faulty = sheet["faulty"].as_array().unwrap();
    faulty.iter().map(|f| (f[0].as_u64().unwrap(), f[1].as_str().unwrap().to_owned())).collect()
}

fn found_rows(report: &SheetReport) -> BTreeSet<(u64, String)> {
    grave(report).into_iter().map(|(row, code, _)| (u64::from(row), code.to_string())).collect()
}

#[test]
fn the_faulty_rows_are_exactly_the_expected_ones() {
    let handover = handover();
    for (place, expected) in expected().as_object().unwrap() {
        let sheet = handover.report.iter().find(|r| format!("{}/{}", r.file, r.sheet) == *place).unwrap();
        assert_eq!(found_rows(sheet), faulty_rows(expected), "{place}");
        assert_eq!(u64::from(sheet.rows), expected["rows"].as_u64().unwrap(), "{place}");
        assert_eq!(u64::from(sheet.accepted), expected["sound"].as_u64().unwrap(), "{place}");
    }
}

#[test]
fn every_report_adds_up_and_every_sound_row_is_typed() {
    let handover = handover();
    assert_eq!(handover.report.len(), 13);
    for sheet in &handover.report {
        assert_eq!(sheet.accepted + sheet.needs_reason + sheet.rejected, sheet.rows, "{}", sheet.sheet);
    }
    let experts = handover.report.iter().find(|r| r.sheet == "专家库").unwrap();
    assert_eq!(handover.experts.len(), (experts.accepted + experts.needs_reason) as usize);
    assert_eq!(handover.packages.len(), 23);
    assert_eq!(handover.packages[0].files.len(), 7);
    assert_eq!(handover.remarks, Vec::<String>::new());
    assert!(handover.has_blocking());
    assert_eq!(handover.first_error().map(|(sheet, f)| (sheet.sheet.as_str(), f.row)), Some(("第三方机构", 98)));
}

#[test]
fn the_other_workbooks_are_clean_but_for_marks_above_their_maximum() {
    let handover = handover();
    let others = handover.report.iter().filter(|r| !["专家库", "第三方机构"].contains(&r.sheet.as_str()));
    let (marks, clean): (Vec<&SheetReport>, Vec<&SheetReport>) = others.partition(|r| r.sheet == "技术评分");
    for sheet in clean {
        assert_eq!(grave(sheet), [], "{}", sheet.sheet);
    }
    assert!(grave(marks[0]).iter().all(|(_, code, level)| (*code, *level) == (Code::MarkOverMaximum, Level::Warning)));
    assert_eq!((marks[0].rows, marks[0].accepted), (660, 660));
}

#[test]
fn values_are_those_of_the_cells() {
    let handover = handover();
    let project = &handover.projects[1].value;
    assert_eq!(
        (project.code.as_str(), project.budget.0, project.executed.map(|fen| fen.0)),
        ("64030021T000002", 17_154_000_000, Some(16_371_720_000))
    );
    let budget: i64 = handover.projects.iter().map(|p| p.value.budget.0).sum();
    assert_eq!(budget, 203_300_000_000);
    let bid = &handover.bids[5];
    assert_eq!(
        (bid.value.institution.as_str(), bid.value.price.0, bid.source.row),
        ("919999007BLRTDCY26", 44_210_000, 7)
    );
    let expert = handover.experts.iter().find(|e| e.source.row == 8).unwrap();
    assert_eq!((expert.standing, expert.value.phone.as_deref()), (Standing::NeedsReason, Some("1995986745")));
    assert_eq!(expert.value.specialties, ["公共安全"]);
    let mark = &handover.review_marks[0].value;
    let marks: Vec<String> = mark.marks.iter().map(|m| format!("{} {}/{}", m.criterion, m.points, m.maximum)).collect();
    assert_eq!(
        marks,
        ["评价方案 14/15", "指标体系 14.9/20", "实施过程 17.5/20", "报告质量 25.7/30", "工作纪律与时效 10.8/15"]
    );
    let holding = handover.shareholdings.iter().find(|h| h.source.row == 8).unwrap();
    assert_eq!(
        (holding.value.percent.to_string().as_str(), holding.value.to.map(|d| d.to_string())),
        ("60", Some("2020-03-31".to_owned()))
    );
}

#[test]
fn a_report_is_written_in_the_published_form() {
    let report = handover().report.into_iter().find(|r| r.sheet == "第三方机构").unwrap();
    let json = serde_json::to_value(&report).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 7);
    let last = json["findings"].as_array().unwrap().last().unwrap();
    let shown = [&last["row"], &last["column"], &last["code"], &last["level"]].map(ToString::to_string);
    assert_eq!(shown, ["98", "\"统一社会信用代码\"", "\"duplicate_uscc\"", "\"error\""]);
}

/// The rows of the example's expert library, as text.
fn expert_rows() -> Vec<Vec<String>> {
    let mut book = Workbook::open(&example_dir().join("专家库.xlsx")).unwrap();
    let mut rows = Vec::new();
    book.visit_rows("专家库", &mut |row| {
        let text = |cell: &Cell| match &cell.value {
            Value::Moment { at, .. } => at.format("%Y-%m-%d").to_string(),
            _ => cell.label(),
        };
        rows.push((0..18).map(|place| text(row.cell(place))).collect());
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// A library in another order, below a title and with the header where it does not belong, has the
/// same faults, further down.
#[test]
fn moving_columns_and_header_moves_nothing_else() {
    let original = expert_rows();
    let mut rows: Vec<Vec<&str>> =
        vec![vec!["吴忠市财政局预算绩效评审专家库"], vec![], vec!["", "填报日期：2021年12月"], vec![]];
    let quote = |text: &String| if text.is_empty() { String::new() } else { format!("'{text}") };
    let reordered: Vec<Vec<String>> = original.iter().map(|row| row.iter().rev().map(quote).collect()).collect();
    rows.extend(reordered.iter().map(|row| row.iter().map(String::as_str).collect()));
    let (_, report) = read::<sheets::Expert>(&rows);
    let moved: BTreeSet<(u64, String)> = found_rows(&report).into_iter().map(|(row, code)| (row - 4, code)).collect();
    assert_eq!(moved, faulty_rows(&expected()["专家库.xlsx/专家库"]));
    assert_eq!(report.accepted, 1_162);
}

/// The same library as GB18030 text: the same faults at the same rows.
#[test]
fn the_library_as_text_reads_alike() {
    let lines: Vec<String> =
        expert_rows().iter().map(|row| row.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(",")).collect();
    let text = lines.join("\r\n");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let mut book = Workbook::from_bytes("专家库.csv", bytes.into_owned()).unwrap();
    let report = read_sheet::<sheets::Expert>(&mut book, "专家库", &mut Keys::default(), &mut |_| {}).unwrap();
    assert_eq!(found_rows(&report), faulty_rows(&expected()["专家库.xlsx/专家库"]));
    let codes: BTreeMap<Level, u32> = report.findings.iter().fold(BTreeMap::new(), |mut counts, f| {
        *counts.entry(f.level).or_default() += 1;
        counts
    });
    assert_eq!((codes[&Level::Error], codes[&Level::NeedsReason]), (8, 31));
}
