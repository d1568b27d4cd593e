//! The list of commissions that somebody may see. The rows of one reader are loaded whole and then
//! filtered, counted, summed and sorted here, because the total row needs all of them anyway and
//! grades live in another room.

use super::reach::Sight;
use crate::accounts::permissions::Act;
use crate::accounts::{Actor, Role};
use crate::commissions::model::State;
use crate::commissions::service::{self as commissions, Filter};
use crate::commissions::{Commission, rules};
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::PageAsked;
use crate::results::model::GradedResult;
use crate::results::service as results;
use crate::terms::{Fen, Score, Wording, text};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// What the list can be asked for.
pub const SPEC: ListSpec = ListSpec {
    filters: &["state", "year", "sector", "grade", "handler"],
    sorts: &["number", "unit", "amount", "state", "grade"],
};

/// One line of the list. Amounts are fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommissionRow {
    pub href: String,
    #[schema(example = "640300000-2021-001")]
    pub number: String,
    pub project: String,
    pub project_code: String,
    pub year: i32,
    pub sector: String,
    pub unit: String,
    #[schema(value_type = i64)]
    pub amount: Fen,
    pub state: State,
    /// Code of the role that has to act.
    #[schema(example = "finance_handler")]
    pub handler_role: Option<&'static str>,
    #[schema(value_type = Option<Object>)]
    pub handler: Option<Wording>,
    pub institution: Option<String>,
    pub grade: Option<String>,
    pub grade_word: Option<String>,
    #[schema(value_type = Option<String>)]
    pub score: Option<Score>,
}

/// The part of the list that was asked for, and what is said of the whole.
pub struct Listed {
    pub rows: Vec<CommissionRow>,
    pub total: i64,
    pub total_amount: Fen,
    pub choices: Vec<Choice>,
}

/// What a query chooses, read once.
struct Chosen {
    words: Vec<String>,
    state: Option<State>,
    year: Option<i32>,
    handler: Option<Role>,
}

impl Chosen {
    fn read(query: &ListQuery) -> Outcome<Chosen> {
        let words = query.q.as_deref().unwrap_or_default();
        Ok(Chosen {
            words: words.split_whitespace().map(plain).collect(),
            state: query.filter_as("state", "环节代码，如 opened", State::parse)?,
            year: query.filter_as("year", "年度，如 2021", |v| v.parse().ok())?,
            handler: query.filter_as("handler", "角色代码，如 finance_handler", Role::parse)?,
        })
    }

    /// True where the row meets every condition but the one named `except`.
    fn admits(&self, query: &ListQuery, row: &CommissionRow, except: &str) -> bool {
        let asked = |name: &str| query.filter(name).filter(|_| name != except);
        self.words.iter().all(|word| row.says(word))
            && (except == "state" || self.state.is_none_or(|s| s == row.state))
            && (except == "year" || self.year.is_none_or(|y| y == row.year))
            && (except == "handler" || self.handler.is_none_or(|r| Some(r.code()) == row.handler_role))
            && asked("sector").is_none_or(|s| s == row.sector)
            && asked("grade").is_none_or(|g| row.grade.as_deref() == Some(g))
    }
}

/// Half-width and lower case, so that words are found however they were typed.
fn plain(words: &str) -> String {
    text::half_width(words).to_lowercase()
}

impl CommissionRow {
    fn says(&self, word: &str) -> bool {
        let institution = self.institution.as_deref().unwrap_or_default();
        [&self.project, &self.unit, &self.number, &self.project_code, institution]
            .iter()
            .any(|t| plain(t).contains(word))
    }

    fn of(c: Commission, results: &HashMap<String, GradedResult>) -> CommissionRow {
        let result = results.get(c.id.as_str());
        let role = rules::who_acts(c.state).and_then(Role::parse);
        CommissionRow {
            href: format!("/commissions/{}", c.number),
            number: c.number,
            project: c.project_name,
            project_code: c.project_code,
            year: c.fiscal_year,
            sector: c.sector,
            unit: c.unit_name,
            amount: c.budget,
            state: c.state,
            handler_role: role.map(Role::code),
            handler: role.map(|r| Wording::new(r.zh(), r.en())),
            institution: c.institution_name,
            grade: result.map(|r| r.grade.clone()),
            grade_word: result.map(|r| r.word.clone()),
            score: result.map(|r| r.score),
        }
    }
}

