//! Use cases of a round: plan, commit, open the seeds, mark, conclude, give up.

use super::model::{Found, GapInputs, Gaps, Listed, Mark, Party, Round, SeedLine, Stage, Strata};
use super::rules::steps::{self, StepFault};
use super::rules::{gaps, sampling};
use super::store;
use crate::assignments::draw::{self, DrawRecord, DrawSpec};
use crate::audit::model::DecisionId;
use crate::audit::{DecisionKind, NewDecision, service as audit};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::{Pack, kept};
use crate::registry::model::Signed;
use crate::registry::standing::text;
use crate::terms::{Instant, Sha256Hex};
use anyhow::anyhow;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Who acts in which division, and when.
pub struct Acting<'a> {
    pub division: &'a str,
    pub login: &'a str,
    pub at: Instant,
}

impl Acting<'_> {
    fn signed(&self) -> Signed {
        Signed { by: self.login.to_owned(), at: self.at }
    }
}

/// What a round is planned from.
#[derive(Clone, Debug)]
pub struct Plan {
    pub title: String,
    pub strata: Strata,
    pub size: u32,
    pub list: Vec<Listed>,
}

/// What somebody found of a drawn self-evaluation.
#[derive(Clone, Debug)]
pub struct NewMark {
    pub item: String,
    pub found: Found,
}

/// Rows of a list at most: a district has some hundreds of projects, a province some ten thousands.
const MOST_LISTED: usize = 100_000;

fn refused(fault: StepFault) -> Failure {
    let code = match &fault {
        StepFault::NotAtThisStage | StepFault::Unmarked(_) => Code::WrongState,
        StepFault::SamePerson | StepFault::NotYourSeed => Code::NotPermitted,
        StepFault::Draw(_) => Code::RuleForbids,
    };
    let why = fault.wording();
    Failure::refused(code, why.zh, why.en)
}

/// The rounds of a division, the newest first.
pub fn list(conn: &mut Conn, division: &str) -> Outcome<Vec<Round>> {
    store::of_division(conn, division)
}

pub fn of(conn: &mut Conn, division: &str, number: &str) -> Outcome<Round> {
    store::find(conn, division, number)?.ok_or_else(|| Failure::not_found("抽查批次", "round"))
}

/// Number and title of these rounds by their ids.
pub fn named(conn: &mut Conn, ids: &[String]) -> Outcome<HashMap<String, (String, String)>> {
    store::named(conn, ids)
}

/// The list as it was announced.
pub fn listed(conn: &mut Conn, round: &Round) -> Outcome<Vec<Listed>> {
    evidence(conn, &round.list_digest)
}

/// The record of the draw, once there is one.
pub fn record(conn: &mut Conn, round: &Round) -> Outcome<Option<DrawRecord>> {
    round.record_digest.as_ref().map(|digest| evidence(conn, digest)).transpose()
}

pub fn seeds(conn: &mut Conn, round: &Round) -> Outcome<Vec<SeedLine>> {
    store::seeds(conn, &round.id)
}

pub fn marks(conn: &mut Conn, round: &Round) -> Outcome<Vec<Mark>> {
    store::marks(conn, &round.id)
}

/// The draw's specification, as it was announced.
pub fn spec(round: &Round, list: &[Listed]) -> Outcome<DrawSpec> {
    Ok(sampling::spec(&round.number, list, round.strata, round.size).map_err(anyhow::Error::new)?)
}

fn evidence<T: DeserializeOwned>(conn: &mut Conn, digest: &Sha256Hex) -> Outcome<T> {
    let body = audit::evidence(conn, digest)?.ok_or_else(|| anyhow!("evidence {digest} is missing or changed"))?;
    Ok(serde_json::from_value(body)?)
}

