//! The graded result and what it means for the budget. Outside the finance department a result
//! exists once it has been approved.

use super::Reader;
use crate::accounts::permissions::Act;
use crate::audit::model::DecisionKind;
use crate::linkage::model::{AcknowledgementOutcome, FeedEvent, IssuedInstruction};
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
    /// `pending`, `applied` or `refused`.
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
    let c = reader.commission;
    let issued = linkage::instructions_of(conn, c.id.as_str())?;
    let events = linkage::events_of_project(conn, &c.division, &c.project_code)?;
    Ok(issued.into_iter().map(|i| row(i, &events)).collect())
}

fn row(i: IssuedInstruction, events: &[FeedEvent]) -> InstructionRow {
    let event = events.iter().find(|e| e.body["data"]["instruction_id"].as_str() == Some(i.id.as_str()));
    let answer = event.and_then(|e| e.acknowledgement.as_ref());
    InstructionRow {
        state: match answer.map(|a| a.outcome) {
            None => "pending",
            Some(AcknowledgementOutcome::Applied) => "applied",
            Some(AcknowledgementOutcome::Refused) => "refused",
        },
        at: answer.map_or(i.issued_at, |a| a.acknowledged_at),
        applied: answer.map(|a| format!("{} {}", a.reference, a.detail).trim().to_owned()).filter(|t| !t.is_empty()),
        id: i.id,
        action: i.action,
        percent: i.percent,
        article: i.basis,
        amount: i.amount,
        note: i.wording,
        needs_person: i.needs_person,
    }
}
