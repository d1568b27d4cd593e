//! Small workbooks for tests, written part by part, so that a test can also write what no
//! spreadsheet program would.

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A workbook of inline strings and numbers. Values that parse as numbers and are not quoted with
/// a leading `'` become numbers; `f:` starts a formula, its saved number behind `=`.
pub(crate) struct Fixture {
    sheets: Vec<(String, String)>,
    extra: Vec<(String, Vec<u8>)>,
}

impl Fixture {
    pub fn new() -> Fixture {
        Fixture { sheets: Vec::new(), extra: Vec::new() }
    }

    /// A sheet from rows of cells, the first row being row 1.
    pub fn sheet(self, name: &str, rows: &[Vec<&str>]) -> Fixture {
        let data: String = rows.iter().enumerate().map(|(index, row)| row_xml(index + 1, row)).collect();
        self.sheet_xml(name, &worksheet(&data))
    }

    /// A sheet whose XML is given.
    pub fn sheet_xml(mut self, name: &str, xml: &str) -> Fixture {
        self.sheets.push((name.to_owned(), xml.to_owned()));
        self
    }

    /// Any other part of the archive.
    pub fn part(mut self, name: &str, content: impl Into<Vec<u8>>) -> Fixture {
        self.extra.push((name.to_owned(), content.into()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        archive(&self.parts())
    }

    /// Names and contents of all parts, for a test that damages one.
    pub fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let (mut list, mut relations) = (String::new(), String::new());
        for (index, (name, _)) in self.sheets.iter().enumerate() {
            let id = index + 1;
            list += &format!(r#"<sheet name="{name}" sheetId="{id}" r:id="rId{id}"/>"#);
            relations +=
                &format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{id}.xml"/>"#);
        }
        let mut parts = vec![
            (
                "[Content_Types].xml".to_owned(),
                br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_vec(),
            ),
            (
                "_rels/.rels".to_owned(),
                relationships(&format!(
                    r#"<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>"#
                )),
            ),
            (
                "xl/workbook.xml".to_owned(),
                format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#)
                    .into_bytes(),
            ),
            ("xl/_rels/workbook.xml.rels".to_owned(), relationships(&relations)),
        ];
        parts.extend(
            self.sheets
                .iter()
                .enumerate()
                .map(|(i, (_, xml))| (format!("xl/worksheets/sheet{}.xml", i + 1), xml.clone().into_bytes())),
        );
        parts.extend(self.extra.iter().cloned());
        parts
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A ZIP archive of the parts.
pub(crate) fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn worksheet(data: &str) -> String {
    format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#)
}

fn relationships(list: &str) -> Vec<u8> {
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{list}</Relationships>"#
    )
    .into_bytes()
}

fn row_xml(number: usize, cells: &[&str]) -> String {
    let cells: String = cells.iter().enumerate().map(|(place, value)| cell_xml(number, place, value)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn cell_xml(row: usize, place: usize, value: &str) -> String {
    let name = format!("{}{row}", (b'A' + u8::try_from(place).unwrap()) as char);
    if value.is_empty() {
        return String::new();
    }
    if let Some(formula) = value.strip_prefix("f:") {
        let (formula, cached) = formula.split_once('=').unwrap();
        return format!(r#"<c r="{name}"><f>{formula}</f><v>{cached}</v></c>"#);
    }
    if value.parse::<f64>().is_ok() {
        return format!(r#"<c r="{name}"><v>{value}</v></c>"#);
    }
    let text = value.strip_prefix('\'').unwrap_or(value).replace('&', "&amp;").replace('<', "&lt;");
    format!(r#"<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}
