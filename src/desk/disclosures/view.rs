//! What may be seen: finance and supervisors the board of their division, everybody the published copies.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, service as commissions};
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::desk::commissions::view::find;
use crate::disclosures::model::{Disclosure, Part, Published, Withheld};
use crate::disclosures::rules;
use crate::disclosures::service::{self as disclosures, Standing};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::{Calendar, Pack, kept};
use crate::rectification::model::RectificationStage;
use crate::rectification::service as rectification;
use crate::terms::{Day, Fen, Instant, Score, Wording};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How far a disclosure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureStanding {
    Open,
    /// Waits for its approval.
    Prepared,
    Published,
    /// The last day has passed.
    Overdue,
}

/// One result with its disclosure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisclosureRow {
    /// Number of the commission.
    pub number: String,
    pub project: String,
    pub unit: String,
    #[schema(value_type = String)]
    pub score: Score,
    /// Canonical code of the grade, and the place's own word.
    pub grade: String,
    pub word: String,
    /// When the result came about.
    #[schema(value_type = String, format = Date)]
    pub formed_on: Day,
    /// Twenty working days later; absent where no calendar reaches so far.
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Day>,
    /// Until the last day, below zero once it has passed; absent when published.
    pub days_left: Option<i64>,
    pub standing: DisclosureStanding,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Instant>,
}

/// One part as it is and as it is published.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisclosurePart {
    pub name: String,
    pub original: String,
    pub published: String,
}

/// One disclosure with what it says and withholds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisclosureFile {
    #[serde(flatten)]
    pub line: DisclosureRow,
    /// Where the place publishes, and the article; empty where no text names a place.
    #[schema(value_type = Vec<Object>)]
    pub places: Vec<Wording>,
    /// To whom results are reported.
    #[schema(value_type = Vec<Object>)]
    pub recipients: Vec<Wording>,
    pub articles: Vec<String>,
    pub parts: Vec<DisclosurePart>,
    pub withheld: Vec<Withheld>,
    pub prepared_by: Option<String>,
    pub original_sha256: Option<String>,
    pub published_sha256: Option<String>,
    /// What the reader may do now: `prepare`, `approve`.
    pub acts: Vec<&'static str>,
}

fn row(commission: &Commission, standing: &Standing, today: Day) -> DisclosureRow {
    let published = standing.published();
    let found = match (published, standing.is_overdue(today), standing.waiting()) {
        (Some(_), ..) => DisclosureStanding::Published,
        (None, true, _) => DisclosureStanding::Overdue,
        (None, false, Some(_)) => DisclosureStanding::Prepared,
        (None, false, None) => DisclosureStanding::Open,
    };
    DisclosureRow {
        number: commission.number.clone(),
        project: commission.project_name.clone(),
        unit: commission.unit_name.clone(),
        score: standing.result.score,
        grade: standing.result.grade.clone(),
        word: standing.result.word.clone(),
        formed_on: standing.formed_on,
        due_on: standing.due_on,
        days_left: standing.due_on.filter(|_| published.is_none()).map(|due| (due.0 - today.0).num_days()),
        standing: found,
        published_at: published.map(|p| p.at),
    }
}

/// Results of the reader's division with their disclosure, the earliest last day first, published ones at the end.
pub fn list(conn: &mut Conn, calendar: &Calendar, actor: &Actor, today: Day) -> Outcome<Vec<DisclosureRow>> {
    let filter = Sight::of(actor, Act::ReadDisclosure)?.filter(conn)?;
    let commissions = all(conn, &filter)?;
    let standings = disclosures::standings(conn, calendar, &commissions)?;
    let mut rows: Vec<DisclosureRow> =
        standings.iter().map(|(commission, standing)| row(commission, standing, today)).collect();
    rows.sort_by(|a, b| (a.published_at, a.due_on, &a.number).cmp(&(b.published_at, b.due_on, &b.number)));
    Ok(rows)
}

/// What is past its last day within the reader's reach.
pub fn overdue(conn: &mut Conn, calendar: &Calendar, actor: &Actor, today: Day) -> Outcome<Vec<DisclosureRow>> {
    let mut rows = list(conn, calendar, actor, today)?;
    rows.retain(|row| row.standing == DisclosureStanding::Overdue);
    Ok(rows)
}

/// One disclosure for its reader.
pub fn file(conn: &mut Conn, calendar: &Calendar, actor: &Actor, number: &str, today: Day) -> Outcome<DisclosureFile> {
    let commission = find(conn, actor, Act::ReadDisclosure, number)?;
    let standing = disclosures::standing(conn, calendar, &commission)?;
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let shown = standing.latest.clone().filter(|d| d.result_position == standing.result.position);
    let original = match &shown {
        Some(known) => known.original.clone(),
        None => disclosures::original(conn, &commission)?,
    };
    let withheld = shown.as_ref().map(|d| d.withheld.clone()).unwrap_or_default();
    // What was prepared passed the rule; what was not yet may hold personal data and has no copy.
    let copy = rules::copy(&original, &withheld).unwrap_or_else(|_| original.clone());
    let part = |(original, published): (Part, Part)| DisclosurePart {
        name: original.name,
        original: original.text,
        published: published.text,
    };
    let (places, recipients, articles) = by_pack(&pack);
    Ok(DisclosureFile {
        acts: acts(actor, &standing),
        parts: original.into_iter().zip(copy).map(part).collect(),
        places,
        recipients,
        articles,
        withheld,
        prepared_by: shown.as_ref().map(|d| d.prepared_by.clone()),
        original_sha256: shown.as_ref().map(|d| d.original_sha256.to_string()),
        published_sha256: standing.published().map(|p| p.sha256.to_string()),
        line: row(&commission, &standing, today),
    })
}

