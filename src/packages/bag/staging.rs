//! Output that appears only when it is whole: it is written beside its place under another name and
//! renamed at the end. What was begun and not finished is removed.

use super::fault::BagFault;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A file or folder in the making.
pub(super) struct Staging {
    out: PathBuf,
    partial: PathBuf,
    is_done: bool,
}

impl Staging {
    /// Chooses the name. `source` is what is being read.
    ///
    /// # Errors
    /// Something is at `out` or at the other name already, or `out` lies within `source`.
    pub(super) fn new(out: &Path, source: &Path) -> Result<Staging, BagFault> {
        let name = out.file_name().ok_or_else(|| BagFault::Exists(out.to_owned()))?;
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = parent.canonicalize().map_err(BagFault::unwritable(parent))?;
        let source = source.canonicalize().map_err(BagFault::unreadable(source))?;
        if parent.starts_with(&source) {
            return Err(BagFault::OutInside(out.to_owned()));
        }
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(".partial");
        let (out, partial) = (parent.join(name), parent.join(hidden));
        for path in [&out, &partial] {
            if path.symlink_metadata().is_ok() {
                return Err(BagFault::Exists(path.clone()));
            }
        }
        Ok(Staging { out, partial, is_done: false })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// Puts the finished work in its place.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub(super) fn finish(mut self) -> Result<(), BagFault> {
        std::fs::rename(&self.partial, &self.out).map_err(BagFault::unwritable(&self.out))?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_done {
            // Nothing more can be done about a remainder that cannot be removed.
            let _ = match self.partial.is_dir() {
                true => std::fs::remove_dir_all(&self.partial),
                false => std::fs::remove_file(&self.partial),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (source, out) = (folder.path().join("source"), folder.path().join("out"));
        std::fs::create_dir(&source).unwrap();
        for is_folder in [false, true] {
            let staging = Staging::new(&out, &source).unwrap();
            let partial = staging.path().to_owned();
            if is_folder {
                std::fs::create_dir_all(partial.join("in")).unwrap()
            } else {
                std::fs::write(&partial, "x").unwrap()
            }
            drop(staging);
            assert!(!partial.exists() && !out.exists());
        }
        let staging = Staging::new(&out, &source).unwrap();
        std::fs::write(staging.path(), "x").unwrap();
        staging.finish().unwrap();
        assert!(out.exists());
    }
}
