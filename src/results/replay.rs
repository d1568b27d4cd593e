//! How grade decisions, and those that supersede a grade, are taken again.

use super::rules::{self, SupersessionInputs};
use super::{service, store::first as store};
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

pub struct SupersessionReplayer;

impl Replayer for SupersessionReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::ResultSuperseded
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let inputs: SupersessionInputs = serde_json::from_value(inputs.clone()).context("supersession inputs")?;
        let again = rules::supersede(&pack, &inputs).map_err(|(_, en)| anyhow!("{en}"))?;
        Ok(rules::recorded(inputs.of.position + 1, &again))
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let history = service::history(conn, &decision.subject)?;
        let at = history.iter().position(|r| Some(i64::from(r.position)) == decision.outcome["position"].as_i64());
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| history.get(at));
        let Some((before, now)) = before.zip(at.and_then(|at| history.get(at))) else {
            return Ok(Recorded { inputs: Value::Null, outcome: Value::Null });
        };
        let inputs = serde_json::to_value(SupersessionInputs::of(before, now))?;
        let outcome = json!({
            "position": now.position, "score": now.score, "grade": now.grade, "word": now.word,
            "band": now.band, "basis": now.basis,
        });
        Ok(Recorded { inputs, outcome })
    }
}
