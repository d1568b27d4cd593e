//! The engine for many nodes: a Meilisearch server, through its own client. Every call waits a bounded
//! time; where the server does not answer, the database does.

mod document;

use super::embedded::{cut, sorted};
use super::engine::{Batches, Engine};
use super::model::{Answer, Answered, Closeness, Document, EngineFault, Facet, Measure, Order, Question};
use super::rules::slips::{Kind, marks_of_word};
use super::rules::words::{Script, Word};
use super::settings::Settings;
use document::{DIGEST, NAME_ORDER, SEQUENCE, SLIP, entry};
use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::documents::{DocumentsQuery, DocumentsResults};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, SearchResults, Selectors};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt::Write;
use std::future::Future;
use std::time::Duration;
use tokio::runtime::Runtime;

/// A server and one of its indexes.
pub struct Meilisearch {
    client: Client,
    index: String,
    settings: Settings,
    /// The client is asynchronous, and whoever searches stands in a thread that may wait.
    runtime: Option<Runtime>,
}

/// How long a search and how long a change may take.
const SEARCH_WAIT: Duration = Duration::from_secs(3);
const CHANGE_WAIT: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(50);

const NAME: &str = "meilisearch";

fn away(fault: impl ToString) -> EngineFault {
    EngineFault::Away { engine: NAME, fault: fault.to_string() }
}

fn broken(fault: impl ToString) -> EngineFault {
    EngineFault::Broken { engine: NAME, fault: fault.to_string() }
}

/// The key of a document.
#[derive(Deserialize)]
struct Key {
    sequence: u64,
    #[serde(default)]
    digest: u64,
}

impl Meilisearch {
    /// A server by its address, and the name of the index there.
    ///
    /// # Errors
    /// The address or the key cannot be used.
    pub fn new(url: &str, key: Option<&str>, index: &str, settings: Settings) -> anyhow::Result<Meilisearch> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Meilisearch { client: Client::new(url, key)?, index: index.to_owned(), settings, runtime: Some(runtime) })
    }

    /// Waits for the server, a bounded time.
    fn wait<T>(&self, limit: Duration, work: impl Future<Output = Result<T, Error>>) -> Answered<T> {
        let runtime = self.runtime.as_ref().ok_or_else(|| away("stopped"))?;
        match runtime.block_on(async { tokio::time::timeout(limit, work).await }) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Error::Meilisearch(error))) => Err(broken(error)),
            Ok(Err(error)) => Err(away(error)),
            Err(_) => Err(away(format!("no answer within {} s", limit.as_secs()))),
        }
    }

    fn index(&self) -> Index {
        self.client.index(&self.index)
    }

    /// The documents with these words and filters.
    fn search(&self, words: &str, filter: &str, question: &Question) -> Answered<SearchResults<Key>> {
        let index = self.index();
        let sort = sort(question);
        let sort: Vec<&str> = sort.iter().map(String::as_str).collect();
        let facets: Vec<&str> = question.count.iter().map(|facet| facet.code()).collect();
        let page = question.offset.checked_div(question.limit).unwrap_or(0) + 1;
        let mut query = SearchQuery::new(&index);
        query
            .with_query(words)
            .with_matching_strategy(MatchingStrategies::ALL)
            .with_locales(&["cmn"])
            .with_page(page)
            .with_hits_per_page(question.limit)
            .with_sort(&sort)
            .with_facets(Selectors::Some(&facets))
            .with_attributes_to_retrieve(Selectors::Some(&[SEQUENCE]));
        if !filter.is_empty() {
            query.with_filter(filter);
        }
        self.wait(SEARCH_WAIT, query.execute::<Key>())
    }

    /// A word as the server is asked for it. It keeps a stop word that ends the query, as the beginning of another
    /// word, and then finds nobody; so 审计专家 goes out as 审计.
    fn said(&self, word: &Word) -> String {
        if word.script != Script::Han {
            return word.text.clone();
        }
        let tokens = cut(&word.text);
        let count = tokens.len();
        let telling = self.settings.without_stop_words(tokens);
        if telling.len() < count { telling.concat() } else { word.text.clone() }
    }

    /// Words that are found as written stay words; of the others a slip is asked for.
    fn split(&self, question: &Question) -> Answered<(Vec<Word>, Vec<Word>)> {
        if question.closeness == Closeness::AsWritten {
            return Ok((question.words.clone(), Vec::new()));
        }
        let alone = Question { limit: 0, offset: 0, count: Vec::new(), ..question.clone() };
        let (mut written, mut slipped) = (Vec::new(), Vec::new());
        for word in &question.words {
            let found = self.search(&self.said(word), "", &alone)?.total_hits.unwrap_or_default();
            if found > 0 { written.push(word.clone()) } else { slipped.push(word.clone()) }
        }
        Ok((written, slipped))
    }

    fn done(&self, task: TaskInfo) -> Answered<()> {
        let wait = task.wait_for_completion(&self.client, Some(POLL), Some(CHANGE_WAIT));
        match self.wait(CHANGE_WAIT, wait)? {
            Task::Failed { content } => Err(broken(content.error)),
            _ => Ok(()),
        }
    }

    fn put(&self, index: &Index, documents: &[Document]) -> Answered<()> {
        let entries: Vec<serde_json::Value> = documents.iter().map(entry).collect();
        self.done(self.wait(CHANGE_WAIT, index.add_documents(&entries, Some(SEQUENCE)))?)
    }

    /// Swapping asks for both indexes to be there.
    fn ensure(&self, name: &str) -> Answered<()> {
        match self.wait(SEARCH_WAIT, self.client.get_index(name)) {
            Ok(_) => Ok(()),
            Err(EngineFault::Broken { .. }) => {
                self.done(self.wait(SEARCH_WAIT, self.client.create_index(name, Some(SEQUENCE)))?)
            }
            Err(fault) => Err(fault),
        }
    }
}

