//! How a credit level is determined again.

use super::model::{Content, Inputs};
use super::rules::index;
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::Context;
use serde_json::Value;

pub struct CreditReplayer;

impl Replayer for CreditReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::CreditLevel
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: Inputs = serde_json::from_value(inputs.clone()).context("credit inputs")?;
        Ok(serde_json::to_value(index::determine(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        match store::find(conn, &decision.subject)?.map(|matter| matter.content) {
            Some(Content::Level { inputs, outcome }) => {
                Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: serde_json::to_value(outcome)? })
            }
            _ => Ok(Recorded { inputs: Value::Null, outcome: Value::Null }),
        }
    }
}
