//! How the end of a rectification is taken again.

use super::rules::{self, ClosingInputs};
use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::Context;
use serde_json::Value;

pub struct RectificationReplayer;

impl Replayer for RectificationReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::RectificationClosed
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: ClosingInputs = serde_json::from_value(inputs.clone()).context("rectification inputs")?;
        Ok(serde_json::to_value(rules::close(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let number = decision.outcome["rectification"].as_str().unwrap_or_default();
        let found = store::find(conn, number)?.as_ref().and_then(service::closing_inputs);
        let Some(inputs) = found else {
            return Ok(Recorded { inputs: Value::Null, outcome: Value::Null });
        };
        let outcome = serde_json::to_value(rules::close(&inputs))?;
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
