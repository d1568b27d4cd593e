//! What a reader may see of rectifications: finance and supervisors those of their division, units and departments
//! their own.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::Commission;
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::desk::commissions::view::find;
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::Page;
use crate::policy::codes::RectificationState;
use crate::rectification::model::{Rectification, RectificationOutcome, RectificationStage, StepTaken};
use crate::rectification::{rules, service as rectification};
use crate::terms::{Day, Instant};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What the list can be asked for.
pub(super) const SPEC: ListSpec = ListSpec { filters: &["stage", "standing"], sorts: &["due", "number", "project"] };

/// How rectifications can stand.
const STANDINGS: [RectificationState; 4] =
    [RectificationState::Overdue, RectificationState::Pending, RectificationState::Poor, RectificationState::Done];

/// One rectification.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RectificationRow {
    #[schema(example = "640300000-2021-001-ZG1")]
    pub number: String,
    /// Number of the commission.
    pub commission: String,
    pub project: String,
    pub unit: String,
    pub problem: String,
    pub stage: RectificationStage,
    /// `PENDING`, `OVERDUE`, `DONE` or `POOR`.
    #[schema(value_type = String)]
    pub standing: RectificationState,
    #[schema(value_type = String, format = Date)]
    pub due_on: Day,
    /// What the due date rests on.
    pub due_basis: String,
    /// Until the due date; below zero once it has passed; absent when closed.
    pub days_left: Option<i64>,
    pub measure: Option<String>,
    pub evidence: Option<String>,
    pub outcome: Option<RectificationOutcome>,
    /// What the checker said.
    pub remark: Option<String>,
    pub demanded_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub demanded_at: Instant,
    pub closed_by: Option<String>,
    /// When it was handed on to the linkage.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub escalated_at: Option<Instant>,
    /// What the reader may do now: `measure`, `evidence`, `check`, `escalate`.
    pub acts: Vec<&'static str>,
}

/// One rectification with its history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RectificationFile {
    #[serde(flatten)]
    pub rectification: RectificationRow,
    pub steps: Vec<StepTaken>,
}

/// The part of the board that was asked for, with what can be chosen.
pub struct Listed {
    pub page: Page<RectificationRow>,
    pub choices: Vec<Choice>,
}

/// The board of a reader, the earliest due first.
pub fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery, today: Day) -> Outcome<Listed> {
    let stage = query.filter_as("stage", "demanded、measured、evidenced、closed", RectificationStage::parse)?;
    let standing = query.filter_as("standing", "PENDING、OVERDUE、DONE、POOR", RectificationState::from_code)?;
    let rows = rows(conn, actor, today)?;
    let choices = choices(&rows);
    let words: Vec<&str> = query.q.as_deref().unwrap_or_default().split_whitespace().collect();
    let says = |r: &RectificationRow, word: &str| {
        [&r.number, &r.project, &r.unit, &r.problem].iter().any(|text| text.contains(word))
    };
    let admits = |r: &RectificationRow| {
        stage.is_none_or(|s| s == r.stage)
            && standing.is_none_or(|s| s == r.standing)
            && words.iter().all(|word| says(r, word))
    };
    let mut found: Vec<RectificationRow> = rows.into_iter().filter(admits).collect();
    match query.order_asked() {
        None => found.sort_by(|a, b| {
            let ended = |r: &RectificationRow| r.stage == RectificationStage::Closed;
            (ended(a), a.due_on, &a.number).cmp(&(ended(b), b.due_on, &b.number))
        }),
        Some("project") => found.sort_by(|a, b| (&a.project, &a.number).cmp(&(&b.project, &b.number))),
        Some("number") => found.sort_by(|a, b| a.number.cmp(&b.number)),
        Some(_) => found.sort_by(|a, b| (a.due_on, &a.number).cmp(&(b.due_on, &b.number))),
    }
    if query.descending {
        found.reverse();
    }
    Ok(Listed { page: query.cut(found), choices })
}

