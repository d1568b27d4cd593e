//! Use cases: grade a score by the pack, approve the grade, supersede it.

use super::model::GradedResult;
use super::rules::{self, SupersessionInputs};
use super::store::{first as store, supersessions};
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::grading::GradeDecision;
use crate::policy::{Pack, kept};
use crate::terms::{Instant, Score};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Grades the score of an accepted package and records the decision.
pub fn grade(
    conn: &mut Conn,
    pack: &Pack,
    commission: &Commission,
    score: Score,
    actor: &str,
    at: Instant,
) -> Outcome<GradedResult> {
    let decision = pack.grade(score, &[]).map_err(out_of_scale)?;
    let result = GradedResult {
        commission_id: commission.id.to_string(),
        position: 1,
        score,
        grade: decision.code.code().to_owned(),
        word: decision.word.clone(),
        band: decision.band_text.clone(),
        basis: decision.basis.article.clone(),
        graded_by: actor.into(),
        graded_at: at,
        approved_by: None,
        approved_at: None,
        reason: None,
    };
    store::insert(conn, &result)?;
    let decided = Decided { kind: DecisionKind::Grade, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs(score), &outcome(&decision))?;
    commissions::advance(conn, &commission.id, State::Graded, actor, "按评价等次评定", at)?;
    Ok(result)
}

/// A second person approves; the one who graded may not.
pub fn approve(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    let result = of(conn, commission.id.as_str())?;
    rules::may_approve(&result, actor).map_err(refused)?;
    if !store::approve(conn, commission.id.as_str(), actor, at)? {
        return Err(Failure::refused(Code::WrongState, "该等次已经审批。", "This grade has been approved already."));
    }
    commissions::advance(conn, &commission.id, State::GradeApproved, actor, "审批评价等次", at)?;
    Ok(())
}

/// Grades a new score that shall supersede the result in force; a second person must approve it. An earlier draft
/// that nobody approved gives way.
pub fn draft_supersession(
    conn: &mut Conn,
    commission: &Commission,
    (score, reason): (Score, &str),
    actor: &str,
    at: Instant,
) -> Outcome<GradedResult> {
    let in_force = of(conn, commission.id.as_str())?;
    if !rules::may_be_superseded(commission.state) {
        let (zh, en) = (
            "结果公布后、归档前才能以新的决定替代。",
            "A result is superseded after its publication and before the archive.",
        );
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let inputs = SupersessionInputs {
        of: rules::Before::from(&in_force),
        score,
        reason: rules::reasoned(reason).map_err(refused)?.to_owned(),
        graded_by: actor.to_owned(),
    };
    let decision = rules::supersede(&pack, &inputs).map_err(|(zh, en)| Failure::refused(Code::RuleForbids, zh, en))?;
    let draft = GradedResult {
        commission_id: commission.id.to_string(),
        position: in_force.position + 1,
        score,
        grade: decision.code.code().to_owned(),
        word: decision.word,
        band: decision.band_text,
        basis: decision.basis.article,
        graded_by: actor.into(),
        graded_at: at,
        approved_by: None,
        approved_at: None,
        reason: Some(inputs.reason),
    };
    supersessions::draft(conn, &draft)?;
    Ok(draft)
}

/// A second person puts the draft in force: the result before and the new one.
pub fn approve_supersession(
    conn: &mut Conn,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<(GradedResult, GradedResult)> {
    let id = commission.id.as_str();
    let before = of(conn, id)?;
    let draft = pending(conn, id)?.ok_or_else(|| Failure::not_found("待审批的替代结果", "draft that supersedes"))?;
    rules::may_approve(&draft, actor).map_err(refused)?;
    if !supersessions::approve(conn, id, draft.position, actor, at)? {
        return Err(Failure::refused(Code::WrongState, "该等次已经审批。", "This grade has been approved already."));
    }
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let inputs = SupersessionInputs::of(&before, &draft);
    let decision = rules::supersede(&pack, &inputs).map_err(|(zh, en)| Failure::refused(Code::RuleForbids, zh, en))?;
    let decided = Decided { kind: DecisionKind::ResultSuperseded, subject: id, by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &rules::recorded(draft.position, &decision))?;
    Ok((before, GradedResult { approved_by: Some(actor.into()), approved_at: Some(at), ..draft }))
}

/// The result in force; "not found" where there is none yet.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<GradedResult> {
    find(conn, commission_id)?.ok_or_else(|| Failure::not_found("评价结果", "result"))
}

/// The result in force: the latest that was approved, or the first.
pub fn find(conn: &mut Conn, commission_id: &str) -> Outcome<Option<GradedResult>> {
    let history = history(conn, commission_id)?;
    Ok(history.into_iter().rev().find(|r| r.position == 1 || r.approved_at.is_some()))
}

/// The result of a commission at a position.
pub fn at_position(conn: &mut Conn, commission_id: &str, position: i32) -> Outcome<Option<GradedResult>> {
    Ok(history(conn, commission_id)?.into_iter().find(|r| r.position == position))
}

/// All results of a commission in their order, a draft among them.
pub fn history(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<GradedResult>> {
    let mut all: Vec<GradedResult> = store::find(conn, commission_id)?.into_iter().collect();
    all.extend(supersessions::of_commissions(conn, &[commission_id.to_owned()])?);
    Ok(all)
}

/// The draft that waits for its approval, if there is one.
pub fn pending(conn: &mut Conn, commission_id: &str) -> Outcome<Option<GradedResult>> {
    Ok(history(conn, commission_id)?.into_iter().find(|r| r.position > 1 && r.approved_at.is_none()))
}

/// The results in force of some commissions.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<GradedResult>> {
    let mut found = store::of_commissions(conn, ids)?;
    let later = supersessions::of_commissions(conn, ids)?.into_iter().filter(|r| r.approved_at.is_some());
    let later: HashMap<String, GradedResult> = later.map(|r| (r.commission_id.clone(), r)).collect();
    for first in &mut found {
        if let Some(later) = later.get(&first.commission_id) {
            first.clone_from(later);
        }
    }
    Ok(found)
}

/// Drafts of these commissions that wait for their approval.
pub fn drafts_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<GradedResult>> {
    let all = supersessions::of_commissions(conn, ids)?;
    Ok(all.into_iter().filter(|r| r.approved_at.is_none()).collect())
}

fn refused((zh, en): rules::Refusal) -> Failure {
    Failure::refused(Code::RuleForbids, zh, en)
}

fn out_of_scale(e: crate::policy::grading::GradeError) -> Failure {
    Failure::refused(Code::RuleForbids, e.to_string(), e.to_string())
}

/// What a grade decision rests on.
pub(super) fn inputs(score: Score) -> Value {
    json!({ "score": score })
}

/// What a grade decision says, as record and table both hold it.
pub(super) fn outcome(decision: &GradeDecision) -> Value {
    json!({
        "score": decision.score, "grade": decision.code.code(), "word": decision.word,
        "band": decision.band_text, "basis": decision.basis.article,
    })
}
