//! Our books of the feed, to be compared with a receiver's.

use crate::audit::service as audit;
use crate::feed::model::Reconciliation;
use crate::feed::rules::statement::{self, Comparison, Entry, Statement};
use crate::feed::store::reconciliations as store;
use crate::linkage::model::FeedEvent;
use crate::linkage::service as linkage;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::Context;

const PART: i64 = 1_000;

/// What we published to a division, between two sequences: after `after`, up to `to`.
pub fn statement(conn: &mut Conn, division: &str, after: i64, to: i64) -> Outcome<Statement> {
    let (mut entries, mut cursor) = (Vec::new(), after);
    loop {
        let part = linkage::pull(conn, Some(division), cursor, PART)?;
        let Some(last) = part.last().map(|e| e.sequence) else { break };
        for event in part.iter().filter(|e| e.sequence <= to) {
            entries.push(entry(event)?);
        }
        if last >= to {
            break;
        }
        cursor = last;
    }
    Ok(Statement::new(division, entries))
}

fn entry(event: &FeedEvent) -> Outcome<Entry> {
    let answer = event.acknowledgement.as_ref().map(|a| format!("{} {}", a.outcome.word(), a.reference));
    Ok(Entry::of(&event.sent(), answer).with_context(|| format!("feed event {}", event.sequence))?)
}

/// Compares our books with a receiver's, over all that we published to its division, and keeps the
/// outcome under `id`.
pub fn reconcile(
    conn: &mut Conn,
    theirs: &Statement,
    (id, receiver): (&str, &str),
    actor: &str,
    at: Instant,
) -> Outcome<Comparison> {
    let ours = statement(conn, &theirs.division, 0, i64::MAX)?;
    let comparison = statement::compare(&ours, theirs);
    let kept = Reconciliation {
        id: id.to_owned(),
        division: theirs.division.clone(),
        receiver: receiver.to_owned(),
        same: comparison.same,
        outcome: serde_json::to_value(&comparison)?,
        reconciled_by: actor.to_owned(),
        reconciled_at: at,
    };
    store::insert(conn, &kept)?;
    let word = if comparison.same { "same" } else { "different" };
    audit::note(conn, at, actor, "feed-reconciled", &theirs.division, word)?;
    Ok(comparison)
}

/// The last comparisons of a division, newest first; `None`: of all.
pub fn reconciliations(conn: &mut Conn, division: Option<&str>, most: i64) -> Outcome<Vec<Reconciliation>> {
    store::latest(conn, division, most)
}
