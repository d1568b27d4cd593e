//! Words of the search boxes that mean the same, from `search_config/synonyms.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Synonyms {
    groups: Vec<Vec<String>>,
}

const TEXT: &str = include_str!("../../search_config/synonyms.toml");

/// A test holds the embedded file to its form; without it a word stands for itself alone.
static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// All groups of words that mean the same.
pub fn groups() -> &'static [Vec<String>] {
    &SYNONYMS.groups
}

/// The word, lower-cased, and all that mean the same.
pub fn of(word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let group = SYNONYMS.groups.iter().find(|group| group.contains(&word));
    group.cloned().unwrap_or_else(|| vec![word])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_file_reads_and_no_word_stands_twice() {
        let read: Synonyms = toml::from_str(TEXT).unwrap();
        let words: Vec<&String> = read.groups.iter().flatten().collect();
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
        assert!(words.iter().all(|w| **w == w.to_lowercase() && !w.is_empty()));
    }

    #[test]
    fn a_word_finds_its_group_whatever_the_case() {
        assert!(of("CPA").contains(&"注册会计师".to_owned()));
        assert_eq!(of("张伟"), ["张伟"]);
    }
}
