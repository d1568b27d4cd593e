//! The bids of a commission. Nothing is shown before the opening, not even how many came: names and
//! number of bidders are secret until then. An institution sees its own bid alone.

use super::{Reader, conflicts, plain};
use crate::accounts::permissions::Act;
use crate::accounts::service::People;
use crate::bids::model::{Bid, Standing};
use crate::bids::rules::admission::RejectionCode;
use crate::bids::rules::opening::AdmissionDecision;
use crate::bids::service as bids;
use crate::commissions::model::{Move, State};
use crate::desk::commissions::reach::Sight;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Fen, Instant, Score, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// Bids with what became of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BidsSection {
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opened_at: Option<Instant>,
    #[schema(value_type = Option<Object>)]
    pub openers: Option<Wording>,
    /// Counts and the lowest admitted price, for those who see all bids.
    pub received: Option<usize>,
    pub rejected: Option<usize>,
    #[schema(value_type = Option<i64>)]
    pub benchmark: Option<Fen>,
    /// By rank, then the rejected; empty before the opening.
    pub rows: Vec<BidRow>,
}

/// One bid. Prices are fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BidRow {
    pub rank: Option<i32>,
    pub institution: String,
    pub uscc: String,
    pub href: Option<String>,
    #[schema(value_type = i64)]
    pub price: Fen,
    #[schema(value_type = Option<String>)]
    pub technical: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub price_score: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub total: Option<Score>,
    pub state: Standing,
    /// `above_ceiling`, `not_sme`, `conflict_of_interest`, `conflict_unresolved` or, by the panel, `abnormally_low` and `collusion`.
    pub reason_code: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub reason: Option<Wording>,
    pub article: Option<&'static str>,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>, moves: &[Move]) -> Outcome<Option<BidsSection>> {
    let Some(sight) = Sight::maybe(reader.actor, Act::ReadBids) else { return Ok(None) };
    let Some(opening) = opening(moves) else {
        // That there is something sealed is no secret; anything about it is.
        let announced = moves.iter().any(|m| m.to == State::Announced.word());
        return Ok(announced.then(BidsSection::sealed));
    };
    let received = bids::of_commission(conn, reader.commission.id.as_str())?;
    let seen: Vec<&Bid> = received.iter().filter(|b| may_see(&sight, reader, b)).collect();
    if seen.is_empty() && !sight.is_whole() {
        return Ok(None);
    }
    let admissions = conflicts::admissions(conn, reader.commission)?;
    let rows = seen.into_iter().map(|b| row(reader, b, &admissions)).collect();
    let openers = People::of(conn, [opening.actor.as_str()])?.get(&opening.actor).name;
    let section = BidsSection {
        opened_at: Some(opening.moved_at),
        openers: sight.is_whole().then_some(openers),
        received: sight.is_whole().then_some(received.len()),
        rejected: sight.is_whole().then(|| received.iter().filter(|b| b.standing == Standing::Rejected).count()),
        benchmark: sight.is_whole().then(|| benchmark(&received)).flatten(),
        rows,
    };
    Ok(Some(section))
}

impl BidsSection {
    fn sealed() -> BidsSection {
        BidsSection { opened_at: None, openers: None, received: None, rejected: None, benchmark: None, rows: vec![] }
    }
}

/// The opening, if it has taken place.
pub(super) fn opening(moves: &[Move]) -> Option<&Move> {
    moves.iter().find(|m| m.to == State::Opened.word())
}

pub(super) fn may_see(sight: &Sight, reader: &Reader<'_>, bid: &Bid) -> bool {
    match sight {
        Sight::All => true,
        Sight::Division(division) => reader.commission.division == *division,
        Sight::Institution(id) => bid.institution_id == *id,
        // Experts review packages; prices of bids are no part of that.
        Sight::Expert(_) | Sight::Unit { .. } | Sight::Department { .. } => false,
    }
}

/// 评标基准价: the lowest price that was ranked (Order 87 art. 55).
fn benchmark(received: &[Bid]) -> Option<Fen> {
    received.iter().filter(|b| b.position.is_some()).map(|b| b.price).min()
}

fn row(reader: &Reader<'_>, bid: &Bid, admissions: &[AdmissionDecision]) -> BidRow {
    let decided = admissions.iter().find(|a| a.bid == bid.id).and_then(|a| a.rejection.as_ref());
    let reason = decided.map(|r| r.reason.clone()).or_else(|| bid.rejection_reason.as_deref().map(plain));
    let href = reader.may_open_institution(&bid.institution_id);
    BidRow {
        rank: bid.position,
        institution: bid.institution_name.clone(),
        uscc: bid.uscc.clone(),
        href: href.then(|| format!("/institutions/{}", bid.institution_id)),
        price: bid.price,
        technical: bid.technical,
        price_score: bid.price_points,
        total: bid.total,
        state: bid.standing,
        article: bid.rejection_code.as_deref().and_then(article),
        reason_code: bid.rejection_code.clone(),
        reason: reason.filter(|_| bid.standing == Standing::Rejected),
    }
}

/// The article that a rejection rests on; conflicts quote theirs hit by hit.
fn article(code: &str) -> Option<&'static str> {
    let articles = [
        (RejectionCode::AboveCeiling, "财政部令第87号第六十三条"),
        (RejectionCode::NotSme, "财库〔2020〕46号；财政部令第87号第六十三条"),
        (RejectionCode::AbnormallyLow, "财政部令第87号第六十条"),
    ];
    articles.into_iter().find(|(known, _)| known.word() == code).map(|(_, article)| article)
}
