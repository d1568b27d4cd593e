//! Tag files against tag manifests (RFC 8493 section 2.2.1).

use super::super::manifest::{self, Kind, Name};
use super::super::path::is_payload;
use super::super::report::{Code, Findings};
use super::super::source::Contents;
use super::listed::{Claim, Matched, matched};
use super::loaded::Loaded;
use super::matching::Index;

/// Tells what is missing or unlisted, and answers the checksums to verify.
pub(super) fn check<'b>(contents: &Contents, bag: &'b Loaded, findings: &mut Findings) -> Vec<Claim<'b>> {
    let index = Index::new(contents, false);
    let mut claims = Vec::new();
    for manifest in bag.of_kind(Kind::Tag) {
        let matched = matched(contents, &index, manifest, bag.declaration.version, findings);
        for entry in &matched.missing {
            let message = format!("{} 列出该文件，袋中没有", manifest.name.file);
            findings.error(Code::Missing, &entry.path, message);
        }
        tell_unlisted(contents, bag, &matched, findings);
        claims.extend(matched.claims());
    }
    claims
}

/// A tag manifest lists every payload manifest, and should list the other tag files.
fn tell_unlisted(contents: &Contents, bag: &Loaded, matched: &Matched<'_>, findings: &mut Findings) {
    let list = &matched.manifest.name.file;
    for (at, file) in contents.files.iter().enumerate() {
        let kind = manifest::named(&file.path).map(|name: Name| name.kind);
        if is_payload(&file.path) || kind == Some(Kind::Tag) || matched.files.contains_key(&at) {
            continue;
        }
        let strict = kind == Some(Kind::Payload) && bag.declaration.version.is_rfc();
        let message = format!("{list} 未列出该文件，其改动无法察觉");
        findings.strictly(strict, Code::TagManifestIncomplete, &file.path, message);
    }
}
