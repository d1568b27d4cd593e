//! How instruction decisions are taken again.

use super::rules::{self, InstructionInputs};
use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use crate::results::service as results;
use anyhow::Context;
use serde_json::Value;

pub struct InstructionReplayer;

impl Replayer for InstructionReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Instructions
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let inputs: InstructionInputs = serde_json::from_value(inputs.clone()).context("instruction inputs")?;
        Ok(Value::Array(rules::instructions(&pack, &inputs).iter().map(rules::recorded).collect()))
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let issued = store::of_commission(conn, &decision.subject)?;
        let outcome = Value::Array(issued.iter().map(rules::stored).collect());
        let Some(result) = results::find(conn, &decision.subject)? else {
            return Ok(Recorded { inputs: Value::Null, outcome });
        };
        let commission = commissions::by_id(conn, &decision.subject)?;
        let inputs = serde_json::to_value(service::inputs(conn, &commission, &result)?)?;
        Ok(Recorded { inputs, outcome })
    }
}
