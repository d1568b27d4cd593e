//! How a sample is drawn again and a round compared again.

use super::model::GapInputs;
use super::rules::gaps;
use super::{service, store};
use crate::assignments::draw::{self, DrawSpec};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::Context;
use serde_json::Value;

const NOTHING: Recorded = Recorded { inputs: Value::Null, outcome: Value::Null };

pub struct SampleReplayer;

impl Replayer for SampleReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::RecheckSample
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let spec: DrawSpec = serde_json::from_value(inputs.clone()).context("specification of a sample")?;
        Ok(serde_json::to_value(draw::run(&spec).map_err(anyhow::Error::new)?)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let Some(round) = store::by_id(conn, &decision.subject)? else { return Ok(NOTHING) };
        let Some(record) = service::record(conn, &round)? else { return Ok(NOTHING) };
        Ok(Recorded { inputs: serde_json::to_value(record.spec)?, outcome: serde_json::to_value(record.result)? })
    }
}

pub struct GapsReplayer;

impl Replayer for GapsReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::RecheckGaps
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: GapInputs = serde_json::from_value(inputs.clone()).context("inputs of gaps")?;
        Ok(serde_json::to_value(gaps::of(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let Some(round) = store::by_id(conn, &decision.subject)? else { return Ok(NOTHING) };
        match service::gaps_of(conn, &round)? {
            Some((inputs, gaps)) => {
                Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: serde_json::to_value(gaps)? })
            }
            None => Ok(NOTHING),
        }
    }
}
