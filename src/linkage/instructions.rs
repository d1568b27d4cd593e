//! Use cases of instructions: issue them with a result, issue them anew, let people settle what the rules leave open.

use super::model::{IssuedInstruction, Round, Settlement};
use super::rules::settlement::{self, Settled, SettlementInputs};
use super::rules::{self, InstructionInputs};
use super::service::{move_on_if_complete, publish};
use super::store::instructions as store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::codes::{Grade, LinkageAction, RectificationState};
use crate::policy::linkage::Instruction;
use crate::policy::{Pack, kept};
use crate::results::model::GradedResult;
use crate::results::service as results;
use crate::terms::{Fen, Instant};
use anyhow::anyhow;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// Publishes the result and issues its instructions: tables, decision record and feed events in one
/// transaction. What the rules leave open waits for people; until then the commission stays published.
pub fn issue(
    conn: &mut Conn,
    pack: &Pack,
    commission: &Commission,
    result: &GradedResult,
    report_sha256: Option<&str>,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let data = rules::result_data(commission, result, report_sha256);
    publish(conn, &commission.division, &commission.project_code, rules::RESULT_PUBLISHED, &data, at)?;
    commissions::advance(conn, &commission.id, State::Published, actor, "公布评价结果", at)?;
    let inputs = inputs(conn, commission, result)?;
    let answers = rules::instructions(pack, &inputs);
    let issued = enter(conn, commission, result, (1, &answers), at)?;
    let outcome = Value::Array(answers.iter().map(rules::recorded).collect());
    record(conn, commission, DecisionKind::Instructions, (&inputs, &outcome), (actor, at))?;
    instructed_if_decided(conn, commission, actor, at)?;
    Ok(issued)
}

