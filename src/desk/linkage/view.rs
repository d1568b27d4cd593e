//! What a reader may see of instructions: finance, supervisors and the core system those of their division, units and
//! departments their own.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, State};
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::desk::commissions::view::{delivery, find};
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::linkage::instructions::{self, Standing};
use crate::linkage::model::{Acknowledgement, IssuedInstruction};
use crate::linkage::rules::settlement;
use crate::linkage::service as linkage;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::Page;
use crate::policy::codes::{LinkageAction, RectificationState};
use crate::terms::{Fen, Instant, Wording};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use utoipa::ToSchema;

/// What the list can be asked for.
pub(super) const SPEC: ListSpec =
    ListSpec { filters: &["state", "action", "year"], sorts: &["number", "amount", "action"] };

/// The states of `delivery`, what waits for people first.
pub(super) const STATES: [&str; 6] = ["undecided", "pending", "refused", "applied", "dropped", "withdrawn"];

/// One instruction. Amounts are fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstructionLine {
    pub id: String,
    /// Number of the commission.
    pub number: String,
    pub project: String,
    pub project_code: String,
    pub unit: String,
    pub year: i32,
    /// 1 with the first result; later ones follow a superseded result or failed rectification.
    pub round: i32,
    /// How rectification stood, where that is what it follows from.
    #[schema(value_type = Option<String>)]
    pub rectification: Option<RectificationState>,
    #[schema(example = "CUT_UNSPECIFIED")]
    pub action: String,
    pub percent: Option<String>,
    /// As the rules give it, or as people settled it.
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    pub article: String,
    /// The instruction in words.
    #[schema(value_type = Object)]
    pub wording: Wording,
    /// `undecided` (waits for people), `pending` (sent), `applied`, `refused`, `dropped` or `withdrawn`.
    pub state: &'static str,
    /// What the core system answered.
    pub answer: Option<String>,
    pub proposal: Option<ProposedSettlement>,
    /// Of the instructions of one commission with the same name here, one applies.
    pub choose_one: Option<String>,
    pub needs_amount: bool,
    pub needs_extent: bool,
    pub may_be_dropped: bool,
    /// True if the reader may say what should hold.
    pub may_propose: bool,
    /// True if the reader may agree to what was proposed.
    pub may_settle: bool,
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Instant,
}

/// What somebody proposes, or two people settled.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposedSettlement {
    pub applies: bool,
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    pub extent: String,
    pub reason: String,
    pub proposed_by: String,
    pub settled_by: Option<String>,
}

/// The part of the board that was asked for, with what can be chosen.
pub struct Listed {
    pub page: Page<InstructionLine>,
    pub choices: Vec<Choice>,
}

/// The board of a reader.
pub fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Listed> {
    let known = |word: &str| STATES.into_iter().find(|state| *state == word);
    let state = query.filter_as("state", &STATES.join("、"), known)?;
    let action = query.filter_as("action", "措施代码，如 CUT_UNSPECIFIED", LinkageAction::from_code)?;
    let year = query.filter_as("year", "年度，如 2021", |v| v.parse::<i32>().ok())?;
    let lines = lines(conn, actor)?;
    let choices = choices(&lines);
    let words: Vec<&str> = query.q.as_deref().unwrap_or_default().split_whitespace().collect();
    let says = |line: &InstructionLine, word: &str| {
        [&line.number, &line.project, &line.project_code, &line.unit].iter().any(|t| t.contains(word))
    };
    let admits = |line: &InstructionLine| {
        state.is_none_or(|s| s == line.state)
            && action.is_none_or(|a| a.code() == line.action)
            && year.is_none_or(|y| y == line.year)
            && words.iter().all(|word| says(line, word))
    };
    let mut found: Vec<InstructionLine> = lines.into_iter().filter(admits).collect();
    sort(&mut found, query);
    Ok(Listed { page: query.cut(found), choices })
}

fn sort(lines: &mut [InstructionLine], query: &ListQuery) {
    let place = |line: &InstructionLine| STATES.iter().position(|s| *s == line.state);
    match query.order_asked() {
        None => lines.sort_by(|a, b| (place(a), &a.number, a.round).cmp(&(place(b), &b.number, b.round))),
        Some("amount") => lines.sort_by(|a, b| (a.amount, &a.number).cmp(&(b.amount, &b.number))),
        Some("action") => lines.sort_by(|a, b| (&a.action, &a.number).cmp(&(&b.action, &b.number))),
        Some(_) => lines.sort_by(|a, b| (&a.number, a.round).cmp(&(&b.number, b.round))),
    }
    if query.descending {
        lines.reverse();
    }
}

