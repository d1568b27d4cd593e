//! How the end of a marking is decided again.

use super::rules::{self, MarksInputs};
use super::service;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::Value;

pub struct MarksReplayer;

impl Replayer for MarksReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::PanelMarks
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: MarksInputs = serde_json::from_value(inputs.clone()).context("marks of a panel")?;
        let outcome = rules::finish(&inputs).map_err(|fault| anyhow!("{}", fault.sentence().zh))?;
        Ok(serde_json::to_value(outcome)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let inputs = serde_json::to_value(service::marks_inputs(conn, &commission)?)?;
        Ok(Recorded { inputs, outcome: decision.outcome.clone() })
    }
}
