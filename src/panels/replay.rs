//! How the end of a marking, and what follows from the number of bidders left, are decided again.

use super::remaining::{self, RemainingInputs};
use super::rules::{self, MarksInputs};
use super::service;
use crate::audit::service as audit;
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

pub struct RemainingReplayer;

impl Replayer for RemainingReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::BiddersLeft
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: RemainingInputs = serde_json::from_value(inputs.clone()).context("bidders left")?;
        Ok(serde_json::to_value(remaining::judge(&inputs))?)
    }

    /// The route's figures are those of its day, as the evidence keeps them.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let kept: RemainingInputs = serde_json::from_value(evidence).context("bidders left")?;
        let figures = (kept.route, (kept.least, kept.at_least));
        let inputs = serde_json::to_value(service::remaining_inputs(conn, &commission, figures)?)?;
        Ok(Recorded { inputs, outcome: decision.outcome.clone() })
    }
}
