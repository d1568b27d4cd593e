//! The tag files of a bag that have a meaning, read and decoded.

use super::super::declaration::{self, Declaration};
use super::super::fetch;
use super::super::info::{self, Info};
use super::super::limits::{DECLARATION_BYTES, TAG_FILE_BYTES};
use super::super::manifest::{self, Kind, Manifest, Name};
use super::super::report::{Code, Findings};
use super::super::source::{Contents, Reader};
use super::super::text::Charset;
use std::collections::BTreeSet;
use std::io;

/// Everything that the tag files say.
pub(super) struct Loaded {
    pub declaration: Declaration,
    /// Payload manifests first, then tag manifests, each in the order of their names.
    pub manifests: Vec<Manifest>,
    pub fetch: Vec<fetch::Entry>,
    pub info: Info,
}

impl Loaded {
    pub(super) fn read(contents: &Contents, findings: &mut Findings) -> Loaded {
        let mut files = TagFiles { contents, reader: contents.reader(), findings };
        let bytes = files.bytes(declaration::FILE, DECLARATION_BYTES);
        let declaration = declaration::read(bytes.as_deref(), files.findings);
        let (version, charset) = (declaration.version, declaration.charset);
        let manifests = files.manifests(&declaration);
        let fetch =
            files.text(fetch::FILE, charset).map_or_else(Vec::new, |text| fetch::read(&text, version, files.findings));
        let info = files
            .text(version.info_file(), charset)
            .map_or_else(Info::default, |text| info::read(version.info_file(), &text, version, files.findings));
        let loaded = Loaded { declaration, manifests, fetch, info };
        loaded.check_structure(contents, findings);
        loaded
    }

    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Manifest> {
        self.manifests.iter().filter(move |manifest| manifest.name.kind == kind)
    }

    /// Names of the algorithms of the payload manifests, each once.
    pub(super) fn payload_algorithms(&self) -> Vec<String> {
        let names = self.of_kind(Kind::Payload).map(|manifest| manifest.name.algorithm_name.clone());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn check_structure(&self, contents: &Contents, findings: &mut Findings) {
        if !contents.has_payload_folder {
            findings.error(Code::PayloadDirectoryMissing, "data", "缺少内容文件夹 data/");
        }
        if self.of_kind(Kind::Payload).next().is_none() {
            findings.error(Code::ManifestMissing, "", "缺少内容清单，如 manifest-sha256.txt");
        }
        self.check_algorithms(Kind::Payload, findings);
        self.check_algorithms(Kind::Tag, findings);
    }

    /// One manifest for an algorithm, and at least one that can be computed: what no manifest
    /// verifies cannot be called valid (section 3).
    fn check_algorithms(&self, kind: Kind, findings: &mut Findings) {
        let has_known = self.of_kind(kind).any(|manifest| manifest.name.algorithm.is_some());
        let mut seen = BTreeSet::new();
        for name in self.of_kind(kind).map(|manifest| &manifest.name) {
            if name.algorithm.is_none() {
                let so = if has_known {
                    "，其校验值未核对，以其他清单为准"
                } else {
                    "，又没有可核对的其他清单"
                };
                let message = format!("不支持算法 {}{so}", name.algorithm_name);
                findings.strictly(!has_known, Code::AlgorithmUnknown, &name.file, message);
            }
            if !seen.insert(&name.algorithm_name) {
                findings.error(Code::ManifestName, &name.file, "同一算法有两份清单");
            }
            if !name.is_normal() {
                findings.warn(Code::ManifestName, &name.file, "清单名中的算法应为小写，不带标点");
            }
        }
    }
}

struct TagFiles<'c> {
    contents: &'c Contents,
    reader: Reader,
    findings: &'c mut Findings,
}

impl TagFiles<'_> {
    fn manifests(&mut self, declaration: &Declaration) -> Vec<Manifest> {
        let on_top = self.contents.files.iter().filter(|file| !file.path.contains('/'));
        let mut names: Vec<Name> = on_top.filter_map(|file| manifest::named(&file.path)).collect();
        names.sort_by(|a, b| (a.kind, &a.file).cmp(&(b.kind, &b.file)));
        let mut manifests = Vec::with_capacity(names.len());
        for name in names {
            let text = self.text(&name.file, declaration.charset).unwrap_or_default();
            manifests.push(manifest::read(name, &text, declaration.version, self.findings));
        }
        manifests
    }

    /// The text of a tag file; `None` if there is none or it cannot be read, which is a finding.
    fn text(&mut self, path: &str, charset: Charset) -> Option<String> {
        let bytes = self.bytes(path, TAG_FILE_BYTES)?;
        let Some(decoded) = charset.decode(&bytes) else {
            self.findings.error(Code::TextEncoding, path, "内容与 bagit.txt 声明的编码不符");
            return None;
        };
        if decoded.had_mark && !charset.may_have_mark() {
            self.findings.error(Code::ByteOrderMark, path, "不得带字节顺序标记（BOM）；请另存为无 BOM 的 UTF-8");
        }
        Some(decoded.text.into_owned())
    }

    fn bytes(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let stored = self.contents.file(path)?;
        match self.reader.read_whole(stored, limit) {
            Ok(bytes) => return Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                self.findings.error(Code::TagFileTooLarge, path, format!("超过 {} KiB，不予读取", limit >> 10));
            }
            Err(error) => self.findings.error(Code::Unreadable, path, format!("无法读取：{error}")),
        }
        None
    }
}
