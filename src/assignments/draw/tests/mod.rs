//! Tests of the room as a whole: records made by an independent program, properties, forgeries.

mod forgeries;
mod naive;
mod properties;
mod vectors;

use super::DrawRecord;

/// Records that an independent program computed from the published method.
const RECORDS: [(&str, &str); 5] = [
    ("employers and declines", include_str!("../../../../tests/data/draw/employers-and-declines.json")),
    ("composition and order", include_str!("../../../../tests/data/draw/sm3-composition-and-order.json")),
    ("nobody eligible", include_str!("../../../../tests/data/draw/nobody-eligible.json")),
    ("shortage by diversity", include_str!("../../../../tests/data/draw/shortage-by-diversity.json")),
    ("groups, weights, reserves", include_str!("../../../../tests/data/draw/groups-weights-reserves.json")),
];

fn records() -> impl Iterator<Item = (&'static str, DrawRecord)> {
    RECORDS.into_iter().map(|(name, text)| (name, serde_json::from_str(text).unwrap()))
}
