//! How the sign-off of a contract is judged again.

use super::rules::{self, ContractInputs};
use super::{service, store};
use crate::audit::service as audit;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct ContractReplayer;

impl Replayer for ContractReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::ContractJudged
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: ContractInputs = serde_json::from_value(inputs.clone()).context("contract inputs")?;
        Ok(serde_json::to_value(rules::judge(&inputs))?)
    }

    /// The digest is taken again over the stored text; the last day to sign was counted with the calendar of its day.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let Some(contract) = store::find(conn, &decision.subject)? else {
            return Ok(Recorded { inputs: json!("the contract is gone"), outcome: Value::Null });
        };
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let kept: ContractInputs = serde_json::from_value(evidence).context("contract inputs")?;
        let inputs = service::inputs(conn, &commission, &contract, (kept.grades, kept.sign_until))?;
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: decision.outcome.clone() })
    }
}
