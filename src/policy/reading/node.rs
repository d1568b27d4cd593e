//! A value of a TOML file together with its place, and a table that knows which keys were asked for.
//!
//! [`FromNode`] is how every type of a pack is read: it notes what is wrong and goes on, and returns
//! `None` only after it has noted why. Keys that nobody asked for are faults too.

use super::{fault::Faults, suggest};
use crate::terms::Wording;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A type that can be read from a place in a file.
pub trait FromNode: Sized {
    /// `None` only if at least one fault was noted.
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Self>;

    /// What it means that the key is not there; by default a fault.
    fn absent(section: &Section<'_>, key: &str, faults: &mut Faults<'_>) -> Option<Self> {
        let problem = Wording::new(format!("缺少 {key}"), format!("{key} is missing"));
        let mend = Wording::new(format!("在此处补写 {key}"), format!("add {key} here"));
        faults.add(&section.span, &section.key_path(key), problem, mend);
        None
    }
}

/// A value and where it stands.
pub struct Node<'t> {
    pub path: String,
    pub span: Range<usize>,
    pub value: &'t DeValue<'t>,
}

impl<'t> Node<'t> {
    /// Notes a fault at this value.
    pub fn fault(&self, faults: &mut Faults<'_>, problem: Wording, mend: Wording) {
        faults.add(&self.span, &self.path, problem, mend);
    }

    /// Notes that the value is of another kind than the pack wants.
    pub fn wrong_kind(&self, faults: &mut Faults<'_>, zh: &str, en: &str) {
        let (found_zh, found_en) = (kind_zh(self.value), self.value.type_str());
        let problem =
            Wording::new(format!("这里应为{zh}，写成了{found_zh}"), format!("expected {en}, found {found_en}"));
        self.fault(faults, problem, Wording::new(format!("改为{zh}"), format!("write {en}")));
    }

    /// The value as a table.
    pub fn section(&self, faults: &mut Faults<'_>) -> Option<Section<'t>> {
        let section = Section::of(self);
        if section.is_none() {
            self.wrong_kind(faults, "一张表", "a table");
        }
        section
    }

    /// The elements of the value as a list.
    pub fn elements(&self, faults: &mut Faults<'_>) -> Option<Vec<Node<'t>>> {
        let DeValue::Array(items) = self.value else {
            self.wrong_kind(faults, "列表", "a list");
            return None;
        };
        let node = |(i, item): (usize, &'t toml::Spanned<DeValue<'t>>)| Node {
            path: format!("{}[{i}]", self.path),
            span: item.span(),
            value: item.get_ref(),
        };
        Some(items.iter().enumerate().map(node).collect())
    }

    /// The value as text.
    pub fn text(&self, faults: &mut Faults<'_>) -> Option<&'t str> {
        match self.value {
            DeValue::String(text) => Some(text),
            _ => {
                self.wrong_kind(faults, "带引号的文字", "text in quotes");
                None
            }
        }
    }
}

fn kind_zh(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字",
        DeValue::Integer(_) => "整数",
        DeValue::Float(_) => "小数",
        DeValue::Boolean(_) => "是非值",
        DeValue::Datetime(_) => "日期",
        DeValue::Array(_) => "列表",
        DeValue::Table(_) => "表",
    }
}

/// A table being read.
pub struct Section<'t> {
    pub path: String,
    pub span: Range<usize>,
    table: &'t DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// The whole file.
    pub fn root(table: &'t DeTable<'t>) -> Section<'t> {
        Section { path: String::new(), span: 0..0, table, asked: Vec::new() }
    }

    /// `None` if the value is no table.
    pub fn of(node: &Node<'t>) -> Option<Section<'t>> {
        match node.value {
            DeValue::Table(table) => {
                Some(Section { path: node.path.clone(), span: node.span.clone(), table, asked: Vec::new() })
            }
            _ => None,
        }
    }

    pub fn key_path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value under a key, without making the key known.
    pub fn child(&self, key: &str) -> Option<Node<'t>> {
        let value = self.table.get(key)?;
        Some(Node { path: self.key_path(key), span: value.span(), value: value.get_ref() })
    }

    /// The value under a key, which from now on counts as known here.
    pub fn node(&mut self, key: &'static str) -> Option<Node<'t>> {
        self.asked.push(key);
        self.child(key)
    }

    /// Reads the value under a key.
    pub fn field<T: FromNode>(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<T> {
        match self.node(key) {
            Some(node) => T::read(&node, faults),
            None => T::absent(self, key, faults),
        }
    }

    /// Notes every key that nobody asked for. Call it last.
    pub fn finish(self, faults: &mut Faults<'_>) {
        self.note_keys_outside(&self.asked, faults);
    }

    /// Notes every key that is not in the list. Returns whether there was one.
    pub fn note_keys_outside(&self, known: &[&str], faults: &mut Faults<'_>) -> bool {
        let strangers = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let mut found = false;
        for key in strangers {
            found = true;
            self.unknown_key(&key.span(), key.get_ref(), known, faults);
        }
        found
    }

    fn unknown_key(&self, span: &Range<usize>, written: &str, known: &[&str], faults: &mut Faults<'_>) {
        let problem = Wording::new(format!("不认识的键 {written}"), format!("unknown key {written}"));
        let list = known.join(", ");
        let mend = match suggest::nearest(written, known) {
            Some(word) => Wording::new(format!("是否想写 {word}"), format!("did you mean {word}")),
            None => Wording::new(format!("删去，或改为其中之一：{list}"), format!("remove it, or use one of: {list}")),
        };
        faults.add(span, &self.key_path(written), problem, mend);
    }
}
