//! The fields of the embedded index and how a document is put into them. Nothing is stored: hits are
//! numbers, and what is shown comes from the database.

use crate::search::model::{Document, Facet};
use crate::search::rules::{spelling, words};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, TantivyDocument};

/// Grows with every change of the fields or of what is put into them; an index of another version is
/// built anew.
pub const SCHEMA_VERSION: u32 = 2;

const JIEBA: &str = "jieba";

/// The fields by what they are for.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub sequence: Field,
    /// The document's digest, for the drift check.
    pub digest: Field,
    pub number: Field,
    pub name: Field,
    pub name_part: Field,
    pub pinyin: Field,
    pub initials: Field,
    pub syllable: Field,
    pub specialty: Field,
    pub status: Field,
    pub region: Field,
    pub title_level: Field,
    pub text: Field,
    pub name_order: Field,
    pub employer_order: Field,
    pub load: Field,
    pub work_years: Field,
}

impl Fields {
    pub const fn of_facet(&self, facet: Facet) -> Field {
        match facet {
            Facet::Status => self.status,
            Facet::Specialty => self.specialty,
            Facet::Region => self.region,
            Facet::TitleLevel => self.title_level,
        }
    }
}

/// Names of the fields that are read as columns.
pub mod column {
    pub const SEQUENCE: &str = "sequence";
    pub const DIGEST: &str = "digest";
    pub const NAME: &str = "name_order";
    pub const EMPLOYER: &str = "employer_order";
}

/// Scores come from the field alone that a word was found in, so neither frequencies nor lengths are kept.
pub fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(JIEBA)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let column = TextOptions::from(FAST);
    let fields = Fields {
        sequence: schema.add_u64_field(column::SEQUENCE, INDEXED | FAST),
        digest: schema.add_u64_field(column::DIGEST, FAST),
        number: schema.add_text_field("number", STRING),
        name: schema.add_text_field("name", STRING),
        name_part: schema.add_text_field("name_part", STRING),
        pinyin: schema.add_text_field("pinyin", STRING),
        initials: schema.add_text_field("initials", STRING),
        syllable: schema.add_text_field("syllable", STRING),
        specialty: schema.add_text_field(Facet::Specialty.code(), STRING | FAST),
        status: schema.add_text_field(Facet::Status.code(), STRING | FAST),
        region: schema.add_text_field(Facet::Region.code(), STRING | FAST),
        title_level: schema.add_text_field(Facet::TitleLevel.code(), STRING | FAST),
        text: schema.add_text_field("text", TextOptions::default().set_indexing_options(words)),
        name_order: schema.add_text_field(column::NAME, column.clone()),
        employer_order: schema.add_text_field(column::EMPLOYER, column),
        load: schema.add_u64_field("load", FAST),
        work_years: schema.add_u64_field("work_years", FAST),
    };
    (schema.build(), fields)
}

/// Cuts a text into words as jieba does: all words that it holds for the index, the plain cut for a
/// question. Unknown words are not guessed (no HMM), because the guess depends on what stands around.
fn jieba(search_mode: bool) -> TextAnalyzer {
    let mut tokenizer = tantivy_jieba::JiebaTokenizer::with_search_mode(search_mode);
    tokenizer.set_hmm(false);
    TextAnalyzer::from(tokenizer)
}

pub fn register(index: &Index) {
    index.tokenizers().register(JIEBA, jieba(true));
}

/// The words of a question's text.
pub(in crate::search) fn cut(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut analyzer = jieba(false);
    let mut stream = analyzer.token_stream(text);
    stream.process(&mut |token| tokens.push(token.text.clone()));
    tokens
}

/// The document as the index takes it.
pub fn entry(fields: &Fields, document: &Document) -> TantivyDocument {
    let mut entry = TantivyDocument::default();
    entry.add_u64(fields.sequence, document.sequence);
    entry.add_u64(fields.digest, document.digest());
    entry.add_text(fields.number, document.number.to_lowercase());
    add_name(&mut entry, fields, &document.name);
    for specialty in &document.fields {
        entry.add_text(fields.specialty, specialty);
    }
    entry.add_text(fields.status, &document.status);
    entry.add_text(fields.region, &document.region);
    entry.add_text(fields.title_level, &document.title_level);
    entry.add_text(fields.text, text(document));
    entry.add_text(fields.employer_order, &document.employer);
    entry.add_u64(fields.load, document.load);
    entry.add_u64(fields.work_years, document.work_years);
    entry
}

fn add_name(entry: &mut TantivyDocument, fields: &Fields, name: &str) {
    let plain = name.to_lowercase();
    entry.add_text(fields.name_order, spelling::sort_key(name));
    for gram in words::grams(&plain) {
        entry.add_text(fields.name_part, gram);
    }
    let spelled = spelling::of(&plain);
    for full in &spelled.full {
        entry.add_text(fields.pinyin, full);
    }
    for initials in &spelled.initials {
        entry.add_text(fields.initials, initials);
    }
    for syllable in &spelled.syllables {
        entry.add_text(fields.syllable, syllable);
    }
    entry.add_text(fields.name, plain);
}

/// Everything but the name, which has fields of its own.
fn text(document: &Document) -> String {
    let plain = [&document.employer, &document.title, &document.title_level, &document.qualification, &document.region];
    let listed = document.fields.iter().chain(&document.disciplines);
    plain.into_iter().chain(listed).map(|part| part.to_lowercase()).collect::<Vec<String>>().join(" ")
}
