//! Where the embedded index lives: one folder a generation, and a pointer to the one in use with the
//! versions that it was made by. A new generation is built beside the old one and the pointer is moved
//! with one rename, so that searching never stops.

use super::schema::SCHEMA_VERSION;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The folder of one index.
#[derive(Clone, Debug)]
pub struct Home(PathBuf);

/// Which generation is in use, and what it was made by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pointer {
    generation: u64,
    schema_version: u32,
    tantivy_version: String,
}

const POINTER: &str = "current.json";
const LOCK: &str = "building.lock";

impl Home {
    pub fn new(folder: PathBuf) -> Home {
        Home(folder)
    }

    fn versions(generation: u64) -> Pointer {
        let tantivy_version = tantivy::version_string().to_owned();
        Pointer { generation, schema_version: SCHEMA_VERSION, tantivy_version }
    }

    /// The generation in use; none where there is none, or none that this program can read.
    pub fn current(&self) -> Option<u64> {
        let text = fs::read(self.0.join(POINTER)).ok()?;
        let pointer: Pointer = serde_json::from_slice(&text).ok()?;
        (pointer == Home::versions(pointer.generation)).then_some(pointer.generation)
    }

    pub fn folder(&self, generation: u64) -> PathBuf {
        self.0.join(format!("g{generation}"))
    }

    /// An empty folder for the next generation.
    pub fn next(&self) -> io::Result<(u64, PathBuf)> {
        fs::create_dir_all(&self.0)?;
        let newest = generations(&self.0)?.into_iter().max().unwrap_or(0);
        let folder = self.folder(newest + 1);
        fs::create_dir(&folder)?;
        Ok((newest + 1, folder))
    }

    /// Takes a generation into use and removes older ones. Where somebody still has one open it goes with
    /// the next change.
    pub fn point_to(&self, generation: u64) -> io::Result<()> {
        let fresh = self.0.join(format!("{POINTER}.new"));
        fs::write(&fresh, serde_json::to_vec(&Home::versions(generation))?)?;
        File::open(&fresh)?.sync_all()?;
        fs::rename(&fresh, self.0.join(POINTER))?;
        for old in generations(&self.0)?.into_iter().filter(|g| *g < generation) {
            if let Err(error) = fs::remove_dir_all(self.folder(old)) {
                tracing::warn!(%error, generation = old, "an old search index could not be removed");
            }
        }
        Ok(())
    }

    /// Held while a generation is built, by one process at a time; `None` where another one is at it.
    pub fn lock(&self) -> io::Result<Option<File>> {
        fs::create_dir_all(&self.0)?;
        let file = File::create(self.0.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn generations(folder: &Path) -> io::Result<Vec<u64>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let number = |name: &str| name.strip_prefix('g')?.parse().ok();
    Ok(entries.iter().filter_map(|entry| number(&entry.file_name().to_string_lossy())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_index_of_this_program_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().to_owned());
        assert_eq!(home.current(), None);
        let (first, _) = home.next().unwrap();
        home.point_to(first).unwrap();
        assert_eq!(home.current(), Some(1));
        let (second, _) = home.next().unwrap();
        home.point_to(second).unwrap();
        assert_eq!((home.current(), home.folder(1).exists()), (Some(2), false));
        let text = fs::read_to_string(folder.path().join(POINTER)).unwrap();
        let of_another = text.replace(&format!("schema_version\":{SCHEMA_VERSION}"), "schema_version\":0");
        fs::write(folder.path().join(POINTER), of_another).unwrap();
        assert_eq!(home.current(), None);
        fs::write(folder.path().join(POINTER), "{").unwrap();
        assert_eq!(home.current(), None);
    }

    #[test]
    fn one_builds_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().to_owned());
        let held = home.lock().unwrap();
        assert!(held.is_some() && home.lock().unwrap().is_none());
        drop(held);
        assert!(home.lock().unwrap().is_some());
    }
}
