//! The panel that marks the bids: who may sit on it once the bidders are known, and its draw.
//!
//! Not here: marks (panels), how eligibility is taken again (replay). The conflict check runs again because the bidders are parties now (198号 art. 16).

use super::model::{BID_PANEL, Seat};
use super::service::{self, EligibilityInputs, Excluded, Seeds};
use crate::audit::DecisionKind;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::parties::Organisations;
use crate::conflicts::service::Snapshot;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::Pack;
use crate::registry::service as registry;
use crate::terms::Instant;

/// Decides who of the pool may mark the bids of this commission, and records it.
pub fn decide_eligibility(
    conn: &mut Conn,
    pack: &Pack,
    snapshot: &Snapshot,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Excluded>> {
    let inputs = inputs(conn, snapshot, commission)?;
    let excluded = service::excluded(snapshot, &inputs, &pack.conflicts)?;
    let decided = Decided { kind: DecisionKind::PanelEligibility, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &excluded)?;
    Ok(excluded)
}

/// What the eligibility of panels rests on, gathered from the tables.
pub(super) fn inputs(conn: &mut Conn, snapshot: &Snapshot, commission: &Commission) -> Outcome<EligibilityInputs> {
    let organisations = Organisations::of(conn, commission)?;
    let mut bidders: Vec<String> =
        bids::of_commission(conn, commission.id.as_str())?.into_iter().map(|bid| bid.uscc).collect();
    bidders.sort();
    let pool = registry::pool(conn)?.into_iter().map(|p| (p.number, p.person_key)).collect();
    Ok(EligibilityInputs {
        facts: snapshot.digest.clone(),
        // To an expert every bidder is reviewed.
        local: snapshot.local(&organisations.parties(commission, bidders.clone(), bidders)),
        evaluation: commission.number.clone(),
        pool,
    })
}

/// Draws `seats` members among those who may sit.
pub fn draw(
    conn: &mut Conn,
    commission: &Commission,
    seats: u32,
    excluded: &[Excluded],
    seeds: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Seat>> {
    service::draw_seats(conn, commission, (BID_PANEL, seats), excluded, seeds, actor, at)
}

/// The seats of the panel, vacated ones too, by number.
pub fn seats(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Seat>> {
    let all = service::seats_of(conn, commission_id)?;
    Ok(all.into_iter().filter(|seat| seat.purpose == BID_PANEL).collect())
}
