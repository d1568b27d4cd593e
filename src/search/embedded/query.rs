//! From a question to a query of the index. Each word must be found in one way or another; the ways have
//! weights, and the best one counts.

use super::schema::{Fields, cut};
use super::ways::{Way, Ways};
use crate::search::model::{Closeness, Question};
use crate::search::rules::words::{Script, Word, grams_asked};
use crate::search::rules::{slips, spelling};
use crate::search::settings::Settings;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

type Boxed = Box<dyn Query>;

/// The query of a question, without its ranges and without who is left out.
pub fn query(fields: &Fields, settings: &Settings, question: &Question) -> Boxed {
    let maker = Maker { fields, settings, closeness: question.closeness };
    let last = question.words.len().saturating_sub(1);
    let mut words: Vec<Vec<Way>> = Vec::new();
    for (at, word) in question.words.iter().enumerate() {
        words.push(maker.word(word, at == last));
    }
    for (facet, value) in &question.filters {
        words.push(vec![way(term(fields.of_facet(*facet), value), 0)]);
    }
    let extras = match question.closeness {
        Closeness::OneSlip => question.words.iter().filter_map(|word| maker.sound(word)).collect(),
        Closeness::AsWritten => Vec::new(),
    };
    if words.is_empty() { Box::new(AllQuery) } else { Box::new(Ways { words, extras }) }
}

struct Maker<'a> {
    fields: &'a Fields,
    settings: &'a Settings,
    closeness: Closeness,
}

impl Maker<'_> {
    /// The word itself, what means the same, or in the second try a slip of it.
    fn word(&self, word: &Word, is_last: bool) -> Vec<Way> {
        let mut ways = Vec::new();
        for text in self.settings.same_as(&word.text) {
            self.written(&text, is_last, &mut ways);
        }
        match word.script {
            Script::Han => self.name(&word.text, &mut ways),
            Script::Latin => self.latin(&word.text, &mut ways),
            Script::Figures => {}
        }
        if word.script != Script::Han {
            ways.push(way(begins(self.fields.number, &word.text), self.settings.weights.number));
        }
        if self.closeness == Closeness::OneSlip {
            ways.extend(self.slips(word));
        }
        ways
    }

    /// In a specialty, or in the text with every word of the cut.
    fn written(&self, text: &str, is_last: bool, ways: &mut Vec<Way>) {
        let weights = &self.settings.weights;
        ways.push(way(term(self.fields.specialty, text), weights.specialty));
        ways.push(way(begins(self.fields.specialty, text), weights.specialty_start));
        let tokens = self.settings.without_stop_words(cut(text));
        let end = tokens.len().saturating_sub(1);
        let each = tokens.iter().enumerate().map(|(at, token)| {
            // While somebody types, the last word is seldom whole.
            let is_open = is_last && at == end;
            if is_open { begins(self.fields.text, token) } else { term(self.fields.text, token) }
        });
        let all: Vec<Boxed> = each.collect();
        if !all.is_empty() {
            ways.push(way(Box::new(BooleanQuery::intersection(all)), weights.text));
        }
    }

    fn name(&self, text: &str, ways: &mut Vec<Way>) {
        let weights = &self.settings.weights;
        ways.push(way(term(self.fields.name, text), weights.name));
        let grams = grams_asked(text).into_iter().map(|gram| term(self.fields.name_part, &gram)).collect();
        ways.push(way(Box::new(BooleanQuery::intersection(grams)), weights.name_part));
    }

    fn latin(&self, text: &str, ways: &mut Vec<Way>) {
        let weights = &self.settings.weights;
        ways.push(way(term(self.fields.pinyin, text), weights.pinyin));
        ways.push(way(term(self.fields.initials, text), weights.initials));
        ways.push(way(term(self.fields.syllable, text), weights.syllable));
        if text.len() >= 2 {
            ways.push(way(begins(self.fields.pinyin, text), weights.pinyin_start));
        }
    }

    /// One letter other, too many, missing, or two exchanged, in whole names, specialties and spellings.
    fn slips(&self, word: &Word) -> Vec<Way> {
        let fields: &[Field] = match word.script {
            Script::Han if slips::may_be_one(&word.text) => &[self.fields.name, self.fields.specialty],
            Script::Latin if word.text.len() >= SHORTEST_PINYIN => &[self.fields.pinyin],
            Script::Han | Script::Latin | Script::Figures => &[],
        };
        let near = |field: &Field| {
            let term = Term::from_field_text(*field, &word.text);
            way(Box::new(FuzzyTermQuery::new(term, 1, true)), self.settings.weights.slip)
        };
        fields.iter().map(near).collect()
    }

    /// Among the hits of a slip those that sound alike come first; sound alone makes no hit.
    fn sound(&self, word: &Word) -> Option<Way> {
        let full =
            (word.script == Script::Han).then(|| spelling::of(&word.text)).and_then(|s| s.full.into_iter().next());
        full.map(|full| way(term(self.fields.pinyin, &full), 1))
    }
}

/// Shorter pinyin is one slip away from too many names.
const SHORTEST_PINYIN: usize = 5;

fn term(field: Field, text: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn begins(field: Field, text: &str) -> Boxed {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, false))
}

fn way(query: Boxed, weight: u16) -> Way {
    Way { query, weight: f32::from(weight) }
}
