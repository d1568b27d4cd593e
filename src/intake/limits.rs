//! How large a workbook may be. Generous for a million experts, far below what hurts the machine.

/// Bytes of the file itself.
pub const FILE_BYTES: u64 = 256 << 20;
/// Bytes of an old `.xls`, which is held in memory whole.
pub const OLD_FILE_BYTES: u64 = 64 << 20;
/// Cells that the sheets of an old `.xls` span together.
pub const OLD_CELLS: u64 = 6_000_000;
/// Bytes of everything inside a workbook when unpacked.
pub const UNPACKED_BYTES: u64 = 3 << 30;
/// Bytes of the parts that are held in memory (everything but the worksheets), unpacked.
pub const RESIDENT_BYTES: u64 = 512 << 20;
/// Bytes of a part that is not XML by its name, a picture for instance. Such a part is not looked
/// through, so it must be harmless by its size whatever a parser takes it for.
pub const OTHER_PART_BYTES: u64 = 32 << 20;
/// Entries of the archive.
pub const ENTRIES: usize = 4_096;
/// The last row that a worksheet can have.
pub const LAST_ROW: u32 = 1_048_576;
/// Rows of one kind that are held at once; more must be read one by one ([`super::read_sheet`]).
pub const ROWS_HELD: usize = 1_200_000;
/// Columns that are looked at; whatever stands further right is no part of a table.
pub const COLUMNS: usize = 256;
/// Characters between two marks of XML: Excel allows 32,767 in a cell, at most 10 bytes each here.
pub const XML_RUN_BYTES: usize = 1 << 20;
/// Rows among which the header is sought.
pub const HEADER_ROWS: u32 = 20;
/// Characters of a value.
pub const TEXT_CHARS: usize = 2_000;
/// Notes of one kind and column that a report lists; the rest are counted.
pub const NOTES_LISTED: u32 = 200;
/// Findings of one sheet that a report lists; the rest are counted.
pub const FINDINGS_LISTED: usize = 200_000;
/// Files inside one evaluation package, and folders inside one another.
pub const PACKAGE_FILES: usize = 100_000;
pub const PACKAGE_DEPTH: usize = 32;
