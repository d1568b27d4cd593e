//! Finds the file of every line of a manifest, and tells the lines that mean no file.

use super::super::algorithm::Algorithm;
use super::super::declaration::Version;
use super::super::manifest::{Entry, Manifest};
use super::super::report::{Code, Findings};
use super::super::source::Contents;
use super::matching::Index;
use std::collections::HashMap;

/// A checksum that a manifest gives for a file.
#[derive(Debug)]
pub(super) struct Claim<'m> {
    /// Place in [`Contents::files`].
    pub file: usize,
    pub manifest: &'m str,
    pub algorithm: Algorithm,
    pub checksum: &'m str,
}

/// What one manifest says about the files that there are.
pub(super) struct Matched<'m> {
    pub manifest: &'m Manifest,
    /// The listed files, with their checksums.
    pub files: HashMap<usize, &'m str>,
    /// Lines that mean no file.
    pub missing: Vec<&'m Entry>,
}

impl<'m> Matched<'m> {
    /// Nothing is claimed by an algorithm that cannot be computed.
    pub(super) fn claims(&self) -> impl Iterator<Item = Claim<'m>> {
        let manifest = self.manifest;
        self.files.iter().filter_map(move |(&file, &checksum)| {
            let algorithm = manifest.name.algorithm?;
            Some(Claim { file, manifest: &manifest.name.file, algorithm, checksum })
        })
    }
}

/// Matches exact names first, so that no other name can take their files.
pub(super) fn matched<'m>(
    contents: &Contents,
    index: &Index<'_>,
    manifest: &'m Manifest,
    version: Version,
    findings: &mut Findings,
) -> Matched<'m> {
    let mut matching = Matching { contents, index, version, findings, files: HashMap::new() };
    let mut others = Vec::new();
    for entry in &manifest.entries {
        match index.exact(&entry.path) {
            Some(file) => drop(matching.files.insert(file, entry.checksum.as_str())),
            None => others.push(entry),
        }
    }
    let missing = others.into_iter().filter(|entry| !matching.finds(entry)).collect();
    Matched { manifest, files: matching.files, missing }
}

struct Matching<'r, 'm> {
    contents: &'r Contents,
    index: &'r Index<'r>,
    version: Version,
    findings: &'r mut Findings,
    files: HashMap<usize, &'m str>,
}

impl<'m> Matching<'_, 'm> {
    /// Whether the line means a file although none has exactly its name.
    fn finds(&mut self, entry: &'m Entry) -> bool {
        let index = self.index;
        if let Some(file) = entry.undecoded.as_deref().and_then(|path| index.exact(path)) {
            return self.takes(entry, file, Code::PathForm, "清单中的百分号未按规定编码为 %25");
        }
        match index.same_text(&entry.path) {
            [] => {}
            [file] => return self.takes(entry, *file, Code::NameNormalization, "清单与文件名的 Unicode 形式不同"),
            _ => return false,
        }
        match index.same_folded(&entry.path) {
            [file] if self.is_again(entry, *file) => {
                self.takes(entry, *file, Code::NameCase, "清单中有仅大小写不同的两行")
            }
            _ => false,
        }
    }

    /// Takes a file that no line means yet. If one does, this line lists it again, which was
    /// bearable before 1.0 if both say the same.
    fn takes(&mut self, entry: &'m Entry, file: usize, code: Code, why: &str) -> bool {
        let name = self.contents.files.get(file).map_or("", |file| file.path.as_str());
        if self.is_again(entry, file) {
            let message = format!("{why}，重复列出 {name}");
            self.findings.strictly(self.version.is_rfc(), code, &entry.path, message);
            return true;
        }
        if self.files.contains_key(&file) {
            return false;
        }
        self.files.insert(file, &entry.checksum);
        self.findings.warn(code, &entry.path, format!("{why}，已按文件 {name} 核对"));
        true
    }

    fn is_again(&self, entry: &Entry, file: usize) -> bool {
        self.files.get(&file).is_some_and(|&checksum| checksum == entry.checksum)
    }
}