/// Puts a drafted later result in force and issues its instructions; those of earlier rounds apply no longer.
pub fn supersede(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<GradedResult> {
    let id = commission.id.as_str();
    let earlier = of_commission(conn, id)?;
    let (before, now) = results::approve_supersession(conn, commission, actor, at)?;
    let withdrawn: Vec<String> = earlier.into_iter().map(|i| i.id).collect();
    let data = rules::superseded_data(commission, &before, &now, &withdrawn);
    publish(conn, &commission.division, &commission.project_code, rules::RESULT_SUPERSEDED, &data, at)?;
    if commission.state != State::Published {
        commissions::advance(conn, &commission.id, State::Published, actor, "以新的结果替代并重新公布", at)?;
    }
    reissue(conn, commission, &now, None, actor, at)?;
    instructed_if_decided(conn, commission, actor, at)?;
    Ok(now)
}

/// Issues what follows from the rectification of a result's problems having failed.
pub fn issue_for_rectification(
    conn: &mut Conn,
    commission: &Commission,
    state: RectificationState,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let result = results::of(conn, commission.id.as_str())?;
    reissue(conn, commission, &result, Some(state), actor, at)
}

fn reissue(
    conn: &mut Conn,
    commission: &Commission,
    result: &GradedResult,
    rectification: Option<RectificationState>,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let id = commission.id.to_string();
    let last = store::rounds_of(conn, std::slice::from_ref(&id))?.last().map_or(1, |r| r.round);
    let round = Round {
        commission_id: id,
        round: last + 1,
        result_position: result.position,
        rectification,
        issued_by: actor.into(),
        issued_at: at,
    };
    store::insert_round(conn, &round)?;
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let inputs = InstructionInputs { rectification, ..inputs(conn, commission, result)? };
    let answers = rules::instructions(&pack, &inputs);
    let issued = enter(conn, commission, result, (round.round, &answers), at)?;
    let outcome = rules::round_recorded(&round, answers.iter().map(rules::recorded).collect());
    record(conn, commission, DecisionKind::InstructionsReissued, (&inputs, &outcome), (actor, at))?;
    Ok(issued)
}

fn record(
    conn: &mut Conn,
    commission: &Commission,
    kind: DecisionKind,
    (inputs, outcome): (&InstructionInputs, &Value),
    (by, at): (&str, Instant),
) -> Outcome<()> {
    decisions::record(conn, commission, &Decided { kind, subject: commission.id.as_str(), by, at }, inputs, outcome)
}

/// Writes the instructions of a round and sends those that need nobody.
fn enter(
    conn: &mut Conn,
    commission: &Commission,
    result: &GradedResult,
    (round, answers): (i32, &[Instruction]),
    at: Instant,
) -> Outcome<Vec<IssuedInstruction>> {
    let last = of_commission(conn, commission.id.as_str())?.last().map_or(0, |i| i.position);
    let mut issued = Vec::new();
    for (position, answer) in (last + 1..).zip(answers) {
        let mut instruction = instruction(commission, (position, round), answer, at);
        store::insert(conn, &instruction)?;
        if !instruction.needs_person {
            instruction.event_id = Some(send(conn, commission, result, &instruction, None, at)?);
        }
        issued.push(instruction);
    }
    Ok(issued)
}

fn instruction(
    commission: &Commission,
    (position, round): (i32, i32),
    i: &Instruction,
    at: Instant,
) -> IssuedInstruction {
    IssuedInstruction {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: commission.id.to_string(),
        position,
        action: i.action.code().to_owned(),
        percent: i.percent.map(|p| p.0.normalize().to_string()),
        amount: i.amount,
        basis: i.basis.article.clone(),
        needs_person: i.needs_person,
        wording: i.wording.clone(),
        issued_at: at,
        round,
        choose_one: i.choose_one.clone(),
        decide: i.decide.as_ref().map(|what| what.zh.clone()),
        event_id: None,
    }
}

/// Puts an instruction into the feed, once; gives the event's id.
fn send(
    conn: &mut Conn,
    commission: &Commission,
    result: &GradedResult,
    instruction: &IssuedInstruction,
    settlement: Option<&Settlement>,
    at: Instant,
) -> Outcome<String> {
    let data = rules::instruction_data(commission, result, instruction, settlement);
    let (division, project) = (&commission.division, &commission.project_code);
    let (event_id, _) = super::service::publish_named(conn, division, project, rules::INSTRUCTION_ISSUED, &data, at)?;
    if !store::sent(conn, &instruction.id, &event_id)? {
        return Err(Failure::refused(Code::WrongState, "该指令已经下达。", "This instruction went out already."));
    }
    Ok(event_id)
}

/// Moves a published commission on when nothing is open any more.
fn instructed_if_decided(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    let now = commissions::by_id(conn, commission.id.as_str())?;
    if now.state != State::Published || Standing::of(conn, &now)?.is_open() {
        return Ok(());
    }
    let now = commissions::advance(conn, &commission.id, State::Instructed, actor, "下达预算挂钩指令", at)?;
    move_on_if_complete(conn, &now, actor, at)
}

/// How the instructions of a commission stand.
pub struct Standing {
    pub instructions: Vec<IssuedInstruction>,
    pub settlements: HashMap<String, Settlement>,
    rounds: Vec<Round>,
    in_force: i32,
}

impl Standing {
    pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Standing> {
        let id = commission.id.to_string();
        let in_force = results::find(conn, &id)?.map_or(1, |r| r.position);
        let instructions = of_commission(conn, &id)?;
        let rounds = store::rounds_of(conn, std::slice::from_ref(&id))?;
        let settlements = settlements_of(conn, &instructions)?;
        Ok(Standing { instructions, settlements, rounds, in_force })
    }

    /// True where the result that the instruction follows was superseded.
    pub fn is_withdrawn(&self, instruction: &IssuedInstruction) -> bool {
        let round = self.rounds.iter().find(|r| r.round == instruction.round);
        round.map_or(1, |r| r.result_position) < self.in_force
    }

    /// How rectification stood where that is what the instruction follows from.
    pub fn cause(&self, instruction: &IssuedInstruction) -> Option<RectificationState> {
        self.rounds.iter().find(|r| r.round == instruction.round)?.rectification
    }

    fn is_open(&self) -> bool {
        let settled = |i: &IssuedInstruction| self.settlements.get(&i.id).is_some_and(|s| s.settled_by.is_some());
        self.instructions.iter().any(|i| i.needs_person && !settled(i) && !self.is_withdrawn(i))
    }

    fn alternatives(&self, to: &IssuedInstruction) -> Vec<&IssuedInstruction> {
        let same = |i: &&IssuedInstruction| i.round == to.round && i.choose_one == to.choose_one && i.id != to.id;
        let group = to.choose_one.as_ref().map(|_| self.instructions.iter().filter(same).collect());
        group.unwrap_or_default()
    }
}

/// What somebody proposes about an open instruction.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub applies: bool,
    pub amount: Option<Fen>,
    pub extent: String,
    pub reason: String,
}

/// Says what should hold; a later proposal takes the place of an earlier one.
pub fn propose(
    conn: &mut Conn,
    commission: &Commission,
    id: &str,
    proposal: &Proposal,
    actor: &str,
    at: Instant,
) -> Outcome<Settlement> {
    let standing = Standing::of(conn, commission)?;
    let instruction = named(&standing, id)?;
    let known = standing.settlements.get(id);
    settlement::may_propose(instruction, known, standing.is_withdrawn(instruction)).map_err(refused)?;
    let proposed = Settlement {
        instruction_id: id.to_owned(),
        applies: proposal.applies,
        amount: proposal.amount,
        extent: proposal.extent.trim().to_owned(),
        reason: results_reason(&proposal.reason)?,
        proposed_by: actor.to_owned(),
        proposed_at: at,
        settled_by: None,
        settled_at: None,
    };
    settlement::settle(&settlement_inputs(commission, &standing, instruction, &proposed)?).map_err(refused)?;
    store::settle(conn, &proposed)?;
    Ok(proposed)
}

