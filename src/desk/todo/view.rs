//! Tasks out of the states of commissions: whoever has to act in a state finds its commissions here,
//! and finds again what they did, from the timelines.

use super::super::listing::ListQuery;
use super::alarms::{self, Alarm};
use crate::accounts::model::{Actor, Reach, Role};
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::commissions::model::Move;
use crate::commissions::{Commission, State, rules, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::policy::Calendar;
use crate::terms::Instant;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Whose tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TodoScope {
    /// What waits for me.
    Mine,
    /// What I did.
    Done,
    /// What I planned, wherever it stands now.
    Started,
}

impl TodoScope {
    pub const ALL: [TodoScope; 3] = [TodoScope::Mine, TodoScope::Done, TodoScope::Started];

    pub const fn code(self) -> &'static str {
        match self {
            TodoScope::Mine => "mine",
            TodoScope::Done => "done",
            TodoScope::Started => "started",
        }
    }

    fn parse(code: &str) -> Option<TodoScope> {
        TodoScope::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// One task.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Task {
    /// What is to be done, or was done, such as `score_bids`.
    #[schema(example = "submit_package")]
    pub task: &'static str,
    pub project: String,
    /// Number of the commission.
    pub number: String,
    pub state: State,
    /// Log-in of whoever made the last move.
    pub from: String,
    /// What the last move says.
    pub note: String,
    #[schema(value_type = String, format = DateTime)]
    pub arrived: Instant,
}

/// How many of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    pub mine: i64,
    pub done: i64,
    pub started: i64,
    /// Done in the present month, by the calendar of China.
    pub done_month: i64,
}

/// The list with its counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Todo {
    pub scope: TodoScope,
    pub counts: Counts,
    /// What is wrong outside the course of commissions.
    pub alarms: Vec<Alarm>,
    pub items: Vec<Task>,
    pub total: i64,
    pub page: i64,
    pub size: i64,
}

/// What waits in a state, as a code of the messages `task-…`.
const fn task(state: State) -> &'static str {
    use State::*;
    match state {
        Draft => "draft_commission",
        Proposed => "check_commission",
        Planned => "approve_commission",
        Approved => "announce",
        Announced => "submit_bid",
        Opened => "score_bids",
        Scored => "award",
        Awarded => "contract",
        Contracted => "submit_plan",
        PlanAccepted => "start_field_work",
        FieldWork => "exchange_views",
        ViewsExchanged => "submit_package",
        Submitted => "check_package",
        Checked => "review_package",
        Reviewed => "accept_package",
        Accepted => "grade",
        Graded => "approve_grade",
        GradeApproved => "publish",
        Published => "approve_instruction",
        Instructed => "acknowledge",
        Acknowledged | Rectifying => "rectify",
        Closed | Archived | Failed | Terminated => "archive",
    }
}

/// What somebody did who moved a commission to this state, as a code of the messages `task-…`.
fn deed(made: &Move) -> &'static str {
    use State::*;
    match (State::parse(&made.from), State::parse(&made.to)) {
        (None, _) | (_, None) => "plan",
        (Some(Proposed | Planned), Some(Draft)) => "return_commission",
        (Some(Submitted | Reviewed), Some(ViewsExchanged)) => "return_package",
        (_, Some(Failed | Terminated)) => "terminate",
        (_, Some(Opened)) => "open_bids",
        (_, Some(PlanAccepted)) => "accept_plan",
        (_, Some(Closed)) => "close",
        // Everywhere else the task of the state before is what was done.
        (_, Some(Contracted)) => "contract",
        (Some(before), _) => task(before),
    }
}

/// Whose turn it is where the state names another role: a lead evaluator works for the institution,
/// a department answers for its units.
const fn acts_as(role: Role) -> Role {
    match role {
        Role::LeadEvaluator => Role::InstitutionAdmin,
        Role::CompetentDepartment => Role::BudgetUnit,
        role => role,
    }
}

