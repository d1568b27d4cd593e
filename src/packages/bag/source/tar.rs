//! A bag in a plain tar: old, GNU and pax headers. The headers are read once; the files are then
//! read at their places, by several threads.

use super::super::limits::{ENTRIES, TAR_EXTENSION_BYTES, UNPACKED_BYTES};
use super::super::report::{Code, Findings};
use super::archive::{Entry, assemble};
use super::file::SharedFile;
use super::raw_name::{RawName, read_all};
use super::{Contents, Medium, Place};
use std::io;
use std::path::Path;
use tar::{Archive, EntryType};

/// Whether a block is a tar header: its checksum is right, counted with the checksum's own field as
/// spaces. The oldest tars have no other mark.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(field) = block.get(148..156).filter(|_| block.len() == 512) else { return false };
    let text = String::from_utf8_lossy(field);
    let digits = text.trim_matches(|c: char| c == '\0' || c.is_ascii_whitespace());
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    let own: u32 = field.iter().map(|&byte| u32::from(byte)).sum();
    u32::from_str_radix(digits, 8) == Ok(sum - own + 8 * u32::from(b' '))
}

/// Lists the entries. `None` if the archive must not be read any further.
pub(super) fn read(path: &Path, file: SharedFile, findings: &mut Findings) -> Option<Contents> {
    let checked = check_headers(file.clone()).and_then(|verdict| match verdict {
        None => listed(file.clone()).map(Ok),
        Some(why) => Ok(Err(why)),
    });
    match checked {
        Err(error) => findings.error(Code::ArchiveDamaged, "", format!("tar 已损坏或不完整：{error}")),
        Ok(Err(why)) => findings.error(Code::ArchiveTooLarge, "", why),
        Ok(Ok(listed)) => {
            let entries = plain_entries(listed, findings);
            return Some(assemble(path, entries, Medium::Tar(file), findings));
        }
    }
    None
}

/// Looks at the bare headers first, because long names are read into memory afterwards.
/// Answers why the archive is too large.
fn check_headers(file: SharedFile) -> io::Result<Option<&'static str>> {
    let mut archive = Archive::new(file);
    for (count, entry) in archive.entries_with_seek()?.raw(true).enumerate() {
        let entry = entry?;
        let kind = entry.header().entry_type();
        let is_extension = kind.is_gnu_longname()
            || kind.is_gnu_longlink()
            || kind.is_pax_local_extensions()
            || kind.is_pax_global_extensions();
        if is_extension && entry.size() > TAR_EXTENSION_BYTES {
            return Ok(Some("tar 内有过长的文件名或扩展头"));
        }
        if count >= ENTRIES * 2 {
            return Ok(Some("tar 内条目过多"));
        }
    }
    Ok(None)
}

/// What a header says.
struct Listed {
    name: RawName,
    octets: u64,
    kind: EntryType,
    start: u64,
}

fn listed(file: SharedFile) -> io::Result<Vec<Listed>> {
    let end = file.octets();
    let mut archive = Archive::new(file);
    let mut listed = Vec::new();
    for entry in archive.entries_with_seek()? {
        let entry = entry?;
        let (octets, start) = (entry.size(), entry.raw_file_position());
        if octets > UNPACKED_BYTES || start.saturating_add(octets) > end {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let name = RawName { bytes: entry.path_bytes().into_owned(), is_marked: false };
        listed.push(Listed { name, octets, kind: entry.header().entry_type(), start });
    }
    Ok(listed)
}

fn plain_entries(listed: Vec<Listed>, findings: &mut Findings) -> Vec<Entry> {
    let (names, rest): (Vec<RawName>, Vec<(u64, EntryType, u64)>) =
        listed.into_iter().map(|entry| (entry.name, (entry.octets, entry.kind, entry.start))).unzip();
    let names = read_all(&names, false, findings);
    let mut entries = Vec::with_capacity(names.len());
    for (name, (octets, kind, start)) in names.into_iter().zip(rest) {
        let Some(name) = name else { continue };
        match kind {
            EntryType::Regular | EntryType::Continuous if !name.ends_with('/') => {
                entries.push(Entry { name, octets, at: Some(Place::Tar(start)) });
            }
            EntryType::Regular | EntryType::Continuous | EntryType::Directory => {
                entries.push(Entry { name, octets: 0, at: None });
            }
            EntryType::XGlobalHeader => {}
            _ => findings.error(Code::NotPlainFile, name, "链接、稀疏或特殊文件不得装入袋中，不予读取"),
        }
    }
    entries
}
