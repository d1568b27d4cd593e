//! Use cases: take a handover in, hand out the marks that wait.

use super::store;
pub use super::store::Waiting;
use crate::audit::DecisionKind;
use crate::bids::model::{Bid, Standing as BidStanding, TechnicalMark};
use crate::bids::service as bids;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, CommissionId, State, separation, service as commissions};
use crate::conflicts::service::EnterFacts;
use crate::intake::{Handover, Sourced, Standing, sheets};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::policy::codes::EvaluationKind;
use crate::policy::settings::CeilingRule;
use crate::policy::{Pack, Routes, kept};
use crate::quality::model::ReviewMark;
use crate::registry::model::{RowOutcome, Taken};
use crate::registry::service::{self as registry, Enter};
use crate::terms::{CitizenId, Day, Fen, Instant, Score, Uscc};
use crate::watch::service as watch;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What taking in needs to know besides the rows.
pub struct TakeIn<'a> {
    pub vault: &'a Vault,
    pub pack: &'a Pack,
    /// How high a bid may be; where a place has no rule, the practice that the year is played by.
    pub ceiling: Option<&'a CeilingRule>,
    pub division: &'a str,
    /// Digest of the folder, so that a second run is known.
    pub folder_digest: &'a str,
    pub actor: &'a str,
    pub at: Instant,
    /// The lawful routes; each commission takes the usual one of its ceiling.
    pub routes: &'a Routes,
}

/// What taking in lists and facts needs to know, without the year that may come with them.
pub struct Lists<'a> {
    pub vault: &'a Vault,
    pub division: &'a str,
    /// Digest of the files, so that a second run is known.
    pub folder_digest: &'a str,
    pub actor: &'a str,
    pub at: Instant,
    /// Called before each row; an error ends the taking in.
    pub each_row: &'a dyn Fn() -> Outcome<()>,
}

/// What was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    /// True where this very folder had been taken in before.
    pub already_there: bool,
    #[serde(flatten)]
    pub rows: Taken,
}

/// Takes the sound rows in, within the caller's transaction.
pub fn take_in(conn: &mut Conn, to: &TakeIn<'_>, handover: &Handover) -> Outcome<TakenIn> {
    let TakeIn { vault, division, folder_digest, actor, at, .. } = *to;
    let lists = Lists { vault, division, folder_digest, actor, at, each_row: &|| Ok(()) };
    take(conn, &lists, handover, |conn| year(conn, to, handover))
}

/// Takes registry rows and facts in and nothing else: no commission comes about, no bid, no mark.
pub fn take_lists(conn: &mut Conn, to: &Lists<'_>, handover: &Handover) -> Outcome<TakenIn> {
    take(conn, to, handover, |_| Ok(Taken::default()))
}

fn take(
    conn: &mut Conn,
    to: &Lists<'_>,
    handover: &Handover,
    year: impl FnOnce(&mut Conn) -> Outcome<Taken>,
) -> Outcome<TakenIn> {
    if registry::import_taken_at(conn, to.division, to.folder_digest)?.is_some() {
        return Ok(TakenIn { already_there: true, rows: Taken::default() });
    }
    let mut rows = registry_rows(conn, to, handover)?;
    let facts = facts(conn, to, handover)?;
    rows += year(conn)?;
    if facts.added > 0 {
        watch::re_examine(conn, to.vault, to.actor, to.at)?;
    }
    rows += facts;
    let report = serde_json::to_string(&handover.report)?;
    registry::remember_import(conn, to.division, to.folder_digest, to.at, to.actor, &report)?;
    crate::audit::service::note(conn, to.at, to.actor, "import", to.division, to.folder_digest)?;
    Ok(TakenIn { already_there: false, rows })
}

/// Rows that may go in: those that wait for a reason stay out until somebody gives it.
fn sound<T>(rows: &[Sourced<T>]) -> impl Iterator<Item = &T> {
    rows.iter().filter(|r| r.standing == Standing::Accepted).map(|r| &r.value)
}

