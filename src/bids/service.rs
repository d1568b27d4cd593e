//! Use cases: receive bids, open them, mark them, award.

use super::model::{Bid, Standing, TechnicalMark};
use super::prints::{self, Print};
use super::rules::admission::RejectionCode;
use super::rules::opening::{self, AdmissionDecision, OpenedBid, OpeningInputs};
use super::rules::ranking::{self, RankedInput, Ranking, RankingFault, RankingInputs};
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
use crate::sealing::model::EnterpriseSize;
use crate::sealing::rules::Unsealed;
use crate::sealing::service::{self as sealing, Opened};
use crate::terms::{Instant, Score, Wording};
use serde::Serialize;
use std::collections::BTreeMap;

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
        if let Some(size) = content.enterprise_size {
            store::insert_claim(conn, &bid.id, size)?;
        }
        for print in prints::of(content) {
            store::insert_print(conn, &bid.id, &print)?;
        }
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
    let reserved_for_sme = super::terms_of(conn, commission)?.reserved_for_sme;
    let claims = store::claims(conn, commission.id.as_str())?;
    let size = |b: &Bid| claims.get(&b.id).copied().filter(|_| reserved_for_sme);
    let opened = |b: &Bid| OpenedBid { bid: b.id.clone(), uscc: b.uscc.clone(), price_fen: b.price, size: size(b) };
    Ok(OpeningInputs {
        facts: snapshot.digest.clone(),
        local,
        evaluation: commission.number.clone(),
        ceiling_fen: commission.ceiling,
        reserved_for_sme,
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

/// Makes an admitted bid void after the opening, by the panel's ruling on its price or on collusion (Order 87 arts. 36, 60).
pub fn void(conn: &mut Conn, bid: &str, code: RejectionCode, reason: &str) -> Outcome<()> {
    store::set_standing(conn, bid, Standing::Rejected, Some((code.word(), reason)))
}

/// Ranks by the price formula, the deduction and the tie rule of the order, and awards the first.
pub fn award(
    conn: &mut Conn,
    commission: &Commission,
    price_points: Score,
    actor: &str,
    at: Instant,
) -> Outcome<Ranking> {
    award_with(conn, commission, (price_points, &BTreeMap::new()), actor, at)
}

/// The same with the seeds of a draw among the first, where they are tied.
pub fn award_with(
    conn: &mut Conn,
    commission: &Commission,
    (price_points, tie_seeds): (Score, &BTreeMap<String, String>),
    actor: &str,
    at: Instant,
) -> Outcome<Ranking> {
    let inputs = ranking_inputs(conn, commission, price_points)?;
    let inputs = with_lots(inputs, tie_seeds)?;
    let ranking = ranking::rank(&inputs).map_err(|fault| unranked(&fault))?;
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

/// Lets the next by rank follow a winner that falls away; the ranking and its award stay on record.
pub fn succeed(conn: &mut Conn, commission: &Commission, (passed, next): (&str, &str)) -> Outcome<()> {
    store::set_standing(conn, passed, Standing::NotAwarded, None)?;
    store::set_standing(conn, next, Standing::Awarded, None)?;
    let bids = store::of_commission(conn, commission.id.as_str())?;
    let next = bids.iter().find(|bid| bid.id == next).ok_or_else(|| Failure::not_found("投标", "bid"))?;
    commissions::set_institution(conn, &commission.id, &next.institution_id, &next.institution_name)
}

/// Seeds are taken where the ranking asks for a draw, and only there: nobody throws lots over what the law decides.
fn with_lots(inputs: RankingInputs, seeds: &BTreeMap<String, String>) -> Outcome<RankingInputs> {
    if !matches!(ranking::rank(&inputs), Err(RankingFault::TieToDraw(_))) {
        return Ok(inputs);
    }
    if !seeds.is_empty() && (seeds.len() < 2 || seeds.values().any(|seed| !is_seed(seed))) {
        let message = "须有两方种子，各为64位十六进制 (two parties, 64 hexadecimal digits each)";
        return Err(Failure::field("seeds", message));
    }
    Ok(RankingInputs { tie_seeds: seeds.clone(), ..inputs })
}

fn is_seed(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn unranked(fault: &RankingFault) -> Failure {
    match fault {
        RankingFault::TieToDraw(bids) => Failure::Refused {
            code: Code::RuleForbids,
            why: Wording::new(
                format!("{} 份投标得分与报价并列第一，须由两方出具种子随机确定。", bids.len()),
                format!("{} bids are tied for the first place; give the seeds of a draw.", bids.len()),
            ),
            grounds: vec!["财政部令第87号第六十八条（P-68）".to_owned()],
        },
        fault => Failure::field("marks", fault.to_string()),
    }
}

/// What an award rests on, gathered from the tables; without the seeds of a draw.
pub(super) fn ranking_inputs(conn: &mut Conn, commission: &Commission, price_points: Score) -> Outcome<RankingInputs> {
    let bids = store::of_commission(conn, commission.id.as_str())?;
    let admitted = bids.into_iter().filter(|b| b.standing != Standing::Rejected && b.standing != Standing::Received);
    let terms = super::terms_of(conn, commission)?;
    let claims = store::claims(conn, commission.id.as_str())?;
    let mut ranked = Vec::new();
    for bid in admitted {
        let marks = store::marks(conn, &bid.id)?;
        let deduction = terms.deduction.filter(|_| claims.get(&bid.id).is_some_and(|size| size.is_small()));
        ranked.push(RankedInput { bid: bid.id, uscc: bid.uscc, price_fen: bid.price, deduction, marks });
    }
    Ok(RankingInputs { price_points, tie: terms.tie, tie_seeds: BTreeMap::new(), bids: ranked })
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

/// What the bidders of a commission declare themselves to be, by bid.
pub fn claims(conn: &mut Conn, commission_id: &str) -> Outcome<BTreeMap<String, EnterpriseSize>> {
    store::claims(conn, commission_id)
}

/// What the files of opened bids tell of who made them, by bid.
pub fn prints(conn: &mut Conn, commission_id: &str) -> Outcome<BTreeMap<String, Vec<Print>>> {
    store::prints(conn, commission_id)
}

pub fn of_institution(conn: &mut Conn, institution_id: &str) -> Outcome<Vec<Bid>> {
    store::of_institution(conn, institution_id)
}

pub fn technical_marks(conn: &mut Conn, bid: &str) -> Outcome<Vec<TechnicalMark>> {
    store::marks(conn, bid)
}