/// What is past its day within the reader's reach, the earliest due first.
pub fn overdue(conn: &mut Conn, actor: &Actor, today: Day) -> Outcome<Vec<RectificationRow>> {
    let mut late = rows(conn, actor, today)?;
    late.retain(|r| r.standing == RectificationState::Overdue && r.escalated_at.is_none());
    late.sort_by(|a, b| (a.due_on, &a.number).cmp(&(b.due_on, &b.number)));
    Ok(late)
}

fn choices(rows: &[RectificationRow]) -> Vec<Choice> {
    let count =
        |holds: &dyn Fn(&RectificationRow) -> bool| i64::try_from(rows.iter().filter(|row| holds(row)).count()).ok();
    let standings = STANDINGS.map(|s| (s.code().to_owned(), count(&|row| row.standing == s)));
    let stage = |s: &RectificationStage| (s.word().to_owned(), count(&|row| row.stage == *s));
    let stages = RectificationStage::ALL.iter().map(stage).collect();
    vec![
        Choice { name: "standing", family: "rectification", values: standings.to_vec() },
        Choice { name: "stage", family: "rectification-stage", values: stages },
    ]
}

fn rows(conn: &mut Conn, actor: &Actor, today: Day) -> Outcome<Vec<RectificationRow>> {
    let filter = Sight::of(actor, Act::ReadRectification)?.filter(conn)?;
    let commissions: HashMap<String, Commission> =
        all(conn, &filter)?.into_iter().map(|c| (c.id.to_string(), c)).collect();
    let ids: Vec<String> = commissions.keys().cloned().collect();
    let found = rectification::of_commissions(conn, &ids)?;
    Ok(found.into_iter().filter_map(|r| Some(row(actor, commissions.get(&r.commission_id)?, r, today))).collect())
}

fn row(actor: &Actor, c: &Commission, r: Rectification, today: Day) -> RectificationRow {
    let possible = [
        ("measure", Act::FileRectification, rules::may_measure(&r).is_ok()),
        ("evidence", Act::FileRectification, rules::may_evidence(&r).is_ok()),
        ("check", Act::CheckRectification, rules::may_check(&r, &actor.login).is_ok()),
        ("escalate", Act::ApproveInstruction, rules::may_escalate(&r, &actor.login, today).is_ok()),
    ];
    let may = |(name, act, now): (&'static str, Act, bool)| (now && actor.may(act)).then_some(name);
    let is_closed = r.stage == RectificationStage::Closed;
    RectificationRow {
        acts: possible.into_iter().filter_map(may).collect(),
        standing: rules::state(&r, today),
        days_left: (!is_closed).then(|| (r.due_on.0 - today.0).num_days()),
        commission: c.number.clone(),
        project: c.project_name.clone(),
        unit: c.unit_name.clone(),
        number: r.number,
        problem: r.problem,
        stage: r.stage,
        due_on: r.due_on,
        due_basis: r.due_basis,
        measure: r.measure,
        evidence: r.evidence,
        outcome: r.outcome,
        remark: r.remark,
        demanded_by: r.demanded_by,
        demanded_at: r.demanded_at,
        closed_by: r.closed_by,
        escalated_at: r.escalated_at,
    }
}

/// The rectification and its commission, if `act` reaches it; otherwise it does not exist for this person.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<(Commission, Rectification)> {
    let found = rectification::by_number(conn, number)?;
    Ok((find(conn, actor, act, &found.commission_id)?, found))
}

/// One with its history.
pub fn file(conn: &mut Conn, actor: &Actor, number: &str, today: Day) -> Outcome<RectificationFile> {
    let (commission, found) = reached(conn, actor, Act::ReadRectification, number)?;
    let steps = rectification::steps(conn, &found)?;
    Ok(RectificationFile { rectification: row(actor, &commission, found, today), steps })
}
