//! Who moved the commission, when, and why.

use super::plain;
use crate::accounts::service::People;
use crate::commissions::model::Move;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// One move.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineRow {
    /// The state that was reached.
    #[schema(example = "announced")]
    pub what: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    #[schema(value_type = Object)]
    pub actor: Wording,
    /// The actor's office.
    #[schema(value_type = Option<Object>)]
    pub unit: Option<Wording>,
    /// Whole days since the move before; none within a day.
    pub duration_days: Option<i64>,
    #[schema(value_type = Option<Object>)]
    pub opinion: Option<Wording>,
}

pub(super) fn of(conn: &mut Conn, moves: &[Move]) -> Outcome<Vec<TimelineRow>> {
    let people = People::of(conn, moves.iter().map(|m| m.actor.as_str()))?;
    let before = std::iter::once(None).chain(moves.iter().map(Some));
    let row = |(m, before): (&Move, Option<&Move>)| {
        let person = people.get(&m.actor);
        let days = before.map_or(0, |b| (m.moved_at.0 - b.moved_at.0).num_days());
        TimelineRow {
            what: m.to.clone(),
            at: m.moved_at,
            actor: person.name,
            unit: person.office,
            duration_days: (days > 0).then_some(days),
            opinion: (!m.reason.is_empty()).then(|| plain(&m.reason)),
        }
    };
    Ok(moves.iter().zip(before).map(row).collect())
}