/// The commissions of a reader that the query finds.
pub fn of(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Listed> {
    let chosen = Chosen::read(query)?;
    let all = rows(conn, actor)?;
    let choices = choices(&all, &chosen, query);
    let mut found: Vec<CommissionRow> = all.into_iter().filter(|r| chosen.admits(query, r, "")).collect();
    sort(&mut found, query);
    let asked = query.to_load();
    let skipped = usize::try_from(asked.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(asked.size).unwrap_or(usize::MAX);
    Ok(Listed {
        total: i64::try_from(found.len()).unwrap_or(i64::MAX),
        total_amount: Fen(found.iter().fold(0, |sum, r| sum.saturating_add(r.amount.0))),
        choices,
        rows: found.into_iter().skip(skipped).take(size).collect(),
    })
}

/// Everything that the reader may see, by number.
fn rows(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<CommissionRow>> {
    let filter = Sight::of(actor, Act::ListCommissions)?.filter(conn)?;
    let found = all(conn, &filter)?;
    let results = results(conn, actor, &found)?;
    Ok(found.into_iter().map(|c| CommissionRow::of(c, &results)).collect())
}

/// Every commission that a filter finds, by number.
pub fn all(conn: &mut Conn, filter: &Filter) -> Outcome<Vec<Commission>> {
    Ok(commissions::list(conn, filter, PageAsked { page: 1, size: i64::MAX })?.items)
}

const AT_ONCE: usize = 1000;

/// The results that the reader may see, by commission.
fn results(conn: &mut Conn, actor: &Actor, of: &[Commission]) -> Outcome<HashMap<String, GradedResult>> {
    let Some(sight) = Sight::maybe(actor, Act::ReadResult) else { return Ok(HashMap::new()) };
    let mut ids = Vec::new();
    for commission in of {
        if sight.covers_work(conn, commission)? {
            ids.push(commission.id.to_string());
        }
    }
    let mut found = HashMap::new();
    for part in ids.chunks(AT_ONCE) {
        let graded = results::of_commissions(conn, part)?.into_iter();
        let known = graded.filter(|r| sight.is_whole() || r.approved_at.is_some());
        found.extend(known.map(|r| (r.commission_id.clone(), r)));
    }
    Ok(found)
}

fn sort(rows: &mut [CommissionRow], query: &ListQuery) {
    let place = |state: State| State::ALL.iter().position(|s| *s == state);
    let order = |a: &CommissionRow, b: &CommissionRow| match query.sort() {
        Some("unit") => a.unit.cmp(&b.unit),
        Some("amount") => a.amount.cmp(&b.amount),
        Some("state") => place(a.state).cmp(&place(b.state)),
        Some("grade") => a.score.cmp(&b.score),
        _ => Ordering::Equal,
    };
    rows.sort_by(|a, b| {
        let first = order(a, b)
            .then_with(|| if query.sort() == Some("number") { a.number.cmp(&b.number) } else { Ordering::Equal });
        (if query.descending { first.reverse() } else { first }).then_with(|| a.number.cmp(&b.number))
    });
}

/// The values to choose from, each with what it would find under the other conditions.
fn choices(all: &[CommissionRow], chosen: &Chosen, query: &ListQuery) -> Vec<Choice> {
    let counted = |name: &str, value: &dyn Fn(&CommissionRow) -> Option<String>| {
        let mut counts = BTreeMap::<String, i64>::new();
        for row in all {
            if let Some(value) = value(row) {
                *counts.entry(value).or_default() += i64::from(chosen.admits(query, row, name));
            }
        }
        counts
    };
    let of = |name: &'static str, family: &'static str, value: &dyn Fn(&CommissionRow) -> Option<String>| Choice {
        name,
        family,
        values: counted(name, value).into_iter().map(|(value, count)| (value, Some(count))).collect(),
    };
    let states = counted("state", &|r| Some(r.state.word().to_owned()));
    let in_order = State::ALL.iter().filter_map(|s| states.get(s.word()).map(|n| (s.word().to_owned(), Some(*n))));
    vec![
        Choice { name: "state", family: "commission-state", values: in_order.collect() },
        of("year", "", &|r| Some(r.year.to_string())),
        of("sector", "", &|r| Some(r.sector.clone())),
        of("grade", "grade", &|r| r.grade.clone()),
        of("handler", "role", &|r| r.handler_role.map(str::to_owned)),
    ]
}
