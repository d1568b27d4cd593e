//! How the judgement of an order is taken again.

use super::rules::{self, OrderInputs};
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer, service as audit};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct OrderReplayer;

impl Replayer for OrderReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::OrderJudged
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: OrderInputs = serde_json::from_value(inputs.clone()).context("order inputs")?;
        Ok(serde_json::to_value(rules::judge(&inputs))?)
    }

    /// The tables hold the requirement of the last revision; earlier ones are in their records alone.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let mut inputs: OrderInputs = serde_json::from_value(evidence).context("order inputs")?;
        let commission = commissions::by_id(conn, &decision.subject)?;
        let Some(order) = store::find(conn, &decision.subject)? else {
            return Ok(Recorded { inputs: json!("the order is gone"), outcome: decision.outcome.clone() });
        };
        if order.revision == inputs.revision {
            inputs.requirement = order.requirement;
            inputs.requirement.ceiling_fen = commission.ceiling;
            inputs.route.code = commission.route;
        }
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: decision.outcome.clone() })
    }
}
