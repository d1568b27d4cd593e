//! The figures of one year, counted from the rooms' rows each time.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::commissions::model::State;
use crate::conflicts::service::is_finance_authority;
use crate::desk::commissions::list;
use crate::desk::commissions::reach::Sight;
use crate::linkage::instructions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::codes::{EvaluationKind, Grade};
use crate::registry::service as registry;
use crate::results::model::GradedResult;
use crate::results::service as results;
use crate::terms::Score;
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One year in figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardBody {
    pub year: i32,
    /// Years that have commissions, the latest first.
    pub years: Vec<i32>,
    /// Whose year it is: the finance department, as registered.
    pub place: Option<String>,
    pub tiles: Vec<Tile>,
    pub charts: Vec<Chart>,
}

/// One number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tile {
    #[schema(example = "commissions")]
    pub code: &'static str,
    /// A count, or fen where `unit` is `money`.
    pub value: i64,
    pub unit: &'static str,
}

/// One distribution.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Chart {
    pub id: &'static str,
    /// `rows`, `columns` or `share`.
    pub kind: &'static str,
    /// `count`, or `money` in fen.
    pub unit: &'static str,
    /// Family of the words for the labels; empty: they are words themselves.
    pub family: &'static str,
    pub items: Vec<ChartItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChartItem {
    pub label: String,
    pub value: i64,
}

/// What a year's rows hold.
struct Year {
    commissions: Vec<Commission>,
    results: Vec<GradedResult>,
    standings: Vec<Standing>,
    actions: Vec<String>,
    self_evaluated: usize,
}