/// A runtime may not be dropped where futures run, and the engine may be.
impl Drop for Meilisearch {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Engine for Meilisearch {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&self, question: &Question) -> Answered<Answer> {
        let (written, slipped) = self.split(question)?;
        let words = written.iter().map(|word| self.said(word)).collect::<Vec<String>>().join(" ");
        let mut conditions = conditions(question);
        for word in &slipped {
            match slip(word) {
                Some(condition) => conditions.push(condition),
                None => return Ok(Answer::default()),
            }
        }
        let left_out = self.left_out(&words, &conditions, question)?;
        if let Some(without) = &question.without {
            conditions.push(format!("NOT {SEQUENCE} IN [{}]", listed(without.iter())));
        }
        let found = self.search(&words, &conditions.join(" AND "), question)?;
        let facet = |facet: &Facet| {
            let counts = found.facet_distribution.as_ref()?.get(facet.code())?;
            let counts = counts.iter().map(|(value, n)| (value.clone(), *n as u64)).collect();
            Some((*facet, sorted(counts)))
        };
        Ok(Answer {
            total: found.total_hits.unwrap_or_default() as u64,
            facets: question.count.iter().filter_map(facet).collect(),
            hits: found.hits.into_iter().map(|hit| hit.result.sequence).collect(),
            left_out,
        })
    }

    fn apply(&self, put: &[Document], gone: &[u64]) -> Answered<()> {
        if !put.is_empty() {
            self.put(&self.index(), put)?;
        }
        if !gone.is_empty() {
            self.done(self.wait(CHANGE_WAIT, self.index().delete_documents(gone))?)?;
        }
        Ok(())
    }

    fn rebuild(&self, batches: Batches<'_>) -> Answered<u64> {
        let next = format!("{}_next", self.index);
        self.ensure(&next)?;
        self.ensure(&self.index)?;
        let index = self.client.index(&next);
        self.done(self.wait(CHANGE_WAIT, index.delete_all_documents())?)?;
        self.done(self.wait(CHANGE_WAIT, index.set_settings(&document::settings(&self.settings)))?)?;
        let mut count = 0;
        for batch in batches {
            let batch = batch.map_err(broken)?;
            self.put(&index, &batch)?;
            count += batch.len() as u64;
        }
        let swap = SwapIndexes { indexes: (next, self.index.clone()), rename: None };
        self.done(self.wait(CHANGE_WAIT, self.client.swap_indexes([&swap]))?)?;
        // The old one, which now goes by the other name.
        self.done(self.wait(CHANGE_WAIT, index.delete())?)?;
        Ok(count)
    }

