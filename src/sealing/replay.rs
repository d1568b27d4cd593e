//! How a fixed list and an opening are taken again.

use super::rules::{self, FixedList, ListInputs, UnsealInputs, Unsealed};
use super::{service, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Wording;
use anyhow::{Context, anyhow};
use serde_json::Value;

/// Replays the fixing of lists.
pub struct ListReplayer;

impl Replayer for ListReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::ReceiptsFixed
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: ListInputs = serde_json::from_value(inputs.clone()).context("list inputs")?;
        Ok(serde_json::to_value(rules::fix(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let tender = service::tender(conn, &decision.subject)?.ok_or_else(|| anyhow!("the tender is gone"))?;
        let inputs = service::list_inputs(conn, &commission, &tender)?;
        let list = rules::fix(&inputs);
        let outcome = FixedList { digest: tender.list_digest.unwrap_or(list.digest), ..list };
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: serde_json::to_value(outcome)? })
    }
}

/// Replays openings of envelopes. The key is not kept, so what was found inside is an input; the tables
/// still say which envelopes are void and why.
pub struct UnsealReplayer;

impl Replayer for UnsealReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::BidsUnsealed
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: UnsealInputs = serde_json::from_value(inputs.clone()).context("opening inputs")?;
        Ok(serde_json::to_value(rules::unseal(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let recorded: Vec<Unsealed> = serde_json::from_value(decision.outcome.clone()).context("opening outcome")?;
        let voids = store::voids(conn, &decision.subject)?;
        let now = recorded.into_iter().map(|known| {
            let stored = voids.iter().find(|(receipt, _)| *receipt == known.receipt).map(|(_, why)| why);
            if stored == known.void.as_ref().map(|why| &why.zh) {
                return known;
            }
            let text = stored.cloned().unwrap_or_default();
            Unsealed { void: stored.map(|_| Wording::new(text.clone(), text)), ..known }
        });
        let outcome = serde_json::to_value(now.collect::<Vec<_>>())?;
        let tender = service::tender(conn, &decision.subject)?.ok_or_else(|| anyhow!("the tender is gone"))?;
        let kept = crate::audit::service::evidence(conn, &decision.inputs_digest)?;
        let mut inputs = kept.ok_or_else(|| anyhow!("the evidence is gone"))?;
        if let Some(digest) = tender.list_digest {
            inputs["list_digest"] = serde_json::to_value(digest)?;
        }
        Ok(Recorded { inputs, outcome })
    }
}