/// Agrees to what somebody else proposed: the instruction goes out, or is dropped, and its alternatives are dropped.
pub fn settle(conn: &mut Conn, commission: &Commission, id: &str, actor: &str, at: Instant) -> Outcome<Settled> {
    let standing = Standing::of(conn, commission)?;
    let instruction = named(&standing, id)?;
    let known = standing.settlements.get(id);
    settlement::may_propose(instruction, known, standing.is_withdrawn(instruction)).map_err(refused)?;
    settlement::may_settle(known, actor).map_err(refused)?;
    let proposed = known.cloned().ok_or_else(|| Failure::not_found("处理意见", "proposal"))?;
    let inputs = settlement_inputs(commission, &standing, instruction, &proposed)?;
    let settled = settlement::settle(&inputs).map_err(refused)?;
    let agreed = Settlement { settled_by: Some(actor.to_owned()), settled_at: Some(at), ..proposed };
    store::settle(conn, &agreed)?;
    for dropped in &settled.dropped {
        store::settle(
            conn,
            &Settlement { instruction_id: dropped.clone(), applies: false, amount: None, ..agreed.clone() },
        )?;
    }
    let decided = Decided { kind: DecisionKind::InstructionSettled, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &settled)?;
    if agreed.applies {
        let result = results::of(conn, commission.id.as_str())?;
        send(conn, commission, &result, instruction, Some(&agreed), at)?;
    }
    instructed_if_decided(conn, commission, actor, at)?;
    Ok(settled)
}

/// What a settlement rests on, gathered from the tables.
pub(super) fn settlement_inputs(
    commission: &Commission,
    standing: &Standing,
    instruction: &IssuedInstruction,
    settlement: &Settlement,
) -> Outcome<SettlementInputs> {
    let action = &instruction.action;
    Ok(SettlementInputs {
        instruction: instruction.id.clone(),
        action: LinkageAction::from_code(action).ok_or_else(|| anyhow!("unknown action {action}"))?,
        wording: instruction.wording.clone(),
        choose_one: instruction.choose_one.clone(),
        decide: instruction.decide.clone(),
        alternatives: standing.alternatives(instruction).into_iter().map(|i| i.id.clone()).collect(),
        budget_fen: commission.budget,
        applies: settlement.applies,
        amount_fen: settlement.amount,
        extent: settlement.extent.clone(),
        reason: settlement.reason.clone(),
        proposed_by: settlement.proposed_by.clone(),
    })
}

fn named<'s>(standing: &'s Standing, id: &str) -> Outcome<&'s IssuedInstruction> {
    let found = standing.instructions.iter().find(|i| i.id == id);
    found.ok_or_else(|| Failure::not_found("挂钩指令", "instruction"))
}

fn results_reason(reason: &str) -> Outcome<String> {
    crate::results::rules::reasoned(reason).map(str::to_owned).map_err(refused)
}

fn refused((zh, en): settlement::Refusal) -> Failure {
    Failure::refused(Code::RuleForbids, zh, en)
}

/// What the instructions of a result rest on, gathered from the tables.
pub fn inputs(conn: &mut Conn, commission: &Commission, result: &GradedResult) -> Outcome<InstructionInputs> {
    let grade = Grade::from_code(&result.grade).ok_or_else(|| anyhow!("unknown grade {}", result.grade))?;
    let bad_years_before = bad_years_before(conn, commission)?;
    Ok(InstructionInputs { grade, bad_years_before, budget_fen: commission.budget, rectification: None })
}

/// How many years in a row just before this one the same project was graded badly. A year with several
/// kinds of evaluation is bad if one of its results is: each was approved for itself.
fn bad_years_before(conn: &mut Conn, commission: &Commission) -> Outcome<u32> {
    let mut bad = BTreeSet::new();
    let all = commissions::of_project(conn, &commission.division, &commission.project_code)?;
    for earlier in all.iter().filter(|earlier| earlier.fiscal_year < commission.fiscal_year) {
        let pack = kept::fetch(conn, &earlier.policy_version)?;
        let grade = results::find(conn, earlier.id.as_str())?.and_then(|r| Grade::from_code(&r.grade));
        if grade.is_some_and(|g| pack.counts_as_bad(g)) {
            bad.insert(earlier.fiscal_year);
        }
    }
    Ok(rules::in_a_row_before(commission.fiscal_year, &bad))
}

/// All instructions of a commission, in their order.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<IssuedInstruction>> {
    store::of_commissions(conn, &[commission_id.to_owned()])
}

/// The instruction of this id; "not found" where there is none.
pub fn by_id(conn: &mut Conn, id: &str) -> Outcome<IssuedInstruction> {
    store::find(conn, id)?.ok_or_else(|| Failure::not_found("挂钩指令", "instruction"))
}

fn settlements_of(conn: &mut Conn, of: &[IssuedInstruction]) -> Outcome<HashMap<String, Settlement>> {
    let ids: Vec<String> = of.iter().map(|i| i.id.clone()).collect();
    Ok(store::settlements_of(conn, &ids)?.into_iter().map(|s| (s.instruction_id.clone(), s)).collect())
}

/// The rounds after the first, in their order.
pub(super) fn rounds(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Round>> {
    store::rounds_of(conn, &[commission_id.to_owned()])
}

/// A round with the instructions that the tables hold for it.
pub(super) fn stored_round(conn: &mut Conn, commission_id: &str, round: i32) -> Outcome<Vec<Value>> {
    let all = of_commission(conn, commission_id)?;
    Ok(all.iter().filter(|i| i.round == round).map(rules::stored).collect())
}
