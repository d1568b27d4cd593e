//! What people do on a panel, for pages and API alike.

use super::view::reached;
use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::assignments::service::Seeds;
use crate::bids::service as bids;
use crate::commissions::{Commission, State, holds};
use crate::conflicts::service as conflicts;
use crate::panels::Ground;
use crate::panels::service::{self as panels, Asked};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Routes, kept};
use crate::terms::{Instant, Score};
use serde::Deserialize;
use utoipa::ToSchema;

/// A mark that a member gives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenMark {
    /// Id of the bid.
    pub bid: String,
    pub factor: String,
    #[schema(value_type = String, example = "36.5")]
    pub points: Score,
}

/// A change that a member asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedChange {
    pub bid: String,
    pub factor: String,
    #[schema(value_type = String, example = "30")]
    pub points: Score,
    pub ground: Ground,
    pub reason: String,
}

/// An act on a panel.
#[derive(Clone, Debug)]
pub enum Deed {
    Draw(Seeds),
    Declare { has_conflict: bool, reason: String },
    Mark { marks: Vec<GivenMark>, submit: bool },
    Change(AskedChange),
    Finish,
    Award,
}

impl Deed {
    const fn act(&self) -> Act {
        match self {
            Deed::Draw(_) => Act::DrawExperts,
            Deed::Declare { .. } | Deed::Mark { .. } | Deed::Change(_) => Act::ScoreBids,
            Deed::Finish => Act::OpenBids,
            Deed::Award => Act::AwardCommission,
        }
    }
}

fn expert(actor: &Actor) -> Outcome<&str> {
    match actor.reach(Act::ScoreBids)? {
        Reach::Own(expert) => Ok(expert),
        _ => Err(Failure::not_found("评审席位", "seat")),
    }
}

/// Does it.
pub fn run(
    conn: &mut Conn,
    (routes, vault): (&Routes, &Vault),
    actor: &Actor,
    number: &str,
    deed: &Deed,
    at: Instant,
) -> Outcome<()> {
    let commission = reached(conn, actor, deed.act(), number)?;
    match deed {
        Deed::Draw(seeds) => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
            let snapshot = conflicts::snapshot(conn, vault, at)?;
            panels::draw(conn, (&pack, route), &snapshot, &commission, seeds.clone(), &actor.login, at).map(drop)
        }
        Deed::Declare { has_conflict, reason } => {
            panels::declare(conn, &commission, expert(actor)?, (*has_conflict, reason), at)
        }
        Deed::Mark { marks, submit } => {
            let marks: Vec<(String, String, Score)> =
                marks.iter().map(|m| (m.bid.clone(), m.factor.clone(), m.points)).collect();
            panels::mark(conn, &commission, expert(actor)?, (&marks, *submit), at)
        }
        Deed::Change(asked) => {
            let AskedChange { bid, factor, points, ground, reason } = asked;
            let asked = Asked { bid, factor, points: *points, ground: *ground, reason };
            panels::change(conn, &commission, expert(actor)?, &asked, at)
        }
        Deed::Finish => panels::finish(conn, &commission, &actor.login, at),
        Deed::Award => {
            holds::require_none(conn, &commission)?;
            require_scored(&commission)?;
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let points = crate::bids::price_points_of(conn, &commission, &pack)?;
            bids::award(conn, &commission, points, &actor.login, at).map(drop)
        }
    }
}

fn require_scored(commission: &Commission) -> Outcome<()> {
    if commission.state == State::Scored {
        return Ok(());
    }
    let (zh, en) = ("评审小组尚未完成评分，或已经授标。", "The marking is not finished, or the award was made.");
    Err(Failure::refused(Code::WrongState, zh, en))
}
