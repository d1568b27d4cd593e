//! Computes the checksums that manifests claim, each file read once, and tells the differences.

use super::super::fixity::{self, Job};
use super::super::report::{Code, Findings};
use super::super::source::Contents;
use super::listed::Claim;
use std::collections::BTreeMap;

/// Verifies every claim.
pub(super) fn check(contents: &Contents, claims: &[Claim<'_>], findings: &mut Findings) {
    let mut by_file: BTreeMap<usize, Vec<&Claim<'_>>> = BTreeMap::new();
    for claim in claims {
        by_file.entry(claim.file).or_default().push(claim);
    }
    let jobs: Vec<Job> = by_file.iter().map(|(&file, claims)| job(file, claims)).collect();
    for ((file, claims), computed) in by_file.into_iter().zip(fixity::compute(contents, &jobs)) {
        let path = contents.files.get(file).map_or("", |file| file.path.as_str());
        match computed {
            Err(error) => findings.error(Code::Unreadable, path, format!("无法读取：{error}")),
            Ok(computed) => claims.iter().for_each(|claim| compare(path, claim, &computed, findings)),
        }
    }
}

fn job(file: usize, claims: &[&Claim<'_>]) -> Job {
    let mut algorithms: Vec<_> = claims.iter().map(|claim| claim.algorithm).collect();
    algorithms.sort();
    algorithms.dedup();
    Job { file, algorithms }
}

fn compare(path: &str, claim: &Claim<'_>, computed: &[super::super::algorithm::Checksum], findings: &mut Findings) {
    let found = computed.iter().find(|(algorithm, _)| *algorithm == claim.algorithm);
    if let Some((_, found)) = found.filter(|(_, found)| found != claim.checksum) {
        let message = format!("内容与 {} 不符：记为 {}，实为 {found}", claim.manifest, claim.checksum);
        findings.error(Code::ChecksumMismatch, path, message);
    }
}
