//! Use cases: what stands out, ask, explain, vote; the last vote rules.

use super::rules::{self, LowPriceFigures, LowPriceInputs, LowPriceSign, Price, Vote};
use super::store;
use crate::audit::DecisionKind;
use crate::bids::rules::admission::RejectionCode;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::commissions::decisions::{self, Decided};
use crate::orders::people::require_reason;
use crate::panels::service::{self as panels, Panel};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::Routes;
use crate::terms::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// A question to a bidder with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Inquiry {
    /// Id of the bid.
    pub bid: String,
    /// The member who asked for it.
    pub seat: i32,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Instant,
    /// The last moment to explain.
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Instant,
    pub explanation: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub explained_at: Option<Instant>,
    /// By seat.
    pub votes: Vec<Vote>,
    /// `None` until every member has voted; false makes the bid void.
    pub convincing: Option<bool>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ruled_at: Option<Instant>,
}

/// The figures of the place; without them nothing stands out, and a bidder has half an hour.
pub fn figures(routes: &Routes) -> LowPriceFigures {
    let limits = &routes.limits;
    LowPriceFigures {
        of_mean: limits.low_price_of_mean.unwrap_or_default(),
        of_next: limits.low_price_of_next.unwrap_or_default(),
        of_ceiling: limits.low_price_of_ceiling.unwrap_or_default(),
        least_minutes: limits.low_price_minutes.unwrap_or(30),
    }
}

/// Prices that stand out among the bids that are marked.
pub fn signs(panel: &Panel, commission: &Commission, figures: &LowPriceFigures) -> Vec<LowPriceSign> {
    let prices: Vec<Price> = panel.bids.iter().map(|bid| Price { bid: bid.id.clone(), price: bid.price }).collect();
    rules::signs(&prices, commission.ceiling, figures)
}

/// The questions of a commission.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Inquiry>> {
    store::of(conn, commission.id.as_str())
}

/// Refuses the end of the marking while a bidder was asked and no ruling was made.
pub fn require_ruled(conn: &mut Conn, commission: &Commission) -> Outcome<()> {
    let open = of(conn, commission)?.iter().filter(|inquiry| inquiry.convincing.is_none()).count();
    if open == 0 {
        return Ok(());
    }
    let zh = format!("还有 {open} 份投标的异常低价未作出结论。");
    let en = format!("The panel has not ruled on {open} low prices.");
    Err(refused(Code::WrongState, &zh, &en))
}

fn refused(code: Code, zh: &str, en: &str) -> Failure {
    let why = crate::terms::Wording::new(zh, en);
    Failure::Refused { code, why, grounds: vec!["财政部令第87号第六十条（P-60）".to_owned()] }
}

fn find(conn: &mut Conn, commission: &Commission, bid: &str) -> Outcome<Inquiry> {
    let found = of(conn, commission)?.into_iter().find(|inquiry| inquiry.bid == bid);
    found.ok_or_else(|| Failure::not_found("报价说明要求", "question on the price"))
}

/// What a member asks.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub bid: &'a str,
    pub reason: &'a str,
    /// Time to explain.
    pub minutes: u32,
}

/// Asks a bidder how its price is possible; once for a bid.
pub fn ask(
    conn: &mut Conn,
    commission: &Commission,
    (expert_id, figures): (&str, &LowPriceFigures),
    question: Question<'_>,
    at: Instant,
) -> Outcome<()> {
    let (panel, member) = panels::working_member(conn, commission, expert_id)?;
    let reason = require_reason(question.reason)?;
    if question.minutes < figures.least_minutes || question.minutes > LONGEST_MINUTES {
        let message = format!(
            "说明时间为 {} 至 {LONGEST_MINUTES} 分钟 (from {} to {LONGEST_MINUTES} minutes)",
            figures.least_minutes, figures.least_minutes
        );
        return Err(Failure::field("minutes", message));
    }
    if !panel.bids.iter().any(|bid| bid.id == question.bid) {
        return Err(Failure::not_found("投标", "bid"));
    }
    if of(conn, commission)?.iter().any(|known| known.bid == question.bid) {
        return Err(refused(Code::Duplicate, "已经要求该投标人说明报价。", "The bidder was asked already."));
    }
    let inquiry = Inquiry {
        bid: question.bid.to_owned(),
        seat: member.seat,
        reason: reason.to_owned(),
        asked_at: at,
        due_at: Instant(at.0 + chrono::Duration::minutes(i64::from(question.minutes))),
        explanation: None,
        explained_at: None,
        votes: Vec::new(),
        convincing: None,
        ruled_at: None,
    };
    store::insert(conn, commission.id.as_str(), &inquiry)
}

