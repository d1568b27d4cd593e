//! Use cases: draw the review experts of a commission without those in conflict.

use super::draw::{self, Alg, Candidate, DrawRecord, DrawSpec, Rules};
use super::model::{HeldDraw, PACKAGE_REVIEW, Seat};
use super::store;
use crate::audit::DecisionKind;
use crate::bids::rules::admission::ConflictFinding;
use crate::bids::rules::opening::finding;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::parties::Organisations;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::Verdict;
use crate::conflicts::model::Facts;
use crate::conflicts::service::{self as conflicts, Snapshot};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{ConflictPolicy, Pack};
use crate::registry::availability;
use crate::registry::service::{self as registry, PoolEntry};
use crate::terms::{Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What eligibility rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityInputs {
    pub facts: Sha256Hex,
    pub local: Facts,
    pub evaluation: String,
    /// Registry number and person key of everybody in the pool, by number.
    pub pool: Vec<(String, String)>,
}

/// One who may not be drawn, with the verdict that says why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    pub number: String,
    pub verdict: Verdict,
}

/// Decides who of the pool may review the package of `institution_uscc`, and records it.
pub fn decide_eligibility(
    conn: &mut Conn,
    pack: &Pack,
    snapshot: &Snapshot,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Excluded>> {
    let inputs = eligibility_inputs(conn, snapshot, commission)?;
    let excluded = excluded(snapshot, &inputs, &pack.conflicts)?;
    let decided = Decided { kind: DecisionKind::ReviewerEligibility, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &excluded)?;
    Ok(excluded)
}

/// What eligibility rests on, gathered from the tables.
pub(super) fn eligibility_inputs(
    conn: &mut Conn,
    snapshot: &Snapshot,
    commission: &Commission,
) -> Outcome<EligibilityInputs> {
    let local = local(conn, snapshot, commission)?;
    let pool = registry::pool(conn)?.into_iter().map(|p| (p.number, p.person_key)).collect();
    Ok(EligibilityInputs { facts: snapshot.digest.clone(), local, evaluation: commission.number.clone(), pool })
}

/// What this commission adds to the facts.
fn local(conn: &mut Conn, snapshot: &Snapshot, commission: &Commission) -> Outcome<Facts> {
    let organisations = Organisations::of(conn, commission)?;
    let institutions = registry::institution_index(conn)?;
    let reviewed = institutions.into_iter().filter(|i| commission.institution_id.as_ref() == Some(&i.1)).map(|i| i.0);
    Ok(snapshot.local(&organisations.parties(commission, Vec::new(), reviewed.collect())))
}

/// Everybody of the pool whom a conflict keeps out. Who is only to be noticed stays in; who needs a
/// person's decision stays out, because the pool is large and the draw must not wait.
pub(super) fn excluded(
    snapshot: &Snapshot,
    inputs: &EligibilityInputs,
    policy: &ConflictPolicy,
) -> Outcome<Vec<Excluded>> {
    let graph = snapshot.graph(&inputs.local)?;
    let mut conflicted: HashMap<String, Verdict> =
        conflicts::conflicted(&graph, &inputs.evaluation, policy)?.into_iter().collect();
    let each = |(number, person): &(String, String)| {
        let verdict = conflicted.remove(person).filter(keeps_out)?;
        Some(Excluded { number: number.clone(), verdict })
    };
    Ok(inputs.pool.iter().filter_map(each).collect())
}

/// Who would be kept out of a draw if it were held now: the same rules as [`decide_eligibility`], asked
/// from the parties outwards, and nothing is recorded.
pub fn would_be_excluded(
    conn: &mut Conn,
    vault: &Vault,
    policy: &ConflictPolicy,
    commission: &Commission,
    at: Instant,
) -> Outcome<Vec<Excluded>> {
    let snapshot = conflicts::unkept_snapshot(conn, vault, at)?;
    let local = local(conn, &snapshot, commission)?;
    let graph = snapshot.graph(&local)?;
    let conflicted = conflicts::conflicted(&graph, &commission.number, policy)?;
    let kept_out: HashMap<String, Verdict> = conflicted.into_iter().filter(|(_, verdict)| keeps_out(verdict)).collect();
    let persons: Vec<String> = kept_out.keys().cloned().collect();
    let mut numbers = registry::enrolled_among(conn, &persons)?;
    numbers.sort_by(|a, b| a.1.cmp(&b.1));
    let mut kept_out = kept_out;
    let each = |(person, number): (String, String)| Some(Excluded { verdict: kept_out.remove(&person)?, number });
    Ok(numbers.into_iter().filter_map(each).collect())
}

fn keeps_out(verdict: &Verdict) -> bool {
    !matches!(finding(verdict), ConflictFinding::Clear | ConflictFinding::Notice)
}

/// What a draw needs from people: the seeds that the parties revealed, by role, 64 hexadecimal digits.
pub type Seeds = BTreeMap<String, String>;

/// Draws `seats` review experts, at most one of each employer, and seats them.
pub fn draw_reviewers(
    conn: &mut Conn,
    commission: &Commission,
    seats: u32,
    excluded: &[Excluded],
    parties: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Seat>> {
    draw_seats(conn, commission, (PACKAGE_REVIEW, seats), excluded, parties, actor, at)
}

/// Draws seats for a purpose. Who has or had a seat of the same purpose, and who works where they work, is not
/// drawn again.
pub(super) fn draw_seats(
    conn: &mut Conn,
    commission: &Commission,
    (purpose, seats): (&str, u32),
    excluded: &[Excluded],
    parties: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Seat>> {
    let held = store::seats_of(conn, commission.id.as_str())?;
    let held: Vec<Seat> = held.into_iter().filter(|seat| seat.purpose == purpose).collect();
    let mut pool = free(conn, at)?;
    pool.retain(|p| !held.iter().any(|seat| seat.expert_number == p.number || seat.employer == p.employer));
    let first = held.iter().map(|seat| seat.seat).max().unwrap_or_default() + 1;
    let number = format!("{}-C{:02}", commission.number, store::draw_count(conn, commission.id.as_str())? + 1);
    let spec = spec(&number, seats, &pool, excluded, parties)?;
    let result = draw::run(&spec).map_err(|e| Failure::refused(Code::RuleForbids, e.to_string(), e.to_string()))?;
    if result.shortage > 0 {
        let zh = format!("可抽取的专家不足，缺 {} 名；请补充专家库或放宽条件。", result.shortage);
        return Err(Failure::refused(
            Code::RuleForbids,
            zh,
            format!("Too few eligible experts: {} short.", result.shortage),
        ));
    }
    let record = DrawRecord { spec, result };
    let held = HeldDraw {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: commission.id.to_string(),
        draw_number: number,
        purpose: purpose.to_owned(),
        record: serde_json::to_value(&record)?,
        excluded_count: i32::try_from(excluded.len()).unwrap_or(i32::MAX),
        drawn_at: at,
    };
    store::insert_draw(conn, &held)?;
    let seats = seated((commission, first), &held, &record, &pool)?;
    for seat in &seats {
        store::insert_seat(conn, seat)?;
        registry::touch_expert(conn, &seat.expert_number)?;
    }
    record_draw(conn, commission, &record, actor, at)?;
    Ok(seats)
}

/// The pool without whoever is away on this day and whoever takes on no more reviews now.
pub fn free(conn: &mut Conn, at: Instant) -> Outcome<Vec<PoolEntry>> {
    let mut pool = registry::pool(conn)?;
    let away = availability::away(conn, at.day_in_china())?;
    let mut full = HashSet::new();
    for (expert_id, most) in availability::limits(conn)? {
        if reviews_under_way(conn, &expert_id)? >= usize::try_from(most).unwrap_or_default() {
            full.insert(expert_id);
        }
    }
    pool.retain(|p| !away.contains(&p.number) && !full.contains(&p.id));
    Ok(pool)
}

/// In how many commissions that have not ended an expert has a seat.
fn reviews_under_way(conn: &mut Conn, expert_id: &str) -> Outcome<usize> {
    let of: HashSet<String> =
        store::seats_of_expert(conn, expert_id)?.into_iter().map(|seat| seat.commission_id).collect();
    let mut count = 0;
    for id in of {
        let state = commissions::by_id(conn, &id)?.state;
        count += usize::from(!matches!(
            state,
            State::Published
                | State::Instructed
                | State::Acknowledged
                | State::Rectifying
                | State::Closed
                | State::Archived
                | State::Failed
                | State::Terminated
        ));
    }
    Ok(count)
}

fn spec(number: &str, seats: u32, pool: &[PoolEntry], excluded: &[Excluded], parties: Seeds) -> Outcome<DrawSpec> {
    let rules: Rules =
        serde_json::from_value(json!({ "seats": seats, "diversity": "employer<=1" })).context("draw rules")?;
    let candidate =
        |p: &PoolEntry| Candidate {
            id: p.number.clone(), employer: p.employer.clone(), category: p.fields.join("、")
        };
    Ok(DrawSpec {
        alg: Alg::Sha256,
        draw_id: number.to_owned(),
        rules,
        pool: pool.iter().map(candidate).collect(),
        // Who left the pool for another reason is no candidate to be in conflict.
        conflicted: excluded.iter().map(|e| e.number.clone()).filter(|n| pool.iter().any(|p| p.number == *n)).collect(),
        declines: Vec::new(),
        parties,
        public: None,
    })
}

fn seated(
    (commission, first): (&Commission, i32),
    held: &HeldDraw,
    record: &DrawRecord,
    pool: &[PoolEntry],
) -> Outcome<Vec<Seat>> {
    (first..)
        .zip(&record.result.selected)
        .map(|(seat, number)| {
            let expert = pool
                .iter()
                .find(|p| p.number == *number)
                .ok_or_else(|| anyhow!("drawn {number} is not in the pool"))?;
            Ok(Seat {
                commission_id: commission.id.to_string(),
                purpose: held.purpose.clone(),
                seat,
                expert_id: expert.id.clone(),
                expert_number: expert.number.clone(),
                expert_name: expert.name.clone(),
                employer: expert.employer.clone(),
                draw_id: held.id.clone(),
            })
        })
        .collect()
}

fn record_draw(conn: &mut Conn, commission: &Commission, record: &DrawRecord, actor: &str, at: Instant) -> Outcome<()> {
    let decided = Decided { kind: DecisionKind::Draw, subject: &record.spec.draw_id, by: actor, at };
    decisions::record(conn, commission, &decided, &record.spec, &outcome(record)?)
}

/// What a draw decision says: the result and who sits where.
pub(super) fn outcome(record: &DrawRecord) -> Outcome<Value> {
    Ok(json!({ "result": record.result, "seats": record.result.selected }))
}

pub fn draws_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<HeldDraw>> {
    store::draws_of(conn, commission_id)
}

/// `(number, commission)` of the draws with these numbers.
pub fn commissions_of(conn: &mut Conn, numbers: &[String]) -> Outcome<Vec<(String, String)>> {
    store::commissions_of(conn, numbers)
}

/// The numbers of the draws of these commissions.
pub fn numbers_of(conn: &mut Conn, commissions: &[String]) -> Outcome<Vec<String>> {
    store::numbers_of(conn, commissions)
}

pub fn draw_by_number(conn: &mut Conn, number: &str) -> Outcome<HeldDraw> {
    store::draw_by_number(conn, number)?.ok_or_else(|| Failure::not_found("抽取记录", "draw"))
}

pub fn seats_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Seat>> {
    store::seats_of(conn, commission_id)
}

/// The reviewers of a commission's packages, by seat.
pub fn reviewers_of(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Seat>> {
    let seats = store::seats_of(conn, commission_id)?;
    Ok(seats.into_iter().filter(|seat| seat.purpose == PACKAGE_REVIEW).collect())
}

pub fn seats_of_expert(conn: &mut Conn, expert_id: &str) -> Outcome<Vec<Seat>> {
    store::seats_of_expert(conn, expert_id)
}

/// How many seats each expert holds.
pub fn loads(conn: &mut Conn, expert_ids: &[String]) -> Outcome<HashMap<String, i64>> {
    store::loads(conn, expert_ids)
}
