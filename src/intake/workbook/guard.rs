//! Looks through a workbook's archive before any library parses it. A workbook comes from outside:
//! it may unpack to more than the machine has, lie about its sizes, carry macros, or be built to
//! make a parser reserve memory without end. What passes here is a plain archive of XML parts of
//! bounded size with bounded tokens.
//!
//! Everything is unpacked once, into nothing: a declared size is only a claim until the archive's
//! reader has held the part to it, and the checksums are compared on the way.

use super::super::{IntakeFault, limits};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What is said of any fault of the archive itself.
const BROKEN: &str = "压缩包的结构、大小或校验不符";
/// How much of a part counts as its opening, where the XML declaration and the root stand.
const OPENING: usize = 64 << 10;
/// Upper bound of what the styles may grow to when every cell format copies the longest name.
const STYLES_GROWN: usize = 64 << 20;

/// What the archive of a workbook has that a reader should mention.
pub(super) struct Passed {
    /// Links to other files; nothing follows them.
    pub has_external_links: bool,
}

/// Refuses what must not be parsed. `file` is named in the fault.
pub(super) fn check(file: &str, bytes: &[u8]) -> Result<Passed, IntakeFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(file, BROKEN))?;
    if archive.len() > limits::ENTRIES {
        return Err(too_large(file, format!("内含 {} 个部件", archive.len())));
    }
    if archive.has_duplicate_names() {
        return Err(damaged(file, "压缩包里有重名的部件"));
    }
    let passed = check_entries(file, &mut archive)?;
    for index in 0..archive.len() {
        inspect_part(file, &mut archive, index)?;
    }
    Ok(passed)
}

/// Names, flags and declared sizes.
fn check_entries(file: &str, archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Passed, IntakeFault> {
    let (mut all, mut resident, mut has_workbook, mut has_external_links) = (0u64, 0u64, false, false);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| damaged(file, BROKEN))?;
        let name = part_name(entry.name_raw());
        if entry.encrypted() {
            return Err(IntakeFault::Encrypted { file: file.to_owned() });
        }
        if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") {
            return Err(IntakeFault::Macros { file: file.to_owned() });
        }
        all = all.saturating_add(entry.size());
        if !is_worksheet(&name) {
            resident = resident.saturating_add(entry.size());
        }
        has_workbook |= name.ends_with("workbook.xml");
        has_external_links |= name.contains("/externallinks/");
    }
    if all > limits::UNPACKED_BYTES || resident > limits::RESIDENT_BYTES {
        return Err(too_large(file, format!("解压后约 {} MiB", all >> 20)));
    }
    let why = "压缩包里没有 workbook.xml";
    if has_workbook {
        Ok(Passed { has_external_links })
    } else {
        Err(IntakeFault::NotAWorkbook { file: file.to_owned(), why })
    }
}

fn part_name(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/").to_ascii_lowercase()
}

fn is_worksheet(name: &str) -> bool {
    name.contains("worksheets/") && name.ends_with(".xml")
}

fn is_xml_name(name: &str) -> bool {
    name.ends_with(".xml") || name.ends_with(".rels")
}

/// Unpacks one part and looks at its bytes.
fn inspect_part(file: &str, archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<(), IntakeFault> {
    let mut entry = archive.by_index(index).map_err(|_| damaged(file, BROKEN))?;
    let (name, declared) = (part_name(entry.name_raw()), entry.size());
    if !is_xml_name(&name) && declared > limits::OTHER_PART_BYTES {
        return Err(too_large(file, format!("附带的部件有 {} MiB", declared >> 20)));
    }
    let mut scan = XmlScan { is_xml: is_xml_name(&name), ..XmlScan::default() };
    let mut buffer = vec![0u8; 64 << 10];
    loop {
        let read = entry.read(&mut buffer).map_err(|_| damaged(file, BROKEN))?;
        if read == 0 {
            break;
        }
        scan.take(buffer.get(..read).unwrap_or_default());
    }
    scan.verdict(&name, declared).map_err(|why| damaged(file, why))
}

/// Follows the bytes of one part; remembers only its opening and a few counts.
#[derive(Default)]
struct XmlScan {
    is_xml: bool,
    opening: Vec<u8>,
    /// Bytes since the last mark of XML, and the longest such run.
    run: usize,
    longest_run: usize,
    /// `<!` or `<?` beyond the opening: comments and the like can be of any length.
    late_declaration: bool,
    /// The last byte was `<`.
    after_open: bool,
    seen: usize,
    /// Elements that start with `x`, the cell formats `<xf …>` among them.
    formats: usize,
}

impl XmlScan {
    fn take(&mut self, chunk: &[u8]) {
        if !self.is_xml {
            return;
        }
        let room = OPENING.saturating_sub(self.opening.len()).min(chunk.len());
        self.opening.extend(chunk.iter().take(room));
        let is_late = self.seen >= OPENING;
        for piece in chunk.split_inclusive(|byte| matches!(byte, b'<' | b'>')) {
            if let Some(first) = piece.first().filter(|_| self.after_open) {
                self.late_declaration |= is_late && matches!(first, b'!' | b'?');
                self.formats += usize::from(*first == b'x');
            }
            let mark = piece.last().filter(|byte| matches!(byte, b'<' | b'>'));
            self.run += piece.len() - usize::from(mark.is_some());
            self.longest_run = self.longest_run.max(self.run);
            self.after_open = mark == Some(&b'<');
            if mark.is_some() {
                self.run = 0;
            }
        }
        self.seen += chunk.len();
    }

    fn verdict(&self, name: &str, size: u64) -> Result<(), &'static str> {
        if !self.is_xml {
            return Ok(());
        }
        let opening = String::from_utf8_lossy(&self.opening);
        if opening.to_ascii_uppercase().contains("<!DOCTYPE") {
            return Err("部件里有文档类型声明");
        }
        if self.late_declaration || self.longest_run > limits::XML_RUN_BYTES {
            return Err("部件里有超长的内容");
        }
        if name.ends_with("sharedstrings.xml") && declared_strings(&opening).is_some_and(|n| n > size) {
            return Err("共享文字表的声明与大小不符");
        }
        if name.ends_with("styles.xml") && self.formats.saturating_mul(self.longest_run) > STYLES_GROWN {
            return Err("样式表异常庞大");
        }
        Ok(())
    }
}

/// The number of strings that the table claims; a reader reserves memory for that many.
fn declared_strings(opening: &str) -> Option<u64> {
    let (_, rest) = opening.split_once("uniqueCount")?;
    let digits: String =
        rest.trim_start_matches(['=', '"', '\'', ' ']).chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

fn damaged(file: &str, why: &str) -> IntakeFault {
    IntakeFault::Damaged { file: file.to_owned(), why: why.to_owned() }
}

fn too_large(file: &str, why: String) -> IntakeFault {
    IntakeFault::TooLarge { file: file.to_owned(), why }
}
