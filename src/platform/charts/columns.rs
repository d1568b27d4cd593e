//! Vertical columns side by side: counts over ordered classes, as in a histogram.

use super::pen::{LETTER, Pen, fitted};
use super::{Bar, Frame, Svg, greatest, scaled};

const WIDTH: i64 = 480;
const HEIGHT: i64 = 220;
const TOP: i64 = 24;
const FOOT: i64 = 28;

/// Draws `bars` from left to right in the order given, value above and label below each.
pub fn columns(frame: &Frame<'_>, bars: &[Bar]) -> Svg {
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    let slot = (WIDTH / count).max(1);
    let gap = (slot / 6).min(14);
    let floor = HEIGHT - FOOT;
    let max = greatest(bars);
    let mut pen = Pen::open(frame, WIDTH, HEIGHT);
    for quarter in 1..=4 {
        let y = floor - (floor - TOP) * quarter / 4;
        pen.line("chart-grid", (0, y), (WIDTH, y));
    }
    let mut left = 0;
    for bar in bars {
        let tall = scaled(bar.value, max, floor - TOP);
        let middle = left + slot / 2;
        pen.rect("chart-bar", (left + gap, floor - tall), (slot - 2 * gap, tall));
        pen.text("chart-value", "middle", (middle, floor - tall - 6), &bar.shown);
        pen.text("chart-label", "middle", (middle, floor + LETTER + 7), &fitted(&bar.label, slot.max(2 * LETTER)));
        left += slot;
    }
    pen.line("chart-axis", (0, floor), (WIDTH, floor));
    pen.close()
}
