//! Comparisons with receivers.

use super::endpoints::at;
use crate::feed::model::Reconciliation;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::Context;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    feed_reconciliations (id) {
        id -> Text,
        division -> Text,
        receiver -> Text,
        same -> Bool,
        outcome -> Text,
        reconciled_by -> Text,
        reconciled_at -> Timestamp,
    }
}

pub fn insert(conn: &mut Conn, r: &Reconciliation) -> Outcome<()> {
    diesel::insert_into(feed_reconciliations::table)
        .values((
            feed_reconciliations::id.eq(&r.id),
            feed_reconciliations::division.eq(&r.division),
            feed_reconciliations::receiver.eq(&r.receiver),
            feed_reconciliations::same.eq(r.same),
            feed_reconciliations::outcome.eq(serde_json::to_string(&r.outcome)?),
            feed_reconciliations::reconciled_by.eq(&r.reconciled_by),
            feed_reconciliations::reconciled_at.eq(r.reconciled_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The newest ones first.
pub fn latest(conn: &mut Conn, division: Option<&str>, most: i64) -> Outcome<Vec<Reconciliation>> {
    type Row = (String, String, String, bool, String, String, NaiveDateTime);
    let mut q = feed_reconciliations::table.select(feed_reconciliations::all_columns).into_boxed();
    if let Some(division) = division {
        q = q.filter(feed_reconciliations::division.eq(division.to_owned()));
    }
    let rows: Vec<Row> = q
        .order((feed_reconciliations::reconciled_at.desc(), feed_reconciliations::id.desc()))
        .limit(most)
        .load(conn)?;
    let each = |(id, division, receiver, same, outcome, reconciled_by, reconciled): Row| {
        let outcome = serde_json::from_str(&outcome).with_context(|| format!("reconciliation {id}"))?;
        Ok(Reconciliation { id, division, receiver, same, outcome, reconciled_by, reconciled_at: at(reconciled) })
    };
    rows.into_iter().map(each).collect()
}
