//! From a text to the shingles that are kept of it. Pure.

use super::model::Text;
use crate::packages::docx::Paragraph;
use crate::terms::text::half_width;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Characters of a shingle.
pub const SHINGLE: usize = 12;
/// Neighbouring shingles of which one is kept.
const WINDOW: usize = 12;
/// Letters of a report that are compared; a thousand pages have about 800,000.
const LETTERS: usize = 1_000_000;
/// Shingles kept of one report.
const KEPT: usize = 100_000;

impl Text {
    pub fn of(paragraphs: &[Paragraph]) -> Text {
        let mut text = Text::default();
        for (place, paragraph) in (0u32..).zip(paragraphs) {
            let letters = half_width(&paragraph.text);
            let room = LETTERS.saturating_sub(text.letters.len());
            let letters = letters.chars().filter(|c| c.is_alphanumeric()).take(room);
            text.letters.extend(letters.flat_map(char::to_lowercase));
            text.places.resize(text.letters.len(), place);
            text.paragraphs.push(paragraph.text.clone());
        }
        text
    }
}

/// The shingles that are kept: hash and place of the first occurrence. The hash is the same on every machine.
pub fn kept(text: &Text) -> BTreeMap<i64, usize> {
    let hashes: Vec<i64> = text.letters.windows(SHINGLE).map(hash).collect();
    let mut kept = BTreeMap::new();
    // The last smallest of each window; a shorter text keeps its smallest.
    let windows = hashes.windows(WINDOW.min(hashes.len()).max(1)).enumerate();
    for (at, window) in windows {
        let smallest = window.iter().enumerate().rev().min_by_key(|(_, hash)| **hash);
        if let Some((offset, hash)) = smallest.filter(|_| kept.len() < KEPT) {
            kept.entry(*hash).or_insert(at + offset);
        }
    }
    kept
}

fn hash(letters: &[char]) -> i64 {
    let mut hasher = Sha256::new();
    letters.iter().for_each(|c| hasher.update(u32::from(*c).to_be_bytes()));
    let digest = hasher.finalize();
    let mut first = [0u8; 8];
    first.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    i64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(of: &str) -> Text {
        Text::of(&[Paragraph { text: of.to_owned(), is_heading: false }])
    }

    #[test]
    fn width_blanks_and_punctuation_do_not_count() {
        let (a, b) = (text("项目预算８３７万元，实际执行。"), text("项目 预算837万元实际执行"));
        assert_eq!(a.letters, b.letters);
        assert_eq!(kept(&text("太短")), BTreeMap::new());
        assert_eq!(kept(&text("正好十二个字的一句话在此")).len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// The promise of winnowing: whatever stands around it, a shared passage of 23 letters is found.
        #[test]
        fn a_shared_passage_always_shares_a_shingle(
            shared in "[一-龥]{23}", before in "[一-龥]{0,40}", after in "[一-龥]{0,40}", other in "[一-龥]{0,40}",
        ) {
            let a = kept(&text(&format!("{before}{shared}{after}")));
            let b = kept(&text(&format!("{other}{shared}{before}")));
            prop_assert!(a.keys().any(|hash| b.contains_key(hash)));
        }
    }
}
