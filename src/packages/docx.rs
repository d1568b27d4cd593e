//! The text of a Word document, paragraph by paragraph. A document comes from outside: only its main
//! part is unpacked, up to a limit, and nothing in it is followed.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of the main part when unpacked; a report of a thousand pages has about ten million.
const PART_BYTES: u64 = 64 << 20;
/// Cells of tables that are kept; a report's tables have some hundreds.
const CELLS: usize = 50_000;
/// Characters kept of one paragraph.
const PARAGRAPH_CHARS: usize = 20_000;
const MAIN: &str = "word/document.xml";

/// A paragraph as it reads, revisions accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub text: String,
    /// It is set as a heading.
    pub is_heading: bool,
}

/// The text of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Paragraphs with text, those of tables too, in their order.
    pub paragraphs: Vec<Paragraph>,
    /// The rows of each table.
    pub tables: Vec<Vec<Row>>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its first paragraph, counted from 1 as in [`Document::paragraphs`].
    pub paragraph: u32,
    pub cells: Vec<String>,
}

/// Reads the paragraphs of a document.
///
/// # Errors
/// As [`document`].
pub fn paragraphs(bytes: &[u8]) -> Result<Vec<Paragraph>, &'static str> {
    document(bytes).map(|document| document.paragraphs)
}

/// Reads paragraphs and tables.
///
/// # Errors
/// A sentence in Chinese: the file is no Word document, or its text cannot be read.
pub fn document(bytes: &[u8]) -> Result<Document, &'static str> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "不是可以打开的 Word（docx）文件")?;
    let part = archive.by_name(MAIN).map_err(|_| "压缩包里没有 Word 正文")?;
    let mut xml = Vec::new();
    part.take(PART_BYTES + 1).read_to_end(&mut xml).map_err(|_| "Word 正文无法解压")?;
    if xml.len() as u64 > PART_BYTES {
        return Err("Word 正文过大");
    }
    read(&xml).ok_or("Word 正文不是完整的 XML")
}

#[derive(Default)]
struct Writing {
    done: Document,
    /// Tables inside tables.
    tables: Vec<Vec<Row>>,
    cells: usize,
    /// Paragraphs inside paragraphs stand in text boxes.
    open: Vec<Paragraph>,
    in_text: bool,
}

fn read(xml: &[u8]) -> Option<Document> {
    let mut reader = Reader::from_reader(xml);
    let (mut writing, mut buffer) = (Writing::default(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => writing.start(tag.local_name().as_ref()),
            Event::Empty(tag) => writing.empty(tag.local_name().as_ref(), || style(&tag)),
            Event::Text(text) => writing.text(&text),
            Event::GeneralRef(name) => writing.text(&character(&name)),
            Event::CData(text) => writing.text(&text),
            Event::End(tag) => writing.end(tag.local_name().as_ref()),
            // A document type could define entities; Word writes none.
            Event::DocType(_) => return None,
            Event::Eof => return writing.open.is_empty().then_some(writing.done),
            _ => {}
        }
        buffer.clear();
    }
}

/// The five entities of XML and numbered characters.
fn character(name: &str) -> String {
    let numbered = || {
        let digits = name.strip_prefix('#')?;
        let number = match digits.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        char::from_u32(number).map(String::from)
    };
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => numbered().unwrap_or_default(),
    }
}

/// The paragraph style's id.
fn style(tag: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    let value = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == "val")?;
    Some(value.value.to_lowercase())
}

impl Writing {
    fn start(&mut self, name: &str) {
        match name {
            "p" => self.open.push(Paragraph::default()),
            // Deleted text is `delText` and stays out.
            "t" => self.in_text = true,
            "tbl" => self.tables.push(Vec::new()),
            "tr" => {
                let paragraph = u32::try_from(self.done.paragraphs.len()).map_or(u32::MAX, |n| n.saturating_add(1));
                self.tables.last_mut().into_iter().for_each(|t| t.push(Row { paragraph, cells: Vec::new() }));
            }
            "tc" if self.cells < CELLS => {
                self.cells += 1;
                self.row().into_iter().for_each(|row| row.cells.push(String::new()));
            }
            _ => {}
        }
    }

