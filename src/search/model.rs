//! What is indexed, asked and answered; the same for both engines.

use crate::registry::model::LibraryRow;
use crate::registry::rules::expert_sequence;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// An expert as the index holds one: nothing that the list does not show anyway, and of personal data
/// the name alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The figures of the registry number; the key of the index.
    pub sequence: u64,
    pub number: String,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub title_level: String,
    pub qualification: String,
    pub region: String,
    /// The code of the standing in the pool, such as `enrolled`.
    pub status: String,
    /// 擅长领域
    pub fields: Vec<String>,
    /// 专业方向
    pub disciplines: Vec<String>,
    /// Review seats held.
    pub load: u64,
    /// Years of work; 0 where nothing is on record.
    pub work_years: u64,
}

impl Document {
    /// The registry's row with the seats that the expert holds.
    pub fn of(row: LibraryRow, load: u64) -> Document {
        Document {
            sequence: expert_sequence(&row.number).unwrap_or_default(),
            number: row.number,
            name: row.name,
            employer: row.employer,
            title: row.title,
            title_level: row.title_level,
            qualification: row.qualification.unwrap_or_default(),
            region: row.region,
            status: row.status,
            fields: row.fields,
            disciplines: row.disciplines,
            load,
            work_years: row.work_years.and_then(|years| u64::try_from(years).ok()).unwrap_or_default(),
        }
    }

    /// Changes whenever anything that is indexed changes; 53 bits, because JSON numbers are exact no further.
    pub fn digest(&self) -> u64 {
        let bytes = Sha256::digest(format!("{self:?}").as_bytes());
        let head = bytes.iter().take(8).fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        head >> 11
    }
}

/// What lists can be narrowed by and counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    Status,
    Specialty,
    Region,
    TitleLevel,
}

impl Facet {
    pub const ALL: [Facet; 4] = [Facet::Status, Facet::Specialty, Facet::Region, Facet::TitleLevel];

    /// The name in addresses, answers and indexes.
    pub const fn code(self) -> &'static str {
        match self {
            Facet::Status => "status",
            Facet::Specialty => "specialty",
            Facet::Region => "region",
            Facet::TitleLevel => "title_level",
        }
    }
}

/// Whole numbers that a range can be asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Load,
    WorkYears,
}

impl Measure {
    pub const ALL: [Measure; 2] = [Measure::Load, Measure::WorkYears];

    pub const fn code(self) -> &'static str {
        match self {
            Measure::Load => "load",
            Measure::WorkYears => "work_years",
        }
    }
}

/// The order of hits; numbers break ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The best match first, whatever the direction.
    #[default]
    Relevance,
    Number,
    /// By pinyin.
    Name,
    Employer,
    TitleLevel,
    Region,
    Status,
    Load,
    WorkYears,
}

/// How close a hit must be to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closeness {
    AsWritten,
    /// One letter of a name or specialty may be another, missing or too many.
    OneSlip,
}

/// Sequences that a commission keeps out.
pub type LeftOut = Arc<HashSet<u64>>;

/// A question to the index.
#[derive(Clone, Debug)]
pub struct Question {
    /// All of them must be found.
    pub words: Vec<super::rules::words::Word>,
    pub closeness: Closeness,
    pub filters: Vec<(Facet, String)>,
    /// Smallest and greatest value, both included.
    pub ranges: Vec<(Measure, u64, u64)>,
    pub without: Option<LeftOut>,
    pub order: Order,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
    /// Which facets to count.
    pub count: Vec<Facet>,
}

/// The counts of one facet, the most frequent first.
pub type Counts = Vec<(String, u64)>;

/// What the index answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub total: u64,
    /// Sequences in the order asked.
    pub hits: Vec<u64>,
    pub facets: BTreeMap<Facet, Counts>,
    /// Who would have been a hit but is kept out, by sequence.
    pub left_out: Vec<u64>,
}

/// Why an engine gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineFault {
    /// It cannot be reached, or holds nothing yet; the database answers instead.
    #[error("search engine {engine}: {fault}")]
    Away { engine: &'static str, fault: String },
    /// It answers, but not as it should.
    #[error("search engine {engine}: {fault}")]
    Broken { engine: &'static str, fault: String },
}

pub type Answered<T> = Result<T, EngineFault>;
