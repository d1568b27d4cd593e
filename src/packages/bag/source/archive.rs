//! What zip and tar have in common: one base directory, no way out of it, no name twice
//! (RFC 8493 section 4).

use super::super::limits::DEPTH;
use super::super::path;
use super::super::report::{Code, Findings};
use super::{Contents, Medium, Place, Stored};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

/// An entry of an archive with its name read.
pub(super) struct Entry {
    pub name: String,
    pub octets: u64,
    /// `None` for a folder.
    pub at: Option<Place>,
}

/// Takes the base directory off the names and gathers what is below it.
pub(super) fn assemble(archive: &Path, entries: Vec<Entry>, medium: Medium, findings: &mut Findings) -> Contents {
    let mut gathered = Gathered::default();
    for entry in entries {
        gathered.take(entry, findings);
    }
    let base = gathered.base(archive, findings);
    gathered.contents(&base, medium)
}

#[derive(Default)]
struct Gathered {
    files: BTreeMap<String, (u64, Place)>,
    folders: BTreeSet<String>,
}

impl Gathered {
    fn take(&mut self, entry: Entry, findings: &mut Findings) {
        let trimmed = entry.name.strip_suffix('/').unwrap_or(&entry.name);
        let trimmed = if entry.at.is_none() { trimmed } else { &entry.name };
        if entry.at.is_none() && matches!(trimmed, "" | ".") {
            return;
        }
        let name = match path::normal(trimmed) {
            Ok(_) if trimmed.contains('\\') => {
                findings.error(Code::UnsafePath, &entry.name, "压缩包内的路径用了反斜杠；请改用 / 的工具打包");
                return;
            }
            Ok(_) if trimmed.split('/').count() > DEPTH + 1 => {
                findings.error(Code::ArchiveTooLarge, &entry.name, format!("文件夹层数超过 {DEPTH}，不予读取"));
                return;
            }
            Ok(name) => name.into_owned(),
            Err(fault) => {
                findings.error(Code::UnsafePath, &entry.name, format!("压缩包内的路径{fault}，不予读取"));
                return;
            }
        };
        self.add(name, entry, findings);
    }

    fn add(&mut self, name: String, entry: Entry, findings: &mut Findings) {
        let is_taken = self.files.contains_key(&name);
        match entry.at {
            Some(place) if !is_taken && !self.folders.contains(&name) => {
                self.files.insert(name, (entry.octets, place));
            }
            None if !is_taken => {
                self.folders.insert(name);
            }
            _ => findings.error(Code::DuplicateEntry, name, "压缩包内重名；解压结果因工具而异"),
        }
    }

    /// The base directory with its slash; empty if the bag lies open in the archive.
    fn base(&self, archive: &Path, findings: &mut Findings) -> String {
        let names = self.files.keys().chain(&self.folders);
        let tops: BTreeSet<&str> = names.map(|name| name.split('/').next().unwrap_or(name)).collect();
        let has_file_on_top = self.files.keys().any(|name| !name.contains('/'));
        match (tops.len(), tops.first()) {
            (1, Some(top)) if !has_file_on_top => {
                if archive.file_stem().is_some_and(|stem| stem.to_string_lossy() != *top) {
                    let message = format!("顶层文件夹 {top} 宜与压缩包同名");
                    findings.warn(Code::BaseName, "", message);
                }
                format!("{top}/")
            }
            _ => self.misplaced_base(&tops, findings),
        }
    }

    /// Goes on with the folder that holds a declaration, so that the other reasons are told too.
    fn misplaced_base(&self, tops: &BTreeSet<&str>, findings: &mut Findings) -> String {
        findings.error(Code::BaseDirectory, "", "压缩包顶层应当只有一个文件夹，即袋本身；请从袋的上一级打包");
        let has_declaration = |base: &str| self.files.contains_key(&format!("{base}bagit.txt"));
        if has_declaration("") {
            return String::new();
        }
        tops.iter().map(|top| format!("{top}/")).find(|base| has_declaration(base)).unwrap_or_default()
    }

    fn contents(self, base: &str, medium: Medium) -> Contents {
        let within = |name: &str| name.strip_prefix(base).map(str::to_owned);
        let folders: BTreeSet<String> = self.folders.iter().filter_map(|name| within(name)).collect();
        let below = |(name, (octets, at)): (String, _)| Some(Stored { path: within(&name)?, octets, at });
        let files: Vec<Stored> = self.files.into_iter().filter_map(below).collect();
        let mut filled = HashSet::new();
        for name in files.iter().map(|file| &file.path).chain(&folders) {
            filled.extend(name.rsplit_once('/').map(|(parent, _)| parent.to_owned()));
        }
        let has_payload_folder = folders.contains("data") || files.iter().any(|file| path::is_payload(&file.path));
        let empty_folders = folders.into_iter().filter(|folder| !filled.contains(folder)).collect();
        Contents { files, empty_folders, has_payload_folder, medium }
    }
}
