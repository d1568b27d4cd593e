//! How openings and awards are taken again.

use super::model::{Bid, Standing};
use super::rules::admission::RejectionCode;
use super::rules::opening::{AdmissionDecision, OpeningInputs};
use super::rules::ranking::{self, RankedBid, Ranking, RankingInputs};
use super::{service, store};
use crate::audit::service as audit;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::commissions::service as commissions;
use crate::conflicts::shelf::Shelf;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use crate::terms::Score;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Replays openings.
pub struct OpeningReplayer {
    shelf: Arc<Shelf>,
}

impl OpeningReplayer {
    pub fn new(shelf: Arc<Shelf>) -> OpeningReplayer {
        OpeningReplayer { shelf }
    }
}

impl Replayer for OpeningReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::BidAdmission
    }

    fn recompute(&self, conn: &mut Conn, decision: &Decision, inputs: &Value) -> Outcome<Value> {
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let inputs: OpeningInputs = serde_json::from_value(inputs.clone()).context("opening inputs")?;
        let snapshot = self.shelf.kept(conn, &inputs.facts)?;
        Ok(serde_json::to_value(service::decide_opening(&snapshot, &inputs, &pack.conflicts)?)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let digest = self.shelf.digest_as_of(conn, decision.decided_at)?;
        let recorded: Vec<AdmissionDecision> =
            serde_json::from_value(decision.outcome.clone()).context("opening outcome")?;
        let snapshot = match self.shelf.kept(conn, &digest) {
            Ok(snapshot) => snapshot,
            // The facts were changed behind the records; the digest itself shows where.
            Err(_) => return Ok(Recorded { inputs: json!({ "facts": digest }), outcome: decision.outcome.clone() }),
        };
        let inputs = serde_json::to_value(service::opening_inputs(conn, &snapshot, &commission)?)?;
        let bids = store::of_commission(conn, &decision.subject)?;
        let outcome = recorded
            .into_iter()
            .map(|mut known| {
                let now = bids.iter().find(|b| b.id == known.bid);
                // What the panel made void later was admitted by the opening.
                let by_opening = |b: &&Bid| !b.rejection_code.as_deref().is_some_and(RejectionCode::is_of_panel);
                let rejected_now = now.filter(by_opening).is_some_and(|b| b.standing == Standing::Rejected);
                if rejected_now != known.rejection.is_some() {
                    known.rejection = None;
                    known.bid = format!("{} is now {}", known.bid, now.map_or("gone", |b| b.standing.word()));
                }
                known
            })
            .collect::<Vec<_>>();
        Ok(Recorded { inputs, outcome: serde_json::to_value(outcome)? })
    }
}

pub struct AwardReplayer;

impl Replayer for AwardReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Award
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: RankingInputs = serde_json::from_value(inputs.clone()).context("ranking inputs")?;
        let ranking = ranking::rank(&inputs).map_err(|e| anyhow!("{e}"))?;
        Ok(serde_json::to_value(ranking)?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = commissions::by_id(conn, &decision.subject)?;
        let pack = kept::fetch(conn, &decision.policy_version)?;
        let price_points = super::price_points_of(conn, &commission, &pack)?;
        let mut inputs = service::ranking_inputs(conn, &commission, price_points)?;
        inputs.tie_seeds = seeds_of(conn, decision)?;
        let recorded: Ranking = serde_json::from_value(decision.outcome.clone()).context("ranking")?;
        let winner = store::award(conn, &decision.subject)?;
        let ranked = stored_ranks(conn, &decision.subject, &inputs)?;
        let ranking = Ranking { ranked, winner, tied: recorded.tied };
        Ok(Recorded { inputs: serde_json::to_value(inputs)?, outcome: serde_json::to_value(ranking)? })
    }
}

/// Seeds of a draw stand in the evidence alone; the tables hold what came of it.
fn seeds_of(conn: &mut Conn, decision: &Decision) -> Outcome<BTreeMap<String, String>> {
    let evidence = audit::evidence(conn, &decision.inputs_digest)?;
    let seeds = evidence.and_then(|kept| kept.get("tie_seeds").cloned());
    Ok(seeds.map(serde_json::from_value).transpose().context("seeds of a tie")?.unwrap_or_default())
}

/// The ranking as the bids' rows hold it.
fn stored_ranks(conn: &mut Conn, commission_id: &str, inputs: &RankingInputs) -> Outcome<Vec<RankedBid>> {
    let points = |score: Option<Score>| score.unwrap_or_default();
    let bids = service::of_commission(conn, commission_id)?;
    let ranked = bids.into_iter().filter(|b| b.position.is_some());
    Ok(ranked
        .map(|b| RankedBid {
            compared_fen: inputs.bids.iter().find(|input| input.bid == b.id).and_then(|input| input.reduced()),
            bid: b.id,
            uscc: b.uscc,
            position: b.position.unwrap_or_default(),
            technical: points(b.technical),
            price_points: points(b.price_points),
            total: points(b.total),
        })
        .collect())
}
