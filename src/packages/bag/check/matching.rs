//! Which file a listed name means.
//!
//! Systems change names on the way: a Mac stores them decomposed (NFD), others as they come. A
//! listed name therefore also means a file whose name is the same text in another normal form, but
//! only if there is exactly one such file and no other line means it (RFC 8493, Practical Considerations).
//! Case is never changed silently.

use super::super::path::is_payload;
use super::super::source::Contents;
use std::collections::HashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The files that a kind of manifest can list, by their names.
pub(super) struct Index<'c> {
    exact: HashMap<&'c str, usize>,
    composed: HashMap<String, Vec<usize>>,
    folded: HashMap<String, Vec<usize>>,
}

impl<'c> Index<'c> {
    /// Payload files or all others.
    pub(super) fn new(contents: &'c Contents, of_payload: bool) -> Index<'c> {
        let mut index = Index { exact: HashMap::new(), composed: HashMap::new(), folded: HashMap::new() };
        for (at, file) in contents.files.iter().enumerate().filter(|(_, file)| is_payload(&file.path) == of_payload) {
            index.exact.insert(&file.path, at);
            index.composed.entry(composed(&file.path)).or_default().push(at);
            index.folded.entry(folded(&file.path)).or_default().push(at);
        }
        index
    }

    pub(super) fn exact(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }

    /// Files whose names are the same text in some normal form.
    pub(super) fn same_text(&self, name: &str) -> &[usize] {
        self.composed.get(&composed(name)).map_or(&[], Vec::as_slice)
    }

    /// Files whose names differ in case at most.
    pub(super) fn same_folded(&self, name: &str) -> &[usize] {
        self.folded.get(&folded(name)).map_or(&[], Vec::as_slice)
    }
}

/// Normalization Form C.
pub(super) fn composed(name: &str) -> String {
    match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => name.to_owned(),
        _ => name.nfc().collect(),
    }
}

/// Without differences of case and normal form.
pub(super) fn folded(name: &str) -> String {
    composed(&composed(name).to_lowercase())
}
