//! What a reader may see of credit: finance and supervisors their division, an institution itself.

use crate::accounts::model::{Actor, Reach};
use crate::accounts::permissions::Act;
use crate::credit::facts::{self, Book};
use crate::credit::model::{Content, Determination, Line, Matter, Measure, Peers};
use crate::credit::service as credit;
use crate::desk::listing::{Choice, ListQuery, ListSpec};
use crate::desk::policies::of_division;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::policy::codes::RatingGrade;
use crate::policy::{Pack, Packs};
use crate::registry::model::Signed;
use crate::registry::rules::standing::State;
use crate::terms::{Day, Instant, Score, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// What the board can be asked for.
pub(super) const SPEC: ListSpec = ListSpec { filters: &["level"], sorts: &["index", "name"] };

/// One institution on the board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CreditRow {
    /// Id of the institution.
    pub institution: String,
    pub name: String,
    /// By the facts of today.
    #[schema(value_type = Option<String>, example = "84.31")]
    pub index: Option<Score>,
    /// `A` to `D`, by the facts of today.
    #[schema(value_type = Option<String>)]
    pub level: Option<RatingGrade>,
    pub assignments: usize,
    pub violations: usize,
    /// The level that people decided, if one is in force.
    #[schema(value_type = Option<String>)]
    pub decided_level: Option<RatingGrade>,
    #[schema(value_type = Option<String>, format = Date)]
    pub decided_as_of: Option<Day>,
    pub measure: Option<Measure>,
    /// Proposals and appeals that wait for somebody.
    pub waiting: usize,
}

/// The share of the fee that a level earns, where the contract says so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeeShare {
    #[schema(example = "90")]
    pub from: String,
    pub to: String,
}

/// One matter with what the reader may do about it now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatterRow {
    pub id: String,
    /// `violation` or `level`.
    pub kind: &'static str,
    #[schema(value_type = Object)]
    pub wording: Wording,
    pub reason: String,
    pub state: State,
    pub proposed: Signed,
    /// Decided or refused.
    pub ended: Option<Signed>,
    pub ended_because: Option<String>,
    pub appeal: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub appealed_at: Option<Instant>,
    pub answer: Option<String>,
    pub answered: Option<Signed>,
    pub is_lifted: bool,
    /// Of `decide`, `appeal`, `answer`.
    pub acts: Vec<&'static str>,
}

/// Everything about one institution's credit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CreditFile {
    pub institution: String,
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub as_of: Day,
    #[schema(value_type = Option<String>, example = "84.31")]
    pub index: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub level: Option<RatingGrade>,
    /// The effects of all lines add up to the index.
    pub lines: Vec<Line>,
    pub peers: Peers,
    /// Codes of the violations that cap the level.
    #[schema(value_type = Vec<String>)]
    pub vetoes: Vec<crate::policy::codes::InstitutionViolation>,
    pub payment: Option<FeeShare>,
    /// What the level would ask for, if it were decided today.
    pub measure: Measure,
    #[schema(value_type = Object)]
    pub wording: Wording,
    /// What the rules rest on.
    #[schema(value_type = Vec<Object>)]
    pub bases: Vec<Wording>,
    pub matters: Vec<MatterRow>,
    /// The level in force, in one sentence.
    #[schema(value_type = Option<Object>)]
    pub in_force: Option<Wording>,
}

/// The pack of the reader's division.
pub(super) fn pack<'p>(packs: &'p Packs, actor: &Actor) -> Outcome<&'p Pack> {
    of_division(packs, &actor.division).ok_or_else(|| Failure::not_found("政策包", "policy pack"))
}

/// Whether the reader's act reaches this institution.
pub(super) fn reaches(actor: &Actor, act: Act, institution: &str) -> Outcome<bool> {
    Ok(match actor.reach(act)? {
        Reach::All | Reach::Division(_) => true,
        Reach::Own(own) => own == institution,
    })
}

fn book(conn: &mut Conn, actor: &Actor, today: Day) -> Outcome<Book> {
    facts::book(conn, actor.division.as_str(), today)
}

/// The board as it was asked for.
pub fn list(
    conn: &mut Conn,
    packs: &Packs,
    actor: &Actor,
    query: &ListQuery,
    today: Day,
) -> Outcome<(Page<CreditRow>, Vec<Choice>)> {
    let level = query.filter_as("level", "A、B、C、D", RatingGrade::from_code)?;
    let rule = credit::rule(pack(packs, actor)?)?;
    let matters = credit::of_division(conn, actor.division.as_str())?;
    let mut rows = Vec::new();
    for inputs in book(conn, actor, today)?.inputs(&rule) {
        if reaches(actor, Act::ReadCredit, &inputs.institution)? {
            let counts = (inputs.facts.assignments.len(), inputs.facts.violations.len());
            let found = crate::credit::rules::index::determine(&inputs);
            rows.push(row(found, counts, matters.iter().filter(|m| m.institution_id == inputs.institution)));
        }
    }
    let count = |grade: RatingGrade| i64::try_from(rows.iter().filter(|r| r.level == Some(grade)).count()).ok();
    let values = RatingGrade::ALL.iter().rev().map(|grade| (grade.code().to_owned(), count(*grade))).collect();
    let choices = vec![Choice { name: "level", family: "", values }];
    let words: Vec<&str> = query.q.as_deref().unwrap_or_default().split_whitespace().collect();
    rows.retain(|r| level.is_none_or(|l| r.level == Some(l)) && words.iter().all(|word| r.name.contains(word)));
    match query.order_asked() {
        Some("name") => rows.sort_by(|a, b| a.name.cmp(&b.name)),
        // The best first, the unrated last.
        _ => rows.sort_by(|a, b| (b.index, &a.name).cmp(&(a.index, &b.name))),
    }
    if query.descending {
        rows.reverse();
    }
    Ok((query.cut(rows), choices))
}

