//! What a reader may see of grades: finance officers and supervisors those of their division at every stage, others
//! their own once approved.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, State};
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::Page;
use crate::policy::codes::Grade;
use crate::results::model::GradedResult;
use crate::results::{rules, service as results};
use crate::terms::{Instant, Score};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use utoipa::ToSchema;

/// What the list can be asked for.
pub(super) const SPEC: ListSpec =
    ListSpec { filters: &["stage", "grade", "year"], sorts: &["number", "score", "project"] };

/// How far a grade has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The package is accepted; nobody has graded.
    Waiting,
    /// Graded by one; another must approve.
    Drafted,
    /// Approved, not yet published.
    Approved,
    /// Published.
    InForce,
    /// In force, and a draft that supersedes it waits for approval.
    Superseding,
}

impl Stage {
    pub const ALL: [Stage; 5] = [Stage::Waiting, Stage::Drafted, Stage::Approved, Stage::InForce, Stage::Superseding];

    /// The code in addresses and of the messages `grade-stage-…`.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Waiting => "waiting",
            Stage::Drafted => "drafted",
            Stage::Approved => "approved",
            Stage::InForce => "in_force",
            Stage::Superseding => "superseding",
        }
    }

    fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    fn of(state: State, is_approved: bool, has_draft: bool) -> Stage {
        match state {
            State::Accepted => Stage::Waiting,
            State::Graded => Stage::Drafted,
            State::GradeApproved => Stage::Approved,
            _ if has_draft => Stage::Superseding,
            _ if is_approved => Stage::InForce,
            _ => Stage::Drafted,
        }
    }
}

/// One result, in force or drafted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultRow {
    /// Counts the results of a commission; each later one supersedes the one before.
    pub position: i32,
    #[schema(value_type = String, example = "92.8")]
    pub score: Score,
    #[schema(example = "EXCELLENT")]
    pub grade: String,
    /// The place's own word.
    #[schema(example = "优")]
    pub word: String,
    /// Half-open band that gave the grade.
    #[schema(example = "[90, 100]")]
    pub band: String,
    /// The article that the band rests on.
    pub article: String,
    /// Why it supersedes the one before; absent in the first.
    pub reason: Option<String>,
    pub graded_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub graded_at: Instant,
    pub approved_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub approved_at: Option<Instant>,
}

impl From<GradedResult> for ResultRow {
    fn from(r: GradedResult) -> ResultRow {
        ResultRow {
            position: r.position,
            score: r.score,
            grade: r.grade,
            word: r.word,
            band: r.band,
            article: r.basis,
            reason: r.reason,
            graded_by: r.graded_by,
            graded_at: r.graded_at,
            approved_by: r.approved_by,
            approved_at: r.approved_at,
        }
    }
}

/// One line of the board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GradeRow {
    pub number: String,
    pub project: String,
    pub unit: String,
    pub year: i32,
    /// Version of the policy pack that grades.
    pub policy: String,
    pub stage: Stage,
    pub result: Option<ResultRow>,
    /// The draft that would supersede it.
    pub draft: Option<ResultRow>,
    /// What the reader may do now: `grade`, `approve`, `publish`, `supersede`, `approve_supersession`.
    pub acts: Vec<&'static str>,
}

/// The part of the board that was asked for, with what can be chosen.
pub struct Listed {
    pub page: Page<GradeRow>,
    pub choices: Vec<Choice>,
}

/// The board of a reader.
pub fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Listed> {
    let stage = query.filter_as("stage", "waiting、drafted、approved、in_force、superseding", Stage::parse)?;
    let grade = query.filter_as("grade", "等次代码，如 GOOD", Grade::from_code)?;
    let year = query.filter_as("year", "年度，如 2021", |v| v.parse::<i32>().ok())?;
    let rows = rows(conn, actor)?;
    let choices = choices(&rows);
    let words: Vec<&str> = query.q.as_deref().unwrap_or_default().split_whitespace().collect();
    let says = |row: &GradeRow, word: &str| [&row.number, &row.project, &row.unit].iter().any(|t| t.contains(word));
    let has_grade = |row: &GradeRow| grade.is_none_or(|g| row.result.as_ref().is_some_and(|r| r.grade == g.code()));
    let admits = |row: &GradeRow| {
        stage.is_none_or(|s| s == row.stage)
            && year.is_none_or(|y| y == row.year)
            && has_grade(row)
            && words.iter().all(|word| says(row, word))
    };
    let mut found: Vec<GradeRow> = rows.into_iter().filter(admits).collect();
    sort(&mut found, query);
    Ok(Listed { page: query.cut(found), choices })
}

