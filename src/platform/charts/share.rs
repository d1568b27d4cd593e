//! Parts of a whole as one bar with a legend. Parts differ by hatching, not by colour alone.

use super::pen::{LETTER, Pen, escaped, width};
use super::{Bar, Frame, Svg, scaled};

const WIDTH: i64 = 480;
const BAR: i64 = 40;
const LEGEND_TOP: i64 = 62;
const LINE: i64 = 24;
const SWATCH: i64 = 14;
const GAP: i64 = 8;

/// Hatchings in order of use; further parts begin again. `{id}` is the pattern's name, the classes
/// colour ground and strokes.
const PATTERNS: [&str; 4] = [
    "<rect width=\"8\" height=\"8\" class=\"chart-g1\"/>",
    "<rect width=\"8\" height=\"8\" class=\"chart-g2\"/><path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" class=\"chart-h2\"/>",
    "<rect width=\"8\" height=\"8\" class=\"chart-g3\"/><circle cx=\"4\" cy=\"4\" r=\"1.6\" class=\"chart-h3\"/>",
    "<rect width=\"8\" height=\"8\" class=\"chart-g4\"/><path d=\"M0 4h8M4 0v8\" class=\"chart-h4\"/>",
];

/// Draws the parts of the total in the order given. Parts of nothing appear in the legend only.
pub fn share(frame: &Frame<'_>, bars: &[Bar]) -> Svg {
    let places = legend_places(bars);
    let lines = places.last().map_or(1, |(_, line)| line + 1);
    let mut pen = Pen::open(frame, WIDTH, LEGEND_TOP + lines * LINE);
    pen.raw(&patterns(frame.id));
    let total = bars.iter().map(|bar| bar.value.max(0)).fold(0, i64::saturating_add);
    let (mut passed, mut left) = (0_i64, 0);
    for (i, bar) in bars.iter().enumerate() {
        passed = passed.saturating_add(bar.value.max(0));
        let right = scaled(passed, total, WIDTH);
        pen.hatched(&pattern_name(frame.id, i), (left, 0), (right - left, BAR));
        left = right;
    }
    for (i, (bar, (x, line))) in bars.iter().zip(places).enumerate() {
        let top = LEGEND_TOP + line * LINE;
        pen.hatched(&pattern_name(frame.id, i), (x, top - SWATCH + 2), (SWATCH, SWATCH));
        pen.text("chart-label", "start", (x + SWATCH + GAP, top), &legend(bar));
    }
    pen.close()
}

fn legend(bar: &Bar) -> String {
    format!("{} {}", bar.label, bar.shown)
}

/// Where each entry of the legend starts (x, line): a new line where the next would not fit.
fn legend_places(bars: &[Bar]) -> Vec<(i64, i64)> {
    let (mut x, mut line) = (0, 0);
    let mut places = Vec::with_capacity(bars.len());
    for bar in bars {
        let needed = SWATCH + GAP + width(&legend(bar)) + LETTER * 2;
        if x > 0 && x + needed > WIDTH {
            (x, line) = (0, line + 1);
        }
        places.push((x, line));
        x += needed;
    }
    places
}

fn pattern_name(id: &str, index: usize) -> String {
    format!("{id}-p{}", index % PATTERNS.len())
}

fn patterns(id: &str) -> String {
    let each = PATTERNS.iter().enumerate().map(|(i, body)| {
        let name = escaped(&pattern_name(id, i));
        format!("<pattern id=\"{name}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{body}</pattern>")
    });
    format!("<defs>{}</defs>", each.collect::<String>())
}
