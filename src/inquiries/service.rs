//! Use cases: ask, look up, clarify.

use super::model::{Clarification, Question};
use super::rules::{self, ClarifyFault, ClarifyInputs, LeastTime};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::Commission;
use crate::commissions::decisions::{self, Decided};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Route};
use crate::sealing::Tender;
use crate::sealing::service as sealing;
use crate::terms::Instant;

/// The asker as the table keeps it: nobody without the key can tell who it is.
fn asker(vault: &Vault, commission: &Commission, institution_id: &str) -> String {
    vault.hash(&format!("asker:{}:{institution_id}", commission.id))
}

fn tender(conn: &mut Conn, commission: &Commission) -> Outcome<Tender> {
    let found = sealing::tender(conn, commission.id.as_str())?;
    found.ok_or_else(|| Failure::not_found("委托", "commission"))
}

fn refused(fault: &ClarifyFault) -> Failure {
    Failure::Refused { code: Code::WrongState, why: fault.sentence(), grounds: Vec::new() }
}

fn worded<'t>(field: &str, text: &'t str) -> Outcome<&'t str> {
    let text = text.trim();
    if rules::LETTERS.contains(&text.chars().count()) {
        return Ok(text);
    }
    let (least, most) = (rules::LETTERS.start(), rules::LETTERS.end());
    Err(Failure::field(field, format!("请写 {least} 到 {most} 个字 (write {least} to {most} characters)")))
}

/// Takes a question in before the deadline.
pub fn ask(
    conn: &mut Conn,
    vault: &Vault,
    commission: &Commission,
    (institution_id, text): (&str, &str),
    at: Instant,
) -> Outcome<Question> {
    if at >= tender(conn, commission)?.deadline {
        return Err(refused(&ClarifyFault::Late));
    }
    let text = worded("question", text)?;
    let asker = asker(vault, commission, institution_id);
    if store::questions(conn, commission.id.as_str(), Some(&asker))?.len() >= rules::MOST_QUESTIONS {
        let most = rules::MOST_QUESTIONS;
        let (zh, en) =
            (format!("每家机构最多提 {most} 个问题。"), format!("At most {most} questions of one institution."));
        return Err(Failure::refused(Code::TooManyRequests, zh, en));
    }
    let id = uuid::Uuid::now_v7().to_string();
    let question = Question { id, question: text.to_owned(), asked_at: at, clarification_id: None };
    store::insert_question(conn, commission.id.as_str(), &asker, &question)?;
    Ok(question)
}

/// The questions that an institution asked itself.
pub fn own(conn: &mut Conn, vault: &Vault, commission: &Commission, institution_id: &str) -> Outcome<Vec<Question>> {
    let asker = asker(vault, commission, institution_id);
    store::questions(conn, commission.id.as_str(), Some(&asker))
}

/// All questions, without who asked; for whoever answers them.
pub fn questions(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Question>> {
    store::questions(conn, commission.id.as_str(), None)
}

pub fn clarifications(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Clarification>> {
    store::clarifications(conn, commission.id.as_str())
}

/// A clarification about to be published.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    pub content: &'a str,
    pub is_substantive: bool,
    /// Questions that it answers.
    pub answers: &'a [String],
}

/// Publishes a clarification to everybody and moves the deadline where the route asks for it.
pub fn clarify(
    conn: &mut Conn,
    (route, calendar): (&Route, &Calendar),
    commission: &Commission,
    said: &Said<'_>,
    by: &str,
    at: Instant,
) -> Outcome<Clarification> {
    let tender = tender(conn, commission)?;
    let content = worded("content", said.content)?;
    let position = i32::try_from(clarifications(conn, commission)?.len()).unwrap_or(i32::MAX).saturating_add(1);
    let inputs = ClarifyInputs {
        commission: commission.number.clone(),
        position,
        content: content.to_owned(),
        is_substantive: said.is_substantive,
        published_at: at,
        deadline: tender.deadline,
        least: least(route, calendar, at),
    };
    let decided = rules::clarify(&inputs).map_err(|fault| refused(&fault))?;
    let clarification = Clarification {
        id: uuid::Uuid::now_v7().to_string(),
        position,
        content: inputs.content.clone(),
        is_substantive: said.is_substantive,
        published_by: by.to_owned(),
        published_at: at,
        deadline_before: tender.deadline,
        deadline_after: decided.deadline,
    };
    store::insert_clarification(conn, commission.id.as_str(), &clarification)?;
    if store::answer(conn, commission.id.as_str(), said.answers, &clarification.id)? != said.answers.len() {
        return Err(Failure::field(
            "answers",
            "有的问题不在本委托或已经答复 (a question is not of this commission, or answered)",
        ));
    }
    if decided.moved {
        sealing::move_deadline(conn, commission.id.as_str(), decided.deadline, at)?;
    }
    let of = Decided { kind: DecisionKind::Clarification, subject: commission.id.as_str(), by, at };
    decisions::record(conn, commission, &of, &inputs, &decided)?;
    Ok(clarification)
}

fn least(route: &Route, calendar: &Calendar, at: Instant) -> Option<LeastTime> {
    let step = route.steps.iter().find(|step| step.id == "clarification")?;
    let first_day = calendar.add_days(at.day_in_china(), step.count).ok();
    Some(LeastTime { days: step.count, article: step.basis.article.clone(), first_day })
}
