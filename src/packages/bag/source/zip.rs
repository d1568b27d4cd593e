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
use zip::result::ZipResult;

/// Lists the entries. `None` if the archive must not be read any further.
pub(super) fn read(path: &Path, file: SharedFile, findings: &mut Findings) -> Option<Contents> {
    let octets = file.octets();
    let opened = ZipArchive::new(file);
    let Ok(mut archive) = opened else {
        findings.error(Code::ArchiveDamaged, "", "zip 已损坏或不完整；请重新打包");
        return None;
    };
    if is_harmful(&mut archive, octets, findings) {
        return None;
    }
    let Ok(listed) = listed(&mut archive) else {
        findings.error(Code::ArchiveDamaged, "", "zip 的目录与内容不符；请重新打包");
        return None;
    };
    let entries = plain_entries(listed, findings);
    Some(assemble(path, entries, Medium::Zip(archive), findings))
}

/// Sizes are only claims here; [`super::Reader`] holds every entry to its claim.
fn is_harmful(archive: &mut ZipArchive<SharedFile>, octets: u64, findings: &mut Findings) -> bool {
    let before = findings.errors.len();
    let unpacked = archive.decompressed_size().unwrap_or(u128::MAX);
    if archive.len() > ENTRIES {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 内条目超过 {ENTRIES} 个"));
    }
    if unpacked > u128::from(UNPACKED_BYTES) {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 解压后超过 {} GiB", UNPACKED_BYTES >> 30));
    } else if unpacked > u128::from(octets.saturating_mul(RATIO).max(RATIO_FREE_BYTES)) {
        findings.error(Code::ArchiveTooLarge, "", format!("zip 解压后超过自身 {RATIO} 倍，疑似压缩炸弹"));
    }
    if archive.has_duplicate_names() {
        findings.error(Code::DuplicateEntry, "", "zip 内有重名条目；解压结果因工具而异，请重新打包");
    }
    if findings.errors.len() == before && archive.has_overlapping_entries().unwrap_or(true) {
        findings.error(Code::ArchiveDamaged, "", "zip 内的条目相互重叠；请重新打包");
    }
    findings.errors.len() > before
}

/// What the directory says of an entry.
struct Listed {
    name: RawName,
    octets: u64,
    is_folder: bool,
    is_encrypted: bool,
    is_link: bool,
}

fn listed(archive: &mut ZipArchive<SharedFile>) -> ZipResult<Vec<Listed>> {
    (0..archive.len())
        .map(|index| {
            let entry = archive.by_index_raw(index)?;
            let name = RawName { bytes: entry.name_raw().to_vec(), is_marked: is_utf8(&entry) };
            let is_link = entry.is_symlink() || entry.unix_mode().is_some_and(is_special);
            let is_folder = entry.is_dir();
            Ok(Listed { name, octets: entry.size(), is_folder, is_encrypted: entry.encrypted(), is_link })
        })
        .collect()
}

/// Bit 11 of the flags: the name is UTF-8 (APPNOTE 4.4.4).
fn is_utf8<R: std::io::Read>(entry: &zip::read::ZipFile<'_, R>) -> bool {
    entry.flags().as_u16() & (1 << 11) != 0
}

/// Neither a plain file nor a folder by its Unix mode; a mode without a kind is a plain file.
fn is_special(mode: u32) -> bool {
    !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000)
}

fn plain_entries(listed: Vec<Listed>, findings: &mut Findings) -> Vec<Entry> {
    let (names, rest): (Vec<RawName>, Vec<(u64, bool, bool, bool)>) = listed
        .into_iter()
        .map(|entry| (entry.name, (entry.octets, entry.is_folder, entry.is_encrypted, entry.is_link)))
        .unzip();
    let names = read_all(&names, true, findings);
    let mut entries = Vec::with_capacity(names.len());
    for (index, (name, (octets, is_folder, is_encrypted, is_link))) in names.into_iter().zip(rest).enumerate() {
        let Some(name) = name else { continue };
        if is_encrypted {
            findings.error(Code::Encrypted, name, "条目已加密；请不加密码重新打包");
        } else if is_link {
            findings.error(Code::NotPlainFile, name, "符号链接或特殊文件不得装入袋中，不予读取");
        } else {
            entries.push(Entry { name, octets, at: (!is_folder).then_some(Place::Zip(index)) });
        }
    }
    entries
}
