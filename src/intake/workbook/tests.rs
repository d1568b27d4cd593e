//! Workbooks that somebody made to hurt, and text files as offices save them.

use super::{fixture::*, *};
use crate::intake::Value;
use proptest::prelude::*;

fn open(bytes: Vec<u8>) -> Result<Workbook, IntakeFault> {
    Workbook::from_bytes("甲.xlsx", bytes)
}

/// Everything that the first sheet shows.
fn rows(book: &mut Workbook) -> Result<Vec<SheetRow>, IntakeFault> {
    let sheet = book.sheet_names().remove(0);
    let mut rows = Vec::new();
    book.visit_rows(&sheet, &mut |row| {
        rows.push(row.clone());
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn message(result: Result<Workbook, IntakeFault>) -> String {
    result.err().map(|fault| fault.to_string()).unwrap_or_default()
}

fn small() -> Fixture {
    Fixture::new().sheet("表", &[vec!["姓名", "年限"], vec!["王伟", "35"]])
}

#[test]
fn what_is_no_workbook_is_said_in_one_sentence() {
    let encrypted = compound("/EncryptedPackage", b"x");
    let cases: [(&str, Vec<u8>); 7] = [
        ("空文件", Vec::new()),
        ("不是 Excel 工作簿", b"name,age\n".to_vec()),
        ("打开密码", encrypted),
        ("文件内部的记录不符", OLE.to_vec()),
        ("含有宏", small().part("xl/vbaProject.bin", "x").bytes()),
        ("没有 workbook.xml", archive(&[("a.txt".to_owned(), b"x".to_vec())])),
        ("已损坏", b"PK\x03\x04 and then nothing".to_vec()),
    ];
    for (expected, bytes) in cases {
        let message = message(open(bytes));
        assert!(message.contains(expected) && message.contains("甲.xlsx"), "{expected}: {message}");
    }
}

#[test]
fn a_workbook_cut_off_anywhere_is_a_fault() {
    let whole = small().bytes();
    for end in 0..whole.len() {
        assert!(open(whole[..end].to_vec()).is_err(), "{end}");
    }
    assert!(open(whole).is_ok());
}

#[test]
fn declared_sizes_are_summed_and_not_believed() {
    /// Four bytes that occur nowhere else in the archive.
    const SIZE: u32 = 0x0083_5ac7;
    let bomb = small().part("xl/media/big.bin", vec![0u8; SIZE as usize]).bytes();
    let declared = SIZE.to_le_bytes();
    let replaced = |with: u32| -> Vec<u8> {
        let mut bytes = bomb.clone();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == declared {
                bytes[at..at + 4].copy_from_slice(&with.to_le_bytes());
            }
        }
        bytes
    };
    assert!(open(bomb.clone()).is_ok());
    assert!(message(open(replaced(0xffff_fff0))).contains("超出允许的大小"));
    assert!(message(open(replaced(33 << 20))).contains("附带的部件"));
    assert!(message(open(replaced(1_000))).contains("已损坏"));
}

#[test]
fn markup_that_grows_in_a_parser_is_refused() {
    let sheet = |xml: &str| Fixture::new().sheet_xml("表", xml).bytes();
    let doctype = r#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>"#;
    let comment = format!("{}<!-- {} -->", "<row></row>".repeat(10_000), "<a ".repeat(1_000));
    let cases: [(&str, Vec<u8>); 5] = [
        ("文档类型声明", sheet(&format!("{doctype}{}", worksheet("")))),
        ("超长的内容", sheet(&worksheet(&" ".repeat(2 << 20)))),
        ("超长的内容", sheet(&worksheet(&comment))),
        (
            "共享文字表",
            small()
                .part("xl/sharedStrings.xml", r#"<sst uniqueCount="99999999999999"><si><t>a</t></si></sst>"#)
                .bytes(),
        ),
        ("样式表", small().part("xl/styles.xml", styles_that_multiply()).bytes()),
    ];
    for (expected, bytes) in cases {
        let message = message(open(bytes));
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

/// One format of a megabyte, copied by each of a thousand cell formats.
fn styles_that_multiply() -> String {
    let (code, formats) = ("y".repeat(1_000_000), r#"<xf numFmtId="164"/>"#.repeat(1_000));
    format!(
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs>{formats}</cellXfs></styleSheet>"#
    )
}

#[test]
fn marks_in_plain_text_are_no_markup() {
    let data: String = (1..=3_000)
        .map(|n| format!(r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>?! &lt;!-- {n}</t></is></c></row>"#))
        .collect();
    let mut book = open(Fixture::new().sheet_xml("表", &worksheet(&data)).bytes()).unwrap();
    assert_eq!(rows(&mut book).unwrap().len(), 3_000);
}

#[test]
fn parts_of_one_name_are_refused_and_links_are_told() {
    let twice = small().part("xl/worksheets/SHEET1.xml", "x").part("xl/externalLinks/externalLink1.xml", "<a/>");
    assert!(open(twice.bytes()).unwrap().has_external_links());
    let mut bytes = twice.bytes();
    for at in 0..bytes.len() - 6 {
        if &bytes[at..at + 6] == b"SHEET1" {
            bytes[at..at + 6].copy_from_slice(b"sheet1");
        }
    }
    assert!(message(open(bytes)).contains("重名"));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let data = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c><c r="XFD1048576"><v>3</v></c></row>"#;
    let xml = worksheet(data).replace("<sheetData>", r#"<dimension ref="A1:XFD1048576"/><sheetData>"#);
    let rows = rows(&mut open(Fixture::new().sheet_xml("表", &xml).bytes()).unwrap()).unwrap();
    assert_eq!(rows.iter().map(|row| (row.number, row.cells.len())).collect::<Vec<_>>(), [(1, 1), (1_048_576, 2)]);
}

#[test]
fn empty_rows_by_the_hundred_thousand_are_passed_over() {
    let data: String = (1..=200_000).map(|number| format!(r#"<row r="{number}"/>"#)).collect();
    let rows = rows(&mut open(Fixture::new().sheet_xml("表", &worksheet(&data)).bytes()).unwrap()).unwrap();
    assert_eq!(rows, []);
}

#[test]
fn a_structure_against_the_rules_is_a_fault_and_no_panic() {
    let backwards = worksheet("").replace("<sheetData>", r#"<dimension ref="B5:A1"/><sheetData>"#);
    let cases = [
        backwards,
        worksheet(r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#),
        worksheet(r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#),
        worksheet(r#"<row r="99999999999"><c><v>1</v></c></row>"#),
        worksheet(r#"<row r="1"><c r="A1"><v>1</v>"#),
        "<worksheet>".to_owned(),
    ];
    for xml in cases {
        let outcome = open(Fixture::new().sheet_xml("表", &xml).bytes()).and_then(|mut book| rows(&mut book));
        assert!(matches!(outcome, Err(IntakeFault::Damaged { .. })), "{xml}: {outcome:?}");
    }
}

#[test]
fn formulas_errors_and_dates_come_as_what_was_saved() {
    let data = concat!(
        r#"<row r="1"><c r="A1"><f>1+2</f><v>3</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>3x</v></c><c r="C1"><f>NOW()</f></c>"#,
        r##"<c r="D1" t="e"><v>#REF!</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" s="1"><v>44377</v></c></row>"##,
    );
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let mut book =
        open(Fixture::new().sheet_xml("表", &worksheet(data)).part("xl/styles.xml", styles).bytes()).unwrap();
    let row = rows(&mut book).unwrap().remove(0);
    let formulas: Vec<bool> = row.cells.iter().map(|cell| cell.is_formula).collect();
    assert_eq!(formulas, [true, true, true, false, false, false]);
    assert_eq!(row.cells[0].value, Value::Number(3.0));
    assert_eq!(row.cells[1].value, Value::Text("3x".to_owned()));
    assert!(row.cells[2].is_blank());
    assert_eq!(row.cells[3].value, Value::Error("#REF!".to_owned()));
    assert_eq!(row.cells[4].value, Value::Truth(true));
    assert!(matches!(&row.cells[5].value, Value::Moment { at, .. } if at.to_string() == "2021-06-30 00:00:00"));
}

fn delimited(name: &str, bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let mut book = Workbook::from_bytes(name, bytes.to_vec()).unwrap();
    rows(&mut book)
        .unwrap()
        .iter()
        .map(|row| (row.number, row.cells.iter().map(|cell| cell.label()).collect()))
        .collect()
}

#[test]
fn text_in_every_usual_encoding_and_delimiter() {
    let expected = vec![(1, vec!["姓名".to_owned(), "年限".to_owned()]), (2, vec!["王𠮷".to_owned(), "35".to_owned()])];
    let text = "姓名,年限\r\n王𠮷,35\r\n";
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    let cases: [(&str, Vec<u8>); 6] = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("GB18030", gb18030.into_owned()),
        ("UTF-16", utf_16),
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("semicolons", text.replace(',', ";").into_bytes()),
    ];
    for (case, bytes) in cases {
        assert_eq!(delimited("专家库.csv", &bytes), expected, "{case}");
    }
    let mut book = Workbook::from_bytes("专家库.csv", text.into()).unwrap();
    assert_eq!(book.sheet_names(), ["专家库"]);
    assert!(book.head("别的").is_err());
}

#[test]
fn rows_of_text_are_numbered_as_a_spreadsheet_shows_them() {
    let text = "\n姓名,备注\n\n\n王伟,\"一\n二\"\n李先,\n";
    let numbers: Vec<u32> = delimited("a.csv", text.as_bytes()).iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 5, 6]);
}

#[test]
fn bytes_of_no_encoding_are_refused() {
    let fault = Workbook::from_bytes("a.csv", vec![0x61, 0x2c, 0xff, 0xff, 0x80]).err().unwrap();
    assert!(matches!(fault, IntakeFault::UnknownEncoding { .. }));
    assert!(Workbook::from_bytes("a.csv", b"a\0b".to_vec()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_part_never_panics(part in 0usize..5, at in 0usize..4_000, byte in any::<u8>(), cut in any::<bool>()) {
        let data = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>王</t></is></c><c r="B1" t="s" s="1"><v>0</v></c><c r="C1"><f t="shared" ref="C1:C2" si="0">A1</f><v>1</v></c></row>"#;
        let book = Fixture::new()
            .sheet_xml("表", &worksheet(data))
            .part("xl/sharedStrings.xml", r#"<sst uniqueCount="1"><si><r><t>a&amp;b</t></r></si></sst>"#)
            .part("xl/styles.xml", r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>"#);
        let mut parts = book.parts();
        let count = parts.len();
        let content = &mut parts[count - 1 - part % count].1;
        let at = at % content.len();
        if cut { content.truncate(at) } else { content[at] = byte }
        if let Ok(mut book) = open(archive(&parts)) {
            for sheet in book.sheet_names() {
                let _ = book.head(&sheet);
            }
        }
    }

    #[test]
    fn any_bytes_are_a_fault_or_a_table(bytes in proptest::collection::vec(any::<u8>(), 0..200), zip in any::<bool>()) {
        let bytes = if zip { [ZIP[0], &bytes].concat() } else { bytes };
        for name in ["a.xlsx", "a.csv"] {
            if let Ok(mut book) = Workbook::from_bytes(name, bytes.clone()) {
                let _ = rows(&mut book);
            }
        }
    }
}

/// A compound file with one stream.
fn compound(name: &str, content: &[u8]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut container.create_stream(name).unwrap(), content).unwrap();
    container.into_inner().into_inner()
}

/// Records of an old workbook: kind and body.
fn records(list: &[(u16, &[u8])]) -> Vec<u8> {
    let one = |(kind, body): &(u16, &[u8])| {
        let length = u16::try_from(body.len()).unwrap();
        [kind.to_le_bytes().as_slice(), &length.to_le_bytes(), body].concat()
    };
    list.iter().flat_map(one).collect()
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let bytes = include_bytes!("../../../tests/data/import/roster.xls");
    let mut book = Workbook::from_bytes("名册.xls", bytes.to_vec()).unwrap();
    assert_eq!(book.sheet_names(), ["名册", "空表"]);
    let rows = rows(&mut book).unwrap();
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 6, 7, 8]);
    assert_eq!(rows[3].cells[2].value, Value::Text("王示例".into()));
    assert!(matches!(rows[3].cells[9].value, Value::Moment { .. }), "{:?}", rows[3].cells[9]);
    assert_eq!(rows[3].cells[10].value, Value::Number(25.0));
}

#[test]
fn an_old_workbook_made_to_hurt_is_refused() {
    const BOF: (u16, &[u8]) = (0x0809, &[0, 6, 0x10, 0]);
    let listed = |place: u8| -> Vec<u8> { vec![place, 0, 0, 0, 0, 0, 1, 0, b'a'] };
    let (first, again) = (listed(0), listed(200));
    let huge: &[u8] = &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0xff, 0, 0, 0];
    let cases: [(&str, Vec<u8>); 7] = [
        ("超出允许的大小", records(&[BOF, (0x0200, huge)])),
        ("超出允许的大小", records(&[BOF, (0x0203, &[0, 0, 0, 0]), (0x0203, &[0xff, 0xff, 0xff, 0])])),
        ("打开密码", records(&[BOF, (0x002f, &[1, 0])])),
        ("含有宏", records(&[(0x0809, &[0, 6, 0x40, 0])])),
        ("已损坏", records(&[BOF, (0x0085, &first), (0x0085, &first)])),
        ("已损坏", records(&[BOF, (0x0085, &again)])),
        ("已损坏", [records(&[BOF]), vec![9, 8, 0xff]].concat()),
    ];
    for (expected, stream) in cases {
        let message = message(open(compound("/Workbook", &stream)));
        assert!(message.contains(expected), "{expected}: {message}");
    }
    let macros = {
        let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        container.create_storage("/_VBA_PROJECT_CUR").unwrap();
        container.into_inner().into_inner()
    };
    assert!(message(open(macros)).contains("含有宏"));
}

#[test]
fn an_old_workbook_cut_off_or_scratched_never_panics() {
    let whole = include_bytes!("../../../tests/data/import/roster.xls");
    for end in (0..whole.len()).step_by(97) {
        let _ = open(whole[..end].to_vec());
    }
    for at in (0..whole.len()).step_by(13) {
        let mut scratched = whole.to_vec();
        scratched[at] ^= 0x5a;
        if let Ok(mut book) = open(scratched) {
            for sheet in book.sheet_names() {
                let _ = book.visit_rows(&sheet, &mut |_| ControlFlow::Continue(()));
            }
        }
    }
}

#[test]
fn who_watches_counts_the_rows_and_may_stop() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let seen = Arc::new(AtomicU32::new(0));
    let counter = seen.clone();
    let mut book =
        open(small().bytes()).unwrap().watched(Arc::new(move || counter.fetch_add(1, Ordering::Relaxed) < 1));
    assert!(matches!(rows(&mut book), Err(IntakeFault::Stopped)));
    assert_eq!(seen.load(Ordering::Relaxed), 2);
}
