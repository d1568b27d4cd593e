//! Replay: every recorded decision is taken again from its recorded inputs and compared with what
//! was recorded and with what the tables say today.

use super::model::{Decision, DecisionKind, Difference, ReplayReport};
use super::{rules, service, store};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use serde_json::Value;

/// What the tables of a room say today about one decision: what went in and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub inputs: Value,
    pub outcome: Value,
}

/// Knows how one kind of decision is taken. Each room offers its own.
pub trait Replayer {
    fn kind(&self) -> DecisionKind;

    /// The rule over recorded inputs. The connection serves only to fetch evidence by digest.
    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value>;

    /// Inputs and outcome as the room's tables hold them now.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded>;
}

const BATCH: i64 = 200;

/// Replays all decisions. `progress` is told how many are done.
pub fn replay_all(db: &Db, replayers: &[&dyn Replayer], mut progress: impl FnMut(u64)) -> Outcome<ReplayReport> {
    let mut report = ReplayReport::default();
    let (mut after, mut previous) = (0, rules::GENESIS.to_owned());
    loop {
        let batch = db.read(|conn| store::decisions_after(conn, after, BATCH))?;
        if batch.is_empty() {
            break;
        }
        for decision in batch {
            report.recorded += 1;
            let differences = db.read(|conn| replay_one(conn, replayers, &decision, after, &previous))?;
            report.replayed += 1;
            report.different += u64::from(!differences.is_empty());
            report.differences.extend(differences);
            (after, previous) = (decision.sequence, decision.digest);
            progress(report.replayed);
        }
    }
    Ok(report)
}

/// Replays one decision on its own, without the link before it.
pub fn replay(conn: &mut Conn, replayers: &[&dyn Replayer], decision: &Decision) -> Outcome<Vec<Difference>> {
    replay_one(conn, replayers, decision, decision.sequence - 1, &decision.previous_digest)
}

fn replay_one(
    conn: &mut Conn,
    replayers: &[&dyn Replayer],
    decision: &Decision,
    last_sequence: i64,
    last_digest: &str,
) -> Outcome<Vec<Difference>> {
    let mut found = Vec::new();
    if decision.sequence != last_sequence + 1
        || decision.previous_digest != last_digest
        || rules::link_of(decision) != decision.digest
    {
        found.push(difference(decision, "chain", ("".into(), decision.digest.clone(), rules::link_of(decision))));
    }
    let Some(inputs) = service::evidence(conn, &decision.inputs_digest)? else {
        let place = (String::new(), decision.inputs_digest.to_string(), "missing or changed".to_owned());
        found.push(difference(decision, "evidence", place));
        return Ok(found);
    };
    let Some(replayer) = replayers.iter().find(|r| r.kind() == decision.kind) else {
        return Err(anyhow::anyhow!("nothing replays {}", decision.kind.word()).into());
    };
    let again = replayer.recompute(conn, decision, &inputs)?;
    compare(decision, "recomputed", &decision.outcome, &again, &mut found);
    let stored = replayer.stored(conn, decision)?;
    compare(decision, "inputs", &inputs, &stored.inputs, &mut found);
    compare(decision, "outcome", &decision.outcome, &stored.outcome, &mut found);
    Ok(found)
}

fn compare(decision: &Decision, aspect: &'static str, recorded: &Value, now: &Value, found: &mut Vec<Difference>) {
    if let Some(place) = rules::first_difference(recorded, now) {
        found.push(difference(decision, aspect, place));
    }
}

fn difference(
    decision: &Decision,
    aspect: &'static str,
    (place, recorded, found): (String, String, String),
) -> Difference {
    Difference {
        sequence: decision.sequence,
        decision: decision.id.to_string(),
        kind: decision.kind.word().to_owned(),
        subject: decision.subject.clone(),
        aspect,
        place,
        recorded,
        found,
    }
}
