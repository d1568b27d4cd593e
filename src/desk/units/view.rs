//! What somebody may see of budget units and projects: a department its units, a unit itself.
//! Codes are unique within a division only, so an own code is always read together with it.

use super::super::listing::ListQuery;
use crate::accounts::model::{Actor, Reach, Role};
use crate::accounts::permissions::Act;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::Page;
use crate::registry::service as registry;
use crate::registry::{BudgetUnit, Project};
use crate::terms::Fen;
use serde::Serialize;
use utoipa::ToSchema;

/// A budget unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitRow {
    pub division: String,
    pub code: String,
    pub name: String,
    /// Unified social credit code.
    pub uscc: String,
    /// Code of the competent department.
    pub department: Option<String>,
    pub nature: String,
    pub level: String,
}

impl From<BudgetUnit> for UnitRow {
    fn from(unit: BudgetUnit) -> UnitRow {
        UnitRow {
            division: unit.division,
            code: unit.code,
            name: unit.name,
            uscc: unit.uscc,
            department: unit.parent_code,
            nature: unit.nature,
            level: unit.level,
        }
    }
}

/// A project of a budget year; amounts in fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProjectRow {
    pub division: String,
    pub code: String,
    pub name: String,
    pub year: i32,
    pub unit: String,
    pub department: String,
    pub sector: String,
    pub funding_scope: String,
    pub evaluation_kind: String,
    #[schema(value_type = i64)]
    pub budget: Fen,
    #[schema(value_type = i64)]
    pub executed: Fen,
    pub performance_goal: String,
}

impl From<Project> for ProjectRow {
    fn from(project: Project) -> ProjectRow {
        ProjectRow {
            division: project.division,
            code: project.code,
            name: project.name,
            year: project.fiscal_year,
            unit: project.unit_code,
            department: project.department_code,
            sector: project.sector,
            funding_scope: project.funding_scope,
            evaluation_kind: project.evaluation_kind,
            budget: project.budget,
            executed: project.executed,
            performance_goal: project.performance_goal,
        }
    }
}

/// The units that the query asks for.
pub fn units(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Page<UnitRow>> {
    let (division, part) = within(actor, Act::ListUnits)?;
    let is_own = |u: &BudgetUnit| part.has(&u.code, u.parent_code.as_deref());
    let is_asked = |u: &BudgetUnit| {
        is(query, "department", u.parent_code.as_deref().unwrap_or_default()) && has_words(query, &[&u.code, &u.name])
    };
    let found = registry::units(conn, division)?.into_iter().filter(|u| is_own(u) && is_asked(u));
    Ok(query.cut(found.map(UnitRow::from).collect()))
}

/// The projects that the query asks for; a year that is no number is refused.
pub fn projects(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Page<ProjectRow>> {
    let year = query.filter_as("year", "2021", |text| text.parse::<i32>().ok())?;
    let (division, part) = within(actor, Act::ListProjects)?;
    let is_own = |p: &Project| part.has(&p.unit_code, Some(&p.department_code));
    let is_asked = |p: &Project| {
        year.is_none_or(|year| p.fiscal_year == year)
            && is(query, "sector", &p.sector)
            && is(query, "unit", &p.unit_code)
            && is(query, "department", &p.department_code)
            && has_words(query, &[&p.code, &p.name])
    };
    let found = registry::projects(conn, division)?.into_iter().filter(|p| is_own(p) && is_asked(p));
    Ok(query.cut(found.map(ProjectRow::from).collect()))
}

/// Whose rows within the division.
enum Part<'a> {
    Whole,
    /// Those of this competent department.
    Department(&'a str),
    /// Those of this unit.
    Unit(&'a str),
}

impl Part<'_> {
    fn has(&self, unit: &str, department: Option<&str>) -> bool {
        match self {
            Part::Whole => true,
            Part::Department(own) => department == Some(own) || unit == *own,
            Part::Unit(own) => unit == *own,
        }
    }
}

/// The division and the part of it that the act reaches.
fn within(actor: &Actor, act: Act) -> Outcome<(Option<&str>, Part<'_>)> {
    Ok(match actor.reach(act)? {
        Reach::All => (None, Part::Whole),
        Reach::Division(division) => (Some(division.as_str()), Part::Whole),
        Reach::Own(code) if actor.role == Role::CompetentDepartment => {
            (Some(actor.division.as_str()), Part::Department(code))
        }
        Reach::Own(code) => (Some(actor.division.as_str()), Part::Unit(code)),
    })
}

fn is(query: &ListQuery, filter: &str, value: &str) -> bool {
    query.filter(filter).is_none_or(|wanted| wanted == value)
}

/// All words of the search box stand in one of the texts.
fn has_words(query: &ListQuery, texts: &[&str]) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let words = query.q.as_deref().unwrap_or_default().to_lowercase();
    words.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}
