//! How the gate's decisions are taken again.

use super::rules::{self, GateDecision, GateInputs};
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::Value;

pub struct GateReplayer;

impl Replayer for GateReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::PackageAcceptance
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: GateInputs = serde_json::from_value(inputs.clone()).context("gate inputs")?;
        Ok(serde_json::to_value(rules::decide(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let package =
            store::find(conn, &decision.subject)?.ok_or_else(|| anyhow!("package {} is gone", decision.subject))?;
        let inputs = GateInputs { files: package.files, table: package.table, facts: package.facts };
        let outcome = GateDecision { standing: package.standing, score: package.score, findings: package.findings };
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: serde_json::to_value(outcome)? })
    }
}
