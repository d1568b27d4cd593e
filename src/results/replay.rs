//! How grade decisions are taken again.

use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use crate::terms::Score;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct GradeReplayer;

impl Replayer for GradeReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Grade
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let score: Score = serde_json::from_value(inputs["score"].clone()).context("score")?;
        let again = pack.grade(score, &[]).map_err(|e| anyhow!("{e}"))?;
        Ok(service::outcome(&again))
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let score = packages::accepted(conn, &decision.subject)?.map(|p| p.score);
        let inputs = score.map_or(Value::Null, service::inputs);
        let outcome = match store::find(conn, &decision.subject)? {
            Some(r) => json!({ "score": r.score, "grade": r.grade, "word": r.word, "band": r.band, "basis": r.basis }),
            None => Value::Null,
        };
        Ok(Recorded { inputs, outcome })
    }
}
