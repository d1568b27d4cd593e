//! A policy pack: the rules of one place with what they rest on, and the national rules behind them.
//!
//! A pack is a value: it can be stored with a decision and gives the same answers later. Not here:
//! where packs come from (`packs`, `loader`) and how TOML is read (`reading`).

use super::basis::{Jurisdiction, LocalRule, Origin, Resolved};
use super::conflict_policy::ConflictPolicy;
use super::reading::{Fault, Faults, Node, Section, note_unknown_keys, read_document};
use super::rules::Rules;
use crate::terms::{Sha256Hex, Wording, canonical};
use serde::{Deserialize, Serialize};
use toml::de::ValueDeserializer;

/// The only pack that others may extend.
pub const NATIONAL: &str = "national";

/// The rules of one place, complete with the national ones that stand in for what it lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub id: String,
    pub name: Wording,
    /// The document that the local rules come from.
    pub document: Wording,
    pub jurisdiction: Jurisdiction,
    pub rules: Rules,
    /// Conflict rules: the pack's own, else those of the pack it extends, else the reference.
    pub conflicts: ConflictPolicy,
    /// The rules of the national pack; `None` in the national pack itself.
    pub fallback: Option<Box<Rules>>,
}

impl Pack {
    /// Asks for one topic: the local rule, else the national one, else both notes.
    pub fn resolve<T>(&self, topic: impl Fn(&Rules) -> &LocalRule<T>) -> Resolved<'_, T> {
        Resolved::of(topic(&self.rules), self.fallback.as_deref().map(&topic), self.own_origin())
    }

    /// Where this pack's own rules come from.
    pub fn own_origin(&self) -> Origin {
        if self.fallback.is_some() { Origin::Local } else { Origin::National }
    }

    /// The digest of everything the pack says, the national rules behind it included. Two packs with
    /// the same version give the same answers.
    pub fn version(&self) -> Sha256Hex {
        // A struct of texts, numbers and lists always has a JSON form.
        let value = serde_json::to_value(self).unwrap_or_default();
        Sha256Hex::of(canonical::to_string(&value).as_bytes())
    }
}

/// A pack as its file has it, before the pack that it extends is known.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenPack {
    pub id: String,
    pub extends: Option<String>,
    name: Wording,
    document: Wording,
    jurisdiction: Jurisdiction,
    rules: Rules,
    conflicts: Option<ConflictPolicy>,
}

impl WrittenPack {
    /// Reads the text of a pack; all its faults at once.
    pub fn parse(source: &str) -> Result<WrittenPack, Vec<Fault>> {
        read_document(source, read_pack)
    }

    /// Completes the pack; `national` is the pack that it extends, if it extends one.
    pub fn complete(self, national: Option<&Pack>) -> Pack {
        let inherited = || national.map(|pack| pack.conflicts.clone()).unwrap_or_default();
        Pack {
            id: self.id,
            name: self.name,
            document: self.document,
            jurisdiction: self.jurisdiction,
            rules: self.rules,
            conflicts: self.conflicts.unwrap_or_else(inherited),
            fallback: national.map(|pack| Box::new(pack.rules.clone())),
        }
    }
}

fn read_pack(mut root: Section<'_>, faults: &mut Faults<'_>) -> Option<WrittenPack> {
    let id = read_id(&mut root, faults);
    let extends = read_extends(&mut root, id.as_deref(), faults);
    let name = root.field("name", faults);
    let document = root.field("document", faults);
    let jurisdiction = root.field("jurisdiction", faults);
    let rules = Rules::read_fields(&mut root, faults);
    let conflicts = root.node("conflicts").map(|node| read_conflicts(&node, faults));
    root.finish(faults);
    Some(WrittenPack {
        id: id?,
        extends: extends?,
        name: name?,
        document: document?,
        jurisdiction: jurisdiction?,
        rules: rules?,
        conflicts: conflicts.map_or(Some(None), |read| read.map(Some))?,
    })
}

/// An id names a file and stands in URLs: lower-case letters, digits and hyphens.
fn read_id(root: &mut Section<'_>, faults: &mut Faults<'_>) -> Option<String> {
    let id: String = root.field("id", faults)?;
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let node = root.node("id").filter(|_| !plain || id.starts_with('-'));
    if let Some(node) = node {
        let problem = Wording::new(
            format!("id {id} 含有不允许的字符"),
            format!("the id {id} has characters that are not allowed"),
        );
        node.fault(
            faults,
            problem,
            Wording::new("只用小写字母、数字和连字符", "use lower-case letters, digits and hyphens"),
        );
    }
    Some(id)
}

/// Every pack but the national one extends the national one.
fn read_extends(root: &mut Section<'_>, id: Option<&str>, faults: &mut Faults<'_>) -> Option<Option<String>> {
    let extends: Option<String> = root.field("extends", faults)?;
    let wanted = (id != Some(NATIONAL)).then_some(NATIONAL);
    if id.is_some() && extends.as_deref() != wanted {
        let (zh, en) = match wanted {
            Some(_) => (r#"写 extends = "national""#, r#"write extends = "national""#),
            None => ("删去 extends", "remove extends"),
        };
        let span = root.node("extends").map_or(0..0, |node| node.span);
        let problem = Wording::new(
            "extends 不成立：地方政策包以 national 为底，national 自身没有底",
            "extends does not hold: local packs extend national, national extends nothing",
        );
        faults.add(&span, "extends", problem, Wording::new(zh, en));
    }
    Some(extends)
}

/// The conflict rules bring their own reader, which stops at its first fault; unknown keys are found
/// here, all at once.
fn read_conflicts(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<ConflictPolicy> {
    let sample = serde_json::to_value(ConflictPolicy::default()).unwrap_or_default();
    if note_unknown_keys(node, &sample, faults) {
        return None;
    }
    let spanned = toml::Spanned::new(node.span.clone(), node.value.clone());
    ConflictPolicy::deserialize(ValueDeserializer::from(spanned))
        .map_err(|error| note_conflicts(node, &error, faults))
        .ok()
}

fn note_conflicts(node: &Node<'_>, error: &toml::de::Error, faults: &mut Faults<'_>) {
    let span = error.span().unwrap_or_else(|| node.span.clone());
    let said = error.message();
    let problem = Wording::new(format!("回避规则有误（{said}）"), format!("conflict rules: {said}"));
    let mend = Wording::new("按回避规则的键和取值改正", "correct it after the keys and values of conflict rules");
    faults.add(&span, &node.path, problem, mend);
}
