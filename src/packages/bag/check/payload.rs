//! Payload files against payload manifests and `fetch.txt` (RFC 8493 sections 2.1.3, 2.2.3 and 3).

use super::super::manifest::Kind;
use super::super::path::is_payload;
use super::super::report::{Code, Findings};
use super::super::source::Contents;
use super::listed::{Claim, Matched, matched};
use super::loaded::Loaded;
use super::matching::Index;
use std::collections::{BTreeMap, HashSet};

/// Tells what is missing or unlisted, and answers the checksums to verify.
pub(super) fn check<'b>(contents: &Contents, bag: &'b Loaded, findings: &mut Findings) -> Vec<Claim<'b>> {
    let index = Index::new(contents, true);
    let version = bag.declaration.version;
    let manifests: Vec<Matched<'b>> =
        bag.of_kind(Kind::Payload).map(|manifest| matched(contents, &index, manifest, version, findings)).collect();
    tell_missing(&index, contents, bag, &manifests, findings);
    tell_unlisted(contents, bag, &manifests, findings);
    tell_fetch(contents, bag, findings);
    manifests.iter().flat_map(Matched::claims).collect()
}

/// One reason for a file, however many manifests list it.
fn tell_missing(
    index: &Index<'_>,
    contents: &Contents,
    bag: &Loaded,
    manifests: &[Matched<'_>],
    findings: &mut Findings,
) {
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for matched in manifests {
        for entry in &matched.missing {
            missing.entry(&entry.path).or_default().push(&matched.manifest.name.file);
        }
    }
    let elsewhere: HashSet<&str> = bag.fetch.iter().map(|entry| entry.path.as_str()).collect();
    for (path, manifests) in missing {
        let manifests = manifests.join("、");
        if elsewhere.contains(path) {
            let message = format!("{manifests} 列出该文件，但仅在 fetch.txt 中给出网址；本程序不下载，请补齐后再交");
            findings.error(Code::NotFetched, path, message);
        } else {
            let hint = hint(index, contents, path);
            findings.error(Code::Missing, path, format!("{manifests} 列出该文件，袋中没有{hint}"));
        }
    }
}

/// A file that may have been meant.
fn hint(index: &Index<'_>, contents: &Contents, path: &str) -> String {
    let slashed = path.replace('\\', "/");
    let near = [
        index.same_text(path),
        index.same_folded(path),
        index.same_folded(&slashed),
        index.same_folded(path.trim_end()),
    ];
    let file = near.into_iter().flatten().next().and_then(|&at| contents.files.get(at));
    file.map_or_else(String::new, |file| format!("；有相近的 {}", file.path))
}

/// Every payload file in every manifest; before 1.0, in at least one.
fn tell_unlisted(contents: &Contents, bag: &Loaded, manifests: &[Matched<'_>], findings: &mut Findings) {
    if manifests.is_empty() {
        return;
    }
    for (at, file) in contents.files.iter().enumerate().filter(|(_, file)| is_payload(&file.path)) {
        let without: Vec<&str> = manifests
            .iter()
            .filter(|matched| !matched.files.contains_key(&at))
            .map(|matched| matched.manifest.name.file.as_str())
            .collect();
        if without.len() == manifests.len() {
            findings.error(Code::Unlisted, &file.path, "没有清单列出该文件");
        } else if bag.declaration.version.is_rfc() && !without.is_empty() {
            let message = format!("{} 未列出该文件；每份内容清单都应列出全部文件", without.join("、"));
            findings.error(Code::Unlisted, &file.path, message);
        }
    }
}

/// What is to be fetched must be listed, and what was fetched should have the promised size.
fn tell_fetch(contents: &Contents, bag: &Loaded, findings: &mut Findings) {
    let lists: Vec<HashSet<&str>> = bag
        .of_kind(Kind::Payload)
        .map(|manifest| manifest.entries.iter().map(|entry| entry.path.as_str()).collect())
        .collect();
    for entry in &bag.fetch {
        let count = lists.iter().filter(|list| list.contains(entry.path.as_str())).count();
        let needed = if bag.declaration.version.is_rfc() { lists.len().max(1) } else { 1 };
        if count < needed {
            findings.error(Code::FetchUnlisted, &entry.path, "fetch.txt 中的文件应当列入每份内容清单");
        }
        let found = contents.file(&entry.path).map(|file| file.octets);
        if let (Some(found), Some(promised)) = (found, entry.octets)
            && found != promised
        {
            let message = format!("fetch.txt 记为 {promised} 字节，实为 {found} 字节");
            findings.warn(Code::FetchForm, &entry.path, message);
        }
    }
}
