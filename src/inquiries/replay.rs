//! How clarifications are judged again.

use super::rules::{self, ClarifyInputs};
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer, service as audit};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct ClarificationReplayer;

impl Replayer for ClarificationReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Clarification
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: ClarifyInputs = serde_json::from_value(inputs.clone()).context("clarification inputs")?;
        let decided = rules::clarify(&inputs).map_err(|fault| anyhow!("{}", fault.sentence().zh))?;
        Ok(serde_json::to_value(decided)?)
    }

    /// What was published and both deadlines are in the table.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let mut inputs: ClarifyInputs = serde_json::from_value(evidence).context("clarification inputs")?;
        let all = store::clarifications(conn, &decision.subject)?;
        let Some(kept) = all.into_iter().find(|kept| kept.position == inputs.position) else {
            return Ok(Recorded { inputs: json!("the clarification is gone"), outcome: Value::Null });
        };
        inputs.content = kept.content;
        inputs.is_substantive = kept.is_substantive;
        inputs.published_at = kept.published_at;
        inputs.deadline = kept.deadline_before;
        let mut outcome = decision.outcome.clone();
        outcome["deadline"] = serde_json::to_value(kept.deadline_after)?;
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
