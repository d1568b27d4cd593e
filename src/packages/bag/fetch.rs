//! `fetch.txt`: payload files that are to be fetched from elsewhere (RFC 8493 section 2.2.3).
//!
//! Nothing is ever fetched: a bag whose files are elsewhere is incomplete, and its sender is asked
//! to deliver them.

use super::declaration::Version;
use super::path;
use super::report::{Code, Findings};
use super::text::lines;
use std::collections::HashSet;

pub(super) const FILE: &str = "fetch.txt";

/// A line of the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub path: String,
    /// Size as promised; `-` stands for none.
    pub octets: Option<u64>,
}

/// Reads the list; faulty lines are left out and told.
pub(super) fn read(text: &str, version: Version, findings: &mut Findings) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        match entry(line, version) {
            Err((code, why)) => findings.error(code, FILE, format!("第 {number} 行：{why}")),
            Ok(entry) if !seen.insert(entry.path.clone()) => {
                findings.error(Code::ListedTwice, entry.path, format!("{FILE} 第 {number} 行重复列出该文件"));
            }
            Ok(entry) => entries.push(entry),
        }
    }
    entries
}

fn entry(line: &str, version: Version) -> Result<Entry, (Code, String)> {
    let malformed = |why: &str| (Code::FetchForm, why.to_owned());
    let (url, rest) = word(line).ok_or_else(|| malformed("应为“网址 长度 路径”"))?;
    let (length, written) = word(rest).ok_or_else(|| malformed("应为“网址 长度 路径”"))?;
    if !is_absolute_url(url) {
        return Err(malformed("网址不完整，应以 https:// 之类开头"));
    }
    let octets = parse_length(length).ok_or_else(|| malformed("长度应为数字或 -"))?;
    let decoded = path::decode(written, version.escapes());
    let normal = path::normal(&decoded).map_err(|fault| (Code::UnsafePath, format!("{written} {fault}")))?;
    if !path::is_payload(&normal) {
        return Err((Code::OutsidePayload, format!("{written} 不在 data/ 之内")));
    }
    Ok(Entry { path: normal.into_owned(), octets })
}

/// The first word and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once([' ', '\t'])?;
    let rest = rest.trim_start_matches([' ', '\t']);
    (!word.is_empty() && !rest.is_empty()).then_some((word, rest))
}

fn parse_length(text: &str) -> Option<Option<u64>> {
    match text {
        "-" => Some(None),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

/// A scheme and something after it (RFC 3986 section 3.1).
fn is_absolute_url(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, rest)| {
        let mut letters = scheme.bytes();
        let starts_well = letters.next().is_some_and(|b| b.is_ascii_alphabetic());
        starts_well && letters.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) && !rest.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        use Code::{FetchForm, ListedTwice, OutsidePayload, UnsafePath};
        let cases: [(&str, &[&str], &[Code]); 12] = [
            ("https://a/b - data/x y\n", &["data/x y"], &[]),
            ("https://a/b 12 data/x%0Ay\n", &["data/x\ny"], &[]),
            ("https://a/b\t12\tdata/x\n\n", &["data/x"], &[]),
            ("https://a/b 12\n", &[], &[FetchForm]),
            ("a/b 12 data/x\n", &[], &[FetchForm]),
            ("https://a/b 1k data/x\n", &[], &[FetchForm]),
            ("https://a/b +1 data/x\n", &[], &[FetchForm]),
            ("https://a/b - bagit.txt\n", &[], &[OutsidePayload]),
            ("https://a/b - ../x\n", &[], &[UnsafePath]),
            ("https://a/b - /tmp/x\n", &[], &[UnsafePath]),
            ("https://a/b - ~root/foo\n", &[], &[UnsafePath]),
            ("https://a/b - data/x\nhttps://a/c - data/x\n", &["data/x"], &[ListedTwice]),
        ];
        for (text, paths, errors) in cases {
            let mut findings = Findings::default();
            let found = read(text, Version::V1, &mut findings);
            assert_eq!(found.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), paths, "{text:?}");
            assert_eq!(findings.errors.iter().map(|finding| finding.code).collect::<Vec<_>>(), errors, "{text:?}");
        }
    }
}