fn row<'m>(
    found: Determination,
    (assignments, violations): (usize, usize),
    matters: impl Iterator<Item = &'m Matter> + Clone,
) -> CreditRow {
    let decided = credit::latest_level(matters.clone().cloned());
    let waits = |m: &&Matter| m.state == State::Proposed || (m.appeal.is_some() && m.answered.is_none());
    CreditRow {
        institution: found.institution,
        name: found.name,
        index: found.index,
        level: found.level,
        assignments,
        violations,
        decided_level: decided.as_ref().and_then(|d| d.level),
        decided_as_of: decided.as_ref().map(|d| d.as_of),
        measure: decided.map(|d| d.measure),
        waiting: matters.filter(waits).count(),
    }
}

/// The file of one institution; one out of reach is as absent as one that does not exist.
pub fn file(conn: &mut Conn, packs: &Packs, actor: &Actor, institution: &str, today: Day) -> Outcome<CreditFile> {
    let absent = || Failure::not_found("第三方机构", "institution");
    if !reaches(actor, Act::ReadCredit, institution)? {
        return Err(absent());
    }
    let pack = pack(packs, actor)?;
    let rule = credit::rule(pack)?;
    let inputs = book(conn, actor, today)?.of(conn, institution, &rule)?.ok_or_else(absent)?;
    let found = crate::credit::rules::index::determine(&inputs);
    let matters = credit::of_division(conn, actor.division.as_str())?;
    let matters: Vec<Matter> = matters.into_iter().filter(|m| m.institution_id == institution).collect();
    let in_force = credit::latest_level(matters.iter().cloned());
    let share =
        |p: crate::policy::rating::PaymentShare| FeeShare { from: p.from.0.to_string(), to: p.to.0.to_string() };
    Ok(CreditFile {
        institution: found.institution,
        name: found.name,
        as_of: found.as_of,
        index: found.index,
        level: found.level,
        lines: found.lines,
        peers: inputs.peers,
        vetoes: found.vetoes,
        payment: found.payment.map(share),
        measure: found.measure,
        wording: found.wording,
        bases: bases(pack),
        matters: matters.into_iter().map(|m| matter(actor, m)).collect(),
        in_force: in_force.map(|level| level.wording),
    })
}

/// Article and standing of both rules, so that a platform default is not taken for law.
fn bases(pack: &Pack) -> Vec<Wording> {
    let named = |basis: Option<&crate::policy::Basis>| {
        let basis = basis?;
        let status = basis.status.name();
        Some(Wording::new(
            format!("{}（{}）：{}", basis.article, status.zh, basis.text.zh),
            format!("{} ({}): {}", basis.article, status.en, basis.text.en),
        ))
    };
    let rating = pack.resolve(|rules| &rules.quality.institution_rating);
    let index = pack.resolve(|rules| &rules.quality.institution_index);
    [named(rating.basis()), named(index.basis())].into_iter().flatten().collect()
}

/// One matter as the reader sees it.
pub fn matter(actor: &Actor, m: Matter) -> MatterRow {
    let mine = m.people().contains(&actor.login.as_str());
    let possible = [
        ("decide", Act::DecideCredit, m.state == State::Proposed && !mine),
        ("appeal", Act::AppealCredit, m.state == State::Done && m.appeal.is_none()),
        ("answer", Act::AnswerAppeal, m.appeal.is_some() && m.answered.is_none() && !mine),
    ];
    let may = |(name, act, now): (&'static str, Act, bool)| (now && actor.may(act)).then_some(name);
    MatterRow {
        acts: possible.into_iter().filter_map(may).collect(),
        kind: m.content.word(),
        wording: wording(&m.content),
        id: m.id,
        reason: m.reason,
        state: m.state,
        proposed: m.proposed,
        ended: m.ended,
        ended_because: m.ended_because,
        appeal: m.appeal,
        appealed_at: m.appealed_at,
        answer: m.answer,
        answered: m.answered,
        is_lifted: m.is_lifted,
    }
}

fn wording(content: &Content) -> Wording {
    match content {
        Content::Level { outcome, .. } => outcome.wording.clone(),
        Content::Violation { code, found_on, commission } => {
            let (name, of) = (code.name(), commission.as_deref().unwrap_or_default());
            Wording::new(
                format!("{}，{}查实 {of}", name.zh, found_on.zh()).trim_end().to_owned(),
                format!("{}, found on {found_on} {of}", name.en).trim_end().to_owned(),
            )
        }
    }
}