    /// Other nodes cannot be asked; the comparison after a build finds what was changed meanwhile.
    fn is_being_rebuilt(&self) -> Answered<bool> {
        Ok(false)
    }

    fn digests(&self) -> Answered<HashMap<u64, u64>> {
        const PORTION: usize = 10_000;
        let index = self.index();
        let mut digests = HashMap::new();
        loop {
            let mut query = DocumentsQuery::new(&index);
            query.with_offset(digests.len()).with_limit(PORTION).with_fields([SEQUENCE, DIGEST]);
            let page: DocumentsResults<Key> = self.wait(CHANGE_WAIT, query.execute())?;
            let before = digests.len();
            digests.extend(page.results.into_iter().map(|key| (key.sequence, key.digest)));
            if digests.len() == before || digests.len() >= page.total as usize {
                return Ok(digests);
            }
        }
    }
}

impl Meilisearch {
    /// Who would be a hit but for the commission.
    fn left_out(&self, words: &str, conditions: &[String], question: &Question) -> Answered<Vec<u64>> {
        let Some(without) = question.without.as_ref().filter(|w| !w.is_empty()) else { return Ok(Vec::new()) };
        let mut conditions = conditions.to_vec();
        conditions.push(format!("{SEQUENCE} IN [{}]", listed(without.iter())));
        let all = Question { limit: without.len(), offset: 0, count: Vec::new(), ..question.clone() };
        let found = self.search(words, &conditions.join(" AND "), &all)?;
        Ok(found.hits.into_iter().map(|hit| hit.result.sequence).collect())
    }
}

fn conditions(question: &Question) -> Vec<String> {
    let filter = |(facet, value): &(Facet, String)| format!("{} = {}", facet.code(), quoted(value));
    let range = |(measure, least, most): &(Measure, u64, u64)| {
        let most = (*most).min(u64::from(u32::MAX));
        format!("{} {least} TO {most}", measure.code())
    };
    question.filters.iter().map(filter).chain(question.ranges.iter().map(range)).collect()
}

/// The condition of a slip; none for a word too short to be one.
fn slip(word: &Word) -> Option<String> {
    let kinds: &[Kind] = match word.script {
        Script::Han => &[Kind::Name, Kind::Specialty],
        Script::Latin if word.text.len() >= 5 => &[Kind::Pinyin],
        Script::Latin | Script::Figures => &[],
    };
    let marks: Vec<String> =
        kinds.iter().flat_map(|kind| marks_of_word(*kind, &word.text)).map(|mark| quoted(&mark)).collect();
    (!marks.is_empty()).then(|| format!("{SLIP} IN [{}]", marks.join(", ")))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn listed<'a>(sequences: impl Iterator<Item = &'a u64>) -> String {
    let mut list = String::new();
    for sequence in sequences {
        // Writing to a text does not fail.
        let _ = write!(list, "{}{sequence}", if list.is_empty() { "" } else { "," });
    }
    list
}

fn sort(question: &Question) -> Vec<String> {
    let field = match question.order {
        Order::Relevance => return Vec::new(),
        Order::Number => SEQUENCE,
        Order::Name => NAME_ORDER,
        Order::Employer => "employer",
        Order::TitleLevel => "title_level",
        Order::Region => "region",
        Order::Status => "status",
        Order::Load => Measure::Load.code(),
        Order::WorkYears => Measure::WorkYears.code(),
    };
    let direction = if question.descending { "desc" } else { "asc" };
    let mut sort = vec![format!("{field}:{direction}")];
    if field != SEQUENCE {
        sort.push(format!("{SEQUENCE}:asc"));
    }
    sort
}
