//! The shared machinery of lists, without any subject.

use super::*;
use crate::platform::failure::Failure;
use actix_web::body::MessageBody;
use serde_json::json;

const SPEC: ListSpec = ListSpec { filters: &["status", "region"], sorts: &["number", "name"] };

fn parsed(query: &str) -> ListQuery {
    ListQuery::parse(query, SPEC).unwrap()
}

#[test]
fn a_query_is_understood_as_it_was_meant() {
    let query = parsed("q=+王 %E4%BC%9F&status=enrolled&region=&sort=name&dir=desc&page=2&per=20&lang=en");
    assert_eq!(query.q.as_deref(), Some("王 伟"));
    assert_eq!((query.filter("status"), query.filter("region")), (Some("enrolled"), None));
    assert_eq!((query.sort(), query.descending), (Some("name"), true));
    assert_eq!((query.asked.page, query.asked.size), (2, 20));
    assert_eq!(parsed("").sort(), Some("number"));
    assert_eq!(parsed("format=csv").to_load().size, MAX_EXPORT);
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let cases = [
        ("statsu=enrolled", "statsu"),
        ("status=a&status=b", "status"),
        ("page=x", "page"),
        ("page=0", "page"),
        ("per=501", "size"),
        ("sort=salary", "sort"),
        ("dir=up", "dir"),
        ("format=pdf", "format"),
        ("q=a%00b", "q"),
    ];
    for (query, field) in cases {
        match ListQuery::parse(query, SPEC) {
            Err(Failure::Malformed(faults)) => assert_eq!(faults[0].field, field, "{query}"),
            other => panic!("{query}: {other:?}"),
        }
    }
    let long = format!("q={}", "a".repeat(201));
    assert!(ListQuery::parse(&long, SPEC).is_err());
}

#[test]
fn links_repeat_the_conditions() {
    let query = parsed("q=水&status=enrolled&page=3");
    let choices = [Choice::new("status", "expert-status", ["enrolled"])];
    let context = page_context(&query, "/experts", 200, &choices, vec![json!({})]);
    assert_eq!(context["exports"][1]["href"], "/experts?q=%E6%B0%B4&status=enrolled&format=csv");
    assert_eq!(context["filters"][0]["options"][0]["selected"], true);
    assert_eq!(context["relax"], json!([]));
    let nothing = page_context(&query, "/experts", 0, &choices, Vec::new());
    assert_eq!(nothing["exports"], json!([]));
    assert_eq!(nothing["relax"][0]["href"], "?status=enrolled");
    assert_eq!(nothing["relax"][1]["family"], "expert-status");
}

fn file(format: Format, cells: Vec<Cell>) -> Vec<u8> {
    let sheet = |_: &[u8]| Sheet { heads: &["列"], rows: cells.into_iter().map(|cell| vec![cell]).collect() };
    let answer = export(format, "list", 1, &[1u8], sheet).unwrap();
    answer.into_body().try_into_bytes().unwrap().to_vec()
}

#[test]
fn no_cell_becomes_a_formula_or_another_number() {
    let cases = [
        (Cell::text("=1+1"), "'=1+1"),
        (Cell::text("@x"), "'@x"),
        (Cell::text("-3"), "'-3"),
        (Cell::number(-3), "-3"),
        (Cell::text("640300000001"), "640300000001\t"),
        (Cell::text("916403001E1"), "916403001E1\t"),
        (Cell::text("007"), "007\t"),
        (Cell::text("2021"), "2021"),
        (Cell::text("a,b"), "\"a,b\""),
        (Cell::maybe(None::<u8>), "\"\""),
    ];
    for (cell, expected) in cases {
        let text = String::from_utf8(file(Format::Csv, vec![cell])).unwrap();
        assert_eq!(text, format!("\u{feff}列\r\n{expected}\r\n"));
    }
}

#[test]
fn a_workbook_keeps_words_as_words() {
    use calamine::{Data, Reader, Xlsx};
    let cells = vec![Cell::text("640300202112310017"), Cell::text("=1+1"), Cell::number(7), Cell::text("007")];
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file(Format::Xlsx, cells))).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let column: Vec<Data> = range.rows().map(|row| row[0].clone()).collect();
    let words = |text: &str| Data::String(text.to_owned());
    assert_eq!(column, [words("列"), words("640300202112310017"), words("=1+1"), Data::Float(7.0), words("007")]);
    assert!(book.worksheet_formula("Sheet1").unwrap().is_empty());
}

#[test]
fn gb18030_reads_back_whole() {
    let bytes = file(Format::CsvGb18030, vec![Cell::text("䶮𠮷")]);
    let (text, _, had_errors) = encoding_rs::GB18030.decode(&bytes);
    assert_eq!((text.as_ref(), had_errors), ("列\r\n䶮𠮷\r\n", false));
}

#[test]
fn too_many_rows_are_refused_and_not_cut() {
    let sheet = |_: &[u8]| Sheet { heads: &[], rows: Vec::new() };
    assert!(export(Format::Csv, "list", MAX_EXPORT + 1, &[1u8], sheet).is_err());
}