/// A week: nobody keeps a panel waiting longer.
const LONGEST_MINUTES: u32 = 7 * 24 * 60;

/// The question to an institution, if there is one.
pub fn to_institution(conn: &mut Conn, commission: &Commission, institution_id: &str) -> Outcome<Option<Inquiry>> {
    let own = bids::of_commission(conn, commission.id.as_str())?;
    let own: Vec<String> = own.into_iter().filter(|b| b.institution_id == institution_id).map(|b| b.id).collect();
    Ok(of(conn, commission)?.into_iter().find(|inquiry| own.contains(&inquiry.bid)))
}

/// Takes a bidder's explanation, in place of an earlier one, until its time is over or somebody has voted.
pub fn explain(
    conn: &mut Conn,
    commission: &Commission,
    (institution_id, explanation): (&str, &str),
    at: Instant,
) -> Outcome<()> {
    let inquiry = to_institution(conn, commission, institution_id)?
        .ok_or_else(|| Failure::not_found("报价说明要求", "question on the price"))?;
    if at > inquiry.due_at || !inquiry.votes.is_empty() {
        let (zh, en) = ("说明时间已过。", "The time to explain is over.");
        return Err(refused(Code::WrongState, zh, en));
    }
    store::explain(conn, &inquiry.bid, require_reason(explanation)?, at)
}

/// Takes a member's vote; the last one rules, and a bid that convinced no majority is void.
pub fn vote(
    conn: &mut Conn,
    commission: &Commission,
    (expert_id, actor): (&str, &str),
    (bid, is_convinced, reason): (&str, bool, &str),
    at: Instant,
) -> Outcome<()> {
    let (panel, member) = panels::working_member(conn, commission, expert_id)?;
    let inquiry = find(conn, commission, bid)?;
    if !rules::may_vote(inquiry.explanation.is_some(), inquiry.due_at, at) {
        let (zh, en) = ("投标人的说明时间尚未结束。", "The bidder still has time to explain.");
        return Err(refused(Code::WrongState, zh, en));
    }
    if inquiry.convincing.is_some() || inquiry.votes.iter().any(|vote| vote.seat == member.seat) {
        return Err(refused(Code::Duplicate, "您已经表决过。", "You have voted already."));
    }
    let vote = Vote { seat: member.seat, is_convinced, reason: require_reason(reason)?.to_owned() };
    store::vote(conn, bid, &vote, at)?;
    let inputs = gather(conn, commission, &panel, (bid, at))?;
    let Ok(ruling) = rules::rule(&inputs) else { return Ok(()) };
    store::rule(conn, bid, ruling.convincing, at)?;
    if !ruling.convincing {
        bids::void(conn, bid, RejectionCode::AbnormallyLow, &ruling.wording.zh)?;
    }
    let decided = Decided { kind: DecisionKind::LowPriceRuled, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &ruling)
}

/// What a ruling rests on, from the tables.
pub(super) fn gather(
    conn: &mut Conn,
    commission: &Commission,
    panel: &Panel,
    (bid, ruled_at): (&str, Instant),
) -> Outcome<LowPriceInputs> {
    let inquiry = find(conn, commission, bid)?;
    let all = bids::of_commission(conn, commission.id.as_str())?;
    let price = all.into_iter().find(|known| known.id == bid).map(|known| known.price);
    Ok(LowPriceInputs {
        commission: commission.number.clone(),
        bid: inquiry.bid,
        price_fen: price.ok_or_else(|| Failure::not_found("投标", "bid"))?,
        reason: inquiry.reason,
        asked_at: inquiry.asked_at,
        due_at: inquiry.due_at,
        explanation: inquiry.explanation,
        ruled_at,
        seats: panel.seats(),
        votes: inquiry.votes,
    })
}
