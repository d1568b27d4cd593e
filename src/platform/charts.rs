//! Charts as SVG text, drawn by the server: rows, columns and shares.
//!
//! What it is not: no layout of a page, no colours (classes name them, the style sheet fills them)
//! and no words of its own. Every chart names itself with `<title>` and `<desc>`, every bar carries
//! its label and value as text, and shares differ by hatching as well as by colour, so that nothing
//! rests on seeing colours apart. A pure function from figures to text.

mod columns;
mod pen;
mod rows;
mod share;

pub use columns::columns;
pub use rows::rows;
pub use share::share;

/// A finished drawing; all text in it is escaped.
pub struct Svg(String);

impl Svg {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a chart is called. `id` is unique on its page.
pub struct Frame<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
}

/// One figure: `shown` is `value` as text, with whatever unit the caller chose.
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub shown: String,
}

/// `value` of `max` as a part of `length`; bars that are not zero are at least one unit long.
fn scaled(value: i64, max: i64, length: i64) -> i64 {
    if value <= 0 || max <= 0 {
        return 0;
    }
    let part = i128::from(value) * i128::from(length) / i128::from(max);
    i64::try_from(part).unwrap_or(length).clamp(1, length)
}

fn greatest(bars: &[Bar]) -> i64 {
    bars.iter().map(|bar| bar.value).max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
