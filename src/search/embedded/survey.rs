//! One walk over everything that matches: counts it, counts the facets, keeps the best, and notes who is
//! left out by the commission. One walk, so that all four always agree.

use super::schema::column;
use crate::search::model::{Facet, LeftOut};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What hits are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Score,
    Number(&'static str),
    Text(&'static str),
}

/// What the walk has to find out.
pub struct Survey {
    pub by: By,
    pub descending: bool,
    /// How many of the best to keep.
    pub keep: usize,
    pub count: Vec<Facet>,
    pub without: Option<LeftOut>,
    /// Column, smallest and greatest value.
    pub ranges: Vec<(&'static str, u64, u64)>,
}

/// A hit with what it is ordered by; `rank` is smaller for what comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    text: String,
    rank: u64,
    pub sequence: u64,
}

/// What the walk found.
#[derive(Debug, Default)]
pub struct Found {
    pub total: u64,
    pub best: Vec<Ranked>,
    pub facets: BTreeMap<Facet, HashMap<String, u64>>,
    pub left_out: Vec<u64>,
}

impl Collector for Survey {
    type Fruit = Found;
    type Child = Walk;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Walk> {
        let columns = segment.fast_fields();
        let key = match self.by {
            By::Score => Key::Score,
            By::Number(name) => Key::Number(columns.u64(name)?),
            By::Text(name) => Key::Text(columns.str(name)?),
        };
        let tallies = self.count.iter().map(|facet| {
            let column = columns.str(facet.code())?;
            let counts = vec![0; column.as_ref().map_or(0, |column| column.dictionary().num_terms())];
            Ok(Tally { facet: *facet, column, counts })
        });
        let ranges = self.ranges.iter().map(|(name, least, most)| Ok((columns.u64(name)?, *least, *most)));
        Ok(Walk {
            sequence: columns.u64(column::SEQUENCE)?,
            key,
            descending: self.descending,
            keep: self.keep,
            without: self.without.clone(),
            tallies: tallies.collect::<tantivy::Result<_>>()?,
            ranges: ranges.collect::<tantivy::Result<_>>()?,
            total: 0,
            best: BinaryHeap::new(),
            left_out: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.by == By::Score
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Found>>) -> tantivy::Result<Found> {
        let mut whole = Found::default();
        for part in parts {
            let part = part?;
            whole.total += part.total;
            whole.best.extend(part.best);
            whole.left_out.extend(part.left_out);
            for (facet, counts) in part.facets {
                let sum = whole.facets.entry(facet).or_default();
                counts.into_iter().for_each(|(value, n)| *sum.entry(value).or_default() += n);
            }
        }
        whole.best.sort_by(|a, b| self.compared(a, b));
        whole.best.truncate(self.keep);
        Ok(whole)
    }
}

impl Survey {
    fn compared(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let by_text = a.text.cmp(&b.text);
        let by_text = if self.descending { by_text.reverse() } else { by_text };
        // Terms of different segments have different ranks, so where there is text it decides.
        let by_rank = if matches!(self.by, By::Text(_)) { Ordering::Equal } else { a.rank.cmp(&b.rank) };
        by_text.then(by_rank).then(a.sequence.cmp(&b.sequence))
    }
}

enum Key {
    Score,
    Number(Column<u64>),
    Text(Option<StrColumn>),
}

struct Tally {
    facet: Facet,
    column: Option<StrColumn>,
    /// By ordinal of the term.
    counts: Vec<u64>,
}

/// The walk over one segment.
pub struct Walk {
    sequence: Column<u64>,
    key: Key,
    descending: bool,
    keep: usize,
    without: Option<LeftOut>,
    tallies: Vec<Tally>,
    ranges: Vec<(Column<u64>, u64, u64)>,
    total: u64,
    /// The worst of the best on top: rank, sequence.
    best: BinaryHeap<(u64, u64)>,
    left_out: Vec<u64>,
}

impl SegmentCollector for Walk {
    type Fruit = tantivy::Result<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let within = |(column, least, most): &(Column<u64>, u64, u64)| {
            column.first(doc).is_some_and(|value| (*least..=*most).contains(&value))
        };
        if !self.ranges.iter().all(within) {
            return;
        }
        let sequence = self.sequence.first(doc).unwrap_or_default();
        if self.without.as_ref().is_some_and(|without| without.contains(&sequence)) {
            self.left_out.push(sequence);
            return;
        }
        self.total += 1;
        for tally in &mut self.tallies {
            let Some(column) = &tally.column else { continue };
            for ordinal in column.ords().values_for_doc(doc) {
                let at = usize::try_from(ordinal).ok().and_then(|at| tally.counts.get_mut(at));
                at.into_iter().for_each(|count| *count += 1);
            }
        }
        let rank = self.rank(doc, score);
        self.offer(rank, sequence);
    }

    fn harvest(mut self) -> tantivy::Result<Found> {
        let mut facets = BTreeMap::new();
        for tally in std::mem::take(&mut self.tallies) {
            facets.insert(tally.facet, tally.named()?);
        }
        let best = std::mem::take(&mut self.best).into_iter();
        let best = best.map(|(rank, sequence)| Ok(Ranked { text: self.text(rank)?, rank, sequence }));
        let best = best.collect::<tantivy::Result<_>>()?;
        Ok(Found { total: self.total, best, facets, left_out: self.left_out })
    }
}

impl Walk {
    fn rank(&self, doc: DocId, score: Score) -> u64 {
        let rising = match &self.key {
            // Scores are never negative, and the bits of such floats are ordered as they are.
            Key::Score => return u64::from(u32::MAX - score.max(0.0).to_bits()),
            Key::Number(column) => column.first(doc).unwrap_or_default(),
            Key::Text(column) => column.as_ref().and_then(|c| c.ords().first(doc)).unwrap_or_default(),
        };
        if self.descending { u64::MAX - rising } else { rising }
    }

    fn offer(&mut self, rank: u64, sequence: u64) {
        if self.best.len() < self.keep {
            self.best.push((rank, sequence));
        } else if let Some(mut worst) = self.best.peek_mut()
            && (rank, sequence) < *worst
        {
            *worst = (rank, sequence);
        }
    }

    fn text(&self, rank: u64) -> tantivy::Result<String> {
        let mut text = String::new();
        if let Key::Text(Some(column)) = &self.key {
            let ordinal = if self.descending { u64::MAX - rank } else { rank };
            column.ord_to_str(ordinal, &mut text)?;
        }
        Ok(text)
    }
}

impl Tally {
    fn named(self) -> tantivy::Result<HashMap<String, u64>> {
        let mut named = HashMap::new();
        let Some(column) = self.column else { return Ok(named) };
        for (ordinal, count) in (0u64..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut value = String::new();
            column.ord_to_str(ordinal, &mut value)?;
            named.insert(value, count);
        }
        Ok(named)
    }
}
