//! Budget units and projects.

use super::{Db, Known, compare};
use crate::platform::db::vault_keys::rehash_column;
use crate::platform::failure::Outcome;
use crate::registry::model::{BudgetUnit, Project};
use crate::terms::Fen;
use diesel::prelude::*;

diesel::table! {
    budget_units (id) {
        id -> Text,
        division -> Text,
        code -> Text,
        name -> Text,
        uscc -> Text,
        parent_code -> Nullable<Text>,
        nature -> Text,
        level -> Text,
        source_digest -> Text,
    }
}

diesel::table! {
    projects (id) {
        id -> Text,
        division -> Text,
        code -> Text,
        name -> Text,
        unit_code -> Text,
        department_code -> Text,
        sector -> Text,
        funding_scope -> Text,
        fiscal_year -> Integer,
        budget_fen -> BigInt,
        executed_fen -> BigInt,
        evaluation_kind -> Text,
        performance_goal -> Text,
        source_digest -> Text,
    }
}

rehash_column!(rehash_units, budget_units.id, source_digest);
rehash_column!(rehash_projects, projects.id, source_digest);

type UnitRow = (String, String, String, String, String, Option<String>, String, String, String);

fn unit((id, division, code, name, uscc, parent_code, nature, level, _): UnitRow) -> BudgetUnit {
    BudgetUnit { id, division, code, name, uscc, parent_code, nature, level }
}

pub fn known_unit(conn: Db<'_>, division: &str, code: &str, digest: &str) -> Outcome<Known> {
    let found = budget_units::table
        .filter(budget_units::division.eq(division))
        .filter(budget_units::code.eq(code))
        .select((budget_units::id, budget_units::source_digest))
        .first(conn)
        .optional()?;
    Ok(compare(found, digest))
}

/// Inserts, or replaces the row with the same id.
pub fn put_unit(conn: Db<'_>, u: &BudgetUnit, digest: &str) -> Outcome<()> {
    diesel::delete(budget_units::table.find(&u.id)).execute(conn)?;
    diesel::insert_into(budget_units::table)
        .values((
            budget_units::id.eq(&u.id),
            budget_units::division.eq(&u.division),
            budget_units::code.eq(&u.code),
            budget_units::name.eq(&u.name),
            budget_units::uscc.eq(&u.uscc),
            budget_units::parent_code.eq(&u.parent_code),
            budget_units::nature.eq(&u.nature),
            budget_units::level.eq(&u.level),
            budget_units::source_digest.eq(digest),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn units(conn: Db<'_>, division: Option<&str>) -> Outcome<Vec<BudgetUnit>> {
    let mut q = budget_units::table.order(budget_units::code.asc()).into_boxed();
    if let Some(division) = division {
        q = q.filter(budget_units::division.eq(division));
    }
    let rows: Vec<UnitRow> = q.select(budget_units::all_columns).load(conn)?;
    Ok(rows.into_iter().map(unit).collect())
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = projects)]
struct ProjectRow {
    id: String,
    division: String,
    code: String,
    name: String,
    unit_code: String,
    department_code: String,
    sector: String,
    funding_scope: String,
    fiscal_year: i32,
    budget_fen: i64,
    executed_fen: i64,
    evaluation_kind: String,
    performance_goal: String,
    source_digest: String,
}

impl From<ProjectRow> for Project {
    fn from(r: ProjectRow) -> Project {
        Project {
            id: r.id,
            division: r.division,
            code: r.code,
            name: r.name,
            unit_code: r.unit_code,
            department_code: r.department_code,
            sector: r.sector,
            funding_scope: r.funding_scope,
            fiscal_year: r.fiscal_year,
            budget: Fen(r.budget_fen),
            executed: Fen(r.executed_fen),
            evaluation_kind: r.evaluation_kind,
            performance_goal: r.performance_goal,
        }
    }
}

pub fn known_project(conn: Db<'_>, division: &str, code: &str, year: i32, digest: &str) -> Outcome<Known> {
    let found = projects::table
        .filter(projects::division.eq(division))
        .filter(projects::code.eq(code))
        .filter(projects::fiscal_year.eq(year))
        .select((projects::id, projects::source_digest))
        .first(conn)
        .optional()?;
    Ok(compare(found, digest))
}

/// Inserts, or replaces the row with the same id.
pub fn put_project(conn: Db<'_>, p: &Project, digest: &str) -> Outcome<()> {
    diesel::delete(projects::table.find(&p.id)).execute(conn)?;
    let row = ProjectRow {
        id: p.id.clone(),
        division: p.division.clone(),
        code: p.code.clone(),
        name: p.name.clone(),
        unit_code: p.unit_code.clone(),
        department_code: p.department_code.clone(),
        sector: p.sector.clone(),
        funding_scope: p.funding_scope.clone(),
        fiscal_year: p.fiscal_year,
        budget_fen: p.budget.0,
        executed_fen: p.executed.0,
        evaluation_kind: p.evaluation_kind.clone(),
        performance_goal: p.performance_goal.clone(),
        source_digest: digest.into(),
    };
    diesel::insert_into(projects::table).values(row).execute(conn)?;
    Ok(())
}

pub fn projects(conn: Db<'_>, division: Option<&str>) -> Outcome<Vec<Project>> {
    let mut q = projects::table.order((projects::fiscal_year.asc(), projects::code.asc())).into_boxed();
    if let Some(division) = division {
        q = q.filter(projects::division.eq(division));
    }
    let rows: Vec<ProjectRow> = q.select(ProjectRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(Project::from).collect())
}
