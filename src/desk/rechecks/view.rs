//! What a reader may see of rounds: those of the own division.

use crate::accounts::Actor;
use crate::accounts::model::Role;
use crate::accounts::permissions::Act;
use crate::assignments::draw;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::recheck::model::{Gaps, Mark, Party, Round, SeedLine, Stage, Strata};
use crate::recheck::rules::{sampling, steps};
use crate::recheck::service as rounds;
use crate::registry::model::Signed;
use crate::terms::Score;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// One round.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecheckRow {
    #[schema(example = "640300000-ZC2021-01")]
    pub number: String,
    pub title: String,
    pub strata: Strata,
    pub stage: Stage,
    /// Self-evaluations on the list.
    pub listed: u32,
    /// How many are drawn.
    pub size: u32,
    pub planned: Signed,
    pub ended: Option<Signed>,
    pub abandoned_because: Option<String>,
}

/// A stratum with what it gives.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StratumShare {
    pub stratum: String,
    pub listed: u32,
    pub drawn: u32,
}

/// A drawn self-evaluation with what was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnItem {
    /// Its number on the list.
    pub item: String,
    pub project: String,
    pub unit: String,
    pub department: String,
    pub stratum: String,
    #[schema(value_type = String)]
    pub own: Score,
    #[schema(value_type = Option<String>)]
    pub found: Option<Score>,
    /// Marked as not done as required.
    pub not_done: bool,
    pub remark: Option<String>,
    pub marked: Option<Signed>,
}

/// A round with everything that an outsider needs to check it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecheckFile {
    #[serde(flatten)]
    pub round: RecheckRow,
    #[schema(value_type = String)]
    pub list_sha256: String,
    /// Published before anybody commits.
    pub context: String,
    pub shares: Vec<StratumShare>,
    pub parties: Vec<SeedLine>,
    /// The party that the reader is, if any.
    pub party: Option<Party>,
    pub drawn: Vec<DrawnItem>,
    /// By what is marked so far; final once the round is concluded.
    pub gaps: Option<Gaps>,
    /// What the reader may do now: `commit`, `reveal`, `mark`, `conclude`, `abandon`.
    pub acts: Vec<&'static str>,
}

/// The party that somebody with this role is.
pub fn party(actor: &Actor) -> Option<Party> {
    match actor.role {
        Role::FinanceHandler => Some(Party::Finance),
        Role::FinanceChecker => Some(Party::Witness),
        _ => None,
    }
}

fn row(r: &Round) -> RecheckRow {
    RecheckRow {
        number: r.number.clone(),
        title: r.title.clone(),
        strata: r.strata,
        stage: r.stage,
        listed: r.listed,
        size: r.size,
        planned: r.planned.clone(),
        ended: r.ended.clone(),
        abandoned_because: r.abandoned_because.clone(),
    }
}

/// The rounds of the reader's division, the newest first.
pub fn list(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<RecheckRow>> {
    Ok(rounds::list(conn, actor.division.as_str())?.iter().map(row).collect())
}

/// One round.
pub fn file(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<RecheckFile> {
    let round = rounds::of(conn, actor.division.as_str(), number)?;
    let list = rounds::listed(conn, &round)?;
    let strata = sampling::strata(&list, round.strata);
    let shares = sampling::shares(&strata, round.size).map_err(anyhow::Error::new)?;
    let share = |(stratum, listed): (&String, &u32)| StratumShare {
        stratum: stratum.clone(),
        listed: *listed,
        drawn: shares.get(stratum).copied().unwrap_or_default(),
    };
    let announced = draw::announce(&rounds::spec(&round, &list)?).map_err(anyhow::Error::new)?;
    let (seeds, marks) = (rounds::seeds(conn, &round)?, rounds::marks(conn, &round)?);
    let drawn = match rounds::record(conn, &round)? {
        Some(record) => {
            let by_item: HashMap<&str, &Mark> = marks.iter().map(|mark| (mark.item.as_str(), mark)).collect();
            let drawn = list.iter().filter(|l| record.result.selected.contains(&l.id));
            drawn.map(|l| item(l, round.strata, by_item.get(l.id.as_str()).copied())).collect()
        }
        None => Vec::new(),
    };
    Ok(RecheckFile {
        list_sha256: round.list_digest.to_string(),
        context: announced.context.to_string(),
        shares: strata.iter().map(share).collect(),
        party: party(actor),
        drawn,
        gaps: rounds::gaps_of(conn, &round)?.map(|(_, gaps)| gaps),
        acts: acts(actor, &round, &seeds, &marks),
        parties: seeds,
        round: row(&round),
    })
}

fn item(listed: &crate::recheck::model::Listed, by: Strata, mark: Option<&Mark>) -> DrawnItem {
    DrawnItem {
        item: listed.id.clone(),
        project: listed.project.clone(),
        unit: listed.unit.clone(),
        department: listed.department.clone(),
        stratum: sampling::stratum(listed, by),
        own: listed.score,
        found: mark.and_then(|mark| mark.found.score),
        not_done: mark.is_some_and(|mark| mark.found.score.is_none()),
        remark: mark.and_then(|mark| mark.found.remark.clone()),
        marked: mark.map(|mark| mark.marked.clone()),
    }
}

fn acts(actor: &Actor, round: &Round, seeds: &[SeedLine], marks: &[Mark]) -> Vec<&'static str> {
    let by = actor.login.as_str();
    let as_party = |may: fn(&Round, &[SeedLine], Party, &str) -> Result<(), steps::StepFault>| {
        party(actor).is_some_and(|party| may(round, seeds, party, by).is_ok())
    };
    let possible = [
        ("commit", Act::SeedRecheck, as_party(steps::may_commit)),
        ("reveal", Act::SeedRecheck, as_party(steps::may_reveal)),
        ("mark", Act::MarkRecheck, steps::may_mark(round).is_ok()),
        ("conclude", Act::ConcludeRecheck, steps::may_conclude(round, marks, by).is_ok()),
        ("abandon", Act::PlanRecheck, steps::may_abandon(round).is_ok()),
    ];
    possible.into_iter().filter(|(_, act, now)| *now && actor.may(*act)).map(|(name, ..)| name).collect()
}
