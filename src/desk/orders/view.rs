//! What may be seen of orders: the projects to choose from, and one order with what the rules say of it.

use crate::accounts::model::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::holds::{self, Hold};
use crate::commissions::service::{self as commissions, Filter};
use crate::commissions::{Commission, State};
use crate::desk::commissions::reach::Sight;
use crate::desk::commissions::view;
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::orders::model::Requirement;
use crate::orders::rules::{Opinion, selection};
use crate::orders::service::{self as orders, Law};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::PageAsked;
use crate::policy::kept;
use crate::registry::model::{Project, Signed};
use crate::registry::service as registry;
use crate::results::service as results;
use crate::terms::{Fen, Score, text};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;

/// What the list of projects can be asked for.
pub const PLAN: ListSpec = ListSpec {
    filters: &["year", "sector", "livelihood", "expiring", "evaluated", "commissioned", "min_wan"],
    sorts: &["budget", "code", "unit"],
};

/// A project with what speaks for choosing it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanRow {
    pub code: String,
    pub name: String,
    pub year: i32,
    pub unit: String,
    pub unit_name: String,
    pub sector: String,
    #[schema(value_type = i64)]
    pub budget: Fen,
    #[schema(value_type = i64)]
    pub executed: Fen,
    /// The sector is one that people's daily life hangs on.
    pub livelihood: bool,
    /// The project list marks it for evaluation because it ends.
    pub expiring: bool,
    /// Number of the commission that evaluates it in this year.
    pub commission: Option<String>,
    pub state: Option<State>,
    /// Year, word and score of the last evaluation on record.
    pub last: Option<LastEvaluation>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LastEvaluation {
    pub year: i32,
    pub word: String,
    #[schema(value_type = String)]
    pub score: Score,
}

