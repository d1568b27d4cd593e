//! `bag-info.txt`: labels and values for people, and the Payload-Oxum, which is checked
//! (RFC 8493 section 2.2.2).

use super::declaration::Version;
use super::report::{Code, Findings, Payload};
use super::text::lines;

const OXUM: &str = "Payload-Oxum";
/// Elements that section 2.2.2 says should not be repeated.
const ONCE: [&str; 4] = ["Bagging-Date", "Bag-Size", "Bag-Group-Identifier", "Bag-Count"];

/// Labels and values in their order; a folded value is one value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Info(Vec<(String, String)>);

/// Reads the text of `file`, the name of which depends on the version.
pub(super) fn read(file: &str, text: &str, version: Version, findings: &mut Findings) -> Info {
    let mut info = Info::default();
    for (number, line) in lines(text) {
        if line.trim().is_empty() {
            continue;
        }
        match (line.starts_with([' ', '\t']), info.0.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (_, _, None) => findings.error(Code::InfoForm, file, format!("第 {number} 行应为“标签: 值”")),
            (_, _, Some((label, value))) => {
                check_spacing(file, number, (label, value), version, findings);
                info.0.push((label.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
    info.check_repeats(file, version, findings);
    info
}

fn check_spacing(file: &str, number: usize, (label, value): (&str, &str), version: Version, findings: &mut Findings) {
    if label.trim().is_empty() {
        findings.error(Code::InfoForm, file, format!("第 {number} 行没有标签"));
    } else if version.is_rfc() && label.trim() != label {
        findings.error(Code::InfoForm, file, format!("第 {number} 行的标签前后不得有空格"));
    } else if version.is_rfc() && !value.is_empty() && !value.starts_with([' ', '\t']) {
        findings.warn(Code::InfoForm, file, format!("第 {number} 行的冒号后应有一个空格"));
    }
}

impl Info {
    fn values<'i>(&'i self, label: &'i str) -> impl Iterator<Item = &'i str> {
        self.0.iter().filter(|(found, _)| found.eq_ignore_ascii_case(label)).map(|(_, value)| value.as_str())
    }

    fn check_repeats(&self, file: &str, version: Version, findings: &mut Findings) {
        for label in ONCE.into_iter().filter(|label| self.values(label).count() > 1) {
            findings.warn(Code::InfoForm, file, format!("{label} 不宜重复"));
        }
        if self.values(OXUM).count() > 1 {
            findings.strictly(version.is_rfc(), Code::InfoForm, file, "Payload-Oxum 不得重复");
        }
    }

    /// Compares every Payload-Oxum with what is there.
    pub(super) fn check_oxum(&self, file: &str, payload: Payload, findings: &mut Findings) {
        for value in self.values(OXUM) {
            match parse_oxum(value) {
                None => {
                    findings.error(Code::Oxum, file, format!("Payload-Oxum“{value}”应为“字节数.文件数”"));
                }
                Some(declared) if declared != payload => {
                    let message =
                        format!("Payload-Oxum 为 {value}，实际 {}.{}（字节数.文件数）", payload.octets, payload.files);
                    findings.error(Code::Oxum, file, message);
                }
                Some(_) => {}
            }
        }
    }
}

fn parse_oxum(value: &str) -> Option<Payload> {
    let (octets, files) = value.split_once('.')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    Some(Payload { files: number(files)?, octets: number(octets)? })
}

/// Why a label or a value cannot be written to `bag-info.txt`.
pub(super) fn refusal(label: &str, value: &str) -> Option<&'static str> {
    if label.is_empty() || label.trim() != label {
        Some("标签不得为空，前后不得有空格")
    } else if label.contains(':') || label.contains(char::is_control) {
        Some("标签不得含有冒号或换行")
    } else if value.contains(char::is_control) {
        Some("值不得含有换行；请写成一行")
    } else if label.eq_ignore_ascii_case(OXUM) {
        Some("由程序计算，不能指定")
    } else {
        None
    }
}

/// The text of `bag-info.txt` with the Payload-Oxum at its end.
pub(super) fn write(elements: &[(String, String)], payload: Payload) -> String {
    let mut text: String = elements.iter().map(|(label, value)| format!("{label}: {value}\n")).collect();
    text.push_str(&format!("{OXUM}: {}.{}\n", payload.octets, payload.files));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, version: Version) -> (Info, Vec<Code>, usize) {
        let mut findings = Findings::default();
        let info = read("bag-info.txt", text, version, &mut findings);
        info.check_oxum("bag-info.txt", Payload { files: 2, octets: 30 }, &mut findings);
        let codes = findings.errors.iter().map(|finding| finding.code).collect();
        (info, codes, findings.warnings.len())
    }

    #[test]
    fn folded_values_and_repeats() {
        let text = "Source-Organization: 第三方\r\n  机构\nContact-Name: a\nContact-Name: b:c\n\tand d\n";
        let (info, errors, _) = checked(text, Version::V1);
        assert_eq!(info.values("source-organization").collect::<Vec<_>>(), ["第三方 机构"]);
        assert_eq!(info.values("Contact-Name").collect::<Vec<_>>(), ["a", "b:c and d"]);
        assert_eq!(errors, []);
    }

    #[test]
    fn oxum_and_form() {
        use Code::{InfoForm, Oxum};
        let cases: [(&str, &[Code], usize); 9] = [
            ("Payload-Oxum: 30.2\n", &[], 0),
            ("payload-oxum: 30.2\n", &[], 0),
            ("Payload-Oxum: 31.2\n", &[Oxum], 0),
            ("Payload-Oxum: 30\n", &[Oxum], 0),
            ("Payload-Oxum: +30.2\n", &[Oxum], 0),
            ("Payload-Oxum: 30.2\nPayload-Oxum: 30.2\n", &[InfoForm], 0),
            ("no colon\n", &[InfoForm], 0),
            ("Label : x\n", &[InfoForm], 0),
            ("Label:x\nBag-Size: 1\nBag-Size: 2\n", &[], 2),
        ];
        for (text, errors, warnings) in cases {
            let (_, found, count) = checked(text, Version::V1);
            assert_eq!((&*found, count), (errors, warnings), "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let elements = vec![("Contact-Name".to_owned(), "王: 五".to_owned())];
        let (info, errors, warnings) = checked(&write(&elements, Payload { files: 2, octets: 30 }), Version::V1);
        assert_eq!((info.values("Contact-Name").next(), errors, warnings), (Some("王: 五"), vec![], 0));
        for (label, value) in [("", "x"), ("a:b", "x"), ("a ", "x"), ("a", "x\ny"), ("payload-oxum", "1.1")] {
            assert!(refusal(label, value).is_some(), "{label:?}");
        }
    }
}
