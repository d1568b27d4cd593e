//! How a disclosure is decided again.

use super::rules::{self, DisclosureInputs};
use super::service;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer, service as audit};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::Value;

pub struct DisclosureReplayer;

impl Replayer for DisclosureReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::ResultDisclosed
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: DisclosureInputs = serde_json::from_value(inputs.clone()).context("disclosure inputs")?;
        let outcome = rules::disclose(&inputs).map_err(|why| anyhow!("{}", why.zh))?;
        Ok(serde_json::to_value(outcome)?)
    }

    /// The copy that everybody reads is compared as well.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let recorded = audit::evidence(conn, &decision.inputs_digest)?.unwrap_or_default();
        let commission = commissions::by_id(conn, &decision.subject)?;
        let of = service::of_commission(conn, &commission)?;
        let found = of.iter().find(|d| recorded["position"] == d.position);
        let Some((found, copy)) = found.and_then(|d| Some((d, d.published.as_ref()?))) else {
            return Ok(Recorded { inputs: Value::Null, outcome: Value::Null });
        };
        let inputs = service::inputs(&commission, found, (&copy.by, copy.at.day_in_china()));
        let mut outcome = decision.outcome.clone();
        outcome["published"] = serde_json::to_value(&copy.parts)?;
        outcome["published_sha256"] = serde_json::to_value(&copy.sha256)?;
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