/// Hands the sound rows on one by one.
fn each<T>(to: &Lists<'_>, rows: &[Sourced<T>], mut take: impl FnMut(&T) -> Outcome<()>) -> Outcome<()> {
    sound(rows).try_for_each(|row| {
        (to.each_row)()?;
        take(row)
    })
}

/// How many rows of lists and facts may go in.
pub fn ready(handover: &Handover) -> u64 {
    fn count<T>(rows: &[Sourced<T>]) -> u64 {
        sound(rows).count() as u64
    }
    count(&handover.units)
        + count(&handover.projects)
        + count(&handover.institutions)
        + count(&handover.lead_evaluators)
        + count(&handover.experts)
        + count(&handover.employments)
        + count(&handover.kin)
        + count(&handover.shareholdings)
        + count(&handover.services)
        + count(&handover.recusals)
}

fn registry_rows(conn: &mut Conn, to: &Lists<'_>, handover: &Handover) -> Outcome<Taken> {
    let mut taken = Taken::default();
    let mut enter = Enter::new(conn, to.vault, to.division, to.actor, to.at)?;
    each(to, &handover.units, |row| {
        taken.count(enter.unit(conn, row)?);
        Ok(())
    })?;
    each(to, &handover.projects, |row| {
        taken.count(enter.project(conn, row)?);
        Ok(())
    })?;
    each(to, &handover.institutions, |row| {
        enter.institution(conn, row)?.into_iter().for_each(|o| taken.count(o));
        Ok(())
    })?;
    each(to, &handover.lead_evaluators, |row| {
        enter.lead_evaluator(conn, row)?.into_iter().for_each(|o| taken.count(o));
        Ok(())
    })?;
    each(to, &handover.experts, |row| {
        enter.expert(conn, row)?.into_iter().for_each(|o| taken.count(o));
        Ok(())
    })?;
    Ok(taken)
}

fn facts(conn: &mut Conn, to: &Lists<'_>, handover: &Handover) -> Outcome<Taken> {
    let units = registry::units(conn, Some(to.division))?;
    let institutions = registry::institution_index(conn)?;
    let known = units.iter().map(|u| (u.name.clone(), u.uscc.clone()));
    let known = known.chain(institutions.iter().map(|i| (i.2.clone(), i.0.clone())));
    let enter = EnterFacts::new(to.vault, to.at, known.collect::<Vec<_>>().into_iter());
    let mut taken = Taken::default();
    let mut count = |added: bool| {
        taken.count(if added { RowOutcome::Added } else { RowOutcome::Unchanged });
        Ok(())
    };
    for unit in &units {
        let parent = unit.parent_code.as_ref().and_then(|code| units.iter().find(|u| u.code == *code));
        enter.unit(conn, unit, parent)?;
    }
    sound(&handover.institutions).try_for_each(|row| enter.institution(conn, row).map(drop))?;
    each(to, &handover.employments, |row| count(enter.employment(conn, row)?))?;
    // What goes on, by the person's number and the employer: the number itself, because it stays in here.
    let goes_on = |id: &CitizenId, uscc: Option<&Uscc>, name: &str| (id.clone(), enter.org_id(uscc, name));
    let careers: HashSet<(CitizenId, String)> = sound(&handover.employments)
        .filter(|e| e.to.is_none())
        .map(|e| goes_on(&e.person.id, e.organisation.uscc.as_ref(), &e.organisation.name))
        .collect();
    for row in sound(&handover.experts) {
        let stated = row.id.as_ref().map(|id| goes_on(id, row.employer_uscc.as_ref(), &row.employer));
        enter.stated_employer(conn, row, stated.is_none_or(|stated| careers.contains(&stated)))?;
    }
    each(to, &handover.kin, |row| count(enter.kin(conn, row)?))?;
    each(to, &handover.shareholdings, |row| count(enter.shareholding(conn, row)?))?;
    each(to, &handover.services, |row| count(enter.service(conn, row)?))?;
    each(to, &handover.recusals, |row| count(enter.recusal(conn, row)?))?;
    Ok(taken)
}

