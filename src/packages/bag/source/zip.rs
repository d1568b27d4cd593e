//! A bag in a zip. A zip comes from outside: it may unpack to more than the machine has, list a
//! name twice, or hold something else than its directory says.

use super::super::limits::{ENTRIES, RATIO, RATIO_FREE_BYTES, UNPACKED_BYTES};
use super::super::report::{Code, Findings};
use super::archive::{Entry, assemble};
use super::file::SharedFile;
use super::raw_name::{RawName, read_all};
use super::{Contents, Medium, Place};
use std::path::Path;
use zip::ZipArchive;
use zip::read::ZipFileEntry;
use zip::result::ZipResult;

/// Lists the entries. `None` if the archive must not be read any further.
pub(super) fn read(path: &Path, file: SharedFile, findings: &mut Findings) -> Option<Contents> {
    let octets = file.octets();
    let opened = ZipArchive::new(file).and_then(|archive| Ok((listed(&archive)?, archive)));
    let Ok((listed, mut archive)) = opened else {
        findings.error(Code::ArchiveDamaged, "", "zip 已损坏或不完整；请重新打包");
        return None;
    };
    let before = findings.errors.len();
    check_sizes(&listed, octets, findings);
    if archive.has_duplicate_names() {
        findings.error(Code::DuplicateEntry, "", "zip 内有重名条目；解压结果因工具而异，请重新打包");
    } else if findings.errors.len() == before && archive.validate_header_consistency().is_err() {
        findings.error(Code::ArchiveDamaged, "", "zip 的目录与条目不一致，或条目相互重叠；请重新打包");
    }
    if findings.errors.len() > before {
        return None;
    }
    let entries = plain_entries(listed, findings);
    Some(assemble(path, entries, Medium::Zip(archive), findings))
}

/// Sizes are only claims here; [`super::Reader`] holds every entry to its claim.
fn check_sizes(listed: &[Listed], octets: u64, findings: &mut Findings) {
    let unpacked = listed.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.octets));
    if listed.len() > ENTRIES {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 内条目超过 {ENTRIES} 个"));
    }
    if unpacked > UNPACKED_BYTES {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 解压后超过 {} GiB", UNPACKED_BYTES >> 30));
    } else if unpacked > octets.saturating_mul(RATIO).max(RATIO_FREE_BYTES) {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 解压后超过自身 {RATIO} 倍，疑似压缩炸弹"));
    }
}

/// What the directory says of an entry.
struct Listed {
    name: RawName,
    octets: u64,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    File,
    Folder,
    Encrypted,
    Special,
}

fn listed(archive: &ZipArchive<SharedFile>) -> ZipResult<Vec<Listed>> {
    (0..archive.len())
        .map(|index| {
            let entry = archive.by_index_data(index)?;
            let name = RawName { bytes: entry.name_raw().to_vec(), is_marked: is_utf8(&entry) };
            let form = match entry.unix_mode() {
                _ if entry.encrypted() => Form::Encrypted,
                _ if entry.is_dir() => Form::Folder,
                Some(mode) if is_special(mode) => Form::Special,
                _ => Form::File,
            };
            Ok(Listed { name, octets: entry.size(), form })
        })
        .collect()
}

/// Bit 11 of the flags: the name is UTF-8 (APPNOTE 4.4.4).
fn is_utf8(entry: &ZipFileEntry<'_>) -> bool {
    entry.flags().as_u16() & (1 << 11) != 0
}

/// Neither a plain file nor a folder by its Unix mode; a mode that names no kind is a plain file.
fn is_special(mode: u32) -> bool {
    !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000)
}

fn plain_entries(listed: Vec<Listed>, findings: &mut Findings) -> Vec<Entry> {
    let (names, rest): (Vec<RawName>, Vec<(u64, Form)>) =
        listed.into_iter().map(|entry| (entry.name, (entry.octets, entry.form))).unzip();
    let names = read_all(&names, true, findings);
    let mut entries = Vec::with_capacity(names.len());
    for (index, (name, (octets, form))) in names.into_iter().zip(rest).enumerate() {
        let Some(name) = name else { continue };
        match form {
            Form::File => entries.push(Entry { name, octets, at: Some(Place::Zip(index)) }),
            Form::Folder => entries.push(Entry { name, octets: 0, at: None }),
            Form::Encrypted => findings.error(Code::Encrypted, name, "条目已加密；请不加密码重新打包"),
            Form::Special => {
                findings.error(Code::NotPlainFile, name, "符号链接或特殊文件不得装入袋中，不予读取");
            }
        }
    }
    entries
}
