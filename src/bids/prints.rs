//! What the files of an opened bid tell of who made them: digests, and author and last editor of Office documents
//! (regulations 5.6, K-11).
//!
//! Not here: what it means that two bids share one; the panel judges that. A file that cannot be read leaves its
//! digest alone: it is the bidder's file, and no reason to stop an opening.

use crate::sealing::BidContent;
use crate::terms::Sha256Hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The part of an Office document that names who made it.
const CORE: &str = "docProps/core.xml";
/// Bytes of that part; writers need far less.
const CORE_BYTES: u64 = 64 * 1024;
/// Characters of a statement below which two may be alike by chance.
const LEAST_STATEMENT: usize = 40;
/// Characters of a name; longer ones are cut.
const LONGEST_NAME: usize = 120;

/// One file of a bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// 0 is the statement, then the attachments in their order.
    pub position: i32,
    pub name: String,
    pub sha256: Sha256Hex,
    /// As the writing program kept it.
    pub author: Option<String>,
    pub last_editor: Option<String>,
}

/// The prints of a bid.
pub fn of(content: &BidContent) -> Vec<Print> {
    let statement = content.statement.trim();
    let has_statement = statement.chars().count() >= LEAST_STATEMENT;
    let first = has_statement.then(|| Print {
        position: 0,
        name: "statement".to_owned(),
        sha256: Sha256Hex::of(statement.as_bytes()),
        author: None,
        last_editor: None,
    });
    let attachment = |(file, position): (&crate::sealing::model::Attachment, i32)| {
        let bytes = STANDARD.decode(file.base64.as_bytes()).unwrap_or_else(|_| file.base64.clone().into_bytes());
        let (author, last_editor) = makers(&bytes).unwrap_or_default();
        Print { position, name: cut(&file.name), sha256: Sha256Hex::of(&bytes), author, last_editor }
    };
    first.into_iter().chain(content.attachments.iter().zip(1..).map(attachment)).collect()
}

fn cut(name: &str) -> String {
    name.trim().chars().take(LONGEST_NAME).collect()
}

/// Author and last editor of an Office document; `None` where it is none or cannot be read.
fn makers(bytes: &[u8]) -> Option<(Option<String>, Option<String>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut xml = Vec::new();
    archive.by_name(CORE).ok()?.take(CORE_BYTES + 1).read_to_end(&mut xml).ok()?;
    if xml.len() as u64 > CORE_BYTES {
        return None;
    }
    let mut reader = Reader::from_reader(xml.as_slice());
    let (mut author, mut editor, mut buffer) = (String::new(), String::new(), Vec::new());
    let mut inside = None;
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => inside = Inside::of(tag.local_name().as_ref()),
            Event::End(_) => inside = None,
            Event::Text(text) => match inside {
                Some(Inside::Author) => author.push_str(&text),
                Some(Inside::Editor) => editor.push_str(&text),
                None => {}
            },
            // A document type could define entities; Office writes none.
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    let named = |name: String| Some(cut(&name)).filter(|name| !name.is_empty());
    Some((named(author), named(editor)))
}

#[derive(Clone, Copy)]
enum Inside {
    Author,
    Editor,
}

impl Inside {
    fn of(tag: &str) -> Option<Inside> {
        match tag {
            "creator" => Some(Inside::Author),
            "lastModifiedBy" => Some(Inside::Editor),
            _ => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sealing::model::{Attachment, BID_FORMAT};
    use crate::terms::Fen;
    use std::io::Write;

    /// An Office document with nothing but its properties.
    pub(crate) fn document(core: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(CORE, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(core.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    pub(crate) fn core(author: &str, editor: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\">\
             <dc:creator>{author}</dc:creator><cp:lastModifiedBy>{editor}</cp:lastModifiedBy></cp:coreProperties>"
        )
    }

    pub(crate) fn attachment(bytes: &[u8]) -> Attachment {
        Attachment { name: "方案.docx".into(), media_type: "x".into(), base64: STANDARD.encode(bytes) }
    }

    fn content(attachments: Vec<Attachment>, statement: &str) -> BidContent {
        BidContent {
            format: BID_FORMAT.into(),
            commission: "c".into(),
            uscc: "u".into(),
            price_fen: Fen(1),
            days_promised: 1,
            staff_offered: 1,
            enterprise_size: None,
            statement: statement.into(),
            attachments,
        }
    }

    #[test]
    fn an_office_document_tells_who_made_it() {
        let made = document(&core(" 张三 ", "李四"));
        let found = of(&content(vec![attachment(&made)], ""));
        assert_eq!((found.len(), found[0].position, found[0].sha256.clone()), (1, 1, Sha256Hex::of(&made)));
        assert_eq!((found[0].author.as_deref(), found[0].last_editor.as_deref()), (Some("张三"), Some("李四")));
        let nobody = of(&content(vec![attachment(&document(&core("", " ")))], ""));
        assert_eq!((nobody[0].author.clone(), nobody[0].last_editor.clone()), (None, None));
    }

    #[test]
    fn what_cannot_be_read_leaves_its_digest() {
        let doctype = "<!DOCTYPE x [<!ENTITY a \"b\">]><creator>&a;</creator>";
        let hostile = [
            b"PK\x03\x04 torn".to_vec(),
            b"%PDF-1.7".to_vec(),
            Vec::new(),
            document(doctype),
            document("<creator>"),
            document(&"x".repeat(70_000)),
        ];
        for bytes in hostile {
            let found = of(&content(vec![attachment(&bytes)], ""));
            assert_eq!((found[0].author.clone(), found[0].sha256.clone()), (None, Sha256Hex::of(&bytes)));
        }
        let broken = Attachment { base64: "不是 base64".into(), ..attachment(b"") };
        assert_eq!(of(&content(vec![broken], "")).len(), 1);
    }

    #[test]
    fn a_statement_of_some_length_is_a_print() {
        assert!(of(&content(Vec::new(), "同意全部条款")).is_empty());
        let long =
            "我单位承诺按照委托要求组织评价，配备主评人一名、助理四名，现场核查不少于十个工作日，并按期提交报告。";
        assert_eq!(of(&content(Vec::new(), long))[0].sha256, Sha256Hex::of(long.as_bytes()));
    }
}
