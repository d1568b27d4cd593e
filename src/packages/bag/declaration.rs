//! `bagit.txt`: the version of the format and the encoding of the tag files (RFC 8493 section 2.1.1).

use super::path::Escapes;
use super::report::{Code, Findings};
use super::text::{Charset, lines};

pub(super) const FILE: &str = "bagit.txt";
const MARK: &str = "\u{FEFF}";
/// The drafts that bags were made by, and the RFC.
const VERSIONS: [(u32, u32); 6] = [(0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0)];

/// Version of the format; it decides how strict some rules are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    pub(super) const V1: Version = Version { major: 1, minor: 0 };

    /// RFC 8493 rather than one of the drafts before it.
    pub(super) fn is_rfc(self) -> bool {
        self >= Version::V1
    }

    pub(super) fn escapes(self) -> Escapes {
        if self.is_rfc() { Escapes::LineEndsAndPercent } else { Escapes::LineEnds }
    }

    /// Up to 0.95 the file of the bag's metadata had another name.
    pub(super) fn info_file(self) -> &'static str {
        if self <= (Version { major: 0, minor: 95 }) { "package-info.txt" } else { "bag-info.txt" }
    }

    fn parse(text: &str) -> Option<Version> {
        let (major, minor) = text.split_once('.')?;
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
        Some(Version { major: number(major)?, minor: number(minor)? })
    }
}

/// What the declaration says, with what was put in its place where it says nothing usable.
pub(super) struct Declaration {
    pub version_text: Option<String>,
    pub encoding_text: Option<String>,
    /// The rules to go by: 1.0 if the version is unusable.
    pub version: Version,
    /// UTF-8 if the encoding is unusable.
    pub charset: Charset,
}

/// Reads the declaration; `None` stands for a file that is not there.
pub(super) fn read(bytes: Option<&[u8]>, findings: &mut Findings) -> Declaration {
    let mut declaration =
        Declaration { version_text: None, encoding_text: None, version: Version::V1, charset: Charset::Utf8 };
    let Some(bytes) = bytes else {
        findings.error(Code::DeclarationMissing, FILE, "缺少 bagit.txt，这不是一个 BagIt 袋");
        return declaration;
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        findings.error(Code::TextEncoding, FILE, "bagit.txt 必须是 UTF-8");
        return declaration;
    };
    let unmarked = text.strip_prefix(MARK).unwrap_or(text);
    if unmarked.len() < text.len() {
        findings.error(Code::ByteOrderMark, FILE, "bagit.txt 不得带字节顺序标记（BOM）；请另存为无 BOM 的 UTF-8");
    }
    declaration.take_lines(unmarked, findings);
    declaration
}

impl Declaration {
    fn take_lines(&mut self, text: &str, findings: &mut Findings) {
        let mut found = lines(text).map(|(_, line)| line);
        let version = element(found.next(), "BagIt-Version");
        let encoding = element(found.next(), "Tag-File-Character-Encoding");
        self.take_version(version, findings);
        self.take_encoding(encoding, findings);
        let rest: Vec<&str> = found.collect();
        if !rest.is_empty() {
            let strict = self.version.is_rfc() || rest.iter().any(|line| !line.trim().is_empty());
            findings.strictly(strict, Code::DeclarationForm, FILE, "bagit.txt 应当只有两行");
        }
    }

    fn take_version(&mut self, element: Option<Element<'_>>, findings: &mut Findings) {
        let parsed = element.as_ref().and_then(|element| Some((element, Version::parse(element.value)?)));
        let Some((element, version)) = parsed else {
            findings.error(Code::DeclarationForm, FILE, "bagit.txt 第 1 行应为“BagIt-Version: 主.次”，如 1.0");
            return;
        };
        self.version_text = Some(element.value.to_owned());
        if !VERSIONS.contains(&(version.major, version.minor)) {
            let message = format!("不认识的版本 {}；支持 0.93 至 0.97 和 1.0", element.value);
            findings.error(Code::VersionUnknown, FILE, message);
            return;
        }
        self.version = version;
        self.check_spacing(element, 1, findings);
    }

    fn take_encoding(&mut self, element: Option<Element<'_>>, findings: &mut Findings) {
        let Some(element) = element.filter(|element| !element.value.is_empty()) else {
            let message = "bagit.txt 第 2 行应为“Tag-File-Character-Encoding: UTF-8”";
            findings.error(Code::DeclarationForm, FILE, message);
            return;
        };
        self.encoding_text = Some(element.value.to_owned());
        self.check_spacing(&element, 2, findings);
        match Charset::named(element.value) {
            None => {
                findings.error(Code::EncodingUnknown, FILE, format!("不认识的编码 {}；请用 UTF-8", element.value));
            }
            Some(charset) => {
                self.charset = charset;
                if charset != Charset::Utf8 && self.version.is_rfc() {
                    findings.warn(Code::EncodingUnknown, FILE, "标签文件编码宜为 UTF-8");
                }
            }
        }
    }

    fn check_spacing(&self, element: &Element<'_>, line: usize, findings: &mut Findings) {
        if !element.exact {
            let message = format!("bagit.txt 第 {line} 行的空格不合规；冒号前无空格、冒号后一个空格、行尾无空格");
            findings.strictly(self.version.is_rfc(), Code::DeclarationForm, FILE, message);
        }
    }
}

/// The value of a line, and whether it is written exactly as the RFC has it.
struct Element<'l> {
    value: &'l str,
    exact: bool,
}

fn element<'l>(line: Option<&'l str>, label: &str) -> Option<Element<'l>> {
    let (found, value) = line?.split_once(':')?;
    let trimmed = value.trim();
    let exact = found == label && value.strip_prefix(' ') == Some(trimmed);
    (found.trim() == label).then_some(Element { value: trimmed, exact })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> (Vec<Code>, Vec<Code>) {
        let mut findings = Findings::default();
        read(Some(text.as_bytes()), &mut findings);
        let codes = |list: Vec<super::super::Finding>| list.into_iter().map(|finding| finding.code).collect();
        (codes(findings.errors), codes(findings.warnings))
    }

    #[test]
    fn forms() {
        use Code::{ByteOrderMark, DeclarationForm, EncodingUnknown, VersionUnknown};
        let cases: [(&str, &[Code], &[Code]); 14] = [
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", &[], &[]),
            ("BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8", &[], &[]),
            ("BagIt-Version: 0.97\rTag-File-Character-Encoding: utf-8\r", &[], &[]),
            ("BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n", &[DeclarationForm], &[]),
            ("BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n", &[DeclarationForm], &[]),
            ("BagIt-Version : 0.97\nTag-File-Character-Encoding: UTF-8\n", &[], &[DeclarationForm]),
            ("BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n", &[DeclarationForm], &[]),
            ("BagIt-Version: 1.0\n", &[DeclarationForm], &[]),
            ("BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n", &[VersionUnknown], &[]),
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-99\n", &[EncodingUnknown], &[]),
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: GB18030\n", &[], &[EncodingUnknown]),
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nA: b\n", &[DeclarationForm], &[]),
            ("\u{FEFF}BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", &[ByteOrderMark], &[]),
            ("", &[DeclarationForm, DeclarationForm], &[]),
        ];
        for (text, errors, warnings) in cases {
            assert_eq!(codes(text), (errors.to_vec(), warnings.to_vec()), "{text:?}");
        }
    }
}
