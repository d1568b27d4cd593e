//! SQL of holds.

use crate::commissions::holds::{Hold, HoldCause};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    commission_holds (id) {
        id -> Text,
        commission_id -> Text,
        cause -> Text,
        reason -> Text,
        placed_by -> Text,
        placed_at -> Timestamp,
        lifted_by -> Nullable<Text>,
        lifted_at -> Nullable<Timestamp>,
        lifted_because -> Nullable<Text>,
    }
}

#[derive(Queryable)]
struct Row {
    id: String,
    _commission_id: String,
    cause: String,
    reason: String,
    placed_by: String,
    placed_at: NaiveDateTime,
    lifted_by: Option<String>,
    lifted_at: Option<NaiveDateTime>,
    lifted_because: Option<String>,
}

impl Row {
    fn hold(self) -> Outcome<Hold> {
        let cause = HoldCause::ALL.into_iter().find(|cause| cause.word() == self.cause);
        Ok(Hold {
            cause: cause.ok_or_else(|| anyhow!("hold {}: unknown cause {}", self.id, self.cause))?,
            id: self.id,
            reason: self.reason,
            placed_by: self.placed_by,
            placed_at: Instant::from_utc(self.placed_at.and_utc()),
            lifted_by: self.lifted_by,
            lifted_at: self.lifted_at.map(|at| Instant::from_utc(at.and_utc())),
            lifted_because: self.lifted_because,
        })
    }
}

/// The holds of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Hold>> {
    let rows: Vec<Row> = commission_holds::table
        .filter(commission_holds::commission_id.eq(commission_id))
        .order(commission_holds::id.asc())
        .load(conn)?;
    rows.into_iter().map(Row::hold).collect()
}

pub fn insert(conn: &mut Conn, commission_id: &str, hold: &Hold) -> Outcome<()> {
    diesel::insert_into(commission_holds::table)
        .values((
            commission_holds::id.eq(&hold.id),
            commission_holds::commission_id.eq(commission_id),
            commission_holds::cause.eq(hold.cause.word()),
            commission_holds::reason.eq(&hold.reason),
            commission_holds::placed_by.eq(&hold.placed_by),
            commission_holds::placed_at.eq(hold.placed_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the open hold of a cause; `false` where there is none.
pub fn lift(
    conn: &mut Conn,
    commission_id: &str,
    (cause, because): (HoldCause, &str),
    by: &str,
    at: Instant,
) -> Outcome<bool> {
    let open = commission_holds::table
        .filter(commission_holds::commission_id.eq(commission_id))
        .filter(commission_holds::cause.eq(cause.word()))
        .filter(commission_holds::lifted_at.is_null());
    let changed = diesel::update(open)
        .set((
            commission_holds::lifted_by.eq(by),
            commission_holds::lifted_at.eq(at.naive_utc()),
            commission_holds::lifted_because.eq(because),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}