/// Fixes list, strata and size; the context of the draw can be published from then on.
pub fn plan(conn: &mut Conn, pack: &Pack, plan: &Plan, by: &Acting<'_>) -> Outcome<Round> {
    let title = text("title", &plan.title)?;
    if plan.list.len() > MOST_LISTED {
        return Err(Failure::field("file", format!("清单最多 {MOST_LISTED} 项 (at most {MOST_LISTED} rows)")));
    }
    let prefix = format!("{}-ZC{}-", by.division, by.at.day_in_china().year());
    let round = Round {
        id: uuid::Uuid::now_v7().to_string(),
        division: by.division.to_owned(),
        number: format!("{prefix}{:02}", store::count_of(conn, &prefix)? + 1),
        title,
        strata: plan.strata,
        size: plan.size,
        listed: u32::try_from(plan.list.len()).unwrap_or(u32::MAX),
        list_digest: audit::keep(conn, &serde_json::to_value(&plan.list)?)?,
        policy_version: kept::keep(conn, pack)?.to_string(),
        stage: Stage::Announced,
        planned: by.signed(),
        record_digest: None,
        ended: None,
        abandoned_because: None,
        version: 1,
    };
    let unsound = |why: crate::terms::Wording| Failure::field("size", format!("{} ({})", why.zh, why.en));
    let spec = sampling::spec(&round.number, &plan.list, plan.strata, plan.size).map_err(|f| unsound(f.wording()))?;
    draw::announce(&spec).map_err(|f| unsound(f.wording()))?;
    store::insert(conn, &round)?;
    note(conn, by, "recheck-announced", &round, &round.title)?;
    Ok(round)
}

/// A party's commitment; with the second one no more come in.
pub fn commit(conn: &mut Conn, round: Round, party: Party, commitment: &str, by: &Acting<'_>) -> Outcome<Round> {
    let seeds = seeds(conn, &round)?;
    steps::may_commit(&round, &seeds, party, by.login).map_err(refused)?;
    let list = listed(conn, &round)?;
    let new = SeedLine { party, commitment: commitment.trim().to_owned(), committed: by.signed(), seed: None };
    let is_last = steps::commit(&round, spec(&round, &list)?, &seeds, &new).map_err(refused)?;
    store::insert_seed(conn, &round.id, &new)?;
    note(conn, by, "recheck-committed", &round, party.word())?;
    let stage = if is_last { Stage::Committed } else { Stage::Announced };
    moved(conn, Round { stage, ..round })
}

/// A party's seed; with the second one the sample is drawn and recorded.
pub fn reveal(conn: &mut Conn, round: Round, party: Party, seed: &str, by: &Acting<'_>) -> Outcome<Round> {
    let seed = seed.trim();
    let seeds = seeds(conn, &round)?;
    steps::may_reveal(&round, &seeds, party, by.login).map_err(refused)?;
    let list = listed(conn, &round)?;
    let drawn = steps::reveal(&round, spec(&round, &list)?, &seeds, (party, seed, by.login)).map_err(refused)?;
    store::set_seed(conn, &round.id, party, seed)?;
    note(conn, by, "recheck-revealed", &round, party.word())?;
    let Some(record) = drawn else { return moved(conn, round) };
    let digest = audit::keep(conn, &serde_json::to_value(&record)?)?;
    let round = moved(conn, Round { stage: Stage::Drawn, record_digest: Some(digest), ..round })?;
    decide(conn, &round, DecisionKind::RecheckSample, (&record.spec, &record.result), by)?;
    Ok(round)
}

