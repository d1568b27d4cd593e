//! How quality decisions are taken again.

use super::model::ReviewMark;
use super::{rules, store};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::Value;

pub struct QualityReplayer;

impl Replayer for QualityReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::PackageQuality
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let marks: Vec<ReviewMark> = serde_json::from_value(inputs.clone()).context("review marks")?;
        let quality = rules::raw_mean(&marks).map_err(|e| anyhow!("{e}"))?;
        Ok(serde_json::to_value(quality)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let inputs = serde_json::to_value(store::marks(conn, &decision.subject)?)?;
        let outcome = serde_json::to_value(store::quality(conn, &decision.subject)?)?;
        Ok(Recorded { inputs, outcome })
    }
}
