//! The one file of this room that touches the disk: packs and calendars from a folder of the
//! operator, beside those inside the program.
//!
//! `DIR/*.toml` are packs, `DIR/calendars/*.toml` are calendar years, `DIR/routes/*.toml` are routes. A faulty file stops the start:
//! a rule that silently does not apply is worse than none.

use super::calendar::Calendar;
use super::conflict_policy::ConflictPolicy;
use super::pack::Pack;
use super::packs::{self, Packs};
use super::routes::Routes;
use anyhow::{Context, ensure};
use std::path::Path;

const LARGEST_BYTES: u64 = 1 << 20;

impl Packs {
    /// The packs inside the program, replaced or joined by those of a folder.
    pub fn load_with_overrides(dir: Option<&Path>) -> anyhow::Result<Packs> {
        let sources = dir.map(toml_files).transpose()?.unwrap_or_default();
        Ok(Packs::with_sources(&sources)?)
    }
}

impl Calendar {
    /// The calendar inside the program, with years replaced or joined by those of `dir/calendars`.
    pub fn load_with_overrides(dir: Option<&Path>) -> anyhow::Result<Calendar> {
        Ok(Calendar::with_sources(&below(dir, "calendars")?)?)
    }
}

impl Routes {
    /// The routes inside the program, replaced or joined by those of `dir/routes`.
    pub fn load_with_overrides(dir: Option<&Path>) -> anyhow::Result<Routes> {
        Ok(Routes::with_sources(&below(dir, "routes")?)?)
    }
}

/// The TOML files of a folder below the operator's, if there is one.
fn below(dir: Option<&Path>, name: &str) -> anyhow::Result<Vec<(String, String)>> {
    let folder = dir.map(|dir| dir.join(name)).filter(|folder| folder.is_dir());
    folder.as_deref().map(toml_files).transpose().map(Option::unwrap_or_default)
}

/// The conflict rules named `reference`, or those of a pack inside the program.
pub fn load_conflict_policy(name: &str) -> anyhow::Result<ConflictPolicy> {
    Ok(Packs::embedded()?.conflict_policy(name)?)
}

/// A pack by id, or by the path of a file that ends in `.toml`.
pub fn load_pack(packs: &Packs, id_or_file: &str) -> anyhow::Result<Pack> {
    if !id_or_file.ends_with(".toml") {
        return Ok(packs.get(id_or_file)?.clone());
    }
    let text = read_text(Path::new(id_or_file))?;
    Ok(packs.complete(packs::parse(id_or_file, &text)?))
}

/// The text of a file that should be a pack.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    let size = std::fs::metadata(path).with_context(|| format!("无法读取 {shown}"))?.len();
    ensure!(size <= LARGEST_BYTES, "{shown} 超过 1 MiB，不是政策包");
    let bytes = std::fs::read(path).with_context(|| format!("无法读取 {shown}"))?;
    String::from_utf8(bytes).with_context(|| format!("{shown} 不是 UTF-8 文本，请另存为 UTF-8"))
}

fn toml_files(dir: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("无法读取文件夹 {}", dir.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("无法读取文件夹 {}", dir.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read_text(path)?))).collect()
}
