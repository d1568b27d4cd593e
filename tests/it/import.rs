//! Import by the command line: the report is what the shipped year expects, a second run changes
//! nothing, and bad folders get one sentence and leave no trace.

use super::command::{copy_folder, hengping, shipped_json, shipped_year, shipped_year_text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Rows with a finding above `note`, with its code.
fn faulty(sheet: &Value) -> BTreeSet<(u64, String)> {
    let findings = sheet["findings"].as_array().unwrap().iter().filter(|f| f["level"] != "note");
    findings.map(|f| (f["row"].as_u64().unwrap(), f["code"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_dry_run_finds_exactly_the_expected_rows_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let report = hengping(dir.path(), &["import", &shipped_year_text(), "--dry-run", "--json"]).expect(0).json();
    let sheets = report.as_array().unwrap();
    assert_eq!(sheets.len(), 13);
    for (name, expected) in shipped_json("expected.json").as_object().unwrap() {
        let (file, sheet) = name.split_once('/').unwrap();
        let found = sheets.iter().find(|s| s["file"] == file && s["sheet"] == sheet).unwrap();
        let wanted = expected["faulty"].as_array().unwrap();
        let wanted: BTreeSet<(u64, String)> =
            wanted.iter().map(|f| (f[0].as_u64().unwrap(), f[1].as_str().unwrap().to_owned())).collect();
        assert_eq!(faulty(found), wanted, "{name}");
        assert_eq!((&found["rows"], &found["accepted"]), (&expected["rows"], &expected["sound"]), "{name}");
        let parts: u64 = ["accepted", "needs_reason", "rejected"].iter().map(|k| found[*k].as_u64().unwrap()).sum();
        assert_eq!(parts, found["rows"].as_u64().unwrap(), "{name}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_second_run_changes_nothing_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let first = hengping(dir.path(), &["import", &shipped_year_text()]).expect(0);
    assert!(first.stdout.contains("已导入：新增"), "{}", first.stdout);
    let second = hengping(dir.path(), &["import", &shipped_year_text()]).expect(0);
    assert!(second.stdout.contains("没有改动任何数据"), "{}", second.stdout);
}

/// A folder that lacks something, and a word that the sentence must hold.
fn refused(change: impl FnOnce(&Path), words: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let (folder, data) = (dir.path().join("in"), dir.path().join("data"));
    copy_folder(&shipped_year(), &folder);
    change(&folder);
    let answer = hengping(&data, &["import", &folder.display().to_string()]).expect(1);
    let lines: Vec<&str> = answer.stderr.lines().filter(|l| !l.is_empty()).collect();
    assert_eq!(lines.len(), 1, "{}", answer.stderr);
    for word in words {
        assert!(lines[0].contains(word), "{word} is not in {}", lines[0]);
    }
    assert!(!data.exists(), "a refused folder must leave nothing behind");
}

#[test]
fn an_empty_folder_is_named() {
    let empty = |folder: &Path| {
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::create_dir(folder).unwrap();
    };
    refused(empty, &["/in"]);
}

#[test]
fn a_file_that_is_no_workbook_is_named() {
    refused(|folder| std::fs::write(folder.join("专家库.xlsx"), "不是工作簿").unwrap(), &["专家库.xlsx"]);
}

#[test]
fn a_missing_workbook_is_named_by_its_sheet() {
    refused(|folder| std::fs::remove_file(folder.join("投标.xlsx")).unwrap(), &["投标"]);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let answer = hengping(&dir.path().join("data"), &["import", "/nowhere/at/all"]).expect(1);
    assert!(answer.stderr.contains("/nowhere/at/all"), "{}", answer.stderr);
}
