//! A bag that is a folder: lists its files without following any link.

use super::super::fault::BagFault;
use super::super::limits::{DEPTH, ENTRIES};
use super::super::report::{Code, Findings};
use super::{Contents, Medium, Place, Stored};
use std::fs::{DirEntry, FileType};
use std::path::{Path, PathBuf};

/// Lists everything below `root`, whatever it is.
///
/// # Errors
/// The folder itself cannot be read. What cannot be read below it is a finding.
pub(in super::super) fn read(root: &Path, findings: &mut Findings) -> Result<Contents, BagFault> {
    let first = entries(root).map_err(BagFault::unreadable(root))?;
    let mut walk = Walk { findings, files: Vec::new(), empty_folders: Vec::new(), pending: Vec::new(), seen: 0 };
    let mut has_payload_folder = false;
    for entry in first {
        has_payload_folder |= entry.file_name() == "data" && entry.file_type().is_ok_and(|kind| kind.is_dir());
        walk.take(entry, "", 0);
    }
    walk.finish();
    let Walk { mut files, mut empty_folders, .. } = walk;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    empty_folders.sort();
    Ok(Contents { files, empty_folders, has_payload_folder, medium: Medium::Folder })
}

fn entries(folder: &Path) -> std::io::Result<Vec<DirEntry>> {
    std::fs::read_dir(folder)?.collect()
}

struct Walk<'f> {
    findings: &'f mut Findings,
    files: Vec<Stored>,
    empty_folders: Vec<String>,
    /// Folders yet to be listed, with their depth.
    pending: Vec<(PathBuf, String, usize)>,
    seen: usize,
}

impl Walk<'_> {
    fn finish(&mut self) {
        while let Some((folder, path, depth)) = self.pending.pop() {
            match entries(&folder) {
                Err(error) => self.unreadable(&path, &error),
                Ok(listed) if listed.is_empty() => self.empty_folders.push(path),
                Ok(listed) => listed.into_iter().for_each(|entry| self.take(entry, &path, depth)),
            }
        }
    }

    fn take(&mut self, entry: DirEntry, parent: &str, depth: usize) {
        self.seen += 1;
        if self.seen == ENTRIES + 1 {
            self.findings.error(Code::ArchiveTooLarge, "", format!("文件和文件夹超过 {ENTRIES} 个，其余未查"));
        }
        if self.seen > ENTRIES {
            return;
        }
        let name = entry.file_name();
        let path = joined(parent, &name.to_string_lossy());
        if name.to_str().is_none() {
            self.findings.error(Code::NameEncoding, path, "文件名不是 UTF-8；请改名后重新装袋");
            return;
        }
        match entry.file_type() {
            Err(error) => self.unreadable(&path, &error),
            Ok(kind) => self.take_kind(&entry, kind, path, depth),
        }
    }

    fn take_kind(&mut self, entry: &DirEntry, kind: FileType, path: String, depth: usize) {
        if kind.is_dir() && depth >= DEPTH {
            self.findings.error(Code::ArchiveTooLarge, path, format!("文件夹层数超过 {DEPTH}，其下未查"));
        } else if kind.is_dir() {
            self.pending.push((entry.path(), path, depth + 1));
        } else if kind.is_file() {
            match entry.metadata() {
                Err(error) => self.unreadable(&path, &error),
                Ok(metadata) => {
                    self.files.push(Stored { path, octets: metadata.len(), at: Place::Disk(entry.path()) });
                }
            }
        } else {
            let what = if kind.is_symlink() { "符号链接" } else { "特殊文件" };
            self.findings.error(Code::NotPlainFile, path, format!("{what}不得装入袋中，不予读取"));
        }
    }

    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        self.findings.error(Code::Unreadable, path, format!("无法读取：{error}"));
    }
}

fn joined(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") }
}
