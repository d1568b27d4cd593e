//! Reads an instance from JSON without keeping a string per score: the names in the long lists are
//! numbered while they are read. Meaning is not judged here; that is `checking`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::fault::InstanceFault;

/// The instance as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document<'a> {
    #[serde(default)]
    pub name: String,
    pub evaluations: Vec<EvaluationRow>,
    pub experts: Vec<ExpertRow>,
    #[serde(borrow)]
    pub scores: Rows<'a, Scored>,
    #[serde(borrow, default)]
    pub forbidden: Rows<'a, Pair>,
    #[serde(borrow, default)]
    pub fixed: Rows<'a, Pair>,
    #[serde(borrow, default)]
    pub never_together: Rows<'a, Pair>,
    pub diversity: Option<Diversity>,
    #[serde(default)]
    pub lambda_balance: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvaluationRow {
    pub id: String,
    pub demand: i64,
    #[serde(default)]
    pub needs: Vec<NeedRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedRow {
    pub category: String,
    pub min: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpertRow {
    pub id: String,
    pub employer: Option<String>,
    #[serde(default)]
    pub categories: Vec<String>,
    pub min_load: Option<i64>,
    pub max_load: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Diversity {
    pub attribute: String,
    pub max_per_evaluation: i64,
}

/// Parses the text of an instance.
pub(super) fn document(json: &[u8]) -> Result<Document<'_>, InstanceFault> {
    let text = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    serde_json::from_slice(text).map_err(|fault| InstanceFault::Json(fault.to_string()))
}

/// A row of a long list: two names, and for a score its worth.
pub(super) trait Row: Sized {
    const SHAPE: &'static str;
    fn read<'de, A: SeqAccess<'de>>(seq: &mut A, names: [u32; 2]) -> Result<Self, A::Error>;
}

/// `[evaluation, expert, score]`, the names numbered.
pub(super) struct Scored {
    pub names: [u32; 2],
    pub score: i64,
}

impl Row for Scored {
    const SHAPE: &'static str = "[evaluation, expert, integer]";

    fn read<'de, A: SeqAccess<'de>>(seq: &mut A, names: [u32; 2]) -> Result<Scored, A::Error> {
        let score = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(2, &Self::SHAPE))?;
        Ok(Scored { names, score })
    }
}

/// Two names, numbered.
pub(super) struct Pair(pub [u32; 2]);

impl Row for Pair {
    const SHAPE: &'static str = "a pair of two ids";

    fn read<'de, A: SeqAccess<'de>>(_: &mut A, names: [u32; 2]) -> Result<Pair, A::Error> {
        Ok(Pair(names))
    }
}

/// A long list with its own numbering: names of the first column, names of the second column, rows.
pub(super) struct Rows<'a, R> {
    pub first: Names<'a>,
    pub second: Names<'a>,
    pub rows: Vec<R>,
}

impl<R> Default for Rows<'_, R> {
    fn default() -> Self {
        Rows { first: Names::default(), second: Names::default(), rows: Vec::new() }
    }
}

/// Distinct names in the order of first appearance.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub list: Vec<Cow<'a, str>>,
    numbers: HashMap<Cow<'a, str>, u32>,
    last: u32,
}

impl<'a> Names<'a> {
    /// The number of a name. Lists are usually grouped by their first column or repeat the order of
    /// their second, so the name last seen and the one after it are tried first.
    fn number(&mut self, name: Cow<'a, str>) -> u32 {
        for guess in [self.last, self.last.wrapping_add(1)] {
            if self.list.get(guess as usize) == Some(&name) {
                self.last = guess;
                return guess;
            }
        }
        let next = self.list.len() as u32;
        let number = *self.numbers.entry(name.clone()).or_insert(next);
        if number == next {
            self.list.push(name);
        }
        self.last = number;
        number
    }
}

struct NameSeed<'n, 'a>(&'n mut Names<'a>);

impl<'de> DeserializeSeed<'de> for NameSeed<'_, 'de> {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed<'_, 'de> {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an id (a string)")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<u32, E> {
        Ok(self.0.number(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<u32, E> {
        Ok(self.0.number(Cow::Owned(name.to_owned())))
    }
}

struct RowSeed<'n, 'a, R>(&'n mut Rows<'a, R>);

impl<'de, R: Row> DeserializeSeed<'de> for RowSeed<'_, 'de, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, R: Row> Visitor<'de> for RowSeed<'_, 'de, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(R::SHAPE)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let short = |have: usize| A::Error::invalid_length(have, &R::SHAPE);
        let first = seq.next_element_seed(NameSeed(&mut self.0.first))?.ok_or_else(|| short(0))?;
        let second = seq.next_element_seed(NameSeed(&mut self.0.second))?.ok_or_else(|| short(1))?;
        let row = R::read(&mut seq, [first, second])?;
        if seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom(format_args!("too many elements, expected {}", R::SHAPE)));
        }
        self.0.rows.push(row);
        Ok(())
    }
}

impl<'de: 'a, 'a, R: Row> Deserialize<'de> for Rows<'a, R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<R>(std::marker::PhantomData<R>);
        impl<'de, R: Row> Visitor<'de> for List<R> {
            type Value = Rows<'de, R>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a list of {}", R::SHAPE)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rows<'de, R>, A::Error> {
                let mut rows = Rows::default();
                while seq.next_element_seed(RowSeed(&mut rows))?.is_some() {}
                Ok(rows)
            }
        }
        deserializer.deserialize_seq(List(std::marker::PhantomData))
    }
}
