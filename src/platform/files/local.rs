//! Files in a local directory: written to a temporary name, synced, renamed, and the directory
//! synced, so that a file is either whole under its digest or not there.

use super::{FileStore, Stored, copy_hashing, damaged, io_failure, missing, object_name};
use crate::platform::failure::Outcome;
use crate::terms::Sha256Hex;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

pub struct LocalStore {
    root: PathBuf,
    unfinished: PathBuf,
}

impl LocalStore {
    pub fn open(root: &Path) -> Outcome<LocalStore> {
        let unfinished = root.join("unfinished");
        fs::create_dir_all(&unfinished).map_err(io_failure)?;
        Ok(LocalStore { root: root.to_owned(), unfinished })
    }

    fn path(&self, sha256: &Sha256Hex) -> PathBuf {
        self.root.join(object_name(sha256))
    }

    fn keep(&self, temporary: &Path, content: &mut dyn Read) -> std::io::Result<Stored> {
        let mut file = File::create(temporary)?;
        let (sha256, bytes) = copy_hashing(content, &mut file)?;
        let target = self.path(&sha256);
        if target.exists() {
            fs::remove_file(temporary)?;
            return Ok(Stored { sha256, bytes });
        }
        file.sync_all()?;
        let folder = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        fs::rename(temporary, &target)?;
        File::open(folder)?.sync_all()?;
        Ok(Stored { sha256, bytes })
    }
}

impl FileStore for LocalStore {
    fn put(&self, content: &mut dyn Read) -> Outcome<Stored> {
        let temporary = self.unfinished.join(uuid::Uuid::now_v7().to_string());
        self.keep(&temporary, content).map_err(|e| {
            // The half file must not stay; that it cannot be removed either changes nothing here.
            let _ = fs::remove_file(&temporary);
            io_failure(e)
        })
    }

    fn get(&self, sha256: &Sha256Hex, out: &mut dyn Write) -> Outcome<u64> {
        let mut file = File::open(self.path(sha256)).map_err(|e| match e.kind() {
            ErrorKind::NotFound => missing(sha256),
            _ => io_failure(e),
        })?;
        let (found, bytes) = copy_hashing(&mut file, out).map_err(io_failure)?;
        if found == *sha256 { Ok(bytes) } else { Err(damaged(sha256)) }
    }

    fn exists(&self, sha256: &Sha256Hex) -> Outcome<bool> {
        Ok(self.path(sha256).exists())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_once_gives_back_and_finds_damage() {
        let dir = tempfile::tempdir().unwrap();
        let store = LocalStore::open(dir.path()).unwrap();
        let first = store.put(&mut "报告".as_bytes()).unwrap();
        assert_eq!(store.put(&mut "报告".as_bytes()).unwrap(), first);
        let mut out = Vec::new();
        assert_eq!(store.get(&first.sha256, &mut out).unwrap(), 6);
        assert_eq!(out, "报告".as_bytes());
        fs::write(store.path(&first.sha256), "改过").unwrap();
        assert!(store.get(&first.sha256, &mut Vec::new()).is_err());
        assert_eq!(fs::read_dir(&store.unfinished).unwrap().count(), 0);
    }

    struct Breaking;
    impl Read for Breaking {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line broke"))
        }
    }

    #[test]
    fn a_broken_upload_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = LocalStore::open(dir.path()).unwrap();
        assert!(store.put(&mut Breaking).is_err());
        assert_eq!(fs::read_dir(&store.unfinished).unwrap().count(), 0);
    }
}
