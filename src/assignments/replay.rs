//! How eligibility and draws are taken again.

use super::draw::{self, DrawRecord, DrawSpec};
use super::panel;
use super::service::{self, EligibilityInputs};
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::{Commission, service as commissions};
use crate::conflicts::service::Snapshot;
use crate::conflicts::shelf::Shelf;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};
use std::sync::Arc;

/// Gathers what an eligibility rests on from the tables.
type Gather = fn(&mut Conn, &Snapshot, &Commission) -> Outcome<EligibilityInputs>;

/// Replays who of the pool may sit, on one of the two kinds of seats.
pub struct EligibilityReplayer {
    kind: DecisionKind,
    gather: Gather,
    shelf: Arc<Shelf>,
}

impl EligibilityReplayer {
    /// Of those who review evaluations.
    pub fn of_reviewers(shelf: Arc<Shelf>) -> EligibilityReplayer {
        EligibilityReplayer { kind: DecisionKind::ReviewerEligibility, gather: service::eligibility_inputs, shelf }
    }

    /// Of those who mark bids.
    pub fn of_panels(shelf: Arc<Shelf>) -> EligibilityReplayer {
        EligibilityReplayer { kind: DecisionKind::PanelEligibility, gather: panel::inputs, shelf }
    }
}

impl Replayer for EligibilityReplayer {
    fn kind(&self) -> DecisionKind {
        self.kind
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let inputs: EligibilityInputs = serde_json::from_value(inputs.clone()).context("eligibility inputs")?;
        let snapshot = self.shelf.kept(conn, &inputs.facts)?;
        Ok(serde_json::to_value(service::excluded(&snapshot, &inputs, &pack.conflicts)?)?)
    }

    /// The pool itself changes for good reasons after a draw, so the pool of record stands; the facts
    /// are those that were on record then.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let digest = self.shelf.digest_as_of(conn, decision.decided_at)?;
        let outcome = decision.outcome.clone();
        let Ok(snapshot) = self.shelf.kept(conn, &digest) else {
            return Ok(Recorded { inputs: json!({ "facts": digest }), outcome });
        };
        let commission = commissions::by_id(conn, &decision.subject)?;
        let recorded = crate::audit::service::evidence(conn, &decision.inputs_digest)?.unwrap_or_default();
        let mut inputs = serde_json::to_value((self.gather)(conn, &snapshot, &commission)?)?;
        inputs["pool"] = recorded["pool"].clone();
        Ok(Recorded { inputs, outcome })
    }
}

pub struct DrawReplayer;

impl Replayer for DrawReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Draw
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let spec: DrawSpec = serde_json::from_value(inputs.clone()).context("draw")?;
        let result = draw::run(&spec).map_err(|e| anyhow!("{e}"))?;
        service::outcome(&DrawRecord { spec, result })
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let held = store::draw_by_number(conn, &decision.subject)?
            .ok_or_else(|| anyhow!("draw {} is gone", decision.subject))?;
        let record: DrawRecord = serde_json::from_value(held.record).context("draw record")?;
        let seats = store::seats_of(conn, &held.commission_id)?;
        let seated: Vec<String> = seats.into_iter().filter(|s| s.draw_id == held.id).map(|s| s.expert_number).collect();
        let mut outcome = service::outcome(&record)?;
        outcome["seats"] = json!(seated);
        Ok(Recorded { inputs: serde_json::to_value(&record.spec)?, outcome })
    }
}
