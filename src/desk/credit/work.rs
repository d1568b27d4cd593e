//! What people do about credit, for page and API alike: each act finds what it is about within the actor's reach.

use super::view::{self, MatterRow};
use crate::accounts::permissions::Act;
use crate::credit::model::Matter;
use crate::credit::service as credit;
use crate::desk::blocking::blocking;
use crate::desk::standing::{Answer, Appeal, Ground, Ruling};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::codes::InstitutionViolation;
use crate::policy::{Pack, Packs};
use crate::registry::standing::By;
use crate::terms::Day;
use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

/// A violation as it is typed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct FoundViolation {
    /// Such as `LATE` or `LOWBALL`.
    #[schema(example = "LOWBALL")]
    pub code: String,
    #[schema(example = "2021-11-30")]
    pub found_on: String,
    /// Number of the commission it belongs to; empty if none.
    #[serde(default)]
    pub commission: String,
    /// What happened and what shows it, 4 to 1,000 characters.
    pub reason: String,
}

/// Why a level is proposed now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ProposedLevel {
    /// 4 to 1,000 characters.
    #[schema(example = "年度考评")]
    pub reason: String,
}

/// Where acts happen: the call with its vault, and the packs.
#[derive(Clone)]
pub struct Place {
    pub ground: Ground,
    pub packs: web::Data<Packs>,
}

/// Runs an act in one transaction and shows the matter as the actor now sees it.
async fn run(
    place: Place,
    mut act: impl FnMut(&mut Conn, &Place, &By<'_>) -> Outcome<Matter> + Send + 'static,
) -> Outcome<(String, MatterRow)> {
    blocking(move || {
        let call = &place.ground.call;
        let by = By { login: &call.actor.login, at: call.now };
        let done = call.db.write(|conn| act(conn, &place, &by))?;
        Ok((done.institution_id.clone(), view::matter(&call.actor, done)))
    })
    .await
}

impl Place {
    fn pack(&self) -> Outcome<&Pack> {
        view::pack(&self.packs, &self.ground.call.actor)
    }

    /// The matter, if the actor's act reaches it.
    fn reached(&self, conn: &mut Conn, act: Act, id: &str) -> Outcome<Matter> {
        let actor = &self.ground.call.actor;
        let matter = credit::of_id(conn, id)?;
        let is_near = matter.division == actor.division.as_str();
        if is_near && view::reaches(actor, act, &matter.institution_id)? {
            Ok(matter)
        } else {
            Err(Failure::not_found("信用事项", "credit matter"))
        }
    }
}

/// Puts a violation before a second person.
pub async fn violation(place: Place, institution: String, said: FoundViolation) -> Outcome<(String, MatterRow)> {
    let code = InstitutionViolation::from_code(&said.code)
        .ok_or_else(|| Failure::field("code", "请从列出的项目中选择 (choose one of the list)"))?;
    let found_on: Day =
        said.found_on.parse().map_err(|_| Failure::field("found_on", "应为日期，如 2021-11-30 (a day)"))?;
    run(place, move |conn, place, by| {
        let commission = Some(said.commission.as_str());
        let found = credit::Found { code, found_on, commission, reason: &said.reason };
        let division = place.ground.call.actor.division.as_str();
        credit::find_violation(conn, &place.ground.vault, (division, &institution), &found, by)
    })
    .await
}

/// Proposes the level that follows from today's facts.
pub async fn propose(place: Place, institution: String, said: ProposedLevel) -> Outcome<(String, MatterRow)> {
    run(place, move |conn, place, by| {
        let division = place.ground.call.actor.division.as_str();
        credit::propose_level(conn, place.pack()?, (division, &institution), &said.reason, by)
    })
    .await
}

/// Decides, or refuses with the reason.
pub async fn decide(place: Place, id: String, ruling: Ruling) -> Outcome<(String, MatterRow)> {
    run(place, move |conn, place, by| {
        let matter = place.reached(conn, Act::DecideCredit, &id)?;
        credit::decide(conn, &place.ground.vault, place.pack()?, matter, ruling.refused_because()?, by)
    })
    .await
}

/// The institution's word against it.
pub async fn appeal(place: Place, id: String, words: Appeal) -> Outcome<(String, MatterRow)> {
    run(place, move |conn, place, by| {
        let matter = place.reached(conn, Act::AppealCredit, &id)?;
        credit::appeal(conn, matter, &words.appeal, by)
    })
    .await
}

/// The answer to it.
pub async fn answer(place: Place, id: String, words: Answer) -> Outcome<(String, MatterRow)> {
    run(place, move |conn, place, by| {
        let matter = place.reached(conn, Act::AnswerAppeal, &id)?;
        credit::answer(conn, &place.ground.vault, matter, words.lifts()?, &words.answer, by)
    })
    .await
}
