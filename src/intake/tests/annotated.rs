//! The annotated copy: marked where it is wrong, and fit to be mended and sent again.

use super::faults::{EXPERT, SOUND_EXPERT};
use crate::intake::fixture::Fixture;
use crate::intake::{Level, annotated, read_files};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

/// A title, the header, a sound row, and one with a short ID number and a text that looks like a formula.
fn rows() -> Vec<Vec<&'static str>> {
    let mut faulty = SOUND_EXPERT.to_vec();
    (faulty[0], faulty[2], faulty[4]) = ("李明", "'11010519491231", "=银川大学");
    vec![vec!["吴忠市评审专家名册"], EXPERT.to_vec(), SOUND_EXPERT.to_vec(), faulty]
}

#[test]
fn every_fault_is_marked_and_the_copy_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名册.xlsx");
    std::fs::write(&path, Fixture::new().sheet("专家库", &rows()).bytes()).unwrap();
    let first = read_files(std::slice::from_ref(&path)).unwrap();
    let faults = |handover: &crate::intake::Handover| -> Vec<(u32, String, String)> {
        let findings = handover.report.iter().flat_map(|report| &report.findings);
        findings.filter(|f| f.level > Level::Note).map(|f| (f.row, f.column.clone(), f.message.clone())).collect()
    };
    let expected = faults(&first);
    assert!(expected.iter().any(|(row, column, _)| *row == 4 && column == "身份证号"), "{expected:?}");

    let copy = annotated(folder.path(), &first.report).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(copy.clone())).unwrap();
    let range = book.worksheet_range("专家库").unwrap();
    let cell = |row: u32, column: u32| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(cell(1, 18), Data::String("导入说明".into()));
    assert!(cell(3, 18).to_string().contains("身份证号"), "{:?}", cell(3, 18));
    assert_eq!(cell(3, 4), Data::String("=银川大学".into()));
    assert_eq!(cell(2, 2), Data::String("110105194912310038".into()));
    let mut archive = zip::ZipArchive::new(Cursor::new(copy.clone())).unwrap();
    assert!((0..archive.len()).any(|i| archive.by_index(i).unwrap().name().unwrap().contains("comments")));

    let again = folder.path().join("again.xlsx");
    std::fs::write(&again, copy).unwrap();
    let second = read_files(std::slice::from_ref(&again)).unwrap();
    let names = |text: &str| text.replace("again.xlsx", "名册.xlsx");
    let mut found = faults(&second);
    found.iter_mut().for_each(|fault| fault.2 = names(&fault.2));
    assert_eq!(found, expected);
    assert_eq!(second.report[0].rows, first.report[0].rows);
}
