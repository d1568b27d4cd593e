//! A small bag that tests change one thing of.

use sha2::{Digest, Sha256, Sha512};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(super) const V1: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
pub(super) const V097: &str = "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n";

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(super) fn sha512(bytes: &[u8]) -> String {
    hex::encode(Sha512::digest(bytes))
}

/// A bag in a folder that goes when this does.
pub(super) struct Bag {
    folder: TempDir,
}

impl Bag {
    /// Two files, one manifest, no tag manifest.
    pub(super) fn new() -> Bag {
        let bag = Bag { folder: tempfile::tempdir().unwrap() };
        bag.write("bagit.txt", V1);
        bag.write("data/a.txt", "a").write("data/报告/b.txt", "bb").list(&["data/a.txt", "data/报告/b.txt"]);
        bag
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("bag")
    }

    pub(super) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Bag {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(super) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).unwrap()
    }

    pub(super) fn append(&self, path: &str, text: &str) -> &Bag {
        let mut content = fs::read(self.path().join(path)).unwrap_or_default();
        content.extend_from_slice(text.as_bytes());
        self.write(path, content)
    }

    pub(super) fn remove(&self, path: &str) -> &Bag {
        fs::remove_file(self.path().join(path)).unwrap();
        self
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> &Bag {
        fs::rename(self.path().join(from), self.path().join(to)).unwrap();
        self
    }

    /// Lists files that exist in `manifest-sha256.txt`.
    pub(super) fn list(&self, paths: &[&str]) -> &Bag {
        let line = |path: &&str| format!("{}  {path}\n", sha256(&self.read(path)));
        self.write("manifest-sha256.txt", paths.iter().map(line).collect::<String>())
    }

    /// Lists files that exist in `tagmanifest-sha256.txt`.
    pub(super) fn list_tags(&self, paths: &[&str]) -> &Bag {
        let line = |path: &&str| format!("{}  {path}\n", sha256(&self.read(path)));
        self.write("tagmanifest-sha256.txt", paths.iter().map(line).collect::<String>())
    }
}

/// All files below `folder` with their paths, sorted.
pub(super) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => pending.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                    files.push((name, fs::read(&path).unwrap()));
                }
            }
        }
    }
    files.sort();
    files
}
