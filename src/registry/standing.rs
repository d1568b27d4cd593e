//! Use cases of an expert's standing: propose, check, approve or refuse, appeal, answer. Each step is kept
//! with who took it and when; the one that takes effect changes the entry, its history and the search index
//! in one transaction.

use super::merging;
use super::model::{Change, Expert, Proposal, Signed, Status};
use super::rules::standing::{self as rules, Act, Reason, Refusal, State};
use super::store::{changes, library, standing as store};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::Instant;

/// Letters of a reason, an appeal or an answer.
const SHORTEST: usize = 4;
const LONGEST: usize = 1_000;

/// Who acts, and when.
pub struct By<'a> {
    pub login: &'a str,
    pub at: Instant,
}

impl By<'_> {
    fn signed(&self) -> Signed {
        Signed { by: self.login.to_owned(), at: self.at }
    }
}

/// A step of the finance department on a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Check,
    Approve,
}

/// What is proposed.
pub struct Wanted<'a> {
    pub act: Act,
    pub reason_code: Reason,
    pub reason: &'a str,
    /// Id or number of the entry that stays, where two are merged; empty otherwise.
    pub merged_into: &'a str,
}

/// Proposes a change. Nothing takes effect yet.
pub fn propose(
    conn: &mut Conn,
    vault: &Vault,
    id: String,
    expert: &str,
    wanted: &Wanted<'_>,
    by: &By<'_>,
) -> Outcome<Proposal> {
    let Wanted { act, reason_code, .. } = *wanted;
    let expert = found(conn, vault, expert)?;
    let reason = text("reason", wanted.reason)?;
    let merged_into = kept(conn, vault, wanted, &expert)?;
    rules::may_propose(act, reason_code, expert.status).map_err(refused)?;
    let is_open = |proposal: &Proposal| matches!(proposal.state, State::Proposed | State::Checked);
    if store::of_expert(conn, &expert.id)?.iter().any(is_open) {
        let zh = "对这名专家已有一项处理在办理中，办结后才能再提出。";
        return Err(Failure::refused(Code::Duplicate, zh, "Another proposal on this expert is under way."));
    }
    let proposal = Proposal {
        id,
        expert_id: expert.id,
        act,
        reason_code,
        reason,
        state: State::Proposed,
        proposed: by.signed(),
        checked: None,
        ended: None,
        ended_because: None,
        appeal: None,
        appealed_at: None,
        answer: None,
        answered: None,
        is_lifted: false,
        merged_into,
    };
    store::insert(conn, &proposal)?;
    note(conn, by, "standing_propose", &expert.number, act.word())?;
    Ok(proposal)
}

/// The entry that stays where two are merged: another one, still in the pool.
fn kept(conn: &mut Conn, vault: &Vault, wanted: &Wanted<'_>, goes: &Expert) -> Outcome<Option<String>> {
    if wanted.act != Act::Merge {
        return Ok(None);
    }
    let stays = library::named(conn, vault, wanted.merged_into)?;
    match stays.filter(|stays| stays.id != goes.id && stays.status != Status::Delisted) {
        Some(stays) => Ok(Some(stays.id)),
        None => {
            Err(Failure::field("merged_into", "请给出保留的另一名在库专家的编号 (the number of the entry that stays)"))
        }
    }
}

/// The next step on a proposal: passed, or refused with the reason.
pub fn step(
    conn: &mut Conn,
    vault: &Vault,
    id: &str,
    step: Step,
    refused_because: Option<&str>,
    by: &By<'_>,
) -> Outcome<Proposal> {
    let mut proposal = of_id(conn, id)?;
    let was = proposal.state;
    let before = proposal.people();
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let expected = match step {
        Step::Check => State::Proposed,
        Step::Approve => State::Checked,
    };
    rules::may_step(was, expected, by.login, &before).map_err(refused)?;
    match (refused_because, step) {
        (Some(because), _) => {
            (proposal.state, proposal.ended) = (State::Refused, Some(by.signed()));
            proposal.ended_because = Some(text("because", because)?);
        }
        (None, Step::Check) => (proposal.state, proposal.checked) = (State::Checked, Some(by.signed())),
        (None, Step::Approve) => (proposal.state, proposal.ended) = (State::Done, Some(by.signed())),
    }
    save(conn, &proposal, was)?;
    if proposal.state == State::Done {
        take_effect(conn, vault, &proposal, rules::standing_after(proposal.act), proposal.act.word(), by)?;
    }
    let expert = found(conn, vault, &proposal.expert_id)?;
    note(conn, by, "standing_step", &expert.number, proposal.state.word())?;
    Ok(proposal)
}

