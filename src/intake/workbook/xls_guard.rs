//! Looks through an old `.xls` before the library parses it: a compound file with one stream of records.
//! The library reserves memory for the rectangle that a sheet claims and keeps every sheet dense, so what
//! passes here claims little, is not encrypted, carries no macros, and begins each sheet where it says.

use super::super::{IntakeFault, limits};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is said of any fault of the records.
const BROKEN: &str = "文件内部的记录不符";

/// Refuses what must not be parsed. `file` is named in the fault.
pub(super) fn check(file: &str, bytes: &[u8]) -> Result<(), IntakeFault> {
    let stream = book_stream(file, bytes)?;
    let mut scan = Scan::default();
    scan.records(file, &stream)?;
    scan.verdict(file)
}

/// The stream that holds all sheets; the names of the others say what else the file carries.
fn book_stream(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IntakeFault> {
    // The container's own reader is careful; a panic in it is still a fault of the file.
    let read = catch_unwind(AssertUnwindSafe(|| read_stream(file, bytes)));
    read.unwrap_or_else(|_| Err(damaged(file)))
}

fn read_stream(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IntakeFault> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged(file))?;
    if container.is_stream("/EncryptedPackage") {
        return Err(IntakeFault::Encrypted { file: file.to_owned() });
    }
    if container.is_storage("/_VBA_PROJECT_CUR") || container.is_storage("/Macros") {
        return Err(IntakeFault::Macros { file: file.to_owned() });
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name));
    let name = name.ok_or(IntakeFault::NotAWorkbook { file: file.to_owned(), why: "里面没有工作簿" })?;
    let stream = container.open_stream(name).map_err(|_| damaged(file))?;
    let mut content = Vec::new();
    stream.take(limits::OLD_FILE_BYTES).read_to_end(&mut content).map_err(|_| damaged(file))?;
    Ok(content)
}

/// What the records claim, sheet by sheet.
#[derive(Default)]
struct Scan {
    /// Where sheets begin according to the list of sheets.
    listed: Vec<usize>,
    /// The extent of each part that begins at a place.
    extents: BTreeMap<usize, Extent>,
    /// Where the part under way began.
    part: usize,
}

/// The rectangle of a sheet's cells, and the one that it claims.
#[derive(Default)]
struct Extent {
    rows: u64,
    columns: u64,
    claimed: u64,
}

const BOF: u16 = 0x0809;
const FILEPASS: u16 = 0x002F;
const BOUNDSHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// Records of one cell: row and column come first.
const CELLS: [u16; 9] = [0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E];
/// Records of several cells of a row: the last column stands at their end.
const MANY_CELLS: [u16; 2] = [0x00BD, 0x00BE];
const MACRO_SHEET: u16 = 0x0040;

impl Scan {
    fn records(&mut self, file: &str, stream: &[u8]) -> Result<(), IntakeFault> {
        let mut at = 0usize;
        while let Some(kind) = u16_at(stream, at) {
            let length = usize::from(u16_at(stream, at + 2).ok_or_else(|| damaged(file))?);
            let Some(body) = stream.get(at + 4..at + 4 + length) else {
                // Sectors are padded; a tail of zeros is no record.
                return if kind == 0 { Ok(()) } else { Err(damaged(file)) };
            };
            self.record(file, kind, at, body)?;
            at += 4 + length;
        }
        Ok(())
    }

    fn record(&mut self, file: &str, kind: u16, at: usize, body: &[u8]) -> Result<(), IntakeFault> {
        match kind {
            BOF if u16_at(body, 2) == Some(MACRO_SHEET) => {
                return Err(IntakeFault::Macros { file: file.to_owned() });
            }
            BOF => {
                self.part = at;
                self.extents.insert(at, Extent::default());
            }
            FILEPASS => return Err(IntakeFault::Encrypted { file: file.to_owned() }),
            BOUNDSHEET => {
                let place = u32_at(body, 0).and_then(|place| usize::try_from(place).ok());
                self.listed.push(place.ok_or_else(|| damaged(file))?);
            }
            DIMENSIONS => self.claim(body),
            _ if CELLS.contains(&kind) => self.reach(u16_at(body, 0), u16_at(body, 2)),
            _ if MANY_CELLS.contains(&kind) => self.reach(u16_at(body, 0), u16_at(body, body.len().saturating_sub(2))),
            _ => {}
        }
        Ok(())
    }

    fn reach(&mut self, row: Option<u16>, column: Option<u16>) {
        let (Some(row), Some(column)) = (row, column) else { return };
        if let Some(extent) = self.extents.get_mut(&self.part) {
            extent.rows = extent.rows.max(u64::from(row) + 1);
            extent.columns = extent.columns.max(u64::from(column) + 1);
        }
    }

    /// Newer files state rows in four bytes, older ones in two.
    fn claim(&mut self, body: &[u8]) {
        let narrow = |at: usize| u64::from(u16_at(body, at).unwrap_or_default());
        let wide = |at: usize| u64::from(u32_at(body, at).unwrap_or_default());
        let (rows, columns) = match body.len() {
            14.. => (wide(4).saturating_sub(wide(0)), narrow(10).saturating_sub(narrow(8))),
            _ => (narrow(2).saturating_sub(narrow(0)), narrow(6).saturating_sub(narrow(4))),
        };
        if let Some(extent) = self.extents.get_mut(&self.part) {
            extent.claimed = extent.claimed.max(rows.saturating_mul(columns));
        }
    }

    /// A sheet that is listed twice, or begins where no sheet does, would be read without an end.
    fn verdict(&self, file: &str) -> Result<(), IntakeFault> {
        let places: BTreeSet<usize> = self.listed.iter().copied().collect();
        if places.len() != self.listed.len() || places.iter().any(|place| !self.extents.contains_key(place)) {
            return Err(damaged(file));
        }
        let cells = self.extents.values().map(|extent| extent.claimed.max(extent.rows.saturating_mul(extent.columns)));
        let cells = cells.fold(0u64, u64::saturating_add);
        if cells <= limits::OLD_CELLS {
            return Ok(());
        }
        Err(IntakeFault::TooLarge { file: file.to_owned(), why: format!("声明了 {cells} 个单元格") })
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn damaged(file: &str) -> IntakeFault {
    IntakeFault::Damaged { file: file.to_owned(), why: BROKEN.to_owned() }
}