/// Commissions of the year's key evaluations, their bids, and the marks that wait.
fn year(conn: &mut Conn, to: &TakeIn<'_>, handover: &Handover) -> Outcome<Taken> {
    let mut taken = Taken::default();
    kept::keep(conn, to.pack)?;
    let mut by_project = HashMap::new();
    for row in sound(&handover.projects) {
        let (commission, outcome) = plan(conn, to, row)?;
        taken.count(outcome);
        by_project.insert(row.code.as_str(), commission);
    }
    let institutions: HashMap<String, (String, String)> =
        registry::institution_index(conn)?.into_iter().map(|(uscc, id, name, _)| (uscc, (id, name))).collect();
    for row in sound(&handover.bids) {
        let (Some(commission), Some(institution)) =
            (by_project.get(row.project_code.as_str()), institutions.get(row.institution.as_str()))
        else {
            continue;
        };
        taken.count(receive(conn, to, commission, row, institution)?);
    }
    let mut count = |added: bool| taken.count(if added { RowOutcome::Added } else { RowOutcome::Unchanged });
    for row in sound(&handover.technical_marks) {
        let Some(commission) = by_project.get(row.project_code.as_str()) else { continue };
        let marks: Vec<TechnicalMark> = row.marks.iter().map(|m| technical_mark(row.seat, m)).collect();
        count(store::keep_technical(conn, waiting(commission), row.institution.as_str(), whole(row.seat), &marks)?);
    }
    for row in sound(&handover.review_marks) {
        let Some(commission) = by_project.get(row.project_code.as_str()) else { continue };
        let marks: Vec<ReviewMark> = row.marks.iter().map(|m| review_mark(row.seat, m)).collect();
        count(store::keep_review(conn, waiting(commission), whole(row.seat), &marks)?);
    }
    Ok(taken)
}

/// A commission for the project, announced so that bids can come in; the one that is there already
/// stays as it is.
fn plan(conn: &mut Conn, to: &TakeIn<'_>, row: &sheets::Project) -> Outcome<(Commission, RowOutcome)> {
    let year = whole(row.fiscal_year);
    let kind = evaluation_kind(row.evaluation_kind.as_deref());
    if let Some(known) = commissions::of_project_and_kind(conn, (to.division, &row.code), year, &kind)? {
        return Ok((known, RowOutcome::Unchanged));
    }
    let commission = new_commission(conn, to, row, year)?;
    commissions::plan(conn, &commission, to.actor, "列入年度重点绩效评价计划")?;
    separate(conn, to, &commission)?;
    commissions::advance(conn, &commission.id, State::Approved, "finance_approver", "批准年度评价计划", to.at)?;
    let announced = commissions::advance(conn, &commission.id, State::Announced, to.actor, "发布委托公告", to.at)?;
    Ok((announced, RowOutcome::Added))
}

fn new_commission(conn: &mut Conn, to: &TakeIn<'_>, row: &sheets::Project, year: i32) -> Outcome<Commission> {
    let units = registry::units(conn, Some(to.division))?;
    let unit = units.iter().find(|u| u.code == row.unit_code);
    let unit_name = unit.map(|u| u.name.clone()).unwrap_or_default();
    let reference_day =
        Day::new(year, 12, 31).ok_or_else(|| Failure::field("fiscal_year", format!("{year} 不是年度")))?;
    let ceiling = ceiling(to.ceiling, row.budget);
    Ok(Commission {
        id: CommissionId::new(),
        number: commissions::next_number(conn, to.division, year)?,
        division: to.division.to_owned(),
        fiscal_year: year,
        project_code: row.code.clone(),
        project_name: row.name.clone(),
        unit_code: row.unit_code.clone(),
        unit_name,
        department_code: row.department_code.clone().unwrap_or_else(|| row.unit_code.clone()),
        sector: row.field.clone().unwrap_or_default(),
        budget: row.budget,
        evaluation_kind: evaluation_kind(row.evaluation_kind.as_deref()),
        route: to.routes.usual(ceiling).map_err(anyhow::Error::new)?.code.clone(),
        ceiling,
        reference_day,
        policy_id: to.pack.id.clone(),
        policy_version: to.pack.version().to_string(),
        state: State::Planned,
        institution_id: None,
        institution_name: None,
        version: 1,
        created_at: to.at,
    })
}

