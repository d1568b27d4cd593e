//! The year's folder: the one that is named, or the copy that is shipped inside the program.

use crate::intake::{Handover, IntakeFault, read_folder};
use crate::packages::examine::refused_content;
use crate::packages::inspect::inspect;
use crate::packages::model::GateFinding;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::policy::settings::CeilingRule;
use crate::policy::{Pack, Packs};
use anyhow::Context;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(RustEmbed)]
#[folder = "tests/data/wuzhong-2021"]
struct Shipped;

/// Writes the shipped year below `data_dir`, once, and returns its folder.
pub fn shipped(data_dir: &Path) -> anyhow::Result<PathBuf> {
    let folder = data_dir.join("shipped-year");
    for name in Shipped::iter() {
        let path = folder.join(name.as_ref());
        if path.exists() {
            continue;
        }
        let file = Shipped::get(&name).with_context(|| format!("shipped file {name}"))?;
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).with_context(|| format!("{} could not be made", parent.display()))?;
        fs::write(&path, file.data).with_context(|| format!("{} could not be written", path.display()))?;
    }
    Ok(folder)
}

/// Reads the folder.
pub fn read(folder: &Path) -> Result<Handover, IntakeFault> {
    read_folder(folder)
}

/// The digest over names and contents of all workbooks in the folder, in one order.
pub fn digest(folder: &Path) -> anyhow::Result<String> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{} could not be read", folder.display()))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.is_file())
        .collect();
    names.sort();
    let mut hasher = Sha256::new();
    for path in names {
        let content = fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        hasher.update((name.len() as u64).to_be_bytes());
        hasher.update(name.as_bytes());
        hasher.update(Sha256::digest(&content));
    }
    Ok(hex::encode(hasher.finalize()))
}

/// Stores the files of one package.
pub fn submission(
    store: &dyn FileStore,
    package: &crate::intake::PackageFolder,
) -> Outcome<Vec<crate::packages::model::PackageFile>> {
    let mut files = Vec::with_capacity(package.files.len());
    for file in &package.files {
        let mut content =
            fs::File::open(&file.absolute).with_context(|| format!("{} could not be read", file.absolute.display()))?;
        files.push(crate::packages::service::store_file(store, &file.relative, &mut content)?);
    }
    Ok(files)
}

/// A file of the package, by its path in it.
pub fn content(package: &crate::intake::PackageFolder, path: &str) -> Outcome<Vec<u8>> {
    let file = package.files.iter().find(|f| f.relative == path);
    let file = file.ok_or_else(|| anyhow::anyhow!("{}: no file {path}", package.project_code))?;
    Ok(fs::read(&file.absolute).with_context(|| format!("{} could not be read", file.absolute.display()))?)
}

/// Files of the package that must not be kept, as the gate tells them.
pub fn refused(package: &crate::intake::PackageFolder) -> Outcome<Vec<GateFinding>> {
    let mut findings = Vec::new();
    for file in &package.files {
        let content = fs::File::open(&file.absolute).and_then(|f| inspect(&file.relative, std::io::BufReader::new(f)));
        let content = content.with_context(|| format!("{} could not be read", file.absolute.display()))?;
        findings.extend(content.err().map(|refusal| refused_content(&file.relative, refusal)));
    }
    Ok(findings)
}

/// The fiscal division that the units belong to: six digits of the list stand for the division itself.
pub fn division(handover: &Handover) -> String {
    let code = handover.units.iter().find_map(|u| u.value.admin_division_code.clone()).unwrap_or_default();
    match code.len() {
        6 => format!("{code}000"),
        9 => code,
        _ => UNKNOWN_DIVISION.to_owned(),
    }
}

/// Stands where a list names no division.
const UNKNOWN_DIVISION: &str = "000000000";
/// The practice by which a year without a pack of its own is played.
const DEFAULT_PACK: &str = "wuzhong-2021";

/// The pack of a division, or the practice of the shipped year.
pub fn pack<'p>(packs: &'p Packs, division: &str) -> anyhow::Result<&'p Pack> {
    match packs.iter().find(|p| p.jurisdiction.mof_div_code == division) {
        Some(pack) => Ok(pack),
        None => Ok(packs.get(DEFAULT_PACK)?),
    }
}

/// The pack's ceiling rule, or the practice of the shipped year: a place without a rule of its own
/// has bids all the same, and none of them may be without a limit.
pub fn ceiling<'p>(packs: &'p Packs, pack: &'p Pack) -> anyhow::Result<Option<&'p CeilingRule>> {
    fn of(pack: &Pack) -> Option<&CeilingRule> {
        pack.resolve(|rules| &rules.bidding.ceiling).value()
    }
    Ok(match of(pack) {
        Some(rule) => Some(rule),
        None => of(packs.get(DEFAULT_PACK)?),
    })
}

/// The year that most projects belong to.
pub fn fiscal_year(handover: &Handover) -> i32 {
    let mut counts = std::collections::BTreeMap::<u32, usize>::new();
    for project in &handover.projects {
        *counts.entry(project.value.fiscal_year).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year).unwrap_or_default();
    i32::try_from(most).unwrap_or_default()
}
