//! The language of the search: how words are read, written in pinyin, mistyped and marked. Both engines
//! follow these rules.

pub mod highlight;
pub mod slips;
pub mod spelling;
pub mod words;
