//! The panel that marks the bids: who may sit on it once the bidders are known, its draw, and how eligibility is
//! taken again.
//!
//! Not here: marks (panels). The conflict check runs again because the bidders are parties now (198号 art. 16).

use super::model::{BID_PANEL, Seat};
use super::service::{self, EligibilityInputs, Excluded, Seeds};
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::bids::service as bids;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::parties::Organisations;
use crate::commissions::{Commission, service as commissions};
use crate::conflicts::service::Snapshot;
use crate::conflicts::shelf::Shelf;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::{Pack, kept};
use crate::registry::service as registry;
use crate::terms::Instant;
use anyhow::Context;
use serde_json::{Value, json};
use std::sync::Arc;

/// Decides who of the pool may mark the bids of this commission, and records it.
pub fn decide_eligibility(
    conn: &mut Conn,
    pack: &Pack,
    snapshot: &Snapshot,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Excluded>> {
    let inputs = inputs(conn, snapshot, commission)?;
    let excluded = service::excluded(snapshot, &inputs, &pack.conflicts)?;
    let decided = Decided { kind: DecisionKind::PanelEligibility, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &excluded)?;
    Ok(excluded)
}

fn inputs(conn: &mut Conn, snapshot: &Snapshot, commission: &Commission) -> Outcome<EligibilityInputs> {
    let organisations = Organisations::of(conn, commission)?;
    let mut bidders: Vec<String> =
        bids::of_commission(conn, commission.id.as_str())?.into_iter().map(|bid| bid.uscc).collect();
    bidders.sort();
    let pool = registry::pool(conn)?.into_iter().map(|p| (p.number, p.person_key)).collect();
    Ok(EligibilityInputs {
        facts: snapshot.digest.clone(),
        // To an expert every bidder is reviewed.
        local: snapshot.local(&organisations.parties(commission, bidders.clone(), bidders)),
        evaluation: commission.number.clone(),
        pool,
    })
}

/// Draws `seats` members among those who may sit.
pub fn draw(
    conn: &mut Conn,
    commission: &Commission,
    seats: u32,
    excluded: &[Excluded],
    seeds: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Seat>> {
    service::draw_seats(conn, commission, (BID_PANEL, seats), excluded, seeds, actor, at)
}

/// The seats of the panel, vacated ones too, by number.
pub fn seats(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Seat>> {
    let all = service::seats_of(conn, commission_id)?;
    Ok(all.into_iter().filter(|seat| seat.purpose == BID_PANEL).collect())
}

/// Replays the eligibility of panels.
pub struct PanelReplayer {
    shelf: Arc<Shelf>,
}

impl PanelReplayer {
    pub fn new(shelf: Arc<Shelf>) -> PanelReplayer {
        PanelReplayer { shelf }
    }
}

impl Replayer for PanelReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::PanelEligibility
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let inputs: EligibilityInputs = serde_json::from_value(inputs.clone()).context("eligibility inputs")?;
        let snapshot = self.shelf.kept(conn, &inputs.facts)?;
        Ok(serde_json::to_value(service::excluded(&snapshot, &inputs, &pack.conflicts)?)?)
    }

    /// As for reviewers: the pool of record stands, the facts are those on record then.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let digest = self.shelf.digest_as_of(conn, decision.decided_at)?;
        let outcome = decision.outcome.clone();
        let Ok(snapshot) = self.shelf.kept(conn, &digest) else {
            return Ok(Recorded { inputs: json!({ "facts": digest }), outcome });
        };
        let commission = commissions::by_id(conn, &decision.subject)?;
        let recorded = crate::audit::service::evidence(conn, &decision.inputs_digest)?.unwrap_or_default();
        let mut inputs = serde_json::to_value(inputs(conn, &snapshot, &commission)?)?;
        inputs["pool"] = recorded["pool"].clone();
        Ok(Recorded { inputs, outcome })
    }
}
