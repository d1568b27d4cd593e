//! How a ruling on a low price is taken again.

use super::rules::{self, LowPriceInputs};
use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::panels::service as panels;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct LowPriceReplayer;

impl Replayer for LowPriceReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::LowPriceRuled
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: LowPriceInputs = serde_json::from_value(inputs.clone()).context("low price inputs")?;
        let ruling = rules::rule(&inputs).map_err(|fault| anyhow!("{fault:?}"))?;
        Ok(serde_json::to_value(ruling)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let bid = decision.outcome["bid"].as_str().unwrap_or_default();
        let kept = store::of(conn, &decision.subject)?.into_iter().find(|inquiry| inquiry.bid == bid);
        let Some((convincing, ruled_at)) = kept.and_then(|inquiry| inquiry.convincing.zip(inquiry.ruled_at)) else {
            return Ok(Recorded { inputs: json!("the ruling is gone"), outcome: Value::Null });
        };
        let panel = panels::panel(conn, &commission)?;
        let mut inputs = service::gather(conn, &commission, &panel, (bid, ruled_at))?;
        // Every seat had voted; whoever was drawn later had no part in it.
        inputs.seats = inputs.votes.iter().map(|vote| vote.seat).collect();
        let mut outcome = decision.outcome.clone();
        outcome["convincing"] = json!(convincing);
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
