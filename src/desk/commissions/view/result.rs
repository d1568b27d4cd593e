//! The graded result and what it means for the budget. Outside the finance department a result
//! exists once it has been approved.

use super::Reader;
use crate::accounts::permissions::Act;
use crate::audit::model::DecisionKind;
use crate::linkage::instructions::Standing;
use crate::linkage::model::{Acknowledgement, AcknowledgementOutcome, IssuedInstruction};
use crate::linkage::service as linkage;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::results::service as results;
use crate::terms::{Fen, Instant, Score, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// Score and grade.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultSection {
    #[schema(value_type = String, example = "92.8")]
    pub score: Score,
    #[schema(example = "EXCELLENT")]
    pub grade: String,
    /// The place's own word.
    #[schema(example = "优")]
    pub grade_word: String,
    /// Half-open.
    #[schema(example = "[90, 100]")]
    pub band: String,
    pub article: String,
    #[schema(value_type = Object)]
    pub rationale: Wording,
    pub approved: bool,
    pub decision: Option<String>,
}

/// One instruction to the core budget. Amounts are fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstructionRow {
    pub id: String,
    #[schema(example = "PRIORITISE")]
    pub action: String,
    pub percent: Option<String>,
    pub article: String,
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    /// `undecided` (waits for people), `dropped`, `withdrawn`, `pending` (sent), `applied` or `refused`.
    pub state: &'static str,
    /// When it was issued, or answered.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// What the core system answered.
    pub applied: Option<String>,
    /// The instruction in words.
    #[schema(value_type = Object)]
    pub note: Wording,
    /// A person has to fill in what the rules leave open.
    pub needs_person: bool,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Option<ResultSection>> {
    let Some(sight) = reader.sight(conn, Act::ReadResult)? else { return Ok(None) };
    let id = reader.commission.id.as_str();
    let result = results::find(conn, id)?.filter(|r| sight.is_whole() || r.approved_at.is_some());
    let Some(r) = result else { return Ok(None) };
    let rationale = Wording::new(
        format!("得分 {}，落入“{}”的分数段。", r.score, r.word),
        format!("{} lies in the band of {}.", r.score, r.grade.to_lowercase()),
    );
    Ok(Some(ResultSection {
        score: r.score,
        grade: r.grade,
        grade_word: r.word,
        band: r.band,
        article: r.basis,
        rationale,
        approved: r.approved_at.is_some(),
        decision: super::records::page_of(conn, reader, DecisionKind::Grade, id)?,
    }))
}

pub(super) fn instructions(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Vec<InstructionRow>> {
    if reader.sight(conn, Act::ReadInstruction)?.is_none() {
        return Ok(Vec::new());
    }
    let standing = Standing::of(conn, reader.commission)?;
    let sent: Vec<String> = standing.instructions.iter().filter_map(|i| i.event_id.clone()).collect();
    let answers = linkage::acknowledgements_of(conn, &sent)?;
    let answer = |i: &IssuedInstruction| i.event_id.as_ref().and_then(|id| answers.get(id));
    Ok(standing.instructions.iter().map(|i| row(i, &standing, answer(i))).collect())
}

/// How far an instruction has come, as a code of the messages `delivery-…`.
pub fn delivery(i: &IssuedInstruction, standing: &Standing, answer: Option<&Acknowledgement>) -> &'static str {
    if standing.is_withdrawn(i) {
        return "withdrawn";
    }
    let settled = standing.settlements.get(&i.id).filter(|s| s.settled_by.is_some());
    match (answer.map(|a| a.outcome), &i.event_id, settled) {
        (Some(AcknowledgementOutcome::Applied), ..) => "applied",
        (Some(AcknowledgementOutcome::Refused), ..) => "refused",
        (None, Some(_), _) => "pending",
        (None, None, Some(_)) => "dropped",
        (None, None, None) => "undecided",
    }
}

fn row(i: &IssuedInstruction, standing: &Standing, answer: Option<&Acknowledgement>) -> InstructionRow {
    let settled = standing.settlements.get(&i.id).filter(|s| s.settled_by.is_some());
    InstructionRow {
        state: delivery(i, standing, answer),
        at: answer.map_or(i.issued_at, |a| a.acknowledged_at),
        applied: answer.map(|a| format!("{} {}", a.reference, a.detail).trim().to_owned()).filter(|t| !t.is_empty()),
        id: i.id.clone(),
        action: i.action.clone(),
        percent: i.percent.clone(),
        article: i.basis.clone(),
        amount: settled.and_then(|s| s.amount).or(i.amount),
        note: i.wording.clone(),
        needs_person: i.needs_person && settled.is_none(),
    }
}
