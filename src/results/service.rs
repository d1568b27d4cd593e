//! Use cases: grade a score by the pack, approve the grade.

use super::model::GradedResult;
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::Pack;
use crate::policy::grading::GradeDecision;
use crate::terms::{Instant, Score};
use serde_json::{Value, json};

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
        score,
        grade: decision.code.code().to_owned(),
        word: decision.word.clone(),
        band: decision.band_text.clone(),
        basis: decision.basis.article.clone(),
        graded_by: actor.into(),
        graded_at: at,
        approved_by: None,
        approved_at: None,
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
    if result.graded_by == actor {
        let (zh, en) =
            ("评定人不能审批自己评定的等次，请由他人审批。", "Whoever graded may not approve; another person must.");
        return Err(Failure::refused(Code::RuleForbids, zh, en));
    }
    if !store::approve(conn, commission.id.as_str(), actor, at)? {
        return Err(Failure::refused(Code::WrongState, "该等次已经审批。", "This grade has been approved already."));
    }
    commissions::advance(conn, &commission.id, State::GradeApproved, actor, "审批评价等次", at)?;
    Ok(())
}

/// The result of a commission; "not found" where there is none yet.
pub fn of(conn: &mut Conn, commission_id: &str) -> Outcome<GradedResult> {
    store::find(conn, commission_id)?.ok_or_else(|| Failure::not_found("评价结果", "result"))
}

pub fn find(conn: &mut Conn, commission_id: &str) -> Outcome<Option<GradedResult>> {
    store::find(conn, commission_id)
}

pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<GradedResult>> {
    store::of_commissions(conn, ids)
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
