//! How instruction decisions are taken again: the first round, later rounds, and what people settled.

use super::instructions::{self, Standing};
use super::rules::settlement::{self, SettlementInputs};
use super::rules::{self, InstructionInputs};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use crate::results::service as results;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct InstructionReplayer;

impl Replayer for InstructionReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Instructions
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        Ok(Value::Array(again(conn, decision, inputs)?))
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let outcome = Value::Array(instructions::stored_round(conn, &decision.subject, 1)?);
        let Some(result) = results::at_position(conn, &decision.subject, 1)? else {
            return Ok(Recorded { inputs: Value::Null, outcome });
        };
        let commission = commissions::by_id(conn, &decision.subject)?;
        let inputs = serde_json::to_value(instructions::inputs(conn, &commission, &result)?)?;
        Ok(Recorded { inputs, outcome })
    }
}

fn again(conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Vec<Value>> {
    let pack = kept::fetch(conn, &decision.policy_version)?;
    let inputs: InstructionInputs = serde_json::from_value(inputs.clone()).context("instruction inputs")?;
    Ok(rules::instructions(&pack, &inputs).iter().map(rules::recorded).collect())
}

pub struct RoundReplayer;

impl Replayer for RoundReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::InstructionsReissued
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let mut outcome = decision.outcome.clone();
        outcome["instructions"] = Value::Array(again(conn, decision, inputs)?);
        Ok(outcome)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let gone = Recorded { inputs: Value::Null, outcome: Value::Null };
        let id = &decision.subject;
        let wanted = decision.outcome["round"].as_i64();
        let rounds = instructions::rounds(conn, id)?;
        let Some(round) = rounds.into_iter().find(|r| Some(i64::from(r.round)) == wanted) else { return Ok(gone) };
        let Some(result) = results::at_position(conn, id, round.result_position)? else { return Ok(gone) };
        let commission = commissions::by_id(conn, id)?;
        let gathered = instructions::inputs(conn, &commission, &result)?;
        let inputs = InstructionInputs { rectification: round.rectification, ..gathered };
        let outcome = rules::round_recorded(&round, instructions::stored_round(conn, id, round.round)?);
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}

pub struct SettlementReplayer;

impl Replayer for SettlementReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::InstructionSettled
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: SettlementInputs = serde_json::from_value(inputs.clone()).context("settlement inputs")?;
        let settled = settlement::settle(&inputs).map_err(|(_, en)| anyhow!("{en}"))?;
        Ok(serde_json::to_value(settled)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let standing = Standing::of(conn, &commission)?;
        let id = decision.outcome["instruction"].as_str().unwrap_or_default();
        let found = standing.instructions.iter().find(|i| i.id == id).zip(standing.settlements.get(id));
        let Some((instruction, row)) = found.filter(|(_, row)| row.settled_by.is_some()) else {
            return Ok(Recorded { inputs: Value::Null, outcome: Value::Null });
        };
        let inputs = instructions::settlement_inputs(&commission, &standing, instruction, row)?;
        let mut outcome = self.recompute(conn, decision, &serde_json::to_value(&inputs)?)?;
        let dropped = |id: &&String| standing.settlements.get(*id).is_some_and(|s| !s.applies);
        outcome["dropped"] = json!(inputs.alternatives.iter().filter(dropped).collect::<Vec<_>>());
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome })
    }
}
