//! Holds: while one lasts, a commission stands still. A handler places one by an order with its reason; a
//! challenge or a complaint places one while it may change the result.
//!
//! Not here: whether a challenge asks for one; its room says so. A commission on hold may still fail or be
//! terminated.

use super::model::{Commission, CommissionId};
use super::store::holds as store;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::{Instant, Wording};
use serde::Serialize;
use utoipa::ToSchema;

crate::words! {
    /// Why a commission stands still.
    HoldCause {
        /// A handler's order.
        Order = "order",
        /// A challenge that may change the result (政府采购法实施条例第五十四条).
        Challenge = "challenge",
        /// A complaint during which the finance department orders a pause (政府采购法第五十七条).
        Complaint = "complaint",
    }
}

/// One hold, lifted or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hold {
    pub id: String,
    pub cause: HoldCause,
    pub reason: String,
    pub placed_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Instant,
    pub lifted_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lifted_at: Option<Instant>,
    pub lifted_because: Option<String>,
}

impl Hold {
    pub const fn is_open(&self) -> bool {
        self.lifted_at.is_none()
    }
}

/// The holds of a commission, the oldest first.
pub fn of(conn: &mut Conn, id: &CommissionId) -> Outcome<Vec<Hold>> {
    store::of(conn, id.as_str())
}

/// Refuses what goes on with a commission that stands still.
pub fn require_none(conn: &mut Conn, commission: &Commission) -> Outcome<()> {
    let Some(hold) = of(conn, &commission.id)?.into_iter().find(Hold::is_open) else { return Ok(()) };
    let zh = format!("委托 {} 已于 {} 暂停：{}", commission.number, hold.placed_at.shown(), hold.reason);
    let en = format!("Commission {} is on hold since {}: {}", commission.number, hold.placed_at, hold.reason);
    Err(Failure::Refused { code: Code::WrongState, why: Wording::new(zh, en), grounds: Vec::new() })
}

/// Places a hold; one of each cause at a time.
pub fn place(
    conn: &mut Conn,
    commission: &Commission,
    (cause, reason): (HoldCause, &str),
    by: &str,
    at: Instant,
) -> Outcome<Hold> {
    if of(conn, &commission.id)?.iter().any(|hold| hold.is_open() && hold.cause == cause) {
        let (zh, en) = ("该委托已经暂停。", "The commission is on hold already.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let hold = Hold {
        id: uuid::Uuid::now_v7().to_string(),
        cause,
        reason: reason.to_owned(),
        placed_by: by.to_owned(),
        placed_at: at,
        lifted_by: None,
        lifted_at: None,
        lifted_because: None,
    };
    store::insert(conn, commission.id.as_str(), &hold)?;
    Ok(hold)
}

/// Lifts the hold of this cause.
pub fn lift(
    conn: &mut Conn,
    commission: &Commission,
    (cause, because): (HoldCause, &str),
    by: &str,
    at: Instant,
) -> Outcome<()> {
    if store::lift(conn, commission.id.as_str(), (cause, because), by, at)? {
        return Ok(());
    }
    let (zh, en) = ("该委托没有这样的暂停。", "The commission has no such hold.");
    Err(Failure::refused(Code::WrongState, zh, en))
}
