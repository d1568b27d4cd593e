//! From a question to a query of the index. Each word must be found in one way or another; the ways have
//! weights, and the best one counts.

use super::schema::{Fields, cut};
use crate::search::model::{Closeness, Question};
use crate::search::rules::slips::{Kind, marks_of_word};
use crate::search::rules::spelling;
use crate::search::rules::words::{Script, Word, grams_asked};
use crate::search::settings::Settings;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

type Boxed = Box<dyn Query>;

/// The query of a question, without its ranges and without who is left out.
pub fn query(fields: &Fields, settings: &Settings, question: &Question) -> Boxed {
    let maker = Maker { fields, settings, closeness: question.closeness };
    let last = question.words.len().saturating_sub(1);
    let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
    for (at, word) in question.words.iter().enumerate() {
        clauses.push((Occur::Must, maker.word(word, at == last)));
    }
    for (facet, value) in &question.filters {
        clauses.push((Occur::Must, scored(term(fields.of_facet(*facet), value), 0)));
    }
    if question.closeness == Closeness::OneSlip {
        clauses.extend(question.words.iter().filter_map(|word| maker.sound(word)).map(|q| (Occur::Should, q)));
    }
    if clauses.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(clauses)) }
}

struct Maker<'a> {
    fields: &'a Fields,
    settings: &'a Settings,
    closeness: Closeness,
}

impl Maker<'_> {
    /// The word itself, what means the same, or in the second try a slip of it.
    fn word(&self, word: &Word, is_last: bool) -> Boxed {
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
            ways.push(scored(begins(self.fields.number, &word.text), self.settings.weights.number));
        }
        if self.closeness == Closeness::OneSlip {
            ways.extend(self.slip(word));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    /// In a specialty, or in the text with every word of the cut.
    fn written(&self, text: &str, is_last: bool, ways: &mut Vec<Boxed>) {
        let weights = &self.settings.weights;
        ways.push(scored(term(self.fields.specialty, text), weights.specialty));
        ways.push(scored(begins(self.fields.specialty, text), weights.specialty_start));
        let tokens = self.settings.without_stop_words(cut(text));
        let end = tokens.len().saturating_sub(1);
        let each = tokens.iter().enumerate().map(|(at, token)| {
            // While somebody types, the last word is seldom whole.
            let is_open = is_last && at == end;
            if is_open { begins(self.fields.text, token) } else { term(self.fields.text, token) }
        });
        let all: Vec<Boxed> = each.collect();
        if !all.is_empty() {
            ways.push(scored(Box::new(BooleanQuery::intersection(all)), weights.text));
        }
    }

    fn name(&self, text: &str, ways: &mut Vec<Boxed>) {
        let weights = &self.settings.weights;
        ways.push(scored(term(self.fields.name, text), weights.name));
        let grams = grams_asked(text).into_iter().map(|gram| term(self.fields.name_part, &gram)).collect();
        ways.push(scored(Box::new(BooleanQuery::intersection(grams)), weights.name_part));
    }

    fn latin(&self, text: &str, ways: &mut Vec<Boxed>) {
        let weights = &self.settings.weights;
        ways.push(scored(term(self.fields.pinyin, text), weights.pinyin));
        ways.push(scored(term(self.fields.initials, text), weights.initials));
        ways.push(scored(term(self.fields.syllable, text), weights.syllable));
        if text.len() >= 2 {
            ways.push(scored(begins(self.fields.pinyin, text), weights.pinyin_start));
        }
    }

    fn slip(&self, word: &Word) -> Option<Boxed> {
        let kinds: &[Kind] = match word.script {
            Script::Han => &[Kind::Name, Kind::Specialty],
            Script::Latin if word.text.len() >= SHORTEST_PINYIN => &[Kind::Pinyin],
            Script::Latin | Script::Figures => &[],
        };
        let marks = kinds.iter().flat_map(|kind| marks_of_word(*kind, &word.text));
        let terms: Vec<Term> = marks.map(|mark| Term::from_field_text(self.fields.slip, &mark)).collect();
        (!terms.is_empty()).then(|| scored(Box::new(TermSetQuery::new(terms)), self.settings.weights.slip))
    }

    /// Among the hits of a slip those that sound alike come first; sound alone makes no hit.
    fn sound(&self, word: &Word) -> Option<Boxed> {
        let full =
            (word.script == Script::Han).then(|| spelling::of(&word.text)).and_then(|s| s.full.into_iter().next());
        full.map(|full| scored(term(self.fields.pinyin, &full), 1))
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

fn scored(query: Boxed, weight: u16) -> Boxed {
    Box::new(ConstScoreQuery::new(query, f32::from(weight)))
}