/// The figures of `year`, or of the latest.
pub fn of(conn: &mut Conn, actor: &Actor, year: Option<i32>) -> Outcome<BoardBody> {
    let sight = Sight::of(actor, Act::ReadBoard)?;
    let filter = sight.filter(conn)?;
    let division = filter.division.clone();
    let all = list::all(conn, &filter)?;
    let mut years: Vec<i32> = all.iter().map(|c| c.fiscal_year).chain(year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let shown = year.or(years.first().copied()).unwrap_or_default();
    let of_year = all.into_iter().filter(|c| c.fiscal_year == shown).collect();
    let gathered = gather(conn, division.as_deref(), shown, of_year)?;
    Ok(BoardBody {
        year: shown,
        years,
        place: place(conn, division.as_deref())?,
        tiles: tiles(&gathered),
        charts: charts(&gathered),
    })
}

fn gather(conn: &mut Conn, division: Option<&str>, year: i32, commissions: Vec<Commission>) -> Outcome<Year> {
    let (mut standings, mut actions, mut graded) = (Vec::new(), Vec::new(), Vec::new());
    for c in commissions.iter().filter(|c| is_opened(c.state)) {
        standings.extend(bids::of_commission(conn, c.id.as_str())?.into_iter().map(|b| b.standing));
        actions.extend(instructions::of_commission(conn, c.id.as_str())?.into_iter().map(|i| i.action));
        graded.extend(results::find(conn, c.id.as_str())?);
    }
    let projects = registry::projects(conn, division)?;
    let is_self = |kind: &str| kind == EvaluationKind::SelfEval.code();
    let self_evaluated = projects.iter().filter(|p| p.fiscal_year == year && is_self(&p.evaluation_kind)).count();
    Ok(Year { commissions, results: graded, standings, actions, self_evaluated })
}

/// Before the opening nothing is known of bids, not even their number.
fn is_opened(state: State) -> bool {
    state > State::Announced
}

fn place(conn: &mut Conn, division: Option<&str>) -> Outcome<Option<String>> {
    let units = registry::units(conn, division)?;
    Ok(units.into_iter().find(|u| is_finance_authority(&u.name)).map(|u| u.name))
}

fn tiles(year: &Year) -> Vec<Tile> {
    let rejected = year.standings.iter().filter(|s| **s == Standing::Rejected).count();
    let budget = year.commissions.iter().fold(0_i64, |sum, c| sum.saturating_add(c.budget.0));
    let tile = |code, value: usize, unit| Tile { code, value: i64::try_from(value).unwrap_or(i64::MAX), unit };
    let mut tiles = vec![
        tile("commissions", year.commissions.len(), "item"),
        Tile { code: "budget", value: budget, unit: "money" },
        tile("bids", year.standings.len(), "bid"),
        tile("rejected", rejected, "bid"),
        tile("finished", year.results.len(), "item"),
    ];
    // Many a registry holds the projects of key evaluations alone; a zero there would say too much.
    if year.self_evaluated > 0 {
        tiles.push(tile("self_evaluated", year.self_evaluated, "item"));
    }
    tiles
}

fn charts(year: &Year) -> Vec<Chart> {
    let grades = Grade::ALL.iter().rev().map(|g| g.code().to_owned());
    let by_grade = counted(year.results.iter().map(|r| r.grade.clone()));
    let known = grades.filter(|g| by_grade.contains_key(g) || USUAL.contains(&g.as_str()));
    let states = counted(year.commissions.iter().map(|c| c.state.word().to_owned()));
    let in_order = State::ALL.iter().map(|s| s.word().to_owned()).filter(|s| states.contains_key(s));
    let actions = counted(year.actions.iter().cloned());
    let standings = standings(year);
    let shown = STANDINGS.iter().map(|s| s.word().to_owned()).filter(|s| standings.contains_key(s));
    vec![
        chart("grades", "share", "count", "grade", items(known, &by_grade)),
        chart("scores", "columns", "count", "", histogram(&year.results)),
        chart("budget_by_sector", "rows", "money", "", by_sector(&year.commissions)),
        chart("bids", "share", "count", "bid", items(shown, &standings)),
        chart("states", "rows", "count", "commission-state", items(in_order, &states)),
        chart("instructions", "rows", "count", "linkage", items(actions.keys().cloned(), &actions)),
    ]
}

/// Grades that every chart of grades names, whether or not anybody has them.
const USUAL: [&str; 4] = ["EXCELLENT", "GOOD", "FAIR", "POOR"];
const STANDINGS: [Standing; 4] = [Standing::Awarded, Standing::NotAwarded, Standing::Admitted, Standing::Rejected];

fn chart(
    id: &'static str,
    kind: &'static str,
    unit: &'static str,
    family: &'static str,
    items: Vec<ChartItem>,
) -> Chart {
    Chart { id, kind, unit, family, items }
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn items(labels: impl Iterator<Item = String>, counts: &BTreeMap<String, i64>) -> Vec<ChartItem> {
    labels.map(|label| ChartItem { value: counts.get(&label).copied().unwrap_or(0), label }).collect()
}

fn standings(year: &Year) -> BTreeMap<String, i64> {
    counted(year.standings.iter().map(|s| s.word().to_owned()))
}

/// Budgets by sector, the largest first.
fn by_sector(commissions: &[Commission]) -> Vec<ChartItem> {
    let mut sums = BTreeMap::<&str, i64>::new();
    for c in commissions {
        let sum = sums.entry(&c.sector).or_default();
        *sum = sum.saturating_add(c.budget.0);
    }
    let mut items: Vec<ChartItem> =
        sums.into_iter().map(|(label, value)| ChartItem { label: label.to_owned(), value }).collect();
    items.sort_by(|a, b| (b.value, &a.label).cmp(&(a.value, &b.label)));
    items
}

const LOWEST_BIN: i64 = 60;
const BIN: i64 = 5;

/// Scores in half-open bins of five points, everything below 60 in one.
fn histogram(results: &[GradedResult]) -> Vec<ChartItem> {
    let at_least = |bound: i64| Decimal::from(bound);
    let count = |holds: &dyn Fn(Score) -> bool| i64::try_from(results.iter().filter(|r| holds(r.score)).count());
    let mut bins = vec![ChartItem {
        label: format!("<{LOWEST_BIN}"),
        value: count(&|s| s.0 < at_least(LOWEST_BIN)).unwrap_or(i64::MAX),
    }];
    let mut low = LOWEST_BIN;
    while low < 100 {
        let high = low + BIN;
        let within = |s: Score| s.0 >= at_least(low) && (s.0 < at_least(high) || high == 100);
        bins.push(ChartItem { label: format!("{low}–{high}"), value: count(&within).unwrap_or(i64::MAX) });
        low = high;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Instant;

    fn result(score: &str) -> GradedResult {
        let at: Instant = serde_json::from_str("\"2021-11-21T00:00:00Z\"").unwrap();
        GradedResult {
            position: 1,
            reason: None,
            commission_id: String::new(),
            score: score.parse().unwrap(),
            grade: "GOOD".into(),
            word: "良".into(),
            band: String::new(),
            basis: String::new(),
            graded_by: String::new(),
            graded_at: at,
            approved_by: None,
            approved_at: None,
        }
    }

    #[test]
    fn every_score_is_in_one_bin() {
        let scores = ["0", "59.99", "60", "64.999", "65", "94.9", "95", "100"];
        let bins = histogram(&scores.map(result));
        let shown: Vec<(&str, i64)> =
            bins.iter().map(|b| (b.label.as_str(), b.value)).filter(|(_, n)| *n > 0).collect();
        assert_eq!(shown, [("<60", 2), ("60–65", 2), ("65–70", 1), ("90–95", 1), ("95–100", 2)]);
    }
}