fn choices(lines: &[InstructionLine]) -> Vec<Choice> {
    let mut actions = BTreeMap::<&str, i64>::new();
    let mut years = BTreeSet::new();
    for line in lines {
        *actions.entry(&line.action).or_default() += 1;
        years.insert(line.year);
    }
    let count = |state: &str| lines.iter().filter(|l| l.state == state).count();
    let states = STATES.map(|s| (s.to_owned(), i64::try_from(count(s)).ok()));
    vec![
        Choice { name: "state", family: "delivery", values: states.to_vec() },
        Choice {
            name: "action",
            family: "linkage",
            values: actions.into_iter().map(|(a, n)| (a.to_owned(), Some(n))).collect(),
        },
        Choice::new("year", "", years.into_iter().map(|y| y.to_string())),
    ]
}

fn lines(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<InstructionLine>> {
    let sight = Sight::of(actor, Act::ReadInstruction)?;
    let filter = sight.filter(conn)?;
    let mut lines = Vec::new();
    for commission in all(conn, &filter)? {
        let issued = commission.state >= State::Published && commission.state <= State::Archived;
        if issued && sight.covers_work(conn, &commission)? {
            lines.extend(of(conn, actor, &commission)?);
        }
    }
    Ok(lines)
}

/// The instructions of one commission.
fn of(conn: &mut Conn, actor: &Actor, commission: &Commission) -> Outcome<Vec<InstructionLine>> {
    let standing = Standing::of(conn, commission)?;
    let sent: Vec<String> = standing.instructions.iter().filter_map(|i| i.event_id.clone()).collect();
    let answers: HashMap<String, Acknowledgement> = linkage::acknowledgements_of(conn, &sent)?;
    let answer = |i: &IssuedInstruction| i.event_id.as_ref().and_then(|id| answers.get(id));
    Ok(standing.instructions.iter().map(|i| line(actor, commission, i, &standing, answer(i))).collect())
}

fn line(
    actor: &Actor,
    c: &Commission,
    i: &IssuedInstruction,
    standing: &Standing,
    answer: Option<&Acknowledgement>,
) -> InstructionLine {
    let known = standing.settlements.get(&i.id);
    let is_open = settlement::may_propose(i, known, standing.is_withdrawn(i)).is_ok();
    let action = LinkageAction::from_code(&i.action);
    let settled = known.filter(|s| s.settled_by.is_some());
    InstructionLine {
        id: i.id.clone(),
        number: c.number.clone(),
        project: c.project_name.clone(),
        project_code: c.project_code.clone(),
        unit: c.unit_name.clone(),
        year: c.fiscal_year,
        round: i.round,
        rectification: standing.cause(i),
        action: i.action.clone(),
        percent: i.percent.clone(),
        amount: settled.and_then(|s| s.amount).or(i.amount),
        article: i.basis.clone(),
        wording: i.wording.clone(),
        state: delivery(i, standing, answer),
        answer: answer.map(|a| format!("{} {}", a.reference, a.detail).trim().to_owned()),
        proposal: known.map(|s| ProposedSettlement {
            applies: s.applies,
            amount: s.amount,
            extent: s.extent.clone(),
            reason: s.reason.clone(),
            proposed_by: s.proposed_by.clone(),
            settled_by: s.settled_by.clone(),
        }),
        choose_one: i.choose_one.clone(),
        needs_amount: action.is_some_and(settlement::needs_amount),
        needs_extent: action.is_some_and(settlement::needs_extent),
        may_be_dropped: action
            .is_some_and(|a| settlement::may_be_dropped(a, i.choose_one.is_some(), i.decide.is_some())),
        may_propose: is_open && actor.may(Act::ProposeInstruction),
        may_settle: is_open
            && actor.may(Act::ApproveInstruction)
            && settlement::may_settle(known, &actor.login).is_ok(),
        issued_at: i.issued_at,
    }
}

/// The commission of an instruction, if `act` reaches it; otherwise it does not exist for this person.
pub fn commission_of(conn: &mut Conn, actor: &Actor, act: Act, id: &str) -> Outcome<Commission> {
    let instruction = instructions::by_id(conn, id)?;
    find(conn, actor, act, &instruction.commission_id)
}

/// One instruction as it stands now.
pub fn one(conn: &mut Conn, actor: &Actor, commission: &Commission, id: &str) -> Outcome<InstructionLine> {
    let found = of(conn, actor, commission)?.into_iter().find(|line| line.id == id);
    found.ok_or_else(|| crate::platform::failure::Failure::not_found("挂钩指令", "instruction"))
}
