//! Payload manifests and tag manifests: their names and their lines (RFC 8493 sections 2.1.3 and
//! 2.2.1). Whether the listed files exist is not asked here.

use super::algorithm::Algorithm;
use super::declaration::Version;
use super::path::{self, PathFault};
use super::report::{Code, Findings};
use super::text::lines;
use std::collections::HashMap;

/// What a manifest lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Payload,
    Tag,
}

/// A manifest by its file name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub file: String,
    pub kind: Kind,
    /// In normal form: lower case without punctuation.
    pub algorithm_name: String,
    /// `None` if this program cannot compute it.
    pub algorithm: Option<Algorithm>,
}

/// `None` if the file is no manifest. `file` is a name in the base directory.
pub(super) fn named(file: &str) -> Option<Name> {
    let stem = file.strip_suffix(".txt")?;
    let (kind, algorithm) = match stem.strip_prefix("tagmanifest-") {
        Some(algorithm) => (Kind::Tag, algorithm),
        None => (Kind::Payload, stem.strip_prefix("manifest-")?),
    };
    let algorithm_name: String =
        algorithm.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let known = Algorithm::named(&algorithm_name);
    (!algorithm_name.is_empty()).then(|| Name { file: file.to_owned(), kind, algorithm_name, algorithm: known })
}

impl Name {
    pub(super) fn is_normal(&self) -> bool {
        let prefix = if self.kind == Kind::Tag { "tagmanifest" } else { "manifest" };
        self.file == format!("{prefix}-{}.txt", self.algorithm_name)
    }
}

/// A manifest with what it lists; faulty lines are left out and told.
pub(super) struct Manifest {
    pub name: Name,
    pub entries: Vec<Entry>,
}

/// A line of a manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Decoded, without `./`.
    pub path: String,
    /// As written, if decoding changed it: some programs write a percent sign as it is.
    pub undecoded: Option<String>,
    /// Lower-case hexadecimal.
    pub checksum: String,
}

/// Reads the lines of a manifest.
pub(super) fn read(name: Name, text: &str, version: Version, findings: &mut Findings) -> Manifest {
    let mut reading = Reading { name: &name, version, findings, entries: Vec::new(), places: HashMap::new() };
    for (number, line) in lines(text) {
        reading.take(number, line);
    }
    let entries = reading.entries;
    Manifest { entries, name }
}

struct Reading<'r> {
    name: &'r Name,
    version: Version,
    findings: &'r mut Findings,
    entries: Vec<Entry>,
    /// Where in `entries` a path is.
    places: HashMap<String, usize>,
}

impl Reading<'_> {
    fn take(&mut self, number: usize, line: &str) {
        if line.trim().is_empty() {
            self.warn(Code::LineForm, format!("第 {number} 行为空行"));
            return;
        }
        let Some((checksum, written)) = split(line) else {
            self.error(Code::LineForm, format!("第 {number} 行应为“校验值 空格 路径”"));
            return;
        };
        if !self.is_checksum(checksum) {
            let algorithm = &self.name.algorithm_name;
            let message = format!("第 {number} 行的校验值不是 {algorithm} 的十六进制写法");
            self.error(Code::ChecksumForm, message);
            return;
        }
        if let Some(entry) = self.entry(number, checksum, written) {
            self.add(number, entry);
        }
    }

    fn is_checksum(&self, text: &str) -> bool {
        let has_length = self.name.algorithm.is_none_or(|algorithm| algorithm.hex_chars() == text.len());
        has_length && text.bytes().all(|b| b.is_ascii_hexdigit())
    }

    fn entry(&mut self, number: usize, checksum: &str, written: &str) -> Option<Entry> {
        let unstarred = written.strip_prefix('*').unwrap_or(written);
        if unstarred.len() < written.len() {
            self.warn(Code::LineForm, format!("第 {number} 行路径前有 md5sum 的星号，已忽略"));
        }
        let decoded = path::decode(unstarred, self.version.escapes());
        let normal = match path::normal(&decoded) {
            Ok(normal) => normal.into_owned(),
            Err(fault) => {
                let code = if fault == PathFault::Folder { Code::PathForm } else { Code::UnsafePath };
                self.findings.error(code, unstarred, format!("{} 第 {number} 行：{fault}", self.name.file));
                return None;
            }
        };
        if normal != *decoded {
            self.warn(Code::PathForm, format!("第 {number} 行的路径写法多余（./ 或 //），已按 {normal} 理解"));
        }
        let undecoded = (decoded != unstarred).then(|| path::normal(unstarred).ok().map(|p| p.into_owned())).flatten();
        self.is_in_scope(number, &normal).then(|| Entry {
            path: normal,
            undecoded,
            checksum: checksum.to_ascii_lowercase(),
        })
    }

    /// A payload manifest lists payload files, a tag manifest tag files other than tag manifests.
    fn is_in_scope(&mut self, number: usize, path: &str) -> bool {
        let place = format!("{} 第 {number} 行", self.name.file);
        match (self.name.kind, path::is_payload(path)) {
            (Kind::Payload, true) => true,
            (Kind::Payload, false) => {
                self.findings.error(Code::OutsidePayload, path, format!("{place}：不在 data/ 之内"));
                false
            }
            (Kind::Tag, true) => {
                self.findings.error(Code::TagManifestScope, path, format!("{place}：标签清单不得列出 data/ 内的文件"));
                false
            }
            (Kind::Tag, false) => {
                if named(path).is_some_and(|name| name.kind == Kind::Tag) {
                    let message = format!("{place}：标签清单不得列出标签清单");
                    self.findings.strictly(self.version.is_rfc(), Code::TagManifestScope, path, message);
                }
                true
            }
        }
    }

    /// Listing a file twice was bearable before 1.0, if both lines say the same.
    fn add(&mut self, number: usize, entry: Entry) {
        let earlier = self.places.get(&entry.path).and_then(|&at| self.entries.get(at));
        let Some(earlier) = earlier else {
            self.places.insert(entry.path.clone(), self.entries.len());
            self.entries.push(entry);
            return;
        };
        let differs = earlier.checksum != entry.checksum;
        let what = if differs { "且校验值不同" } else { "校验值相同" };
        let message = format!("{} 第 {number} 行重复列出该文件，{what}", self.name.file);
        self.findings.strictly(differs || self.version.is_rfc(), Code::ListedTwice, entry.path, message);
    }

    fn warn(&mut self, code: Code, message: String) {
        self.findings.warn(code, &self.name.file, message);
    }

    fn error(&mut self, code: Code, message: String) {
        self.findings.error(code, &self.name.file, message);
    }
}