/// The expert's word against what was done.
pub fn appeal(conn: &mut Conn, vault: &Vault, id: &str, words: &str, by: &By<'_>) -> Outcome<Proposal> {
    let mut proposal = of_id(conn, id)?;
    if proposal.state != State::Done || proposal.act == Act::Resume || proposal.appeal.is_some() {
        return Err(refused(Refusal::NotAtThisStep));
    }
    proposal.appeal = Some(text("appeal", words)?);
    proposal.appealed_at = Some(by.at);
    save(conn, &proposal, State::Done)?;
    let expert = found(conn, vault, &proposal.expert_id)?;
    note(conn, by, "standing_appeal", &expert.number, proposal.act.word())?;
    Ok(proposal)
}

/// The answer to an appeal, by somebody who has not decided before. Lifting gives the standing back that
/// the expert had.
pub fn answer(conn: &mut Conn, vault: &Vault, id: &str, lift: bool, words: &str, by: &By<'_>) -> Outcome<Proposal> {
    let mut proposal = of_id(conn, id)?;
    if proposal.appeal.is_none() || proposal.answered.is_some() {
        return Err(refused(Refusal::NotAtThisStep));
    }
    if proposal.people().iter().any(|person| person == by.login) {
        return Err(refused(Refusal::SamePerson));
    }
    proposal.answer = Some(text("answer", words)?);
    proposal.answered = Some(by.signed());
    proposal.is_lifted = lift;
    save(conn, &proposal, State::Done)?;
    if lift {
        take_effect(conn, vault, &proposal, Status::Enrolled, "appeal_lifted", by)?;
    }
    let expert = found(conn, vault, &proposal.expert_id)?;
    note(conn, by, "standing_answer", &expert.number, if lift { "lifted" } else { "upheld" })?;
    Ok(proposal)
}

/// The proposals on one expert, the newest first.
pub fn of_expert(conn: &mut Conn, expert_id: &str) -> Outcome<Vec<Proposal>> {
    store::of_expert(conn, expert_id)
}

pub fn of_id(conn: &mut Conn, id: &str) -> Outcome<Proposal> {
    store::find(conn, id)?.ok_or_else(|| Failure::not_found("处理事项", "proposal"))
}

fn found(conn: &mut Conn, vault: &Vault, expert: &str) -> Outcome<Expert> {
    library::named(conn, vault, expert)?.ok_or_else(|| Failure::not_found("专家", "expert"))
}

fn save(conn: &mut Conn, proposal: &Proposal, was: State) -> Outcome<()> {
    if store::update(conn, proposal, was)? { Ok(()) } else { Err(refused(Refusal::NotAtThisStep)) }
}

fn take_effect(
    conn: &mut Conn,
    vault: &Vault,
    proposal: &Proposal,
    status: Status,
    act: &str,
    by: &By<'_>,
) -> Outcome<()> {
    let expert = found(conn, vault, &proposal.expert_id)?;
    let after = Expert { status, ..expert.clone() };
    if let Some(stays) = proposal.merged_into.as_deref().filter(|_| status == Status::Delisted) {
        let stays = found(conn, vault, stays)?;
        merging::inherit(conn, &stays, &expert, by.login, by.at)?;
    }
    store::set_status(conn, &expert.id, status)?;
    let change = Change {
        at: by.at,
        actor: by.login.to_owned(),
        subject: expert.id.clone(),
        act: act.to_owned(),
        before: Some(expert.history_entry()),
        after: after.history_entry(),
    };
    changes::record(conn, &change)?;
    changes::tell_index(conn, &expert.number)
}

fn note(conn: &mut Conn, by: &By<'_>, action: &str, number: &str, detail: &str) -> Outcome<()> {
    crate::audit::service::note(conn, by.at, by.login, action, number, detail)
}

/// Words that say something: a reason, an appeal, an answer.
pub fn text(field: &str, words: &str) -> Outcome<String> {
    let words = words.trim();
    if (SHORTEST..=LONGEST).contains(&words.chars().count()) {
        Ok(words.to_owned())
    } else {
        Err(Failure::field(field, format!("请写明理由，{SHORTEST} 到 {LONGEST} 个字 (say why)")))
    }
}

/// What a refused step answers.
pub fn refused(refusal: Refusal) -> Failure {
    let (code, zh, en) = match refusal {
        Refusal::NotFromThisStanding => {
            (Code::WrongState, "专家目前的状态不能这样处理。", "Not possible in the expert's present standing.")
        }
        Refusal::WrongGround => {
            (Code::RuleForbids, "这一事由不适用于这种处理。", "This ground does not belong to this act.")
        }
        Refusal::NotAtThisStep => {
            (Code::WrongState, "该事项不在这一步，请刷新后查看。", "The matter is not at this step; look again.")
        }
        Refusal::SamePerson => (
            Code::RuleForbids,
            "经办、复核、审批须由不同的人办理，您已经办理过前面的步骤。",
            "Handler, checker and approver are different people, and you have taken a step before.",
        ),
    };
    Failure::refused(code, zh, en)
}
