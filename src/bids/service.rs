//! Use cases: receive bids, open them, mark them, award.

use super::model::{Bid, Standing, TechnicalMark};
use super::rules::opening::{self, AdmissionDecision, OpenedBid, OpeningInputs};
use super::rules::ranking::{self, RankedInput, Ranking, RankingInputs};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::parties::Organisations;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::service::{self as conflicts, Snapshot};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::{ConflictPolicy, Pack};
use crate::registry::service as registry;
use crate::sealing::rules::Unsealed;
use crate::sealing::service::{self as sealing, Opened};
use crate::terms::{Instant, Score};
use serde::Serialize;

/// Writes a received bid. Only an announced commission takes bids.
pub fn receive(conn: &mut Conn, commission: &Commission, bid: &Bid) -> Outcome<()> {
    if commission.state != State::Announced {
        let (zh, en) = ("该委托不在接收投标的阶段。", "This commission does not take bids now.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    store::insert(conn, bid)
}

/// Takes in what an opening found in the sealed envelopes: each is a received bid, or void with its reason.
pub fn unseal(
    conn: &mut Conn,
    commission: &Commission,
    opened: &[Opened],
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Unsealed>> {
    let institutions = registry::institution_index(conn)?;
    let of = |id: &str| institutions.iter().find(|(_, known, ..)| known == id);
    let judged = sealing::record_opening(conn, commission, opened, |id| of(id).map(|i| i.0.clone()), actor, at)?;
    for Opened { receipt, found } in opened {
        let is_void = judged.iter().any(|u| u.receipt == receipt.id && u.void.is_some());
        let (Ok(content), Some((uscc, id, name, _)), false) = (found, of(&receipt.institution_id), is_void) else {
            continue;
        };
        let bid = Bid {
            id: receipt.id.clone(),
            commission_id: commission.id.to_string(),
            institution_id: id.clone(),
            institution_name: name.clone(),
            uscc: uscc.clone(),
            price: content.price_fen,
            days_promised: content.days_promised,
            staff_offered: content.staff_offered,
            received_at: receipt.received_at,
            standing: Standing::Received,
            rejection_code: None,
            rejection_reason: None,
            technical: None,
            price_points: None,
            total: None,
            position: None,
        };
        receive(conn, commission, &bid)?;
    }
    Ok(judged)
}

/// Opens all bids: conflicts and ceiling decide who is admitted. Where nobody is, the commission
/// goes on without a third party: the finance department evaluates by itself.
pub fn open(
    conn: &mut Conn,
    pack: &Pack,
    snapshot: &Snapshot,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<AdmissionDecision>> {
    let inputs = opening_inputs(conn, snapshot, commission)?;
    let decisions = decide_opening(snapshot, &inputs, &pack.conflicts)?;
    for decision in &decisions {
        let rejection = decision.rejection.as_ref().map(|r| (r.code.word(), r.reason.zh.as_str()));
        let standing = if rejection.is_some() { Standing::Rejected } else { Standing::Admitted };
        store::set_standing(conn, &decision.bid, standing, rejection)?;
    }
    record(conn, commission, DecisionKind::BidAdmission, &inputs, &decisions, actor, at)?;
    commissions::advance(conn, &commission.id, State::Opened, actor, "开标并完成资格与回避审查", at)?;
    Ok(decisions)
}

/// What an opening rests on, gathered from the tables.
pub(super) fn opening_inputs(conn: &mut Conn, snapshot: &Snapshot, commission: &Commission) -> Outcome<OpeningInputs> {
    let bids = store::of_commission(conn, commission.id.as_str())?;
    let organisations = Organisations::of(conn, commission)?;
    let bidders = bids.iter().map(|b| b.uscc.clone()).collect();
    let local = snapshot.local(&organisations.parties(commission, bidders, Vec::new()));
    let opened = |b: &Bid| OpenedBid { bid: b.id.clone(), uscc: b.uscc.clone(), price_fen: b.price };
    Ok(OpeningInputs {
        facts: snapshot.digest.clone(),
        local,
        evaluation: commission.number.clone(),
        ceiling_fen: commission.ceiling,
        bids: bids.iter().map(opened).collect(),
    })
}

/// The rule over gathered inputs.
pub(super) fn decide_opening(
    snapshot: &Snapshot,
    inputs: &OpeningInputs,
    policy: &ConflictPolicy,
) -> Outcome<Vec<AdmissionDecision>> {
    let graph = snapshot.graph(&inputs.local)?;
    let subjects: Vec<String> = inputs.bids.iter().map(|b| b.uscc.clone()).collect();
    let verdicts = conflicts::verdicts(&graph, &inputs.evaluation, &subjects, policy)?;
    Ok(opening::decide(inputs, verdicts))
}

/// Writes the panel's technical marks of the admitted bids, corrected where one lies outside its range.
pub fn mark(
    conn: &mut Conn,
    commission: &Commission,
    marks: &[(String, TechnicalMark)],
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    let bids = store::of_commission(conn, commission.id.as_str())?;
    for (bid, mark) in marks {
        if bids.iter().any(|b| b.id == *bid && b.standing == Standing::Admitted) {
            store::insert_mark(conn, bid, &mark.clone().within_range())?;
        }
    }
    commissions::advance(conn, &commission.id, State::Scored, actor, "评审小组独立评分", at)?;
    Ok(())
}

/// Ranks by the pack's price formula and awards the first.
pub fn award(
    conn: &mut Conn,
    commission: &Commission,
    price_points: Score,
    actor: &str,
    at: Instant,
) -> Outcome<Ranking> {
    let inputs = ranking_inputs(conn, commission, price_points)?;
    let ranking = ranking::rank(&inputs).map_err(|e| Failure::field("marks", e.to_string()))?;
    let Some(winner) = &ranking.winner else {
        let (zh, en) = ("没有通过审查的投标，不能授标。", "No bid was admitted, so none can win.");
        return Err(Failure::refused(Code::RuleForbids, zh, en));
    };
    for ranked in &ranking.ranked {
        let standing = if ranked.bid == *winner { Standing::Awarded } else { Standing::NotAwarded };
        store::set_rank(conn, ranked, standing)?;
    }
    let bids = store::of_commission(conn, commission.id.as_str())?;
    if let Some(bid) = bids.iter().find(|b| b.id == *winner) {
        store::insert_award(conn, commission.id.as_str(), winner, bid.price, at)?;
        commissions::set_institution(conn, &commission.id, &bid.institution_id, &bid.institution_name)?;
    }
    record(conn, commission, DecisionKind::Award, &inputs, &ranking, actor, at)?;
    commissions::advance(conn, &commission.id, State::Awarded, actor, "按综合得分确定中选机构", at)?;
    Ok(ranking)
}

/// What an award rests on, gathered from the tables.
pub(super) fn ranking_inputs(conn: &mut Conn, commission: &Commission, price_points: Score) -> Outcome<RankingInputs> {
    let bids = store::of_commission(conn, commission.id.as_str())?;
    let admitted = bids.into_iter().filter(|b| b.standing != Standing::Rejected && b.standing != Standing::Received);
    let mut ranked = Vec::new();
    for bid in admitted {
        let marks = store::marks(conn, &bid.id)?;
        ranked.push(RankedInput { bid: bid.id, uscc: bid.uscc, price_fen: bid.price, marks });
    }
    Ok(RankingInputs { price_points, bids: ranked })
}

fn record(
    conn: &mut Conn,
    commission: &Commission,
    kind: DecisionKind,
    inputs: &impl Serialize,
    outcome: &impl Serialize,
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    let decided = Decided { kind, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, inputs, outcome)
}

/// The bids of a commission, by rank, then rejected ones.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Bid>> {
    let mut bids = store::of_commission(conn, commission_id)?;
    bids.sort_by_key(|b| (b.position.unwrap_or(i32::MAX), b.uscc.clone()));
    Ok(bids)
}

pub fn of_institution(conn: &mut Conn, institution_id: &str) -> Outcome<Vec<Bid>> {
    store::of_institution(conn, institution_id)
}

pub fn technical_marks(conn: &mut Conn, bid: &str) -> Outcome<Vec<TechnicalMark>> {
    store::marks(conn, bid)
}