/// Checksum and path, with one or more spaces or tabs between them.
fn split(line: &str) -> Option<(&str, &str)> {
    let (checksum, rest) = line.split_once([' ', '\t'])?;
    let path = rest.trim_start_matches([' ', '\t']);
    (!checksum.is_empty() && !path.is_empty()).then_some((checksum, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0cc175b9c0f1b6a831c399e269772661";
    const B: &str = "92eb5ffee6ae2fec3ad71c777531578f";

    fn names_of(file: &str) -> Option<(Kind, String, bool, bool)> {
        let name = named(file)?;
        let (is_known, is_normal) = (name.algorithm.is_some(), name.is_normal());
        Some((name.kind, name.algorithm_name, is_known, is_normal))
    }

    #[test]
    fn file_names() {
        let found = |kind, name: &str, known, normal| Some((kind, name.to_owned(), known, normal));
        assert_eq!(names_of("manifest-sha256.txt"), found(Kind::Payload, "sha256", true, true));
        assert_eq!(names_of("tagmanifest-md5.txt"), found(Kind::Tag, "md5", true, true));
        assert_eq!(names_of("manifest-SHA-256.txt"), found(Kind::Payload, "sha256", true, false));
        assert_eq!(names_of("manifest-sha3256.txt"), found(Kind::Payload, "sha3256", false, true));
        for other in ["manifest.txt", "manifest-.txt", "manifest-md5", "xmanifest-md5.txt", "manifest-md5.txt.bak"] {
            assert_eq!(names_of(other), None, "{other}");
        }
    }

    fn read_payload(text: &str, version: Version) -> (Vec<String>, Vec<Code>, Vec<Code>) {
        let mut findings = Findings::default();
        let manifest = read(named("manifest-md5.txt").unwrap(), text, version, &mut findings);
        let codes = |list: Vec<super::super::Finding>| list.into_iter().map(|finding| finding.code).collect();
        let paths = manifest.entries.into_iter().map(|entry| entry.path).collect();
        (paths, codes(findings.errors), codes(findings.warnings))
    }

    #[test]
    fn lines_of_a_payload_manifest() {
        use Code::{ChecksumForm, LineForm, ListedTwice, OutsidePayload, PathForm, UnsafePath};
        type Case = (String, &'static [&'static str], &'static [Code], &'static [Code]);
        let cases: [Case; 14] = [
            (format!("{A}  data/a b\n"), &["data/a b"], &[], &[]),
            (format!("{}\t \tdata/a", A.to_uppercase()), &["data/a"], &[], &[]),
            (format!("{A} *data/a"), &["data/a"], &[], &[LineForm]),
            (format!("{A} ./data/a"), &["data/a"], &[], &[PathForm]),
            (format!("{A} data/a \n"), &["data/a "], &[], &[]),
            (format!("{A} data/a%0Ab%25\n"), &["data/a\nb%"], &[], &[]),
            (format!("{A} data/a\n\n"), &["data/a"], &[], &[LineForm]),
            (format!("{A}data/a\n"), &[], &[LineForm], &[]),
            (format!("0{A} data/a\n"), &[], &[ChecksumForm], &[]),
            (format!("{A} bagit.txt\n"), &[], &[OutsidePayload], &[]),
            (format!("{A} data/../../x\n"), &[], &[UnsafePath], &[]),
            (format!("{A} data/sub/\n"), &[], &[PathForm], &[]),
            (format!("{A} data/a\n{A} data/a\n"), &["data/a"], &[ListedTwice], &[]),
            (format!("{A} data/a\n{B} ./data/a\n"), &["data/a"], &[ListedTwice], &[PathForm]),
        ];
        for (text, paths, errors, warnings) in cases {
            let (found, found_errors, found_warnings) = read_payload(&text, Version::V1);
            assert_eq!(
                (found, &*found_errors, &*found_warnings),
                (paths.iter().map(ToString::to_string).collect(), errors, warnings),
                "{text:?}"
            );
        }
    }

    #[test]
    fn an_escape_that_hides_a_way_out_is_seen() {
        let (paths, errors, _) = read_payload(&format!("{A} data/%252e%252e/x\n{A} data/..%2fx\n"), Version::V1);
        assert_eq!(paths, ["data/%2e%2e/x", "data/..%2fx"]);
        assert_eq!(errors, []);
    }
}
