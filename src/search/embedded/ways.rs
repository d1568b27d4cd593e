//! Words that are each found in one way or another: every word must be found, each way has a weight, and for
//! each word the best one counts. A union that is walked hit by hit costs most where hundreds of thousands
//! match; so each way becomes a set of bits first, which costs little more than reading the postings, and a
//! hit's score is looked up when it is asked for.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// One way in which a word may be found.
#[derive(Debug)]
pub struct Way {
    pub query: Box<dyn Query>,
    pub weight: Score,
}

impl Clone for Way {
    fn clone(&self) -> Way {
        Way { query: self.query.box_clone(), weight: self.weight }
    }
}

/// A query of words.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The ways of each word; a document must be found by one of each.
    pub words: Vec<Vec<Way>>,
    /// What makes a hit better without making one.
    pub extras: Vec<Way>,
}

impl Query for Ways {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weighed = |ways: &Vec<Way>| {
            let mut weighed = Vec::with_capacity(ways.len());
            for way in ways {
                weighed.push((way.query.weight(scoring)?, way.weight));
            }
            // The best way first, so that the first one found is the one that counts.
            weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
            Ok(weighed)
        };
        let words = self.words.iter().map(weighed).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(Weighed { words, extras: weighed(&self.extras)? }))
    }
}

type WeighedWays = Vec<(Box<dyn Weight>, Score)>;

struct Weighed {
    words: Vec<WeighedWays>,
    extras: WeighedWays,
}

impl Weight for Weighed {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut hits: Option<Bits> = None;
        let mut words = Vec::with_capacity(self.words.len());
        for ways in &self.words {
            let ways = marked(segment, ways)?;
            let mut of_word = Bits::empty(segment.max_doc());
            ways.iter().for_each(|way| of_word.add(&way.0));
            hits = Some(match hits {
                None => of_word,
                Some(earlier) => earlier.and(&of_word),
            });
            words.push(ways);
        }
        let hits = hits.unwrap_or_else(|| Bits::empty(segment.max_doc()));
        let doc = hits.from(0);
        Ok(Box::new(Hits { hits, doc, words, extras: marked(segment, &self.extras)?, boost }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut hits = self.scorer(segment, 1.0)?;
        let found = hits.seek(doc) == doc;
        Ok(Explanation::new("the best way of each word", if found { hits.score() } else { 0.0 }))
    }
}

type MarkedWays = Vec<(Bits, Score)>;

fn marked(segment: &SegmentReader, ways: &WeighedWays) -> tantivy::Result<MarkedWays> {
    let mut marked = Vec::with_capacity(ways.len());
    for (query, weight) in ways {
        let mut bits = Bits::empty(segment.max_doc());
        query.for_each_no_score(segment, &mut |docs| docs.iter().for_each(|doc| bits.insert(*doc)))?;
        marked.push((bits, *weight));
    }
    Ok(marked)
}

/// A set of the documents of one segment, a bit each.
struct Bits(Vec<u64>);

impl Bits {
    fn empty(documents: u32) -> Bits {
        Bits(vec![0; documents.div_ceil(64) as usize])
    }

    fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.0.get_mut((doc / 64) as usize) {
            *word |= 1 << (doc % 64);
        }
    }

    fn contains(&self, doc: DocId) -> bool {
        self.0.get((doc / 64) as usize).is_some_and(|word| word & (1 << (doc % 64)) != 0)
    }

    fn add(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    fn and(mut self, other: &Bits) -> Bits {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= theirs);
        self
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The first document from this one on, or [`TERMINATED`].
    fn from(&self, doc: DocId) -> DocId {
        let start = doc / 64;
        for (at, word) in (start..).zip(self.0.get(start as usize..).unwrap_or_default()) {
            let rest = if at == start { word & (u64::MAX << (doc % 64)) } else { *word };
            if rest != 0 {
                return at * 64 + rest.trailing_zeros();
            }
        }
        TERMINATED
    }
}

/// The walk over the documents in which every word was found.
struct Hits {
    hits: Bits,
    doc: DocId,
    words: Vec<MarkedWays>,
    extras: MarkedWays,
    boost: Score,
}

impl DocSet for Hits {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.hits.from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = if target == TERMINATED { TERMINATED } else { self.hits.from(target) };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.hits.count()
    }
}

impl Scorer for Hits {
    fn score(&mut self) -> Score {
        let found = |way: &&(Bits, Score)| way.0.contains(self.doc);
        let best = self.words.iter().filter_map(|ways| ways.iter().find(found)).map(|way| way.1).sum::<Score>();
        let extra = self.extras.iter().filter(found).map(|way| way.1).sum::<Score>();
        (best + extra) * self.boost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn bits(docs: &BTreeSet<u32>) -> Bits {
        let mut bits = Bits::empty(200);
        docs.iter().for_each(|doc| bits.insert(*doc));
        bits
    }

    proptest! {
        #[test]
        fn bits_are_a_set(a in proptest::collection::btree_set(0u32..200, 0..40), b in proptest::collection::btree_set(0u32..200, 0..40)) {
            let mut union = bits(&a);
            union.add(&bits(&b));
            let both = bits(&a).and(&bits(&b));
            for doc in 0..200 {
                prop_assert_eq!(union.contains(doc), a.contains(&doc) || b.contains(&doc));
                prop_assert_eq!(both.contains(doc), a.contains(&doc) && b.contains(&doc));
                prop_assert_eq!(both.from(doc), a.intersection(&b).copied().find(|d| *d >= doc).unwrap_or(TERMINATED));
            }
            prop_assert_eq!(union.count() as usize, a.union(&b).count());
        }
    }
}
