//! Names inside archives that do not say how they are encoded.
//!
//! A Chinese Windows writes zip names in GB 18030 without saying so, other programs write UTF-8
//! without saying so. A name such as 陆 reads as either, so one answer is given for the whole
//! archive: UTF-8 if every unmarked name can be read so, otherwise GB 18030.

use super::super::report::{Code, Findings};
use encoding_rs::GB18030;

/// A name as the archive has it.
pub(super) struct RawName {
    pub bytes: Vec<u8>,
    /// The archive says that it is UTF-8.
    pub is_marked: bool,
}

/// Reads all names; `None` for one that cannot be read, which is a finding.
pub(super) fn read_all(names: &[RawName], must_mark: bool, findings: &mut Findings) -> Vec<Option<String>> {
    let is_gb = names.iter().any(|name| !name.is_marked && std::str::from_utf8(&name.bytes).is_err());
    let has_unmarked = names.iter().any(|name| !name.is_marked && !name.bytes.is_ascii());
    if has_unmarked && is_gb {
        findings.warn(Code::NameEncoding, "", "压缩包内的文件名未标明编码，已按 GB 18030 理解");
    } else if has_unmarked && must_mark {
        findings.warn(Code::NameEncoding, "", "压缩包内的文件名未标明编码，已按 UTF-8 理解");
    }
    names.iter().map(|name| read(name, is_gb, findings)).collect()
}

fn read(name: &RawName, is_gb: bool, findings: &mut Findings) -> Option<String> {
    let text = if is_gb && !name.is_marked {
        GB18030.decode_without_bom_handling_and_without_replacement(&name.bytes).map(|text| text.into_owned())
    } else {
        std::str::from_utf8(&name.bytes).ok().map(str::to_owned)
    };
    if text.is_none() {
        let shown = String::from_utf8_lossy(&name.bytes);
        findings.error(Code::NameEncoding, shown, "文件名既不是 UTF-8 也不是 GB 18030");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(raw: &[(&[u8], bool)]) -> (Vec<Option<String>>, usize, usize) {
        let mut findings = Findings::default();
        let raw: Vec<RawName> =
            raw.iter().map(|&(bytes, is_marked)| RawName { bytes: bytes.to_vec(), is_marked }).collect();
        let names = read_all(&raw, true, &mut findings);
        (names, findings.errors.len(), findings.warnings.len())
    }

    #[test]
    fn one_encoding_for_the_whole_archive() {
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        let (either, report) = (gb("陆"), gb("报告"));
        assert!(std::str::from_utf8(&either).is_ok(), "the name that misleads");
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(names(&[(&either, false), (&report, false)]), (vec![text("陆"), text("报告")], 0, 1));
        assert_eq!(names(&[("报告".as_bytes(), false)]), (vec![text("报告")], 0, 1));
        assert_eq!(names(&[("报告".as_bytes(), true), (b"a", false)]), (vec![text("报告"), text("a")], 0, 0));
        assert_eq!(names(&[(b"\xFF\xFF", true)]), (vec![None], 1, 0));
    }
}
