//! Use cases: ask the library, keep it in step with the database, build it anew, compare the two.

use super::engine::Engine;
use super::model::{
    Answer, Answered, Closeness, Counts, Document, EngineFault, Facet, LeftOut, Measure, Order, Question,
};
use super::rules::words::{self, Unreadable, Word};
use super::settings::Settings;
use crate::platform::failure::{Failure, Outcome};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The deepest hit that can be asked for; lists are for narrowing down, not for leafing to the end.
pub const DEEPEST: usize = 100_000;
/// Documents of one portion.
pub const PORTION: usize = 2_000;

/// Where the documents come from: the database, as whoever wires the house reads it.
pub trait Source: Send + Sync {
    /// The next documents after this number, in the order of numbers; empty at the end.
    fn after(&self, number: &str, limit: usize) -> Outcome<Vec<Document>>;
    /// These documents; those that are gone are missing.
    fn of(&self, numbers: &[String]) -> Outcome<Vec<Document>>;
    /// `(id, number)` of changes that wait to be applied, the oldest first.
    fn waiting(&self, limit: usize) -> Outcome<Vec<(String, String)>>;
    /// Forgets changes that were applied.
    fn applied(&self, ids: &[String]) -> Outcome<()>;
}

/// What somebody asks the library.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub text: Option<String>,
    pub filters: Vec<(Facet, String)>,
    pub ranges: Vec<(Measure, u64, u64)>,
    pub without: Option<LeftOut>,
    pub order: Order,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
    /// Whether to count the facets.
    pub count: bool,
}

/// The library's answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub answer: Answer,
    /// The words and what means the same, for marking.
    pub terms: Vec<Word>,
    pub closeness: Closeness,
    /// Words that say nothing and were passed over.
    pub passed_over: Vec<String>,
}

/// The library: one engine and its settings.
#[derive(Clone)]
pub struct Library {
    engine: Arc<dyn Engine>,
    settings: Arc<Settings>,
}

/// How index and database differ, by sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Drift {
    pub documents: u64,
    /// In the database alone.
    pub missing: Vec<u64>,
    /// In both, with different content.
    pub stale: Vec<u64>,
    /// In the index alone.
    pub surplus: Vec<u64>,
}

impl Drift {
    pub fn is_none(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.surplus.is_empty()
    }
}

impl Library {
    pub fn new(engine: Arc<dyn Engine>, settings: Settings) -> Library {
        Library { engine, settings: Arc::new(settings) }
    }