/// What was found of drawn self-evaluations; a later word on one takes the place of the earlier.
pub fn mark(conn: &mut Conn, round: Round, new: &[NewMark], by: &Acting<'_>) -> Outcome<Round> {
    steps::may_mark(&round).map_err(refused)?;
    let record = record(conn, &round)?.ok_or_else(|| anyhow!("round {} has no record", round.number))?;
    for mark in new {
        if !record.result.selected.contains(&mark.item) {
            return Err(Failure::field("item", format!("{} 不在抽中清单内 (was not drawn)", mark.item)));
        }
        if mark.found.score.is_some_and(|score| score.0.is_sign_negative() || score.0 > Decimal::ONE_HUNDRED) {
            return Err(Failure::field("score", format!("{}：复核得分应在 0 到 100 之间 (0 to 100)", mark.item)));
        }
        if mark.found.remark.as_ref().is_some_and(|remark| remark.chars().count() > 1000) {
            return Err(Failure::field("remark", format!("{}：复核意见最多 1000 字 (too long)", mark.item)));
        }
        let mark = Mark { item: mark.item.clone(), found: mark.found.clone(), marked: by.signed() };
        store::put_mark(conn, &round.id, &mark)?;
    }
    note(conn, by, "recheck-marked", &round, &new.len().to_string())?;
    moved(conn, round)
}

/// The numbers of a round by what is marked so far.
pub fn gaps_of(conn: &mut Conn, round: &Round) -> Outcome<Option<(GapInputs, Gaps)>> {
    let Some(record) = record(conn, round)? else { return Ok(None) };
    let list = listed(conn, round)?;
    let found = marks(conn, round)?.into_iter().map(|mark| (mark.item, mark.found));
    let rule = gaps::rule(&kept::fetch(conn, &round.policy_version)?);
    let inputs =
        gaps::inputs(&list, &record, found, rule).map_err(|id| anyhow!("{id} of {} was not drawn", round.number))?;
    let gaps = gaps::of(&inputs);
    Ok(Some((inputs, gaps)))
}

/// Ends a round in which everything drawn is marked: what is circulated is fixed.
pub fn conclude(conn: &mut Conn, round: Round, by: &Acting<'_>) -> Outcome<Round> {
    let marks = marks(conn, &round)?;
    steps::may_conclude(&round, &marks, by.login).map_err(refused)?;
    let (inputs, gaps) = gaps_of(conn, &round)?.ok_or_else(|| anyhow!("round {} has no record", round.number))?;
    let round = moved(conn, Round { stage: Stage::Concluded, ended: Some(by.signed()), ..round })?;
    decide(conn, &round, DecisionKind::RecheckGaps, (&inputs, &gaps), by)?;
    note(conn, by, "recheck-concluded", &round, &gaps.wording.zh)?;
    Ok(round)
}

/// Gives a round up before it is drawn, for example because a party does not open its seed. It stays on record.
pub fn abandon(conn: &mut Conn, round: Round, because: &str, by: &Acting<'_>) -> Outcome<Round> {
    steps::may_abandon(&round).map_err(refused)?;
    let because = text("because", because)?;
    note(conn, by, "recheck-abandoned", &round, &because)?;
    let ended = Some(by.signed());
    moved(conn, Round { stage: Stage::Abandoned, ended, abandoned_because: Some(because), ..round })
}

fn moved(conn: &mut Conn, round: Round) -> Outcome<Round> {
    let next = Round { version: round.version.saturating_add(1), ..round };
    if store::update(conn, &next)? { Ok(next) } else { Err(refused(StepFault::NotAtThisStage)) }
}

fn decide(
    conn: &mut Conn,
    round: &Round,
    kind: DecisionKind,
    (inputs, outcome): (&impl Serialize, &impl Serialize),
    by: &Acting<'_>,
) -> Outcome<()> {
    let pack = kept::fetch(conn, &round.policy_version)?;
    let new = NewDecision {
        division: round.division.clone(),
        kind,
        subject: round.id.clone(),
        policy_id: pack.id.clone(),
        policy_version: round.policy_version.clone(),
        inputs: serde_json::to_value(inputs)?,
        outcome: serde_json::to_value(outcome)?,
        decided_by: by.login.to_owned(),
        decided_at: by.at,
    };
    audit::record(conn, &DecisionId::new(), &new)
}

fn note(conn: &mut Conn, by: &Acting<'_>, action: &str, round: &Round, detail: &str) -> Outcome<()> {
    audit::note(conn, by.at, by.login, action, &round.number, detail)
}
