//! The packs at hand: those inside the program, and those that a folder adds or replaces.

use super::conflict_policy::ConflictPolicy;
use super::pack::{NATIONAL, Pack, WrittenPack};
use super::reading::{Fault, nearest};
use std::collections::BTreeMap;

/// The packs inside the program, the national one first.
const EMBEDDED: &[(&str, &str)] = &[
    ("national.toml", include_str!("packs/national.toml")),
    ("chiping-2020.toml", include_str!("packs/chiping-2020.toml")),
    ("luoyang-hitech-2017.toml", include_str!("packs/luoyang-hitech-2017.toml")),
    ("wuzhong-2021.toml", include_str!("packs/wuzhong-2021.toml")),
    ("jingdezhen-2019.toml", include_str!("packs/jingdezhen-2019.toml")),
];

/// The conflict policy that stands in no pack.
const REFERENCE: &str = "reference";

/// Why packs could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("政策包 {file} 有 {} 处错误，第一处：{}（用 hengping policy check 查看全部）", faults.len(), first(faults))]
    Faulty { file: String, faults: Vec<Fault> },
    #[error("没有政策包 {id}；{hint}（no such policy pack）")]
    Unknown { id: String, hint: String },
    #[error("政策包编号 {id} 在 {first} 与 {second} 中重复（the same pack id twice）")]
    Twice { id: String, first: String, second: String },
    #[error("没有 national 政策包，地方政策包无所依托（the national pack is missing）")]
    NoNational,
}

fn first(faults: &[Fault]) -> String {
    faults.first().map(Fault::to_string).unwrap_or_default()
}

/// Packs by id.
#[derive(Clone, Debug)]
pub struct Packs {
    packs: BTreeMap<String, Pack>,
}

impl Packs {
    /// The packs inside the program.
    pub fn embedded() -> Result<Packs, PackError> {
        Packs::with_sources(&[])
    }

    /// The packs inside the program, replaced or joined by those of `sources`: name for messages, and
    /// text.
    pub fn with_sources(sources: &[(String, String)]) -> Result<Packs, PackError> {
        let mut written = BTreeMap::new();
        for (file, text) in EMBEDDED {
            let pack = parse(file, text)?;
            written.insert(pack.id.clone(), pack);
        }
        let mut from: BTreeMap<String, String> = BTreeMap::new();
        for (file, text) in sources {
            let pack = parse(file, text)?;
            if let Some(earlier) = from.insert(pack.id.clone(), file.clone()) {
                return Err(PackError::Twice { id: pack.id, first: earlier, second: file.clone() });
            }
            written.insert(pack.id.clone(), pack);
        }
        let national = written.remove(NATIONAL).ok_or(PackError::NoNational)?.complete(None);
        let mut packs: BTreeMap<String, Pack> =
            written.into_iter().map(|(id, pack)| (id, pack.complete(Some(&national)))).collect();
        packs.insert(NATIONAL.to_owned(), national);
        Ok(Packs { packs })
    }

    /// All packs, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    /// The pack with this id.
    pub fn get(&self, id: &str) -> Result<&Pack, PackError> {
        self.packs.get(id).ok_or_else(|| PackError::Unknown { id: id.to_owned(), hint: self.hint(id) })
    }

    /// A pack outside this collection, completed by its national rules.
    pub fn complete(&self, written: WrittenPack) -> Pack {
        let national = self.packs.get(NATIONAL).filter(|_| written.id != NATIONAL);
        written.complete(national)
    }

    /// The conflict rules of a pack, or those of the reference.
    pub fn conflict_policy(&self, name: &str) -> Result<ConflictPolicy, PackError> {
        if name == REFERENCE {
            return Ok(ConflictPolicy::default());
        }
        self.get(name).map(|pack| pack.conflicts.clone())
    }

    fn hint(&self, id: &str) -> String {
        let known: Vec<&str> = self.packs.keys().map(String::as_str).collect();
        match nearest(id, &known) {
            Some(word) => format!("是否想写 {word}"),
            None => format!("已有：{}", known.join("、")),
        }
    }
}

/// Reads one pack; `file` names it in messages.
pub fn parse(file: &str, text: &str) -> Result<WrittenPack, PackError> {
    WrittenPack::parse(text).map_err(|faults| PackError::Faulty { file: file.to_owned(), faults })
}
