//! The pen: writes SVG elements and escapes every word.

use super::{Frame, Svg};
use crate::terms::text::is_han;
use std::fmt::Write;

/// Height of a chart's letters in user units; the style sheet sets the same size.
pub(super) const LETTER: i64 = 13;

/// A drawing under construction.
pub(super) struct Pen(String);

impl Pen {
    /// Opens a drawing of `width` by `height` user units.
    pub(super) fn open(frame: &Frame<'_>, width: i64, height: i64) -> Pen {
        let mut pen = Pen(String::with_capacity(4096));
        let id = escaped(frame.id);
        pen.put(format_args!(
            "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"xMinYMin meet\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            escaped(frame.title),
            escaped(frame.description)
        ));
        pen
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (i64, i64), (width, height): (i64, i64)) {
        self.put(format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"));
    }

    /// As [`Pen::rect`], filled with a pattern of this drawing instead of a class's colour.
    pub(super) fn hatched(&mut self, pattern: &str, (x, y): (i64, i64), (width, height): (i64, i64)) {
        self.put(format_args!(
            "<rect fill=\"url(#{})\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>",
            escaped(pattern)
        ));
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (i64, i64), (x2, y2): (i64, i64)) {
        self.put(format_args!("<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"));
    }

    /// Text whose anchor (`start`, `middle` or `end`) lies at the given point of its base line.
    pub(super) fn text(&mut self, class: &str, anchor: &str, (x, y): (i64, i64), words: &str) {
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(words)
        ));
    }

    /// Markup of this module's own making.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    pub(super) fn close(mut self) -> Svg {
        self.0.push_str("</svg>");
        Svg(self.0)
    }

    fn put(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.0.write_fmt(piece);
    }
}

/// Text for element content and quoted attributes. Characters that XML forbids are dropped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// About how wide `text` is drawn: one em a Han or full-width character, 0.6 em any other.
pub(super) fn width(text: &str) -> i64 {
    text.chars().map(|c| if is_wide(c) { LETTER } else { (LETTER * 3).div_euclid(5) + 1 }).sum()
}

fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}')
}

/// `text`, cut with an ellipsis so that it is at most `most` wide.
pub(super) fn fitted(text: &str, most: i64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) + LETTER > most {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}