/// The ceiling by the rule; where none sets one, a bid may still not be above the budget (Order 87 art. 63).
fn ceiling(rule: Option<&CeilingRule>, budget: Fen) -> Fen {
    rule.and_then(|rule| rule.ceiling(budget)).unwrap_or(budget)
}

fn evaluation_kind(word: Option<&str>) -> String {
    let named = EvaluationKind::ALL.iter().find(|kind| word == Some(kind.name().zh.as_str()));
    named.map_or(EvaluationKind::FinKey.code(), |kind| kind.code()).to_owned()
}

/// COI-12: who commissions is not who is evaluated.
fn separate(conn: &mut Conn, to: &TakeIn<'_>, commission: &Commission) -> Outcome<()> {
    let inputs = separation::inputs(conn, commission)?;
    let outcome = separation::decide(&inputs);
    let decided = Decided {
        kind: DecisionKind::CommissionerSeparation,
        subject: commission.id.as_str(),
        by: to.actor,
        at: to.at,
    };
    decisions::record(conn, commission, &decided, &inputs, &outcome)
}

fn receive(
    conn: &mut Conn,
    to: &TakeIn<'_>,
    commission: &Commission,
    row: &sheets::Bid,
    institution: &(String, String),
) -> Outcome<RowOutcome> {
    let known = bids::of_commission(conn, commission.id.as_str())?;
    if known.iter().any(|b| b.institution_id == institution.0) {
        return Ok(RowOutcome::Unchanged);
    }
    let bid = Bid {
        id: uuid::Uuid::now_v7().to_string(),
        commission_id: commission.id.to_string(),
        institution_id: institution.0.clone(),
        institution_name: institution.1.clone(),
        uscc: row.institution.to_string(),
        price: row.price,
        days_promised: row.duration_days.map(whole).unwrap_or_default(),
        staff_offered: row.team_size.map(whole).unwrap_or_default(),
        received_at: to.at,
        standing: BidStanding::Received,
        rejection_code: None,
        rejection_reason: None,
        technical: None,
        price_points: None,
        total: None,
        position: None,
    };
    bids::receive(conn, commission, &bid)?;
    Ok(RowOutcome::Added)
}

fn technical_mark(seat: u32, mark: &sheets::CriterionMark) -> TechnicalMark {
    TechnicalMark {
        seat: whole(seat),
        criterion: mark.criterion.clone(),
        maximum: Score(mark.maximum),
        points: mark.points,
        given: None,
    }
}

fn review_mark(seat: u32, mark: &sheets::CriterionMark) -> ReviewMark {
    ReviewMark {
        seat: whole(seat),
        criterion: mark.criterion.clone(),
        maximum: Score(mark.maximum),
        points: mark.points,
    }
}

fn waiting(commission: &Commission) -> Waiting<'_> {
    Waiting {
        division: &commission.division,
        fiscal_year: commission.fiscal_year,
        project_code: &commission.project_code,
    }
}

/// The panel's marks by institution code that wait for this commission.
pub fn waiting_technical_marks(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<(String, TechnicalMark)>> {
    store::technical(conn, waiting(commission))
}

/// The review marks that wait for this commission.
pub fn waiting_review_marks(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<ReviewMark>> {
    store::review(conn, waiting(commission))
}

fn whole(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
