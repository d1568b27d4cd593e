//! Nouns of the reuse finder.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// A report's text with the paragraph that each character stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Paragraphs as they read.
    pub paragraphs: Vec<String>,
    /// Letters, digits and Han characters, half-width.
    pub letters: Vec<char>,
    /// For each of them its paragraph, counted from 0.
    pub places: Vec<u32>,
}

/// A run of characters that stands in both texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passage {
    /// Paragraph of this report, counted from 1, in which it begins; and of the other one.
    pub paragraph: u32,
    pub other_paragraph: u32,
    /// Letters that are the same.
    pub length: u32,
    /// The paragraphs through which it runs, as they read.
    pub text: String,
    pub other_text: String,
}

/// What two reports share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shared {
    /// The other version, its commission and project.
    pub package: String,
    pub commission: String,
    pub project: String,
    pub institution: Option<String>,
    pub version: i32,
    /// Letters of this report that stand in the other one as well.
    pub letters: u32,
    /// The same in percent of this report, with one decimal.
    #[schema(value_type = String)]
    pub percent: Decimal,
    /// The longest first.
    pub passages: Vec<Passage>,
}

/// What the reuse finder says of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reuse {
    pub package: String,
    pub commission: String,
    pub version: i32,
    /// Letters of this report; 0 where its text cannot be read.
    pub letters: u32,
    /// Reports with which this one was compared.
    pub compared: u32,
    /// Those that share most, the largest share first.
    pub shared: Vec<Shared>,
}
