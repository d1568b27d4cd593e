//! What people do after an award, for pages and API alike.

use super::view::reached;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::desk::market::institution;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::{Calendar, Routes};
use crate::registry::service as registry;
use crate::remedies::service::{self as remedies, By, Law};
use crate::remedies::{Finding, Subject};
use crate::terms::{Day, Instant};
use serde::Deserialize;
use utoipa::ToSchema;

/// What an institution challenges.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChallenge {
    pub subject: Subject,
    /// What is challenged, the facts and the demand.
    pub content: String,
}

/// An answer or a ruling.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWord {
    pub finding: Finding,
    pub text: String,
}

/// A pause of at most thirty days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPause {
    #[schema(value_type = String, example = "2026-10-30")]
    pub until: Day,
    pub reason: String,
}

/// An act after an award; the text is the id of a challenge.
#[derive(Clone, Debug)]
pub enum Deed {
    Publish,
    Challenge(NewChallenge),
    Answer(String, NewWord),
    Complain(String, String),
    Pause(String, NewPause),
    Resume,
    Rule(String, NewWord),
}

impl Deed {
    const fn act(&self) -> Act {
        match self {
            Deed::Publish => Act::PublishResult,
            Deed::Challenge(_) | Deed::Complain(..) => Act::FileChallenge,
            Deed::Answer(..) | Deed::Resume => Act::AnswerChallenge,
            Deed::Pause(..) | Deed::Rule(..) => Act::RuleComplaint,
        }
    }
}

/// Does it; the id of a new challenge.
pub fn run(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    actor: &Actor,
    number: &str,
    deed: &Deed,
    at: Instant,
) -> Outcome<Option<String>> {
    let commission = reached(conn, actor, deed.act(), number)?;
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let (law, by) = (Law { route, calendar }, By { login: &actor.login, at });
    match deed {
        Deed::Publish => remedies::publish(conn, &commission, by)?,
        Deed::Challenge(new) => {
            let id = institution(actor)?;
            let known = registry::institution_index(conn)?.into_iter().find(|(_, known, ..)| *known == id);
            let (_, _, name, _) = known.ok_or_else(|| Failure::not_found("机构", "institution"))?;
            let what = ((id.as_str(), name.as_str()), new.subject, new.content.as_str());
            return remedies::challenge(conn, law, &commission, what, by).map(Some);
        }
        Deed::Answer(id, word) => remedies::answer(conn, &commission, id, (word.finding, &word.text), by)?,
        Deed::Complain(id, content) => {
            remedies::complain(conn, law, &commission, (id, &institution(actor)?, content), by)?;
        }
        Deed::Pause(id, pause) => remedies::pause(conn, &commission, (id, pause.until, &pause.reason), by)?,
        Deed::Resume => remedies::resume(conn, &commission, by)?,
        Deed::Rule(id, word) => remedies::rule(conn, &commission, id, (word.finding, &word.text), by)?,
    }
    Ok(None)
}
