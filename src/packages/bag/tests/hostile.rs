//! Archives that try to escape, to flood or to deceive. Each is told by name; none is a panic.

use super::super::{BagFault, validate};
use super::bags::{V1, sha256};
use super::make::{ZipEntry, entry, tar_entry, zip};
use super::{Code, checked};
use Code::*;
use proptest::prelude::*;
use std::fs;
use tempfile::TempDir;

fn honest() -> Vec<ZipEntry> {
    let manifest = format!("{}  data/a\n", sha256(b"x"));
    vec![entry("bag/bagit.txt", V1), entry("bag/manifest-sha256.txt", manifest), entry("bag/data/a", "x")]
}

/// What is said of `bytes` as a file of this name.
fn told(name: &str, bytes: &[u8]) -> (Vec<Code>, Vec<Code>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    checked(&path)
}

fn errors_with(change: impl FnOnce(&mut Vec<ZipEntry>)) -> Vec<Code> {
    let mut entries = honest();
    change(&mut entries);
    told("bag.zip", &zip(&entries)).0
}

#[test]
fn the_honest_zip_is_valid() {
    assert_eq!(told("bag.zip", &zip(&honest())), (vec![], vec![]));
}

#[test]
fn ways_out_are_not_followed() {
    for name in ["../evil", "bag/../../evil", "/etc/evil", "C:\\evil", "bag\\data\\evil", "~/evil", "bag/\0"] {
        assert_eq!(errors_with(|zip| zip.push(entry(name, "x"))), [UnsafePath], "{name:?}");
    }
    assert_eq!(
        errors_with(|zip| zip.push(entry("bag/data/".to_owned() + &"d/".repeat(70) + "f", ""))),
        [ArchiveTooLarge]
    );
}

#[test]
fn deceivers_are_told() {
    assert_eq!(errors_with(|zip| zip.push(entry("bag/data/a", "y"))), [DuplicateEntry], "the same name");
    assert_eq!(errors_with(|zip| zip.push(entry("bag/./data/a", "y"))), [DuplicateEntry], "the same path");
    assert_eq!(errors_with(|zip| zip.push(entry("bag/data/a/", ""))), [DuplicateEntry], "file and folder");
    assert_eq!(errors_with(|zip| zip.push(entry("second/x", ""))), [BaseDirectory]);
    let single = errors_with(|zip| *zip = vec![entry("bagit.txt", V1)]);
    assert_eq!(single, [BaseDirectory, PayloadDirectoryMissing, ManifestMissing]);
    assert_eq!(errors_with(|zip| zip[2].flags |= 1), [PayloadDirectoryMissing, Missing, Encrypted].sorted());
    assert_eq!(errors_with(|zip| zip[2].mode = 0o120_777), [NotPlainFile, PayloadDirectoryMissing, Missing].sorted());
    assert_eq!(
        errors_with(|zip| zip[2].name = vec![0xFF, 0xFF]),
        [NameEncoding, PayloadDirectoryMissing, Missing].sorted()
    );
    assert_eq!(errors_with(|zip| zip[2].offset = Some(0)), [ArchiveDamaged], "two entries, one content");
}

trait Sorted {
    fn sorted(self) -> Vec<Code>;
}

impl<const N: usize> Sorted for [Code; N] {
    fn sorted(mut self) -> Vec<Code> {
        self.sort();
        self.to_vec()
    }
}

#[test]
fn floods_are_stopped() {
    assert_eq!(errors_with(|zip| zip[2].claimed = 300 << 20), [ArchiveTooLarge], "a claim beyond any ratio");
    assert_eq!(errors_with(|zip| zip[2].claimed = 1000), [Unreadable], "less than claimed");
    assert_eq!(errors_with(|zip| zip[2].claimed = 0), [Unreadable], "more than claimed");
    assert_eq!(told("bag.zip", &zip(&honest())[..200]).0, [ArchiveDamaged]);
    assert_eq!(told("bag.zip", b"PK\x03\x04").0, [ArchiveDamaged]);
}

#[test]
fn hostile_tars() {
    let header = |name: &str, kind| tar_entry(name.as_bytes(), kind, b"", 0);
    let honest: Vec<u8> =
        honest().iter().flat_map(|e| tar_entry(&e.name, b'0', &e.content, e.content.len() as u64)).collect();
    let with = |extra: Vec<u8>| told("bag.tar", &[honest.clone(), extra, vec![0; 1024]].concat()).0;
    assert_eq!(with(vec![]), []);
    assert_eq!(with(header("bag/data/l", b'2')), [NotPlainFile]);
    assert_eq!(with(header("bag/data/h", b'1')), [NotPlainFile]);
    assert_eq!(with(header("../x", b'0')), [UnsafePath]);
    assert_eq!(with(header("bag/data/a", b'0')), [DuplicateEntry]);
    assert_eq!(with(tar_entry(b"bag/data/b", b'0', b"", 1 << 32)), [ArchiveDamaged]);
    assert_eq!(with(tar_entry(b"././@LongLink", b'L', b"", 1 << 32)), [ArchiveTooLarge]);
}

#[test]
fn what_is_no_archive_cannot_be_checked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("bag.zip");
    assert!(matches!(validate(&path), Err(BagFault::Unreadable { .. })));
    for bytes in [&b""[..], b"P", b"plain text", &[0; 2048]] {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(validate(&path), Err(BagFault::UnknownFormat(_))), "{bytes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_zip_with_bytes_changed_is_no_panic(changes in prop::collection::vec((0usize..600, any::<u8>()), 1..6)) {
        let mut bytes = zip(&honest());
        for (at, value) in changes {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("bag.zip");
        fs::write(&path, bytes).unwrap();
        let _ = validate(&path);
    }

    #[test]
    fn tag_files_of_any_bytes_are_no_panic(declaration: Vec<u8>, manifest: Vec<u8>, info: Vec<u8>, fetch: Vec<u8>) {
        let folder = TempDir::new().unwrap();
        for (name, bytes) in
            [("bagit.txt", declaration), ("manifest-md5.txt", manifest), ("bag-info.txt", info), ("fetch.txt", fetch)]
        {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        prop_assert!(!validate(folder.path()).unwrap().valid);
    }
}
