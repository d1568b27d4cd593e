//! Horizontal bars, one a row: the form for long Chinese labels.

use super::pen::{LETTER, Pen, fitted, width};
use super::{Bar, Frame, Svg, greatest, scaled};

const WIDTH: i64 = 480;
const ROW: i64 = 26;
const BAR: i64 = 16;
const GAP: i64 = 8;
const WIDEST_LABEL: i64 = 190;

/// Draws `bars` from top to bottom in the order given; labels are as wide as the widest needs.
pub fn rows(frame: &Frame<'_>, bars: &[Bar]) -> Svg {
    let label_room = bars.iter().map(|bar| width(&bar.label)).max().unwrap_or(0).min(WIDEST_LABEL);
    let value_room = bars.iter().map(|bar| width(&bar.shown)).max().unwrap_or(0);
    let left = label_room + GAP;
    let length = (WIDTH - left - value_room - GAP).max(ROW);
    let height = ROW * i64::try_from(bars.len()).unwrap_or(0) + GAP;
    let max = greatest(bars);
    let mut pen = Pen::open(frame, WIDTH, height);
    pen.line("chart-axis", (left, 0), (left, height));
    let mut top = GAP / 2;
    for bar in bars {
        let long = scaled(bar.value, max, length);
        let base = top + (ROW + LETTER) / 2 - 2;
        pen.text("chart-label", "end", (left - GAP, base), &fitted(&bar.label, WIDEST_LABEL));
        pen.rect("chart-bar", (left, top + (ROW - BAR) / 2), (long, BAR));
        pen.text("chart-value", "start", (left + long + GAP - 2, base), &bar.shown);
        top += ROW;
    }
    pen.close()
}
