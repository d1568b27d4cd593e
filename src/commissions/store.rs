//! SQL of commissions and their timeline.

pub mod holds;

use super::model::{Commission, CommissionId, Move, State};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::terms::{Day, Fen, Instant};
use anyhow::anyhow;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

diesel::table! {
    commissions (id) {
        id -> Text,
        number -> Text,
        division -> Text,
        fiscal_year -> Integer,
        project_code -> Text,
        project_name -> Text,
        unit_code -> Text,
        unit_name -> Text,
        department_code -> Text,
        sector -> Text,
        budget_fen -> BigInt,
        evaluation_kind -> Text,
        route -> Text,
        ceiling_fen -> BigInt,
        reference_day -> Date,
        policy_id -> Text,
        policy_version -> Text,
        state -> Text,
        institution_id -> Nullable<Text>,
        institution_name -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    commission_moves (id) {
        id -> Text,
        commission_id -> Text,
        position -> Integer,
        from_state -> Text,
        to_state -> Text,
        actor -> Text,
        reason -> Text,
        moved_at -> Timestamp,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = commissions)]
struct Row {
    id: String,
    number: String,
    division: String,
    fiscal_year: i32,
    project_code: String,
    project_name: String,
    unit_code: String,
    unit_name: String,
    department_code: String,
    sector: String,
    budget_fen: i64,
    evaluation_kind: String,
    route: String,
    ceiling_fen: i64,
    reference_day: NaiveDate,
    policy_id: String,
    policy_version: String,
    state: String,
    institution_id: Option<String>,
    institution_name: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
}

impl From<&Commission> for Row {
    fn from(c: &Commission) -> Row {
        Row {
            id: c.id.to_string(),
            number: c.number.clone(),
            division: c.division.clone(),
            fiscal_year: c.fiscal_year,
            project_code: c.project_code.clone(),
            project_name: c.project_name.clone(),
            unit_code: c.unit_code.clone(),
            unit_name: c.unit_name.clone(),
            department_code: c.department_code.clone(),
            sector: c.sector.clone(),
            budget_fen: c.budget.0,
            evaluation_kind: c.evaluation_kind.clone(),
            route: c.route.clone(),
            ceiling_fen: c.ceiling.0,
            reference_day: c.reference_day.0,
            policy_id: c.policy_id.clone(),
            policy_version: c.policy_version.clone(),
            state: c.state.word().to_owned(),
            institution_id: c.institution_id.clone(),
            institution_name: c.institution_name.clone(),
            version: c.version,
            created_at: c.created_at.naive_utc(),
        }
    }
}

impl Row {
    fn into_model(self) -> Outcome<Commission> {
        let state = State::parse(&self.state)
            .ok_or_else(|| anyhow!("commission {}: unknown state {}", self.number, self.state))?;
        Ok(Commission {
            id: CommissionId(self.id),
            number: self.number,
            division: self.division,
            fiscal_year: self.fiscal_year,
            project_code: self.project_code,
            project_name: self.project_name,
            unit_code: self.unit_code,
            unit_name: self.unit_name,
            department_code: self.department_code,
            sector: self.sector,
            budget: Fen(self.budget_fen),
            evaluation_kind: self.evaluation_kind,
            route: self.route,
            ceiling: Fen(self.ceiling_fen),
            reference_day: Day(self.reference_day),
            policy_id: self.policy_id,
            policy_version: self.policy_version,
            state,
            institution_id: self.institution_id,
            institution_name: self.institution_name,
            version: self.version,
            created_at: Instant(self.created_at.and_utc()),
        })
    }
}

pub fn insert(conn: &mut Conn, commission: &Commission) -> Outcome<()> {
    diesel::insert_into(commissions::table).values(Row::from(commission)).execute(conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Commission>> {
    let row: Option<Row> = commissions::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

pub fn find_by_number(conn: &mut Conn, number: &str) -> Outcome<Option<Commission>> {
    let row: Option<Row> =
        commissions::table.filter(commissions::number.eq(number)).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// The commission of a project in a year; the first where it has several kinds.
pub fn of_project(conn: &mut Conn, division: &str, project_code: &str) -> Outcome<Vec<Commission>> {
    let rows: Vec<Row> = commissions::table
        .filter(commissions::division.eq(division))
        .filter(commissions::project_code.eq(project_code))
        .order((commissions::fiscal_year.asc(), commissions::number.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// The commission of a project in a year for a kind of evaluation.
pub fn find_by_project_and_kind(
    conn: &mut Conn,
    (division, project_code): (&str, &str),
    fiscal_year: i32,
    kind: &str,
) -> Outcome<Option<Commission>> {
    let row: Option<Row> = commissions::table
        .filter(commissions::division.eq(division))
        .filter(commissions::project_code.eq(project_code))
        .filter(commissions::fiscal_year.eq(fiscal_year))
        .filter(commissions::evaluation_kind.eq(kind))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::into_model).transpose()
}

/// Writes kind, route, ceiling and reference day, under the condition of [`advance`].
pub fn revise(conn: &mut Conn, commission: &Commission) -> Outcome<bool> {
    let changed = diesel::update(
        commissions::table
            .find(commission.id.as_str())
            .filter(commissions::state.eq(commission.state.word()))
            .filter(commissions::version.eq(commission.version)),
    )
    .set((
        commissions::evaluation_kind.eq(&commission.evaluation_kind),
        commissions::route.eq(&commission.route),
        commissions::ceiling_fen.eq(commission.ceiling.0),
        commissions::reference_day.eq(commission.reference_day.0),
        commissions::version.eq(commission.version + 1),
    ))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Which commissions a list shows; the same filter serves page, API, count and export.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub division: Option<String>,
    pub institution_id: Option<String>,
    pub ids: Option<Vec<String>>,
    pub unit_code: Option<String>,
    pub department_code: Option<String>,
    pub state: Option<State>,
    pub fiscal_year: Option<i32>,
    pub sector: Option<String>,
    pub text: Option<String>,
}

pub fn list(conn: &mut Conn, filter: &Filter, asked: PageAsked) -> Outcome<Page<Commission>> {
    let query = || filtered(filter);
    let total: i64 = query().count().get_result(conn)?;
    let rows: Vec<Row> = query()
        .order(commissions::number.asc())
        .limit(asked.size)
        .offset(asked.offset())
        .select(Row::as_select())
        .load(conn)?;
    let items = rows.into_iter().map(Row::into_model).collect::<Outcome<Vec<_>>>()?;
    Ok(Page::new(items, total, asked))
}

/// The text filter is lower-cased on both sides, because the two databases compare differently.
fn filtered(filter: &Filter) -> commissions::BoxedQuery<'_, crate::platform::db::ConnBackend> {
    let mut q = commissions::table.into_boxed();
    if let Some(division) = &filter.division {
        q = q.filter(commissions::division.eq(division));
    }
    if let Some(institution) = &filter.institution_id {
        q = q.filter(commissions::institution_id.eq(institution));
    }
    if let Some(ids) = &filter.ids {
        q = q.filter(commissions::id.eq_any(ids));
    }
    if let Some(unit) = &filter.unit_code {
        q = q.filter(commissions::unit_code.eq(unit));
    }
    if let Some(department) = &filter.department_code {
        q = q.filter(commissions::department_code.eq(department));
    }
    if let Some(state) = filter.state {
        q = q.filter(commissions::state.eq(state.word()));
    }
    if let Some(year) = filter.fiscal_year {
        q = q.filter(commissions::fiscal_year.eq(year));
    }
    if let Some(sector) = &filter.sector {
        q = q.filter(commissions::sector.eq(sector));
    }
    if let Some(text) = &filter.text {
        let pattern = crate::platform::db::contains(text);
        q = q.filter(
            commissions::project_name
                .like(pattern.clone())
                .escape('\\')
                .or(commissions::unit_name.like(pattern.clone()).escape('\\'))
                .or(commissions::number.like(pattern.clone()).escape('\\'))
                .or(commissions::project_code.like(pattern).escape('\\')),
        );
    }
    q
}

/// Moves only if nobody moved meanwhile: the state and version that the decision rested on are in
/// the condition. `false` means that it had changed.
pub fn advance(conn: &mut Conn, commission: &Commission, to: State) -> Outcome<bool> {
    let changed = diesel::update(
        commissions::table
            .find(commission.id.as_str())
            .filter(commissions::state.eq(commission.state.word()))
            .filter(commissions::version.eq(commission.version)),
    )
    .set((commissions::state.eq(to.word()), commissions::version.eq(commission.version + 1)))
    .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_institution(conn: &mut Conn, id: &CommissionId, institution_id: &str, name: &str) -> Outcome<()> {
    diesel::update(commissions::table.find(id.as_str()))
        .set((commissions::institution_id.eq(institution_id), commissions::institution_name.eq(name)))
        .execute(conn)?;
    Ok(())
}

pub fn insert_move(conn: &mut Conn, id: &CommissionId, m: &Move) -> Outcome<()> {
    diesel::insert_into(commission_moves::table)
        .values((
            commission_moves::id.eq(uuid::Uuid::now_v7().to_string()),
            commission_moves::commission_id.eq(id.as_str()),
            commission_moves::position.eq(m.position),
            commission_moves::from_state.eq(&m.from),
            commission_moves::to_state.eq(&m.to),
            commission_moves::actor.eq(&m.actor),
            commission_moves::reason.eq(&m.reason),
            commission_moves::moved_at.eq(m.moved_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn moves(conn: &mut Conn, id: &CommissionId) -> Outcome<Vec<Move>> {
    type MoveRow = (i32, String, String, String, String, NaiveDateTime);
    let rows: Vec<MoveRow> = commission_moves::table
        .filter(commission_moves::commission_id.eq(id.as_str()))
        .order(commission_moves::position.asc())
        .select((
            commission_moves::position,
            commission_moves::from_state,
            commission_moves::to_state,
            commission_moves::actor,
            commission_moves::reason,
            commission_moves::moved_at,
        ))
        .load(conn)?;
    let each = |(position, from, to, actor, reason, at): MoveRow| Move {
        position,
        from,
        to,
        actor,
        reason,
        moved_at: Instant(at.and_utc()),
    };
    Ok(rows.into_iter().map(each).collect())
}

/// Counts by state, for the board.
pub fn count_by_state(conn: &mut Conn, division: Option<&str>, fiscal_year: i32) -> Outcome<Vec<(String, i64)>> {
    let mut q = commissions::table.filter(commissions::fiscal_year.eq(fiscal_year)).into_boxed();
    if let Some(division) = division {
        q = q.filter(commissions::division.eq(division));
    }
    let states: Vec<String> = q.select(commissions::state).load(conn)?;
    let mut counts = std::collections::BTreeMap::<String, i64>::new();
    for state in states {
        *counts.entry(state).or_default() += 1;
    }
    Ok(counts.into_iter().collect())
}

type WholeMoveRow = (String, i32, String, String, String, String, NaiveDateTime);

fn with_commission((id, position, from, to, actor, reason, at): WholeMoveRow) -> (String, Move) {
    (id, Move { position, from, to, actor, reason, moved_at: Instant(at.and_utc()) })
}

const MOVE: (
    commission_moves::commission_id,
    commission_moves::position,
    commission_moves::from_state,
    commission_moves::to_state,
    commission_moves::actor,
    commission_moves::reason,
    commission_moves::moved_at,
) = (
    commission_moves::commission_id,
    commission_moves::position,
    commission_moves::from_state,
    commission_moves::to_state,
    commission_moves::actor,
    commission_moves::reason,
    commission_moves::moved_at,
);

/// The moves of these commissions, each with its commission's id, oldest first.
pub fn moves_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<(String, Move)>> {
    let rows: Vec<WholeMoveRow> = commission_moves::table
        .filter(commission_moves::commission_id.eq_any(ids))
        .order(commission_moves::position.asc())
        .select(MOVE)
        .load(conn)?;
    Ok(rows.into_iter().map(with_commission).collect())
}

/// The moves that one log-in made, each with its commission's id, newest first.
pub fn moves_by(conn: &mut Conn, actor: &str) -> Outcome<Vec<(String, Move)>> {
    let rows: Vec<WholeMoveRow> = commission_moves::table
        .filter(commission_moves::actor.eq(actor))
        .order((commission_moves::moved_at.desc(), commission_moves::id.desc()))
        .select(MOVE)
        .load(conn)?;
    Ok(rows.into_iter().map(with_commission).collect())
}

/// How many commissions in one of these states each of these institutions has.
pub fn counts_of_institutions(
    conn: &mut Conn,
    institution_ids: &[String],
    states: &[State],
) -> Outcome<std::collections::HashMap<String, i64>> {
    let words: Vec<&str> = states.iter().map(|s| s.word()).collect();
    let rows: Vec<Option<String>> = commissions::table
        .filter(commissions::institution_id.eq_any(institution_ids.iter().map(Some)))
        .filter(commissions::state.eq_any(words))
        .select(commissions::institution_id)
        .load(conn)?;
    let mut counts = std::collections::HashMap::new();
    for id in rows.into_iter().flatten() {
        *counts.entry(id).or_default() += 1;
    }
    Ok(counts)
}
