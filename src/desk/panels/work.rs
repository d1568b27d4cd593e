//! What people do on a panel, for pages and API alike.

use super::view::reached;
use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::assignments::service::Seeds;
use crate::bids::service as bids;
use crate::commissions::{Commission, State, holds};
use crate::conflicts::service as conflicts;
use crate::desk::market::institution;
use crate::desk::market::view::find;
use crate::panels::Ground;
use crate::panels::collusion::CollusionGround;
use crate::panels::collusion::service::{self as collusion, Raised};
use crate::panels::low_price::service::{self as low_price, Question};
use crate::panels::service::{self as panels, Asked};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Route, Routes, kept};
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

/// A question to a bidder how its price is possible (Order 87 art. 60).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedPrice {
    /// Id of the bid.
    pub bid: String,
    pub reason: String,
    /// Time to explain.
    #[schema(example = 60)]
    pub minutes: u32,
}

/// A member's vote on an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenVote {
    /// Id of the bid.
    pub bid: String,
    pub is_convinced: bool,
    pub reason: String,
}

/// A case of collusion that a member raises (Order 87 arts. 36, 37).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RaisedCase {
    pub ground: CollusionGround,
    /// Ids of two bids or more.
    pub bids: Vec<String>,
    /// The facts.
    pub evidence: String,
}

/// A member's vote on a case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVote {
    /// Id of the case.
    pub case: String,
    pub is_collusion: bool,
    pub reason: String,
}

/// An act on a panel.
#[derive(Clone, Debug)]
pub enum Deed {
    Draw(Seeds),
    Declare {
        has_conflict: bool,
        reason: String,
    },
    Mark {
        marks: Vec<GivenMark>,
        submit: bool,
    },
    Change(AskedChange),
    AskPrice(AskedPrice),
    Vote(GivenVote),
    Raise(RaisedCase),
    VoteCase(CaseVote),
    /// The bidder's own words on its price.
    Explain(String),
    Finish,
    /// Too few bidders are left.
    Fail,
    /// With the parties' seeds, where the first are tied.
    Award(Seeds),
}

impl Deed {
    const fn act(&self) -> Act {
        match self {
            Deed::Draw(_) => Act::DrawExperts,
            Deed::Declare { .. } | Deed::Mark { .. } | Deed::Change(_) => Act::ScoreBids,
            Deed::AskPrice(_) | Deed::Vote(_) | Deed::Raise(_) | Deed::VoteCase(_) => Act::ScoreBids,
            Deed::Explain(_) => Act::SubmitBid,
            Deed::Finish | Deed::Fail => Act::OpenBids,
            Deed::Award(_) => Act::AwardCommission,
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
    if let Deed::Explain(explanation) = deed {
        let (commission, _) = find(conn, number)?;
        return low_price::explain(conn, &commission, (&institution(actor)?, explanation), at);
    }
    let commission = reached(conn, actor, deed.act(), number)?;
    match deed {
        Deed::Draw(seeds) => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let route = route(routes, &commission)?;
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
        Deed::AskPrice(AskedPrice { bid, reason, minutes }) => {
            let question = Question { bid, reason, minutes: *minutes };
            low_price::ask(conn, &commission, (expert(actor)?, &low_price::figures(routes)), question, at)
        }
        Deed::Vote(GivenVote { bid, is_convinced, reason }) => {
            let by = (expert(actor)?, actor.login.as_str());
            low_price::vote(conn, &commission, by, (bid, *is_convinced, reason), at)
        }
        // Taken above: a bidder has no reach to the panel.
        Deed::Explain(_) => Ok(()),
        Deed::Raise(RaisedCase { ground, bids, evidence }) => {
            let raised = Raised { ground: *ground, bids, evidence };
            collusion::raise(conn, vault, &commission, (expert(actor)?, &raised), at).map(drop)
        }
        Deed::VoteCase(CaseVote { case, is_collusion, reason }) => {
            let by = (expert(actor)?, actor.login.as_str());
            collusion::vote(conn, &commission, by, (case, *is_collusion, reason), at)
        }
        Deed::Finish => panels::finish(conn, (vault, route(routes, &commission)?), &commission, &actor.login, at),
        Deed::Fail => panels::fail(conn, route(routes, &commission)?, &commission, &actor.login, at),
        Deed::Award(seeds) => {
            holds::require_none(conn, &commission)?;
            require_scored(&commission)?;
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let points = crate::bids::price_points_of(conn, &commission, &pack)?;
            bids::award_with(conn, &commission, (points, seeds), &actor.login, at).map(drop)
        }
    }
}

/// The route whose rules the commission follows.
fn route<'a>(routes: &'a Routes, commission: &Commission) -> Outcome<&'a Route> {
    Ok(routes.get(&commission.route).map_err(anyhow::Error::new)?)
}

fn require_scored(commission: &Commission) -> Outcome<()> {
    if commission.state == State::Scored {
        return Ok(());
    }
    let (zh, en) = ("评审小组尚未完成评分，或已经授标。", "The marking is not finished, or the award was made.");
    Err(Failure::refused(Code::WrongState, zh, en))
}
