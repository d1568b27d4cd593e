//! Stored files: one behaviour on a local directory and on an S3 service that the test starts. What is
//! kept comes back as it was, damage and loss are seen, an upload becomes an object whole or not at all.

use super::support::s3::{ACCESS_KEY, BUCKET, ObjectServer, REGION, SECRET_KEY};
use hengping::platform::files::{self, FileStore, StoreSetting, Stored};
use hengping::terms::Sha256Hex;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Just over one part of a multipart upload, so that two are sent.
const LARGE: usize = (8 << 20) + 7;

fn s3(server: &ObjectServer) -> StoreSetting {
    s3_at(server.endpoint().to_owned())
}

fn s3_at(endpoint: String) -> StoreSetting {
    StoreSetting::S3 {
        endpoint,
        region: REGION.into(),
        bucket: BUCKET.into(),
        access_key: ACCESS_KEY.into(),
        secret_key: SECRET_KEY.into(),
        path_style: true,
    }
}

/// Runs the same story on both stores; `file_of` says where the bytes of an object lie.
fn on_both(story: impl Fn(Arc<dyn FileStore>, &dyn Fn(&Sha256Hex) -> PathBuf)) {
    let object = |sha256: &Sha256Hex| {
        let hex = sha256.as_str();
        format!("{}/{}/{hex}", &hex[..2], &hex[2..4])
    };
    let folder = tempfile::tempdir().unwrap();
    let local = files::open(&StoreSetting::Local(folder.path().to_owned())).unwrap();
    story(local, &|sha256| folder.path().join(object(sha256)));
    let server = ObjectServer::start();
    story(files::open(&s3(&server)).unwrap(), &|sha256| server.file_of(&object(sha256)));
}

fn content(store: &dyn FileStore, sha256: &Sha256Hex) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    store.get(sha256, &mut out).ok().map(|_| out)
}

fn listed(store: &dyn FileStore) -> BTreeMap<Sha256Hex, u64> {
    let mut all = BTreeMap::new();
    let each = &mut |sha256, bytes| {
        all.insert(sha256, bytes);
    };
    store.list(each).unwrap();
    all
}

/// A file as an upload leaves it, and what its digest is known to be.
fn arrived(folder: &Path, bytes: &[u8]) -> (PathBuf, Stored) {
    let path = folder.join("upload");
    std::fs::write(&path, bytes).unwrap();
    (path, Stored { sha256: Sha256Hex::of(bytes), bytes: bytes.len() as u64 })
}

#[test]
fn what_is_kept_comes_back_and_goes_when_removed() {
    let large: Vec<u8> = (0..LARGE).map(|at| (at % 251) as u8).collect();
    on_both(|store, _| {
        let small = store.put(&mut "报告".as_bytes()).unwrap();
        assert_eq!(store.put(&mut "报告".as_bytes()).unwrap(), small, "twice is once");
        let stored = store.put(&mut large.as_slice()).unwrap();
        assert_eq!(content(store.as_ref(), &stored.sha256).as_deref(), Some(large.as_slice()));
        assert_eq!(listed(store.as_ref()), [(small.sha256.clone(), 6), (stored.sha256, LARGE as u64)].into());
        store.remove(&small.sha256).unwrap();
        store.remove(&small.sha256).unwrap();
        assert!(!store.exists(&small.sha256).unwrap() && content(store.as_ref(), &small.sha256).is_none());
    });
}

#[test]
fn an_upload_is_adopted_once_and_again_after_a_fault() {
    let large: Vec<u8> = (0..LARGE).map(|at| (at % 241) as u8).collect();
    on_both(|store, _| {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [large.as_slice(), b"small", b""] {
            let (path, stored) = arrived(folder.path(), bytes);
            store.adopt(&path, &stored).unwrap();
            assert!(!path.exists(), "the unfinished file is gone");
            assert_eq!(content(store.as_ref(), &stored.sha256).as_deref(), Some(bytes));
            // The process died before it was recorded, or the same file arrives once more.
            let (path, stored) = arrived(folder.path(), bytes);
            store.adopt(&path, &stored).unwrap();
            assert!(!path.exists() && store.exists(&stored.sha256).unwrap());
        }
    });
}

#[test]
fn damage_and_loss_are_never_served() {
    on_both(|store, file_of| {
        let [damaged, lost] = ["damaged", "lost"].map(|text| store.put(&mut text.as_bytes()).unwrap().sha256);
        std::fs::write(file_of(&damaged), "changed").unwrap();
        std::fs::remove_file(file_of(&lost)).unwrap();
        assert!(content(store.as_ref(), &damaged).is_none() && content(store.as_ref(), &lost).is_none());
    });
}

#[test]
fn a_store_that_is_away_refuses_and_keeps_the_upload() {
    let server = ObjectServer::start();
    let store = files::open(&s3(&server)).unwrap();
    drop(server);
    let folder = tempfile::tempdir().unwrap();
    let (path, stored) = arrived(folder.path(), b"hello");
    assert!(store.adopt(&path, &stored).is_err());
    assert_eq!(std::fs::read(path).unwrap(), b"hello", "it can be handed over again");
}

/// An object service that takes every request and answers as it is told, or never.
fn poor_service(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut request = [0u8; 64 * 1024];
                let _ = stream.read(&mut request);
                match answer {
                    Some(answer) => drop(stream.write_all(answer.as_bytes())),
                    None => drop(stream.shutdown(std::net::Shutdown::Both)),
                }
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn a_store_that_fails_midway_refuses_and_keeps_the_upload() {
    let failing = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for answer in [Some(failing), None] {
        let store = files::open(&s3_at(poor_service(answer))).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (path, stored) = arrived(folder.path(), b"hello");
        assert!(store.adopt(&path, &stored).is_err() && store.put(&mut "x".as_bytes()).is_err(), "{answer:?}");
        assert!(store.get(&stored.sha256, &mut Vec::new()).is_err(), "{answer:?}");
        assert_eq!(std::fs::read(path).unwrap(), b"hello", "{answer:?}: it can be handed over again");
    }
}

/// A disk of 256 KiB, taken down when dropped; `None` where this process may not mount.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "none"]).arg(folder.path()).output();
        mount.is_ok_and(|done| done.status.success()).then_some(SmallDisk(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

#[test]
fn a_full_disk_refuses_and_leaves_nothing_half() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: no tmpfs may be mounted here");
        return;
    };
    let store = files::open(&StoreSetting::Local(disk.0.path().to_owned())).unwrap();
    let refused = store.put(&mut vec![7u8; 1 << 20].as_slice()).unwrap_err();
    assert!(refused.to_string().contains("存储空间不足"), "{refused}");
    assert_eq!(std::fs::read_dir(disk.0.path().join("unfinished")).unwrap().count(), 0);
    // An upload that lies elsewhere stays until there is room.
    let folder = tempfile::tempdir().unwrap();
    let (path, stored) = arrived(folder.path(), &vec![8u8; 1 << 20]);
    assert!(store.adopt(&path, &stored).is_err() && path.exists());
    assert_eq!(listed(store.as_ref()), BTreeMap::new());
    let small = store.put(&mut "small".as_bytes()).unwrap();
    assert_eq!(content(store.as_ref(), &small.sha256).as_deref(), Some(b"small".as_slice()));
}
