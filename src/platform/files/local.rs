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
        self.place(temporary, &target)?;
        Ok(Stored { sha256, bytes })
    }

    /// Renames a synced file to its place and syncs every folder that this changed.
    fn place(&self, synced: &Path, target: &Path) -> std::io::Result<()> {
        let folder = target.parent().unwrap_or(&self.root);
        let is_new = !folder.exists();
        fs::create_dir_all(folder)?;
        fs::rename(synced, target)?;
        File::open(folder)?.sync_all()?;
        let mut above = folder.ancestors().skip(1).take_while(|f| is_new && f.starts_with(&self.root));
        above.try_for_each(|folder| File::open(folder)?.sync_all())
    }

    fn adopt_by_rename(&self, whole: &Path, stored: &Stored) -> std::io::Result<()> {
        let target = self.path(&stored.sha256);
        if target.exists() {
            return fs::remove_file(whole);
        }
        File::open(whole)?.sync_all()?;
        self.place(whole, &target)
    }

    /// The folder of unfinished uploads may lie on another disk than the objects.
    fn adopt_by_copy(&self, whole: &Path, stored: &Stored) -> Outcome<()> {
        let copied = self.put(&mut File::open(whole).map_err(io_failure)?)?;
        if copied != *stored {
            return Err(damaged(&stored.sha256));
        }
        fs::remove_file(whole).map_err(io_failure)
    }
}

/// The digest that a path of two folders and a name stands for.
fn digest_of(path: &Path) -> Option<Sha256Hex> {
    Sha256Hex::parse(path.file_name()?.to_str()?)
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

    fn adopt(&self, whole: &Path, stored: &Stored) -> Outcome<()> {
        match self.adopt_by_rename(whole, stored) {
            Err(e) if e.kind() == ErrorKind::CrossesDevices => self.adopt_by_copy(whole, stored),
            done => done.map_err(io_failure),
        }
    }

    fn list(&self, each: &mut dyn FnMut(Sha256Hex, u64)) -> Outcome<()> {
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(io_failure)? {
                let entry = entry.map_err(io_failure)?;
                let metadata = entry.metadata().map_err(io_failure)?;
                match digest_of(&entry.path()) {
                    _ if metadata.is_dir() && entry.path() != self.unfinished => folders.push(entry.path()),
                    Some(sha256) if metadata.is_file() => each(sha256, metadata.len()),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn remove(&self, sha256: &Sha256Hex) -> Outcome<()> {
        match fs::remove_file(self.path(sha256)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(io_failure(e)),
            _ => Ok(()),
        }
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
