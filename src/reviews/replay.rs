//! How the end of a review is decided again.

use super::rules::{self, ReviewInputs};
use super::service::review;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::Value;

pub struct ReviewReplayer;

impl Replayer for ReviewReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::PackageReviewed
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: ReviewInputs = serde_json::from_value(inputs.clone()).context("review inputs")?;
        let outcome = rules::finish(&inputs).map_err(|why| anyhow!("{}", why.zh))?;
        Ok(serde_json::to_value(outcome)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let Some(found) = review::of_package(conn, &decision.subject)? else {
            return Ok(Recorded { inputs: Value::Null, outcome: Value::Null });
        };
        let commission = commissions::by_id(conn, &found.commission_id)?;
        let inputs = serde_json::to_value(review::inputs(&commission, &found))?;
        Ok(Recorded { inputs, outcome: decision.outcome.clone() })
    }
}
