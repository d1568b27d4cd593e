//! Stored files at rest: each is hashed anew and compared with the rows that name it. A file that is
//! damaged or missing is told with the paths that need it. Files that no package names are counted and
//! never removed: other rooms keep theirs in the same store.

use super::{draft, store, uploads};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::files::{FileStore, RunningDigest};
use crate::sealing::service as sealing;
use crate::terms::Sha256Hex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a scrub found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scrubbed {
    pub objects: u64,
    pub bytes: u64,
    /// Digests that rows name, each once however many name it.
    pub named: u64,
    pub damaged: Vec<Needed>,
    pub missing: Vec<Needed>,
    /// Files that no package names: those of other rooms, and what an upload left behind.
    pub unnamed: Vec<Sha256Hex>,
}

/// A file that cannot be given back as it was, and who needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Needed {
    pub sha256: Sha256Hex,
    /// How many rows name it.
    pub references: u64,
    /// Some of their paths.
    pub paths: Vec<String>,
}

/// Paths that are told of one file.
const PATHS: usize = 5;

impl Scrubbed {
    /// True where every named file is there and whole.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.missing.is_empty()
    }
}

/// Reads every object. `progress` is told the bytes read so far.
pub fn scrub(db: &Db, files: &dyn FileStore, mut progress: impl FnMut(u64)) -> Outcome<Scrubbed> {
    let mut objects = BTreeMap::new();
    files.list(&mut |sha256, bytes| {
        objects.insert(sha256, bytes);
    })?;
    // Read after the list: what was stored in between is named and not listed, which does no harm.
    let References { named, arriving } = db.read(references)?;
    let mut found = Scrubbed { objects: objects.len() as u64, named: named.len() as u64, ..Scrubbed::default() };
    for (sha256, bytes) in &objects {
        found.bytes += bytes;
        match named.get(sha256) {
            Some(paths) if files.get(sha256, &mut std::io::sink()).is_err() => {
                found.damaged.push(needed(sha256, paths))
            }
            Some(_) => {}
            None if arriving.contains(sha256) => {}
            None => found.unnamed.push(sha256.clone()),
        }
        progress(found.bytes);
    }
    let missing = named.iter().filter(|(sha256, _)| !objects.contains_key(sha256));
    found.missing = missing.map(|(sha256, paths)| needed(sha256, paths)).collect();
    Ok(found)
}

fn needed(sha256: &Sha256Hex, paths: &[String]) -> Needed {
    let some: BTreeSet<&String> = paths.iter().collect();
    let paths_told = some.into_iter().take(PATHS).cloned().collect();
    Needed { sha256: sha256.clone(), references: paths.len() as u64, paths: paths_told }
}

/// What names objects.
struct References {
    /// Digests that a submitted version, a draft or a receipt names, with the paths.
    named: BTreeMap<Sha256Hex, Vec<String>>,
    /// Digests of uploads that are whole and about to be stored: their object may be there already.
    arriving: BTreeSet<Sha256Hex>,
}

fn references(conn: &mut Conn) -> Outcome<References> {
    let mut files = store::named_files(conn)?;
    files.extend(draft::named_files(conn)?);
    // Sealed bids lie in the same store.
    files.extend(sealing::named_files(conn)?);
    let mut named: BTreeMap<Sha256Hex, Vec<String>> = BTreeMap::new();
    for (sha256, path) in files.into_iter().filter_map(|(text, path)| Some((Sha256Hex::parse(&text)?, path))) {
        named.entry(sha256).or_default().push(path);
    }
    let whole = uploads::all(conn)?.into_iter().filter(|u| u.is_whole() && u.sha256.is_none());
    let arriving = whole.filter_map(|u| RunningDigest::resume(&u.hash_state)?.finish()).collect();
    Ok(References { named, arriving })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::uploads::stage::Stage;
    use crate::packages::service::store_file;

    #[test]
    fn damage_loss_and_strays_are_told_apart() {
        let stage = Stage::open();
        let store = stage.services.files.as_ref();
        let at = stage.services.clock.now();
        let kept: Vec<_> = ["whole", "damaged", "missing"]
            .map(|name| {
                let file = store_file(store, &format!("{name}.txt"), &mut name.as_bytes()).unwrap();
                let id = stage.commission.id.as_str();
                stage.services.db.write(|conn| draft::put(conn, id, &file, "evaluator", at)).unwrap();
                file.sha256
            })
            .into();
        let stray = store.put(&mut "stray".as_bytes()).unwrap().sha256;
        let path = |sha256: &Sha256Hex| {
            let hex = sha256.as_str();
            stage.folder.path().join("objects").join(&hex[..2]).join(&hex[2..4]).join(hex)
        };
        std::fs::write(path(&kept[1]), "changed").unwrap();
        std::fs::remove_file(path(&kept[2])).unwrap();

        let found = scrub(&stage.services.db, store, |_| {}).unwrap();
        assert!(!found.is_sound());
        assert_eq!((found.objects, found.named), (3, 3));
        assert_eq!(found.damaged.iter().map(|n| &n.paths[0]).collect::<Vec<_>>(), ["damaged.txt"]);
        assert_eq!(found.missing.iter().map(|n| (&n.sha256, n.references)).collect::<Vec<_>>(), [(&kept[2], 1)]);
        assert_eq!(found.unnamed, std::slice::from_ref(&stray));
        assert!(store.exists(&stray).unwrap() && store.exists(&kept[0]).unwrap());
    }
}