    fn row(&mut self) -> Option<&mut Row> {
        self.tables.last_mut()?.last_mut()
    }

    fn empty(&mut self, name: &str, style: impl Fn() -> Option<String>) {
        match name {
            "tab" | "br" => self.push(" "),
            "pStyle" => {
                let is_heading = style().is_some_and(|id| id.starts_with("heading") || id.parse::<u8>().is_ok());
                if let (true, Some(paragraph)) = (is_heading, self.open.last_mut()) {
                    paragraph.is_heading = true;
                }
            }
            // WPS writes headings as an outline level without a style.
            "outlineLvl" => self.open.last_mut().into_iter().for_each(|p| p.is_heading = true),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut().filter(|p| p.text.len() < PARAGRAPH_CHARS) {
            paragraph.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tbl" => self.done.tables.extend(self.tables.pop()),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop().filter(|p| !p.text.trim().is_empty()) else { return };
        if let Some(cell) = self.row().and_then(|row| row.cells.last_mut()).filter(|c| c.len() < PARAGRAPH_CHARS) {
            cell.push_str(&paragraph.text);
        }
        self.done.paragraphs.push(paragraph);
    }
}

#[cfg(test)]
pub mod fixture {
    //! Word documents made for tests.

    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    /// A document of these paragraphs; one that begins with `#` is a heading.
    pub fn document(paragraphs: &[&str]) -> Vec<u8> {
        let body: String = paragraphs
            .iter()
            .map(|text| match text.strip_prefix('#') {
                Some(heading) => {
                    format!("<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>{heading}</w:t></w:r></w:p>")
                }
                None => format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
            })
            .collect();
        let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        archive(&[("[Content_Types].xml", "<Types/>"), (super::MAIN, &xml)])
    }

    /// A zip of named texts.
    pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Option<Vec<String>> {
        read(format!("<w:d xmlns:w=\"w\">{body}</w:d>").as_bytes())
            .map(|all| all.paragraphs.into_iter().map(|p| p.text).collect())
    }

    #[test]
    fn text_reads_as_it_stands() {
        let cases = [
            ("<w:p><w:r><w:t>得分</w:t></w:r><w:r><w:t>92.8</w:t></w:r></w:p>", vec!["得分92.8"]),
            ("<w:p><w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:r><w:t>8</w:t></w:r></w:p>", vec!["8"]),
            ("<w:tbl><w:tc><w:p><w:r><w:t>a&amp;b&#x4e00;</w:t></w:r></w:p></w:tc></w:tbl>", vec!["a&b一"]),
            ("<w:p/><w:p><w:r><w:t> </w:t></w:r></w:p>", vec![]),
            ("<w:p><w:r><w:t>外</w:t><w:p><w:r><w:t>框</w:t></w:r></w:p></w:r></w:p>", vec!["框", "外"]),
        ];
        for (body, expected) in cases {
            assert_eq!(texts(body).unwrap(), expected, "{body}");
        }
        assert_eq!(texts("<w:p><w:r>"), None);
        assert!(read(b"<!DOCTYPE d [<!ENTITY a \"b\">]><d/>").is_none());
    }

    #[test]
    fn rows_of_tables_keep_their_cells_and_their_paragraph() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |cells: [&str; 2]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
        let xml = format!(
            "<w:d><w:p><w:r><w:t>前</w:t></w:r></w:p><w:tbl>{}{}</w:tbl></w:d>",
            row(["a", ""]),
            row(["b", "c"])
        );
        let document = read(xml.as_bytes()).unwrap();
        let rows: Vec<(u32, Vec<&str>)> =
            document.tables[0].iter().map(|r| (r.paragraph, r.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, [(2, vec!["a", ""]), (3, vec!["b", "c"])]);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert!(paragraphs(b"PK").is_err());
        assert!(paragraphs(&fixture::archive(&[("a", "b")])).is_err());
        let found = paragraphs(&fixture::document(&["#一、基本情况", "正文"])).unwrap();
        assert_eq!(found.iter().map(|p| p.is_heading).collect::<Vec<_>>(), [true, false]);
    }
}
