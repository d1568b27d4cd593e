//! What both engines follow, from `search_config/`: weights of fields, words that mean the same, words
//! that say nothing.

use serde::Deserialize;
use std::collections::HashMap;

/// What a word is worth by where it was found; greater comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    pub number: u16,
    pub name: u16,
    pub pinyin: u16,
    pub initials: u16,
    pub pinyin_start: u16,
    pub name_part: u16,
    pub specialty: u16,
    pub specialty_start: u16,
    pub syllable: u16,
    pub text: u16,
    pub slip: u16,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ExpertsFile {
    stop_words: Vec<String>,
    weights: Weights,
}

/// The settings of the index of experts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub weights: Weights,
    pub stop_words: Vec<String>,
    /// By word, the whole group that it belongs to.
    same: HashMap<String, Vec<String>>,
}

const EXPERTS: &str = include_str!("../../search_config/experts.toml");

impl Settings {
    /// The settings that the program was built with.
    ///
    /// # Errors
    /// The embedded file is not of its form.
    pub fn embedded() -> Result<Settings, toml::de::Error> {
        let file: ExpertsFile = toml::from_str(EXPERTS)?;
        let groups = crate::registry::synonyms::groups();
        let same = groups.iter().flat_map(|group| group.iter().map(|word| (word.clone(), group.clone())));
        Ok(Settings { weights: file.weights, stop_words: file.stop_words, same: same.collect() })
    }

    /// The word and all that mean the same.
    pub fn same_as(&self, word: &str) -> Vec<String> {
        self.same.get(word).cloned().unwrap_or_else(|| vec![word.to_owned()])
    }

    /// The groups by word, as Meilisearch takes them.
    pub fn synonyms(&self) -> &HashMap<String, Vec<String>> {
        &self.same
    }

    /// Without words that say nothing, unless there are no others.
    pub fn without_stop_words(&self, tokens: Vec<String>) -> Vec<String> {
        let telling: Vec<String> = tokens.iter().filter(|t| !self.stop_words.contains(t)).cloned().collect();
        if telling.is_empty() { tokens } else { telling }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_what_is_closer_weighs_more() {
        let settings = Settings::embedded().unwrap();
        let w = &settings.weights;
        assert!(w.name > w.name_part && w.pinyin > w.pinyin_start && w.specialty > w.text && w.text > w.slip);
        assert!(settings.same_as("水利").contains(&"水务".to_owned()));
        assert_eq!(settings.same_as("张伟"), ["张伟"]);
    }

    #[test]
    fn words_that_say_nothing_are_dropped_unless_alone() {
        let settings = Settings::embedded().unwrap();
        let tokens = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>();
        assert_eq!(settings.without_stop_words(tokens(&["水利", "专家"])), ["水利"]);
        assert_eq!(settings.without_stop_words(tokens(&["专家"])), ["专家"]);
    }
}