fn acts(actor: &Actor, standing: &Standing) -> Vec<&'static str> {
    let is_open = standing.published().is_none();
    let may_approve = |d: &Disclosure| rules::may_approve(&d.prepared_by, &actor.login).is_ok();
    let possible = [
        ("prepare", Act::PrepareDisclosure, is_open),
        ("approve", Act::ApproveDisclosure, standing.waiting().is_some_and(may_approve)),
    ];
    possible.into_iter().filter_map(|(name, act, now)| (now && actor.may(act)).then_some(name)).collect()
}

/// Where the place publishes, to whom it reports, and the articles.
fn by_pack(pack: &Pack) -> (Vec<Wording>, Vec<Wording>, Vec<String>) {
    let places = pack.resolve(|rules| &rules.disclosure.places);
    let recipients = pack.resolve(|rules| &rules.disclosure.recipients);
    let articles = [places.basis(), recipients.basis()].into_iter().flatten().map(|basis| basis.article.clone());
    let listed = |found: Option<&Vec<Wording>>| found.cloned().unwrap_or_default();
    (listed(places.value()), listed(recipients.value()), articles.collect())
}

/// A published copy as everybody reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicResult {
    /// Number of the commission, which is its address.
    pub number: String,
    pub parts: Vec<Part>,
    /// SHA-256 of the parts' canonical JSON.
    pub sha256: String,
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Instant,
}

fn public(number: String, copy: Published) -> PublicResult {
    PublicResult { number, parts: copy.parts, sha256: copy.sha256.to_string(), published_at: copy.at }
}

/// Everything that was published, the newest first; of each commission the latest.
pub fn public_list(conn: &mut Conn) -> Outcome<Vec<PublicResult>> {
    let mut found: Vec<PublicResult> = Vec::new();
    for disclosure in disclosures::published(conn)? {
        let number = commissions::by_id(conn, &disclosure.commission_id)?.number;
        if let Some(copy) = disclosure.published.filter(|_| found.iter().all(|known| known.number != number)) {
            found.push(public(number, copy));
        }
    }
    Ok(found)
}

/// The latest published copy of one commission.
pub fn public_one(conn: &mut Conn, number: &str) -> Outcome<PublicResult> {
    let missing = || Failure::not_found("公开的评价结果", "published result");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    let all = disclosures::of_commission(conn, &commission)?;
    let copy = all.into_iter().rev().find_map(|d| d.published).ok_or_else(missing)?;
    Ok(public(commission.number, copy))
}

/// One result in the report to the people's congress.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CongressRow {
    #[serde(flatten)]
    pub line: DisclosureRow,
    pub sector: String,
    #[schema(value_type = i64)]
    pub budget: Fen,
    pub problems: usize,
    pub mended: usize,
}

/// The yearly report of evaluation results.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CongressReport {
    pub fiscal_year: i32,
    /// To whom it goes by the pack of the division.
    #[schema(value_type = Vec<Object>)]
    pub recipients: Vec<Wording>,
    pub articles: Vec<String>,
    #[schema(value_type = i64)]
    pub budget: Fen,
    /// How many results of each of the place's words.
    pub grades: BTreeMap<String, usize>,
    pub disclosed: usize,
    pub rows: Vec<CongressRow>,
}

/// The report of a year, by number; the latest year with results where none is named.
pub fn report(
    conn: &mut Conn,
    (calendar, pack): (&Calendar, &Pack),
    actor: &Actor,
    year: Option<i32>,
    today: Day,
) -> Outcome<CongressReport> {
    let filter = Sight::of(actor, Act::ReadDisclosure)?.filter(conn)?;
    let mut commissions = all(conn, &filter)?;
    commissions.retain(|c| disclosures::is_out(c.state));
    let latest = commissions.iter().map(|c| c.fiscal_year).max();
    let fiscal_year = year.or(latest).unwrap_or_else(|| today.year());
    commissions.retain(|c| c.fiscal_year == fiscal_year);
    commissions.sort_by(|a, b| a.number.cmp(&b.number));
    let (_, recipients, articles) = by_pack(pack);
    let mut report = CongressReport {
        fiscal_year,
        recipients,
        articles,
        budget: Fen(0),
        grades: BTreeMap::new(),
        disclosed: 0,
        rows: Vec::new(),
    };
    for (commission, standing) in disclosures::standings(conn, calendar, &commissions)? {
        let problems = rectification::of_commissions(conn, &[commission.id.to_string()])?;
        let line = row(commission, &standing, today);
        *report.grades.entry(line.word.clone()).or_default() += 1;
        report.disclosed += usize::from(line.published_at.is_some());
        report.budget = report.budget.checked_add(commission.budget).unwrap_or(report.budget);
        report.rows.push(CongressRow {
            line,
            sector: commission.sector.clone(),
            budget: commission.budget,
            mended: problems.iter().filter(|r| r.stage == RectificationStage::Closed).count(),
            problems: problems.len(),
        });
    }
    Ok(report)
}
