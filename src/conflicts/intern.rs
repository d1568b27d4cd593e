//! Texts kept once in one block of memory and named by a number: four bytes in a record instead of
//! a `String`, and a lookup table of four bytes an entry.

use std::hash::{BuildHasher, RandomState};

/// The number of a text in its [`Interner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

const EMPTY: u32 = u32::MAX;

/// Texts by number and numbers by text; open addressing, at most three quarters full.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    text: String,
    ends: Vec<usize>,
    slots: Vec<u32>,
    hasher: RandomState,
}

impl Interner {
    /// How many texts there are; numbers run from 0.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a symbol; empty for a symbol that is not from here.
    pub fn text(&self, symbol: Symbol) -> &str {
        let at = symbol.0 as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    /// The symbol of a text that is already here.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        if self.slots.is_empty() {
            return None;
        }
        let entry = self.slots.get(self.slot_of(text))?;
        (*entry != EMPTY).then_some(Symbol(*entry))
    }

    /// The symbol of a text, added if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if (self.ends.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.slot_of(text);
        match self.slots.get(slot) {
            Some(known) if *known != EMPTY => Symbol(*known),
            _ => self.append(text, slot),
        }
    }

    fn append(&mut self, text: &str, slot: usize) -> Symbol {
        let new = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        if let Some(entry) = self.slots.get_mut(slot) {
            *entry = new;
        }
        Symbol(new)
    }

    /// The slot that holds the text, or the empty one where it belongs. The table is never full.
    fn slot_of(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & mask;
        while let Some(entry) = self.slots.get(slot) {
            if *entry == EMPTY || self.text(Symbol(*entry)) == text {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        self.slots = vec![EMPTY; size];
        for number in 0..self.ends.len() as u32 {
            let slot = self.slot_of(self.text(Symbol(number)));
            if let Some(entry) = self.slots.get_mut(slot) {
                *entry = number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_the_same_number() {
        let mut names = Interner::default();
        assert_eq!(names.find("王伟"), None);
        let all: Vec<String> = (0..1000).map(|i| format!("人{i}")).collect();
        let symbols: Vec<Symbol> = all.iter().map(|name| names.intern(name)).collect();
        assert_eq!(names.len(), 1000);
        for (name, symbol) in all.iter().zip(symbols) {
            assert_eq!(names.intern(name), symbol);
            assert_eq!((names.text(symbol), names.find(name)), (name.as_str(), Some(symbol)));
        }
        assert_eq!((names.intern(""), names.text(Symbol(9999))), (Symbol(1000), ""));
    }
}
