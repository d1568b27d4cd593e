//! `{{chart data}}`: a drawing of plain figures. Contexts carry the figures, never the drawing, so
//! the table below a chart and the chart itself cannot disagree.

use super::{Markup, NOTHING, Outcome, fault, format, value};
use crate::platform::charts::{self, Bar, Frame};
use crate::platform::pages::messages::Messages;
use crate::terms::Fen;
use handlebars::Helper;
use serde::Deserialize;

/// The figures of one chart, as contexts hold them.
#[derive(Deserialize)]
struct Figures {
    /// Unique on the page; also the message `chart-<id>` that names the chart.
    id: String,
    kind: Kind,
    #[serde(default)]
    unit: Unit,
    /// Family of messages that words the labels; without it labels are shown as they are.
    #[serde(default)]
    family: String,
    items: Vec<Figure>,
}

#[derive(Deserialize)]
struct Figure {
    label: String,
    value: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Rows,
    Columns,
    Share,
}

/// What the values count.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    #[default]
    Count,
    /// Fen, shown as budgets are.
    Money,
}

pub(super) fn chart(messages: &Messages, h: &Helper<'_>) -> Outcome<Markup> {
    let figures = Figures::deserialize(value(h, 0)).map_err(|e| fault(h, &e.to_string()))?;
    if figures.items.is_empty() {
        return Ok(Markup::new().text(NOTHING));
    }
    let title = messages.term("chart", &figures.id);
    let bars: Vec<Bar> = figures.items.iter().map(|figure| bar(messages, &figures, figure)).collect();
    let frame = Frame { id: &figures.id, title: &title, description: &described(&bars) };
    let drawing = match figures.kind {
        Kind::Rows => charts::rows(&frame, &bars),
        Kind::Columns => charts::columns(&frame, &bars),
        Kind::Share => charts::share(&frame, &bars),
    };
    Ok(Markup::new().drawing(&drawing))
}

fn bar(messages: &Messages, figures: &Figures, figure: &Figure) -> Bar {
    let shown = match figures.unit {
        Unit::Count => format::grouped(figure.value),
        Unit::Money => format::wan(messages, Fen(figure.value), true),
    };
    Bar { label: messages.term(&figures.family, &figure.label), value: figure.value, shown }
}

/// What a screen reader says: every label with its value.
fn described(bars: &[Bar]) -> String {
    bars.iter().map(|bar| format!("{} {}", bar.label, bar.shown)).collect::<Vec<_>>().join("; ")
}
