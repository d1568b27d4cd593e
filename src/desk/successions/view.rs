//! What may be seen of a succession: the ranked bidders and every proposal, by finance and supervisor.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::bids::{Bid, Standing, service as bids};
use crate::commissions::{Commission, State, service as commissions};
use crate::desk::commissions::reach::Sight;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::remedies::succession::service::{self as succession, Succession};
use crate::remedies::succession::{Cause, Choice};
use crate::terms::{Fen, Instant, Score};
use serde::Serialize;
use utoipa::ToSchema;

/// A bidder as it was ranked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankedBidder {
    pub rank: i32,
    pub institution: String,
    #[schema(value_type = i64)]
    pub price: Fen,
    #[schema(value_type = Option<String>)]
    pub total: Option<Score>,
    pub is_winner: bool,
    /// It was the winner and fell away.
    pub is_passed: bool,
}

/// A proposal with what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuccessionBody {
    pub cause: Cause,
    pub choice: Choice,
    pub reason: String,
    /// The winner that falls away.
    pub passed: String,
    /// Who follows, once it is approved.
    pub next: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub proposed_at: Instant,
    /// `None` until it is decided.
    pub is_approved: Option<bool>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<Instant>,
    pub because: Option<String>,
}

/// Who may follow, and what was proposed and decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuccessionFile {
    pub number: String,
    pub project: String,
    pub state: State,
    pub ranked: Vec<RankedBidder>,
    pub successions: Vec<SuccessionBody>,
    #[serde(skip)]
    pub proposed_by: Option<String>,
}

/// The commission that this act reaches.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    let missing = || Failure::not_found("委托", "commission");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    if Sight::of(actor, act)?.covers_work(conn, &commission)? { Ok(commission) } else { Err(missing()) }
}

/// The file for its reader.
pub fn file(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<SuccessionFile> {
    let commission = reached(conn, actor, Act::ReadSuccession, number)?;
    let all = bids::of_commission(conn, commission.id.as_str())?;
    let known = succession::of(conn, &commission)?;
    let name =
        |id: &str| all.iter().find(|bid| bid.id == id).map_or_else(|| id.to_owned(), |b| b.institution_name.clone());
    let body = |one: &Succession| SuccessionBody {
        cause: one.cause,
        choice: one.choice,
        reason: one.reason.clone(),
        passed: name(&one.passed),
        next: one.next.as_deref().map(name),
        proposed_at: one.proposed.at,
        is_approved: one.is_approved,
        decided_at: one.decided.as_ref().map(|signed| signed.at),
        because: one.decided_because.clone(),
    };
    let passed = |bid: &Bid| known.iter().any(|one| one.is_approved == Some(true) && one.passed == bid.id);
    let ranked = |bid: &Bid| {
        Some(RankedBidder {
            rank: bid.position?,
            institution: bid.institution_name.clone(),
            price: bid.price,
            total: bid.total,
            is_winner: bid.standing == Standing::Awarded,
            is_passed: passed(bid),
        })
    };
    Ok(SuccessionFile {
        project: commission.project_name.clone(),
        state: commission.state,
        ranked: all.iter().filter_map(ranked).collect(),
        successions: known.iter().map(body).collect(),
        proposed_by: known.iter().find(|one| one.is_approved.is_none()).map(|one| one.proposed.by.clone()),
        number: commission.number,
    })
}
