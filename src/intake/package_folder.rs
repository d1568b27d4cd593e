//! The evaluation packages of a handover: which files each brings. Their contents are judged by the
//! completeness gate, not here.

use super::{IntakeFault, limits};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The files of one evaluation package as handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFolder {
    /// The folder's name.
    pub project_code: String,
    /// Sorted by relative path.
    pub files: Vec<PackageFile>,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Inside the package, parted by `/`.
    pub relative: String,
    pub absolute: PathBuf,
    /// In bytes.
    pub size: u64,
}

/// Lists the packages below `dir`, one a folder, sorted by name; none if there is no such folder.
/// Links are passed over: a package must bring its files along.
pub fn list(dir: &Path) -> Result<Vec<PackageFolder>, IntakeFault> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut packages = Vec::new();
    for (name, path) in entries(dir)? {
        if path.is_dir() && !path.is_symlink() {
            let mut files = Vec::new();
            walk(&path, "", 0, &mut files)?;
            files.sort_by(|a: &PackageFile, b| a.relative.cmp(&b.relative));
            packages.push(PackageFolder { project_code: name, files });
        }
    }
    packages.sort_by(|a, b| a.project_code.cmp(&b.project_code));
    Ok(packages)
}

/// One package: the files below `dir`.
pub fn read(dir: &Path) -> Result<PackageFolder, IntakeFault> {
    let mut files = Vec::new();
    walk(dir, "", 0, &mut files)?;
    files.sort_by(|a: &PackageFile, b| a.relative.cmp(&b.relative));
    let project_code = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(PackageFolder { project_code, files })
}

fn walk(dir: &Path, prefix: &str, depth: usize, files: &mut Vec<PackageFile>) -> Result<(), IntakeFault> {
    for (name, absolute) in entries(dir)? {
        let relative = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        let metadata = fs::symlink_metadata(&absolute).map_err(|e| unreadable(&absolute, e))?;
        if depth >= limits::PACKAGE_DEPTH || files.len() >= limits::PACKAGE_FILES {
            let why = format!("文件多于 {} 个，或文件夹套了 {} 层以上", limits::PACKAGE_FILES, limits::PACKAGE_DEPTH);
            return Err(IntakeFault::TooLarge { file: relative, why });
        }
        if metadata.is_dir() {
            walk(&absolute, &relative, depth + 1, files)?;
        } else if metadata.is_file() {
            files.push(PackageFile { relative, absolute, size: metadata.len() });
        }
    }
    Ok(())
}

/// Names and paths; a name that is no Unicode text is a fault, because it could not be recorded.
fn entries(dir: &Path) -> Result<Vec<(String, PathBuf)>, IntakeFault> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| unreadable(dir, e))? {
        let path = entry.map_err(|e| unreadable(dir, e))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let name = name.ok_or_else(|| unreadable(&path, io::Error::other("文件名不是 UTF-8 文字")))?;
        if !name.starts_with(['.', '~']) {
            entries.push((name, path));
        }
    }
    Ok(entries)
}

fn unreadable(path: &Path, source: io::Error) -> IntakeFault {
    IntakeFault::Unreadable { file: path.display().to_string(), source }
}