/// The projects of the actor's reach that the query finds, with the choices of its filters.
pub fn plan(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<(Vec<PlanRow>, Vec<Choice>)> {
    let sight = Sight::of(actor, Act::PlanCommission)?;
    let division = actor.division.as_str();
    let projects = registry::projects(conn, Some(division))?;
    let projects = projects.into_iter().filter(|project| reaches(&sight, project));
    let past = Past::of(conn, division)?;
    let units: HashMap<String, String> =
        registry::units(conn, Some(division))?.into_iter().map(|u| (u.code, u.name)).collect();
    let all: Vec<PlanRow> = projects.map(|project| past.row(project, &units)).collect();
    let years: BTreeSet<String> = all.iter().map(|row| row.year.to_string()).collect();
    let sectors: BTreeSet<String> = all.iter().map(|row| row.sector.clone()).collect();
    let mut rows = filtered(all, query)?;
    match query.sort() {
        Some("code") => rows.sort_by(|a, b| (a.year, &a.code).cmp(&(b.year, &b.code))),
        Some("unit") => rows.sort_by(|a, b| (&a.unit_name, &a.code).cmp(&(&b.unit_name, &b.code))),
        _ => rows.sort_by(|a, b| (b.budget, &a.code).cmp(&(a.budget, &b.code))),
    }
    if query.descending && query.sort() != Some("budget") {
        rows.reverse();
    }
    let yes_no = ["yes", "no"];
    let choices = vec![
        Choice::new("year", "", years),
        Choice::new("sector", "", sectors),
        Choice::new("livelihood", "answer", yes_no),
        Choice::new("expiring", "answer", yes_no),
        Choice::new("evaluated", "answer", yes_no),
        Choice::new("commissioned", "answer", yes_no),
        Choice::new("min_wan", "plan-amount", ["100", "500", "1000", "5000", "10000"]),
    ];
    Ok((rows, choices))
}

fn reaches(sight: &Sight, project: &Project) -> bool {
    match sight {
        Sight::Department { division, code } => project.division == *division && project.department_code == *code,
        sight => sight.is_whole(),
    }
}

/// Commissions and results that are on record for a division.
struct Past {
    commissions: Vec<Commission>,
    results: HashMap<String, (String, Score)>,
}

const ALL: PageAsked = PageAsked { page: 1, size: 100_000 };

impl Past {
    fn of(conn: &mut Conn, division: &str) -> Outcome<Past> {
        let filter = Filter { division: Some(division.to_owned()), ..Filter::default() };
        let commissions = commissions::list(conn, &filter, ALL)?.items;
        let ids: Vec<String> = commissions.iter().map(|c| c.id.to_string()).collect();
        let graded = results::of_commissions(conn, &ids)?;
        let results = graded.into_iter().map(|r| (r.commission_id, (r.word, r.score))).collect();
        Ok(Past { commissions, results })
    }

    fn row(&self, project: Project, units: &HashMap<String, String>) -> PlanRow {
        let mut own: Vec<&Commission> = self.commissions.iter().filter(|c| c.project_code == project.code).collect();
        own.sort_by_key(|c| std::cmp::Reverse(c.fiscal_year));
        let now = own.iter().find(|c| c.fiscal_year == project.fiscal_year && c.state != State::Terminated);
        let last = own.iter().find_map(|c| {
            let (word, score) = self.results.get(c.id.as_str())?;
            Some(LastEvaluation { year: c.fiscal_year, word: word.clone(), score: *score })
        });
        PlanRow {
            livelihood: selection::is_livelihood(&project.sector),
            expiring: selection::is_expiring(&project.evaluation_kind),
            commission: now.map(|c| c.number.clone()),
            state: now.map(|c| c.state),
            last,
            unit_name: units.get(&project.unit_code).cloned().unwrap_or_default(),
            code: project.code,
            name: project.name,
            year: project.fiscal_year,
            unit: project.unit_code,
            sector: project.sector,
            budget: project.budget,
            executed: project.executed,
        }
    }
}

fn filtered(mut rows: Vec<PlanRow>, query: &ListQuery) -> Outcome<Vec<PlanRow>> {
    let yes = |name: &str| {
        query.filter_as(name, "yes、no", |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    };
    let year = query.filter_as("year", "年度，如 2021", |v| v.parse::<i32>().ok())?;
    let least = query.filter_as("min_wan", "万元", |v| v.parse::<Decimal>().ok().and_then(Fen::from_wan))?;
    let (livelihood, expiring) = (yes("livelihood")?, yes("expiring")?);
    let (evaluated, commissioned) = (yes("evaluated")?, yes("commissioned")?);
    let words: Vec<String> = query.q.iter().flat_map(|q| q.split_whitespace()).map(text::code).collect();
    rows.retain(|row| {
        year.is_none_or(|y| y == row.year)
            && query.filter("sector").is_none_or(|s| s == row.sector)
            && least.is_none_or(|least| row.budget >= least)
            && livelihood.is_none_or(|wanted| wanted == row.livelihood)
            && expiring.is_none_or(|wanted| wanted == row.expiring)
            && evaluated.is_none_or(|wanted| wanted == row.last.is_some())
            && commissioned.is_none_or(|wanted| wanted == row.commission.is_some())
            && words.iter().all(|w| text::code(&format!("{}{}{}", row.name, row.code, row.unit_name)).contains(w))
    });
    Ok(rows)
}

/// An order as people and machines see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderFile {
    #[schema(example = "640300000-2026-001")]
    pub number: String,
    pub project: String,
    pub project_code: String,
    pub year: i32,
    pub unit: String,
    #[schema(value_type = i64)]
    pub project_budget: Fen,
    pub state: State,
    /// `FINANCE` or `MAIN_DEPT`.
    #[schema(value_type = String)]
    pub commissioned_by: crate::policy::codes::Body,
    /// To be sent with a change.
    pub version: i32,
    pub revision: i32,
    pub requirement: Requirement,
    pub opinion: Opinion,
    pub drafted: Signed,
    pub checked: Option<Signed>,
    pub approved: Option<Signed>,
    pub returned_because: Option<String>,
    pub holds: Vec<Hold>,
}

/// The commission with this number, where the act reaches it, with its law.
pub fn find(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    view::find(conn, actor, act, number)
}

/// One order. Judged by the pack that it was drafted under.
pub fn file(conn: &mut Conn, actor: &Actor, law: Law<'_>, number: &str) -> Outcome<OrderFile> {
    let commission = find(conn, actor, Act::ReadCommission, number)?;
    // Institutions and experts learn of it by the announcement.
    if !(actor.may(Act::PlanCommission) || Sight::of(actor, Act::ReadCommission)?.is_whole()) {
        return Err(Failure::not_found("委托单", "order"));
    }
    let order = orders::of(conn, &commission)?.ok_or_else(|| Failure::not_found("委托单", "order"))?;
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let opinion = orders::opinion(conn, Law { pack: &pack, ..law }, &commission, &order)?;
    let holds = holds::of(conn, &commission.id)?;
    Ok(OrderFile {
        number: commission.number,
        project: commission.project_name,
        project_code: commission.project_code,
        year: commission.fiscal_year,
        unit: commission.unit_name,
        project_budget: commission.budget,
        state: commission.state,
        commissioned_by: order.commissioned_by,
        version: commission.version,
        revision: order.revision,
        requirement: order.requirement,
        opinion,
        drafted: order.drafted,
        checked: order.checked,
        approved: order.approved,
        returned_because: order.returned_because,
        holds,
    })
}