    pub fn engine(&self) -> &'static str {
        self.engine.name()
    }

    /// Searches as written, and only where nothing is written so, with one slip forgiven: who types 张伟
    /// does not want every name that is one letter away.
    ///
    /// # Errors
    /// The outer one for an input that nobody types; the inner one where the engine does not answer.
    pub fn ask(&self, asked: &Asked) -> Outcome<Answered<Reply>> {
        let (words, passed_over) = self.words(asked.text.as_deref().unwrap_or_default())?;
        let has_text = asked.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let terms = self.terms(&words);
        let reply = |answer, closeness| Reply { answer, terms, closeness, passed_over };
        if has_text && words.is_empty() {
            return Ok(Ok(reply(Answer::default(), Closeness::AsWritten)));
        }
        if asked.offset.saturating_add(asked.limit) > DEEPEST {
            return Err(Failure::field(
                "page",
                format!("最多可翻到第 {DEEPEST} 条，请增加筛选条件 (narrow the filters)"),
            ));
        }
        let mut question = question(asked, words);
        let written = match self.counted(&question, asked) {
            Ok(answer) if answer.total > 0 || !answer.left_out.is_empty() || question.words.is_empty() => {
                return Ok(Ok(reply(answer, Closeness::AsWritten)));
            }
            Ok(answer) => answer,
            Err(fault) => return Ok(Err(fault)),
        };
        question.closeness = Closeness::OneSlip;
        Ok(self.counted(&question, asked).map(|answer| match answer.total {
            0 if answer.left_out.is_empty() => reply(written, Closeness::AsWritten),
            _ => reply(answer, Closeness::OneSlip),
        }))
    }

    /// Facets that the list is narrowed by are counted without their own condition, so that the other
    /// choices stay in sight.
    fn counted(&self, question: &Question, asked: &Asked) -> Answered<Answer> {
        let is_narrowed = |facet: &Facet| question.filters.iter().any(|(other, _)| other == facet);
        let open: Vec<Facet> = Facet::ALL.into_iter().filter(|facet| !is_narrowed(facet)).collect();
        let count = if asked.count { open } else { Vec::new() };
        let mut answer = self.engine.answer(&Question { count, ..question.clone() })?;
        if !asked.count {
            return Ok(answer);
        }
        for facet in Facet::ALL.into_iter().filter(is_narrowed) {
            let filters = question.filters.iter().filter(|(other, _)| *other != facet).cloned().collect();
            let alone = Question { filters, count: vec![facet], limit: 0, offset: 0, ..question.clone() };
            answer.facets.extend(self.engine.answer(&alone)?.facets);
        }
        Ok(answer)
    }

    fn words(&self, text: &str) -> Outcome<(Vec<Word>, Vec<String>)> {
        let words = words::read(text).map_err(|fault| match fault {
            Unreadable::TooLong => {
                Failure::field("q", format!("搜索词最多 {} 个字 (too long to search for)", words::LONGEST))
            }
            Unreadable::TooManyWords => {
                Failure::field("q", format!("最多同时搜索 {} 个词 (too many words)", words::MOST_WORDS))
            }
        })?;
        let says_nothing = |word: &Word| self.settings.stop_words.contains(&word.text);
        if words.iter().all(says_nothing) {
            return Ok((words, Vec::new()));
        }
        let (silent, telling): (Vec<Word>, Vec<Word>) = words.into_iter().partition(says_nothing);
        Ok((telling, silent.into_iter().map(|word| word.text).collect()))
    }

    fn terms(&self, words: &[Word]) -> Vec<Word> {
        let same = |word: &Word| {
            let texts = self.settings.same_as(&word.text);
            let script = word.script;
            texts.into_iter().map(move |text| Word { text, script })
        };
        words.iter().flat_map(same).collect()
    }

    /// Applies one portion of waiting changes; how many there were.
    pub fn catch_up(&self, source: &dyn Source) -> Outcome<usize> {
        let waiting = source.waiting(PORTION)?;
        if waiting.is_empty() {
            return Ok(0);
        }
        // Asked before the index is written: a build that begins later reads the changed rows itself.
        let again = self.engine.is_being_rebuilt().map_err(fault)?;
        let mut numbers: Vec<String> = waiting.iter().map(|(_, number)| number.clone()).collect();
        numbers.sort();
        numbers.dedup();
        let put = source.of(&numbers)?;
        let gone = numbers.iter().filter(|number| put.iter().all(|document| document.number != **number));
        let gone: Vec<u64> = gone.filter_map(|number| crate::registry::rules::expert_sequence(number)).collect();
        self.engine.apply(&put, &gone).map_err(fault)?;
        if again {
            return Ok(0);
        }
        let ids: Vec<String> = waiting.into_iter().map(|(id, _)| id).collect();
        source.applied(&ids)?;
        Ok(ids.len())
    }

    /// Builds the index anew while the old one goes on answering. `each` hears how many are done.
    pub fn rebuild(&self, source: &dyn Source, each: &mut dyn FnMut(u64)) -> Outcome<u64> {
        let mut last = String::new();
        let mut done = 0u64;
        let mut next = || match source.after(&last, PORTION) {
            Ok(documents) => {
                last = documents.last()?.number.clone();
                done += documents.len() as u64;
                each(done);
                Some(Ok(documents))
            }
            Err(failure) => Some(Err(failure)),
        };
        self.engine.rebuild(&mut std::iter::from_fn(&mut next)).map_err(fault)
    }

    /// True where there is an index to search in. Asks for a word, so that the dictionary is at hand
    /// before somebody waits for it.
    pub fn is_there(&self) -> bool {
        let word = Word { text: "水利".to_owned(), script: words::Script::Han };
        self.engine.answer(&question(&Asked::default(), vec![word])).is_ok()
    }

    /// Puts right what the comparison found.
    pub fn mend(&self, source: &dyn Source, drift: &Drift) -> Outcome<()> {
        let number = |sequence: &u64| {
            let sequence = i64::try_from(*sequence).unwrap_or(i64::MAX);
            crate::registry::rules::registry_number(crate::registry::rules::EXPERT_PREFIX, sequence)
        };
        let wanting: Vec<String> = drift.missing.iter().chain(&drift.stale).map(number).collect();
        for some in wanting.chunks(PORTION) {
            self.engine.apply(&source.of(some)?, &[]).map_err(fault)?;
        }
        if !drift.surplus.is_empty() {
            self.engine.apply(&[], &drift.surplus).map_err(fault)?;
        }
        Ok(())
    }

    /// Compares every document with the database.
    pub fn drift(&self, source: &dyn Source) -> Outcome<Drift> {
        let mut indexed = self.engine.digests().map_err(fault)?;
        let mut drift = Drift::default();
        let mut last = String::new();
        loop {
            let documents = source.after(&last, PORTION)?;
            let Some(end) = documents.last() else { break };
            last = end.number.clone();
            for document in &documents {
                drift.documents += 1;
                match indexed.remove(&document.sequence) {
                    None => drift.missing.push(document.sequence),
                    Some(digest) if digest != document.digest() => drift.stale.push(document.sequence),
                    Some(_) => {}
                }
            }
        }
        drift.surplus = indexed.into_keys().collect();
        drift.surplus.sort_unstable();
        Ok(drift)
    }
}

fn question(asked: &Asked, words: Vec<Word>) -> Question {
    Question {
        words,
        closeness: Closeness::AsWritten,
        filters: asked.filters.clone(),
        ranges: asked.ranges.clone(),
        without: asked.without.clone(),
        order: asked.order,
        descending: asked.descending,
        offset: asked.offset,
        limit: asked.limit,
        count: Vec::new(),
    }
}

/// An engine that fails is a fault of ours; who only asks gets the database's answer instead.
fn fault(fault: EngineFault) -> Failure {
    Failure::Fault(anyhow::Error::new(fault))
}

/// The counts of one facet, empty where it was not counted.
pub fn counts(facets: &BTreeMap<Facet, Counts>, facet: Facet) -> &[(String, u64)] {
    facets.get(&facet).map_or(&[], Vec::as_slice)
}
