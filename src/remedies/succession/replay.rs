//! How a succession is decided again.

use super::rules::{self, SuccessionInputs};
use super::{service, store};
use crate::audit::service as audit;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct SuccessionReplayer;

impl Replayer for SuccessionReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::SuccessionDecided
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: SuccessionInputs = serde_json::from_value(inputs.clone()).context("inputs of a succession")?;
        let outcome = rules::decide(&inputs).map_err(|refusal| anyhow!("{}", refusal.why.zh))?;
        Ok(serde_json::to_value(outcome)?)
    }

    /// The route's figure, and whether a challenge was upheld, are those of its day: later challenges are of the new result.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let kept: SuccessionInputs = serde_json::from_value(evidence).context("inputs of a succession")?;
        let known = store::of(conn, &decision.subject)?.into_iter().find(|known| known.id == kept.id);
        let Some((known, decided)) = known.and_then(|known| Some((known.clone(), known.decided?))) else {
            return Ok(Recorded { inputs: json!("the decision is gone"), outcome: Value::Null });
        };
        let mut inputs = service::inputs(conn, &commission, (&known, &decided.by), kept.least)?;
        inputs.is_upheld = kept.is_upheld;
        let mut outcome = decision.outcome.clone();
        outcome["bid"] = json!(known.next);
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