fn sort(rows: &mut [GradeRow], query: &ListQuery) {
    let score = |row: &GradeRow| row.result.as_ref().map(|r| r.score);
    match query.order_asked() {
        // What waits for somebody comes first.
        None => rows.sort_by(|a, b| {
            let calm = |r: &GradeRow| r.stage == Stage::InForce;
            (calm(a), &a.number).cmp(&(calm(b), &b.number))
        }),
        Some("score") => rows.sort_by(|a, b| (score(a), &a.number).cmp(&(score(b), &b.number))),
        Some("project") => rows.sort_by(|a, b| (&a.project, &a.number).cmp(&(&b.project, &b.number))),
        Some(_) => rows.sort_by(|a, b| a.number.cmp(&b.number)),
    }
    if query.descending {
        rows.reverse();
    }
}

fn choices(rows: &[GradeRow]) -> Vec<Choice> {
    let mut stages = BTreeMap::<Stage, i64>::new();
    let mut grades = BTreeMap::<&str, i64>::new();
    let mut years = BTreeSet::new();
    for row in rows {
        *stages.entry(row.stage).or_default() += 1;
        years.insert(row.year);
        if let Some(result) = &row.result {
            *grades.entry(&result.grade).or_default() += 1;
        }
    }
    let counted = |(code, n): (&str, i64)| (code.to_owned(), Some(n));
    vec![
        Choice {
            name: "stage",
            family: "grade-stage",
            values: stages.into_iter().map(|(s, n)| counted((s.code(), n))).collect(),
        },
        Choice { name: "grade", family: "grade", values: grades.into_iter().map(counted).collect() },
        Choice::new("year", "", years.into_iter().map(|y| y.to_string())),
    ]
}

/// Every commission from the accepted package on that the reader may see.
fn rows(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<GradeRow>> {
    let sight = Sight::of(actor, Act::ReadResult)?;
    let filter = sight.filter(conn)?;
    let mut found = Vec::new();
    for commission in all(conn, &filter)? {
        let counts = commission.state >= State::Accepted && commission.state <= State::Archived;
        if counts && sight.covers_work(conn, &commission)? {
            found.push(commission);
        }
    }
    let ids: Vec<String> = found.iter().map(|c| c.id.to_string()).collect();
    let by_commission = |all: Vec<GradedResult>| -> HashMap<String, GradedResult> {
        all.into_iter().map(|r| (r.commission_id.clone(), r)).collect()
    };
    let mut results_of = by_commission(results::of_commissions(conn, &ids)?);
    let mut drafts = by_commission(results::drafts_of(conn, &ids)?);
    if !sight.is_whole() {
        results_of.retain(|_, r| r.approved_at.is_some());
        drafts.clear();
        found.retain(|c| results_of.contains_key(c.id.as_str()));
    }
    let row = |c: Commission| {
        let id = c.id.to_string();
        row(actor, c, results_of.remove(&id), drafts.remove(&id))
    };
    Ok(found.into_iter().map(row).collect())
}

fn row(actor: &Actor, c: Commission, result: Option<GradedResult>, draft: Option<GradedResult>) -> GradeRow {
    let stage = Stage::of(c.state, result.as_ref().is_some_and(|r| r.approved_at.is_some()), draft.is_some());
    let other = |r: &Option<GradedResult>| r.as_ref().is_some_and(|r| rules::may_approve(r, &actor.login).is_ok());
    let possible = [
        ("grade", Act::GradeResult, stage == Stage::Waiting),
        ("approve", Act::ApproveResult, stage == Stage::Drafted && other(&result)),
        ("publish", Act::ApproveInstruction, stage == Stage::Approved),
        ("supersede", Act::GradeResult, rules::may_be_superseded(c.state) && result.is_some()),
        ("approve_supersession", Act::ApproveResult, other(&draft)),
    ];
    let may = |(name, act, now): (&'static str, Act, bool)| (now && actor.may(act)).then_some(name);
    GradeRow {
        acts: possible.into_iter().filter_map(may).collect(),
        number: c.number,
        project: c.project_name,
        unit: c.unit_name,
        year: c.fiscal_year,
        policy: c.policy_id,
        stage,
        result: result.map(ResultRow::from),
        draft: draft.map(ResultRow::from),
    }
}

/// All results of a commission in their order; drafts only for those who see it as a whole.
pub fn history(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Vec<ResultRow>> {
    let commission = crate::desk::commissions::view::find(conn, actor, Act::ReadResult, number)?;
    let whole = Sight::of(actor, Act::ReadResult)?.is_whole();
    let all = results::history(conn, commission.id.as_str())?;
    Ok(all.into_iter().filter(|r| whole || r.approved_at.is_some()).map(ResultRow::from).collect())
}