/// The part of the list that the query asks for; a scope that does not exist is refused.
pub fn list(conn: &mut Conn, calendar: &Calendar, actor: &Actor, query: &ListQuery, now: Instant) -> Outcome<Todo> {
    let scope = query.filter_as("scope", "mine、done、started", TodoScope::parse)?.unwrap_or(TodoScope::Mine);
    let reached: HashMap<String, Commission> =
        reached(conn, actor)?.into_iter().map(|c| (c.id.to_string(), c)).collect();
    let moves = commissions::moves_by(conn, &actor.login)?;
    let done = done(&reached, &moves);
    let started: Vec<Commission> =
        moves.iter().filter(|(_, m)| m.position == 1).filter_map(|(id, _)| reached.get(id).cloned()).collect();
    let mine: Vec<Commission> = reached.into_values().filter(|c| waits_for(actor.role, c.state)).collect();
    let month = month_of(now);
    let counts = Counts {
        mine: count(&mine),
        done: count(&done),
        started: count(&started),
        done_month: count(&done.iter().filter(|t| month_of(t.arrived) == month).collect::<Vec<_>>()),
    };
    let tasks = match scope {
        TodoScope::Mine => waiting(conn, mine)?,
        TodoScope::Done => done,
        TodoScope::Started => waiting(conn, started)?,
    };
    let Page { items, total, page, size } = cut(tasks, query);
    let alarms = alarms::of(conn, calendar, actor, now)?;
    Ok(Todo { scope, counts, alarms, items, total, page, size })
}

fn waits_for(role: Role, state: State) -> bool {
    rules::who_acts(state) == Some(acts_as(role).code())
}

/// The commissions that the actor's tasks can come from.
fn reached(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<Commission>> {
    const ALL: PageAsked = PageAsked { page: 1, size: 100_000 };
    let mut filter = commissions::Filter::default();
    let own = match actor.reach(Act::ReadTodo)? {
        Reach::All => None,
        Reach::Division(division) => {
            filter.division = Some(division.to_string());
            None
        }
        Reach::Own(subject) => Some(subject),
    };
    match (own, actor.role) {
        (Some(id), Role::InstitutionAdmin | Role::LeadEvaluator) => filter.institution_id = Some(id.to_owned()),
        (Some(id), Role::ReviewExpert) => {
            let seats = assignments::seats_of_expert(conn, id)?;
            filter.ids = Some(seats.into_iter().map(|s| s.commission_id).collect());
        }
        (Some(_), _) => filter.division = Some(actor.division.to_string()),
        (None, _) => {}
    }
    let mut found = commissions::list(conn, &filter, ALL)?.items;
    match (own, actor.role) {
        (Some(code), Role::BudgetUnit) => found.retain(|c| c.unit_code == code),
        (Some(code), Role::CompetentDepartment) => found.retain(|c| c.department_code == code),
        _ => {}
    }
    Ok(found)
}

/// The actor's moves, newest first.
fn done(reached: &HashMap<String, Commission>, moves: &[(String, Move)]) -> Vec<Task> {
    let one = |(id, made): &(String, Move)| {
        let commission = reached.get(id)?;
        Some(entry(commission, deed(made), Some(made)))
    };
    moves.iter().filter_map(one).collect()
}

/// What is to be done in these commissions, longest waiting first.
fn waiting(conn: &mut Conn, commissions: Vec<Commission>) -> Outcome<Vec<Task>> {
    let ids: Vec<String> = commissions.iter().map(|c| c.id.to_string()).collect();
    let last = commissions::last_moves(conn, &ids)?;
    let mut tasks: Vec<Task> = commissions.iter().map(|c| entry(c, task(c.state), last.get(c.id.as_str()))).collect();
    tasks.sort_by(|a, b| (a.arrived, &a.number).cmp(&(b.arrived, &b.number)));
    Ok(tasks)
}

fn entry(commission: &Commission, task: &'static str, made: Option<&Move>) -> Task {
    Task {
        task,
        project: commission.project_name.clone(),
        number: commission.number.clone(),
        state: commission.state,
        from: made.map(|m| m.actor.clone()).unwrap_or_default(),
        note: made.map(|m| m.reason.clone()).unwrap_or_default(),
        arrived: made.map_or(commission.created_at, |m| m.moved_at),
    }
}

/// Applies words, order and page.
fn cut(mut tasks: Vec<Task>, query: &ListQuery) -> Page<Task> {
    if let Some(q) = &query.q {
        let found = |task: &Task| q.split_whitespace().all(|w| task.project.contains(w) || task.number.contains(w));
        tasks.retain(found);
    }
    match query.order_asked() {
        Some("project") => tasks.sort_by(|a, b| a.project.cmp(&b.project)),
        Some(_) => tasks.sort_by(|a, b| (a.arrived, &a.number).cmp(&(b.arrived, &b.number))),
        None => {}
    }
    if query.descending {
        tasks.reverse();
    }
    query.cut(tasks)
}

fn month_of(at: Instant) -> String {
    at.day_in_china().to_string().chars().take("2021-11".len()).collect()
}

fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_that_waits_for_somebody_is_somebodys_task() {
        for state in State::ALL {
            let waits = Role::ALL.iter().any(|role| waits_for(*role, state));
            assert_eq!(waits, rules::who_acts(state).is_some(), "{state:?}");
        }
    }
}
