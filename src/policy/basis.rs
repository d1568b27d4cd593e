//! What a rule rests on, and the value "this place has no rule here".
//!
//! A topic without a local rule is never a gap in a pack: it is an answer, with a note, and the
//! national rule stands in for it.

use super::reading::{Faults, FromNode, Node, Section, codes, pack_table};
use crate::terms::Wording;
use serde::{Deserialize, Serialize};

codes! {
    /// How well the text behind a rule is known. Only a confirmed rule may be shown as law.
    pub enum BasisStatus {
        /// The text was read.
        Confirmed = "confirmed", "已核对原文", "text confirmed";
        /// Known, but the text at hand did not show the place.
        Recalled = "recalled", "待核对原文", "recalled, to be checked";
        /// What the place does, not a norm.
        Practice = "practice", "当地做法，非规范性规定", "local practice, not a norm";
        /// A default of this platform.
        Design = "design", "平台默认值，无法定依据", "platform default, no legal basis";
    }
}

/// The place in law or practice that a rule rests on; `text` says in own words what it orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub article: String,
    pub text: Wording,
    pub status: BasisStatus,
}

impl FromNode for Basis {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Basis> {
        let mut section = node.section(faults)?;
        let article = section.field("article", faults);
        let text = section.field("text", faults);
        let status = section.field("status", faults);
        section.finish(faults);
        Some(Basis { article: article?, text: text?, status: status? })
    }

    fn absent(section: &Section<'_>, key: &str, faults: &mut Faults<'_>) -> Option<Basis> {
        let problem = Wording::new("规则没有写明依据", "the rule names no basis");
        let example = r#"basis = { article = "…", text = { zh = "…", en = "…" }, status = "confirmed" }"#;
        let mend = Wording::new(format!("补写 {example}"), format!("add {example}"));
        faults.add(&section.span, &section.key_path(key), problem, mend);
        None
    }
}

/// What a place says on one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LocalRule<T> {
    /// It has a rule.
    Is {
        #[serde(rename = "is")]
        value: T,
        basis: Basis,
    },
    /// It has none; the note says how that is known.
    None { none: Wording },
}

impl<T: FromNode> FromNode for LocalRule<T> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<LocalRule<T>> {
        let mut section = node.section(faults)?;
        let (is, none) = (section.node("is"), section.node("none"));
        let rule = match (is, none) {
            (Some(is), None) => {
                let (value, basis) = (T::read(&is, faults), section.field("basis", faults));
                value.zip(basis).map(|(value, basis)| LocalRule::Is { value, basis })
            }
            (None, Some(none)) => Wording::read(&none, faults).map(|none| LocalRule::None { none }),
            (Some(_), Some(_)) => {
                let problem = Wording::new("is 与 none 不能同时写", "`is` and `none` exclude each other");
                node.fault(faults, problem, Wording::new("只保留一个", "keep one of them"));
                None
            }
            (None, None) => {
                section.node("basis");
                note_unanswered(&section, &node.path, faults);
                None
            }
        };
        section.finish(faults);
        rule
    }

    fn absent(section: &Section<'_>, key: &str, faults: &mut Faults<'_>) -> Option<LocalRule<T>> {
        note_unanswered(section, &section.key_path(key), faults);
        None
    }
}

fn note_unanswered(section: &Section<'_>, path: &str, faults: &mut Faults<'_>) {
    let problem = Wording::new(format!("{path} 没有回答"), format!("{path} is not answered"));
    let mend = Wording::new(
        format!("在 [{path}] 下写 is 和 basis；当地没有规定的，写 none = {{ zh = \"…\", en = \"…\" }}"),
        format!(
            "under [{path}] write `is` and `basis`, or `none = {{ zh = \"…\", en = \"…\" }}` if the place has no rule"
        ),
    );
    faults.add(&section.span, path, problem, mend);
}

codes! {
    /// The pack that a value came from. What it rests on, law or a default, is said by its basis.
    pub enum Origin {
        Local = "local", "本地政策包", "local pack";
        National = "national", "全国通用政策包", "national pack";
    }
}

/// A rule after the national pack has stood in where the place has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved<'p, T> {
    Is {
        value: &'p T,
        basis: &'p Basis,
        origin: Origin,
        /// Where the rule is national: what the local pack says about having none.
        local_note: Option<&'p Wording>,
    },
    /// Neither has a rule; the notes of both, the local one first.
    None { notes: Vec<&'p Wording> },
}

impl<'p, T> Resolved<'p, T> {
    /// Local rule first, national rule second.
    pub fn of(local: &'p LocalRule<T>, national: Option<&'p LocalRule<T>>, own_origin: Origin) -> Resolved<'p, T> {
        match (local, national) {
            (LocalRule::Is { value, basis }, _) => Resolved::Is { value, basis, origin: own_origin, local_note: None },
            (LocalRule::None { none }, Some(LocalRule::Is { value, basis })) => {
                Resolved::Is { value, basis, origin: Origin::National, local_note: Some(none) }
            }
            (LocalRule::None { none }, Some(LocalRule::None { none: also })) => {
                Resolved::None { notes: vec![none, also] }
            }
            (LocalRule::None { none }, None) => Resolved::None { notes: vec![none] },
        }
    }

    /// The value alone, where there is one.
    pub fn value(&self) -> Option<&'p T> {
        match self {
            Resolved::Is { value, .. } => Some(value),
            Resolved::None { .. } => None,
        }
    }

    /// What the rule rests on, where there is one.
    pub fn basis(&self) -> Option<&'p Basis> {
        match self {
            Resolved::Is { basis, .. } => Some(basis),
            Resolved::None { .. } => None,
        }
    }
}

pack_table! {
    /// The place a pack speaks for.
    pub struct Jurisdiction {
        /// Fiscal division, nine digits; codes of abolished and functional zones occur and are kept.
        pub mof_div_code: String,
        /// Administrative division, six digits.
        pub admin_code: String,
        pub name: Wording,
    }
    check codes_are_digits
}

fn codes_are_digits(place: &Jurisdiction, node: &Node<'_>, faults: &mut Faults<'_>) {
    for (key, code, length) in [("mof_div_code", &place.mof_div_code, 9), ("admin_code", &place.admin_code, 6)] {
        if code.len() != length || !code.bytes().all(|b| b.is_ascii_digit()) {
            let problem = Wording::new(
                format!("{key} 应为 {length} 位数字，写成了 {code}"),
                format!("{key} must be {length} digits, found {code}"),
            );
            node.fault(faults, problem, Wording::new(format!("写满 {length} 位"), format!("write {length} digits")));
        }
    }
}
