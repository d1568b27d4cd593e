//! What people do about a winner that falls away, for pages and API alike.

use super::view::reached;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::Routes;
use crate::remedies::service::By;
use crate::remedies::succession::service as succession;
use crate::remedies::succession::{Cause, Choice};
use crate::terms::Instant;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who is to follow, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuccession {
    pub cause: Cause,
    pub choice: Choice,
    pub reason: String,
}

/// The decision on a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessionDecision {
    pub approve: bool,
    /// Needed where it is refused.
    #[serde(default)]
    pub reason: String,
}

/// An act on a succession.
#[derive(Clone, Debug)]
pub enum Deed {
    Propose(NewSuccession),
    Decide(SuccessionDecision),
}

impl Deed {
    const fn act(&self) -> Act {
        match self {
            Deed::Propose(_) => Act::ProposeSuccession,
            Deed::Decide(_) => Act::DecideSuccession,
        }
    }
}

/// Does it.
pub fn run(conn: &mut Conn, routes: &Routes, actor: &Actor, number: &str, deed: &Deed, at: Instant) -> Outcome<()> {
    let commission = reached(conn, actor, deed.act(), number)?;
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let by = By { login: &actor.login, at };
    match deed {
        Deed::Propose(new) => {
            succession::propose(conn, route, &commission, (new.cause, new.choice, &new.reason), by).map(drop)
        }
        Deed::Decide(said) => succession::decide(conn, route, &commission, (said.approve, &said.reason), by),
    }
}
