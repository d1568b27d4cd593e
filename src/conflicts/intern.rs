//! Texts kept once in one block of memory and named by a number: four bytes in a record instead of
//! a `String`, and a lookup table of eight bytes an entry: the number, and a part of the hash that
//! tells nearly all other texts apart without reading them.

use std::hash::{BuildHasher, RandomState};

/// The number of a text in its [`Interner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

const EMPTY: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Slot {
    number: u32,
    tag: u32,
}

const FREE: Slot = Slot { number: EMPTY, tag: 0 };

/// Texts by number and numbers by text; open addressing, at most three quarters full.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    text: String,
    ends: Vec<usize>,
    slots: Vec<Slot>,
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
        let (at, _) = self.slot_of(text);
        let slot = self.slots.get(at)?;
        (slot.number != EMPTY).then_some(Symbol(slot.number))
    }

    /// The symbol of a text, added if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if (self.ends.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let (at, tag) = self.slot_of(text);
        match self.slots.get(at) {
            Some(known) if known.number != EMPTY => Symbol(known.number),
            _ => self.append(text, at, tag),
        }
    }

    fn append(&mut self, text: &str, at: usize, tag: u32) -> Symbol {
        let new = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { number: new, tag };
        }
        Symbol(new)
    }

    /// The slot that holds the text, or the free one where it belongs, and its tag. The table is never
    /// full.
    fn slot_of(&self, text: &str) -> (usize, u32) {
        let hash = self.hasher.hash_one(text);
        let tag = (hash >> 32) as u32;
        let is_text = |slot: &Slot| slot.tag == tag && self.text(Symbol(slot.number)) == text;
        (self.probe(hash, |slot| slot.number == EMPTY || is_text(slot)), tag)
    }

    /// The first slot from where the hash points that will do.
    fn probe(&self, hash: u64, will_do: impl Fn(&Slot) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots.get(at).is_some_and(|slot| !will_do(slot)) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; (self.slots.len() * 2).max(16)];
        for number in 0..self.ends.len() as u32 {
            let hash = self.hasher.hash_one(self.text(Symbol(number)));
            let at = self.probe(hash, |slot| slot.number == EMPTY);
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = Slot { number, tag: (hash >> 32) as u32 };
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
