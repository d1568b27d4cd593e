//! The embedded engine: tantivy in a folder of the data directory. Nothing else has to run.

mod home;
mod query;
mod schema;
mod survey;
mod ways;

use super::engine::{Batches, Engine};
use super::model::{Answer, Answered, Counts, Document, EngineFault, Measure, Order, Question};
use super::settings::Settings;
use home::Home;
pub(super) use schema::cut;
use schema::{Fields, column, entry};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use survey::{By, Found, Survey};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// Memory of the writer that builds an index, and of the one that keeps it in step; in bytes.
const BUILDING: usize = 240_000_000;
const KEEPING: usize = 30_000_000;
const BUILDERS: usize = 2;

/// The index in its folder.
pub struct Embedded {
    home: Home,
    settings: Settings,
    opened: Mutex<Option<Arc<Opened>>>,
    /// tantivy takes one writer at a time.
    writing: Mutex<()>,
}

/// A generation that is open for searching.
struct Opened {
    generation: u64,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

const NAME: &str = "embedded";

fn away(fault: impl ToString) -> EngineFault {
    EngineFault::Away { engine: NAME, fault: fault.to_string() }
}

fn broken(fault: impl ToString) -> EngineFault {
    EngineFault::Broken { engine: NAME, fault: fault.to_string() }
}

impl Embedded {
    /// The index in this folder, which need not exist yet.
    pub fn new(folder: PathBuf, settings: Settings) -> Embedded {
        Embedded { home: Home::new(folder), settings, opened: Mutex::new(None), writing: Mutex::new(()) }
    }

    /// The generation in use, opened anew where another process has changed it.
    fn opened(&self) -> Answered<Arc<Opened>> {
        let generation = self.home.current().ok_or_else(|| away("no index has been built yet"))?;
        let mut kept = lock(&self.opened);
        if let Some(opened) = kept.as_ref().filter(|opened| opened.generation == generation) {
            return Ok(opened.clone());
        }
        let index = Index::open_in_dir(self.home.folder(generation)).map_err(away)?;
        schema::register(&index);
        let (_, fields) = schema::schema();
        let policy = ReloadPolicy::OnCommitWithDelay;
        let reader = index.reader_builder().reload_policy(policy).try_into().map_err(away)?;
        Ok(kept.insert(Arc::new(Opened { generation, index, reader, fields })).clone())
    }
}

impl Engine for Embedded {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&self, question: &Question) -> Answered<Answer> {
        let opened = self.opened()?;
        let query = query::query(&opened.fields, &self.settings, question);
        let found = opened.reader.searcher().search(&*query, &survey(question)).map_err(broken)?;
        Ok(answer(found, question))
    }

    fn apply(&self, put: &[Document], gone: &[u64]) -> Answered<()> {
        let opened = self.opened()?;
        let _one = lock(&self.writing);
        let mut writer: IndexWriter<TantivyDocument> =
            opened.index.writer_with_num_threads(1, KEEPING).map_err(away)?;
        for sequence in put.iter().map(|document| document.sequence).chain(gone.iter().copied()) {
            writer.delete_term(Term::from_field_u64(opened.fields.sequence, sequence));
        }
        for document in put {
            writer.add_document(entry(&opened.fields, document)).map_err(broken)?;
        }
        writer.commit().map_err(broken)?;
        opened.reader.reload().map_err(broken)?;
        writer.wait_merging_threads().map_err(broken)
    }

    fn rebuild(&self, batches: Batches<'_>) -> Answered<u64> {
        let _building = self.home.lock().map_err(broken)?.ok_or_else(|| broken("another process builds the index"))?;
        let (generation, folder) = self.home.next().map_err(broken)?;
        let (schema, fields) = schema::schema();
        let index = Index::create_in_dir(folder, schema).map_err(broken)?;
        schema::register(&index);
        let mut writer: IndexWriter<TantivyDocument> =
            index.writer_with_num_threads(BUILDERS, BUILDING).map_err(broken)?;
        let mut count = 0;
        for batch in batches {
            for document in batch.map_err(broken)? {
                writer.add_document(entry(&fields, &document)).map_err(broken)?;
                count += 1;
            }
        }
        writer.commit().map_err(broken)?;
        writer.wait_merging_threads().map_err(broken)?;
        self.home.point_to(generation).map_err(broken)?;
        Ok(count)
    }

    fn is_being_rebuilt(&self) -> Answered<bool> {
        Ok(self.home.lock().map_err(broken)?.is_none())
    }

    fn digests(&self) -> Answered<HashMap<u64, u64>> {
        let searcher = self.opened()?.reader.searcher();
        let mut digests = HashMap::new();
        for segment in searcher.segment_readers() {
            let sequence = segment.fast_fields().u64(column::SEQUENCE).map_err(broken)?;
            let digest = segment.fast_fields().u64(column::DIGEST).map_err(broken)?;
            for doc in segment.doc_ids_alive() {
                digests.extend(sequence.first(doc).zip(digest.first(doc)));
            }
        }
        Ok(digests)
    }
}

fn survey(question: &Question) -> Survey {
    // Without words everything matches alike, and the numbers decide.
    let relevance = if question.words.is_empty() { By::Number(column::SEQUENCE) } else { By::Score };
    let by = match question.order {
        Order::Relevance => relevance,
        Order::Number => By::Number(column::SEQUENCE),
        Order::Name => By::Text(column::NAME),
        Order::Employer => By::Text(column::EMPLOYER),
        Order::TitleLevel => By::Text("title_level"),
        Order::Region => By::Text("region"),
        Order::Status => By::Text("status"),
        Order::Load => By::Number(Measure::Load.code()),
        Order::WorkYears => By::Number(Measure::WorkYears.code()),
    };
    Survey {
        by,
        descending: question.descending && question.order != Order::Relevance,
        keep: question.offset.saturating_add(question.limit),
        count: question.count.clone(),
        without: question.without.clone(),
        ranges: question.ranges.iter().map(|(measure, least, most)| (measure.code(), *least, *most)).collect(),
    }
}

fn answer(found: Found, question: &Question) -> Answer {
    let hits = found.best.into_iter().skip(question.offset).take(question.limit);
    let facets = found.facets.into_iter().map(|(facet, counts)| (facet, sorted(counts)));
    Answer {
        total: found.total,
        hits: hits.map(|hit| hit.sequence).collect(),
        facets: facets.collect(),
        left_out: found.left_out,
    }
}

/// The most frequent first, then by value; an empty value is no value.
pub(super) fn sorted(counts: HashMap<String, u64>) -> Counts {
    let mut counts: Counts = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// A thread that panicked left a cache behind, nothing worse.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
