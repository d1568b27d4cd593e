//! How a ruling on collusion is taken again.

use super::rules::{self, CollusionInputs};
use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct CollusionReplayer;

impl Replayer for CollusionReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::CollusionRuled
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: CollusionInputs =
            serde_json::from_value(inputs.clone()).context("inputs of a case of collusion")?;
        let ruling = rules::rule(&inputs).map_err(|waiting| anyhow!("seats {waiting:?} have not voted"))?;
        Ok(serde_json::to_value(ruling)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let id = decision.outcome["case"].as_str().unwrap_or_default();
        let kept = store::of(conn, &decision.subject)?.into_iter().find(|case| case.id == id);
        let ruled = kept.and_then(|case| Some((case.is_collusion?, case.ruled_at?, case.votes)));
        let Some((is_collusion, ruled_at, votes)) = ruled else {
            return Ok(Recorded { inputs: json!("the ruling is gone"), outcome: Value::Null });
        };
        // Every seat had voted; whoever was drawn later had no part in it.
        let seats = votes.iter().map(|vote| vote.seat).collect();
        let inputs = service::gather(conn, &commission, (id, ruled_at), seats)?;
        let mut outcome = decision.outcome.clone();
        outcome["is_collusion"] = json!(is_collusion);
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
