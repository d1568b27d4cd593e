//! Every rule of RFC 8493 on a bag that breaks it, by the codes of the reasons.

use super::bags::{Bag, V1, V097, sha256, sha512};
use super::{Code, checked};
use Code::*;

type Change = fn(&Bag);
type Case = (&'static str, Change, &'static [Code], &'static [Code]);

fn run(cases: &[Case]) {
    for (name, change, errors, warnings) in cases {
        let bag = Bag::new();
        change(&bag);
        assert_eq!(checked(&bag.path()), (errors.to_vec(), warnings.to_vec()), "{name}");
    }
}

#[test]
fn structure() {
    run(&[
        ("as it should be", |_| {}, &[], &[]),
        (
            "no declaration",
            |b| {
                b.remove("bagit.txt");
            },
            &[DeclarationMissing],
            &[],
        ),
        (
            "byte-order mark",
            |b| {
                b.write("bagit.txt", format!("\u{FEFF}{V1}"));
            },
            &[ByteOrderMark],
            &[],
        ),
        (
            "declaration not UTF-8",
            |b| {
                b.write("bagit.txt", [0xFF, 0xFE]);
            },
            &[TextEncoding],
            &[],
        ),
        (
            "declaration too long",
            |b| {
                b.write("bagit.txt", V1.repeat(1000));
            },
            &[DeclarationMissing, TagFileTooLarge],
            &[],
        ),
        (
            "no manifest",
            |b| {
                b.remove("manifest-sha256.txt");
            },
            &[ManifestMissing],
            &[],
        ),
        (
            "no payload folder",
            |b| {
                b.rename("data", "date");
            },
            &[PayloadDirectoryMissing, Missing],
            &[],
        ),
        ("empty folder", |b| std::fs::create_dir(b.path().join("data/空")).unwrap(), &[], &[EmptyFolder]),
        (
            "tag files unlisted",
            |b| {
                b.list_tags(&["manifest-sha256.txt"]);
            },
            &[],
            &[TagManifestIncomplete],
        ),
        (
            "payload manifest unlisted",
            |b| {
                b.list_tags(&["bagit.txt"]);
            },
            &[TagManifestIncomplete],
            &[],
        ),
        (
            "payload manifest unlisted before 1.0",
            |b| {
                b.write("bagit.txt", V097).list_tags(&["bagit.txt"]);
            },
            &[],
            &[TagManifestIncomplete],
        ),
        (
            "tag manifest lists payload",
            |b| {
                b.list_tags(&["bagit.txt", "manifest-sha256.txt", "data/a.txt"]);
            },
            &[TagManifestScope],
            &[],
        ),
        (
            "tag file changed",
            |b| {
                b.list_tags(&["bagit.txt", "manifest-sha256.txt"]).append("manifest-sha256.txt", "\n");
            },
            &[ChecksumMismatch],
            &[LineForm],
        ),
        (
            "listed tag file missing",
            |b| {
                b.write("x.txt", "").list_tags(&["bagit.txt", "manifest-sha256.txt", "x.txt"]).remove("x.txt");
            },
            &[Missing],
            &[],
        ),
    ]);
}

#[test]
fn files_against_manifests() {
    run(&[
        (
            "changed",
            |b| {
                b.write("data/a.txt", "A");
            },
            &[ChecksumMismatch],
            &[],
        ),
        (
            "removed",
            |b| {
                b.remove("data/a.txt");
            },
            &[Missing],
            &[],
        ),
        (
            "added",
            |b| {
                b.write("data/c.txt", "");
            },
            &[Unlisted],
            &[],
        ),
        (
            "other case",
            |b| {
                b.rename("data/a.txt", "data/A.txt");
            },
            &[Missing, Unlisted],
            &[],
        ),
        (
            "listed with ./",
            |b| {
                b.list(&["./data/a.txt", "data/报告/b.txt"]);
            },
            &[],
            &[PathForm],
        ),
        (
            "listed outside",
            |b| {
                b.list(&["data/a.txt", "data/报告/b.txt", "bagit.txt"]);
            },
            &[OutsidePayload],
            &[],
        ),
        (
            "listed twice",
            |b| {
                b.list(&["data/a.txt", "data/a.txt", "data/报告/b.txt"]);
            },
            &[ListedTwice],
            &[],
        ),
        (
            "listed twice before 1.0",
            |b| {
                b.write("bagit.txt", V097).list(&["data/a.txt", "data/a.txt", "data/报告/b.txt"]);
            },
            &[],
            &[ListedTwice],
        ),
        (
            "listed twice with two checksums before 1.0",
            |b| {
                b.write("bagit.txt", V097).append("manifest-sha256.txt", &format!("{}  data/a.txt\n", sha256(b"z")));
            },
            &[ListedTwice],
            &[],
        ),
        (
            "added before 1.0",
            |b| {
                b.write("bagit.txt", V097).write("data/c.txt", "");
            },
            &[Unlisted],
            &[],
        ),
        ("not every manifest lists all", second_manifest_lists_one, &[Unlisted], &[]),
        (
            "not every manifest lists all before 1.0",
            |b| second_manifest_lists_one(b.write("bagit.txt", V097)),
            &[],
            &[],
        ),
        (
            "the second manifest is wrong",
            |b| {
                let wrong = format!("{}  data/a.txt\n{}  data/报告/b.txt\n", sha512(b"a"), sha512(b"b"));
                b.write("manifest-sha512.txt", wrong);
            },
            &[ChecksumMismatch],
            &[],
        ),
        (
            "unknown algorithm alone",
            |b| {
                b.rename("manifest-sha256.txt", "manifest-sha3256.txt");
            },
            &[AlgorithmUnknown],
            &[],
        ),
        (
            "unknown algorithm beside a known one",
            |b| {
                b.write("manifest-sha3256.txt", b.read("manifest-sha256.txt"));
            },
            &[],
            &[AlgorithmUnknown],
        ),
        (
            "unknown algorithm beside a known one, of other files",
            |b| {
                b.write("manifest-sha3256.txt", "00 data/z\n00 data/a.txt\n00 data/报告/b.txt\n");
            },
            &[Missing],
            &[AlgorithmUnknown],
        ),
        (
            "name of algorithm",
            |b| {
                b.rename("manifest-sha256.txt", "manifest-SHA-256.txt");
            },
            &[],
            &[ManifestName],
        ),
        (
            "one algorithm twice",
            |b| {
                b.write("manifest-SHA256.txt", b.read("manifest-sha256.txt"));
            },
            &[ManifestName],
            &[ManifestName, NameCase],
        ),
    ]);
}

fn second_manifest_lists_one(bag: &Bag) {
    bag.write("manifest-sha512.txt", format!("{}  data/a.txt\n", sha512(b"a")));
}

#[test]
fn names() {
    run(&[
        (
            "percent-encoded",
            |b| {
                b.write("data/a%b\n.txt", "x");
                b.append("manifest-sha256.txt", &format!("{}  data/a%25b%0A.txt\n", sha256(b"x")));
            },
            &[],
            &[NotPortable],
        ),
        (
            "percent sign as it is",
            |b| {
                b.write("data/50%0Afoo", "x");
                b.append("manifest-sha256.txt", &format!("{}  data/50%0Afoo\n", sha256(b"x")));
            },
            &[],
            &[PathForm],
        ),
        (
            "listed NFC, stored NFD",
            |b| {
                b.write("data/é", "x").list(&["data/a.txt", "data/报告/b.txt", "data/é"]);
                b.rename("data/é", "data/e\u{301}");
            },
            &[],
            &[NameNormalization],
        ),
        (
            "changed under another normal form",
            |b| {
                b.write("data/é", "x").list(&["data/a.txt", "data/报告/b.txt", "data/é"]);
                b.rename("data/é", "data/e\u{301}").write("data/e\u{301}", "y");
            },
            &[ChecksumMismatch],
            &[NameNormalization],
        ),
        (
            "listed in both forms, stored in one",
            |b| {
                let line = |name: &str| format!("{}  data/{name}\n", sha256(b"x"));
                b.write("data/é", "x").append("manifest-sha256.txt", &(line("é") + &line("e\u{301}")));
            },
            &[NameNormalization],
            &[],
        ),
        (
            "listed in both forms with two checksums before 1.0",
            |b| {
                let line = |name: &str, content: &str| format!("{}  data/{name}\n", sha256(content.as_bytes()));
                b.write("bagit.txt", V097).write("data/é", "x");
                b.append("manifest-sha256.txt", &(line("é", "x") + &line("e\u{301}", "y")));
            },
            &[Missing],
            &[],
        ),
        (
            "stored in both forms, one unlisted",
            |b| {
                b.write("data/é", "x").list(&["data/a.txt", "data/报告/b.txt", "data/é"]);
                b.write("data/e\u{301}", "y");
            },
            &[Unlisted],
            &[NameNormalization],
        ),
        (
            "two that differ in case",
            |b| {
                b.write("data/A.txt", "").list(&["data/a.txt", "data/A.txt", "data/报告/b.txt"]);
            },
            &[],
            &[NameCase],
        ),
        (
            "reserved and left behind",
            |b| {
                b.write("data/nul.txt", "").write("data/.DS_Store", "");
                b.list(&["data/a.txt", "data/报告/b.txt", "data/nul.txt", "data/.DS_Store"]);
            },
            &[],
            &[NotPortable, SystemFile],
        ),
        (
            "way out of the bag",
            |b| {
                b.append("manifest-sha256.txt", &format!("{}  data/../../x\n", sha256(b"")));
            },
            &[UnsafePath],
            &[],
        ),
    ]);
}

#[test]
fn fetch_and_info() {
    run(&[
        (
            "still elsewhere",
            |b| {
                b.write("fetch.txt", "https://x/a 1 data/a.txt\n").remove("data/a.txt");
            },
            &[NotFetched],
            &[],
        ),
        (
            "fetched",
            |b| {
                b.write("fetch.txt", "https://x/a 1 data/a.txt\n");
            },
            &[],
            &[],
        ),
        (
            "fetched, of another size",
            |b| {
                b.write("fetch.txt", "https://x/a 2 data/a.txt\n");
            },
            &[],
            &[FetchForm],
        ),
        (
            "not in a manifest",
            |b| {
                b.write("fetch.txt", "https://x/a - data/z\n");
            },
            &[FetchUnlisted],
            &[],
        ),
        (
            "out of the bag",
            |b| {
                b.write("fetch.txt", "https://x/a - ../z\n");
            },
            &[UnsafePath],
            &[],
        ),
        (
            "Payload-Oxum right",
            |b| {
                b.write("bag-info.txt", "A: b\n c\nPayload-Oxum: 3.2\n");
            },
            &[],
            &[],
        ),
        (
            "Payload-Oxum wrong",
            |b| {
                b.write("bag-info.txt", "Payload-Oxum: 3.1\n");
            },
            &[Oxum],
            &[],
        ),
        (
            "mark in a tag file",
            |b| {
                b.write("bag-info.txt", "\u{FEFF}A: b\n");
            },
            &[ByteOrderMark],
            &[],
        ),
        (
            "tag file not UTF-8",
            |b| {
                b.write("bag-info.txt", [0xB0, 0xA1]);
            },
            &[TextEncoding],
            &[],
        ),
        (
            "other encoding",
            |b| {
                let gb = |text: &[u8]| encoding_rs::GB18030.encode(std::str::from_utf8(text).unwrap()).0.into_owned();
                b.write("manifest-sha256.txt", gb(&b.read("manifest-sha256.txt")));
                b.write("bagit.txt", V1.replace("UTF-8", "GB18030"));
            },
            &[],
            &[EncodingUnknown],
        ),
    ]);
}

#[test]
fn every_reason_is_given_at_once() {
    let bag = Bag::new();
    bag.write("data/a.txt", "A").write("data/c", "").remove("data/报告/b.txt");
    bag.write("bag-info.txt", "Payload-Oxum: 9.9\nnonsense\n").append("manifest-sha256.txt", "zz data/q\n");
    let found = checked(&bag.path()).0;
    assert_eq!(found, [ChecksumForm, Missing, Unlisted, ChecksumMismatch, InfoForm, Oxum]);
}

#[cfg(unix)]
#[test]
fn links_and_strange_names_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let bag = Bag::new();
    std::os::unix::fs::symlink("/etc/passwd", bag.path().join("data/link")).unwrap();
    std::os::unix::fs::symlink("..", bag.path().join("data/loop")).unwrap();
    std::fs::write(bag.path().join("data").join(std::ffi::OsStr::from_bytes(&[0xB1, 0xA8])), "x").unwrap();
    assert_eq!(checked(&bag.path()).0, [NameEncoding, NotPlainFile]);
}
