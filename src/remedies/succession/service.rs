//! Use cases: propose who follows, decide on it.

use super::rules::{self, Cause, Choice, RankedCandidate, Refusal, SuccessionInputs};
use super::store;
use crate::audit::{DecisionKind, service as audit};
use crate::bids::{Standing, service as bids};
use crate::commissions::decisions::{self, Decided};
use crate::commissions::holds::{self, Hold, HoldCause};
use crate::commissions::{Commission, State, service as commissions};
use crate::orders::people::require_reason;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::Route;
use crate::registry::model::Signed;
use crate::remedies::model::Finding;
use crate::remedies::service::{self as remedies, By};
use crate::terms::Instant;

/// A proposal with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    pub id: String,
    pub cause: Cause,
    pub choice: Choice,
    pub reason: String,
    /// The winner that falls away.
    pub passed: String,
    /// Who follows, once it is approved.
    pub next: Option<String>,
    pub proposed: Signed,
    /// `None` until it is decided.
    pub is_approved: Option<bool>,
    pub decided: Option<Signed>,
    pub decided_because: Option<String>,
}

/// The successions of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Succession>> {
    store::of(conn, commission.id.as_str())
}

/// When the present winner followed another; `None` where it was the first.
pub fn latest(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Instant>> {
    let approved = of(conn, commission)?.into_iter().filter(|known| known.is_approved == Some(true));
    Ok(approved.filter_map(|known| known.decided).map(|signed| signed.at).max())
}

fn wrong_state<T>(zh: &str, en: &str) -> Outcome<T> {
    Err(Failure::refused(Code::WrongState, zh, en))
}

fn refused(refusal: Refusal) -> Failure {
    Failure::Refused { code: Code::RuleForbids, why: refusal.why, grounds: vec![refusal.article.to_owned()] }
}

/// Proposes who follows the present winner; one proposal at a time.
pub fn propose(
    conn: &mut Conn,
    route: &Route,
    commission: &Commission,
    (cause, choice, reason): (Cause, Choice, &str),
    by: By<'_>,
) -> Outcome<String> {
    if commission.state != State::Awarded {
        return wrong_state(
            "只有已确定中选、尚未签订合同的委托可以另行确定。",
            "Only between the award and the contract.",
        );
    }
    if of(conn, commission)?.iter().any(|known| known.is_approved.is_none()) {
        return Err(Failure::refused(Code::Duplicate, "已有待决定的提议。", "A proposal waits for its decision."));
    }
    let all = bids::of_commission(conn, commission.id.as_str())?;
    let Some(winner) = all.into_iter().find(|bid| bid.standing == Standing::Awarded) else {
        return wrong_state("该委托没有中选机构。", "Nobody was awarded.");
    };
    let new = Succession {
        id: uuid::Uuid::now_v7().to_string(),
        cause,
        choice,
        reason: require_reason(reason)?.to_owned(),
        passed: winner.id,
        next: None,
        proposed: Signed { by: by.login.to_owned(), at: by.at },
        is_approved: None,
        decided: None,
        decided_because: None,
    };
    rules::may_propose(&inputs(conn, commission, (&new, ""), least(route))?).map_err(refused)?;
    store::insert(conn, commission.id.as_str(), &new)?;
    let detail = format!("{} {}", cause.word(), choice.word());
    audit::note(conn, by.at, by.login, "succession-proposed", &commission.number, &detail)?;
    Ok(new.id)
}

/// The fewest bidders with whom the route goes on.
fn least(route: &Route) -> u32 {
    let few = route.bidders_at_least.as_ref().or(route.bidders.as_ref());
    few.map_or(1, |least| least.count)
}

/// What a decision rests on, from the tables; `least` is the route's figure of its day.
pub(super) fn inputs(
    conn: &mut Conn,
    commission: &Commission,
    (one, decided_by): (&Succession, &str),
    least: u32,
) -> Outcome<SuccessionInputs> {
    let all = bids::of_commission(conn, commission.id.as_str())?;
    let ranked = all.into_iter().filter_map(|bid| Some(RankedCandidate { position: bid.position?, bid: bid.id }));
    let earlier = of(conn, commission)?.into_iter().take_while(|known| known.id != one.id);
    let earlier: Vec<Succession> = earlier.filter(|known| known.is_approved == Some(true)).collect();
    let since = earlier.last().and_then(|known| known.decided.as_ref()).map(|signed| signed.at);
    let mut passed: Vec<String> = earlier.into_iter().map(|known| known.passed).collect();
    passed.push(one.passed.clone());
    let upheld = |finding: Option<Finding>| finding == Some(Finding::AffectsResult);
    let challenges = remedies::of(conn, commission)?;
    // What was found of an earlier winner is not found of the present one.
    let of_this = challenges.iter().filter(|known| since.is_none_or(|since| known.filed_at > since));
    let is_upheld = of_this.into_iter().any(|known| {
        let ruled = known.ruling.as_ref().map(|word| word.finding);
        upheld(ruled.or_else(|| known.answer.as_ref().map(|word| word.finding)))
    });
    Ok(SuccessionInputs {
        id: one.id.clone(),
        commission: commission.number.clone(),
        cause: one.cause,
        choice: one.choice,
        reason: one.reason.clone(),
        ranked: ranked.collect(),
        passed,
        least,
        is_upheld,
        proposed_by: one.proposed.by.clone(),
        decided_by: decided_by.to_owned(),
    })
}

/// Decides on the open proposal. Approved, the next is the winner, what held the commission is over and the result is
/// to be published anew; or the commission is ended, and held anew by another order.
pub fn decide(
    conn: &mut Conn,
    route: &Route,
    commission: &Commission,
    (approve, because): (bool, &str),
    by: By<'_>,
) -> Outcome<()> {
    let Some(open) = of(conn, commission)?.into_iter().find(|known| known.is_approved.is_none()) else {
        return wrong_state("没有待决定的提议。", "No proposal waits for a decision.");
    };
    if commission.state != State::Awarded {
        return wrong_state("该委托已经签订合同或者终止。", "The contract is signed, or the commission has ended.");
    }
    let because = if approve { because.trim() } else { require_reason(because)? };
    let decided = Succession {
        is_approved: Some(approve),
        decided: Some(Signed { by: by.login.to_owned(), at: by.at }),
        decided_because: Some(because.to_owned()),
        ..open
    };
    let inputs = inputs(conn, commission, (&decided, by.login), least(route))?;
    if !approve {
        store::update(conn, commission.id.as_str(), &decided)?;
        return audit::note(conn, by.at, by.login, "succession-refused", &commission.number, because);
    }
    let outcome = rules::decide(&inputs).map_err(refused)?;
    let why = outcome.wording.zh.clone();
    store::update(conn, commission.id.as_str(), &Succession { next: outcome.bid.clone(), ..decided.clone() })?;
    let record =
        Decided { kind: DecisionKind::SuccessionDecided, subject: commission.id.as_str(), by: by.login, at: by.at };
    decisions::record(conn, commission, &record, &inputs, &outcome)?;
    match outcome.bid {
        Some(next) => {
            bids::succeed(conn, commission, (&decided.passed, &next))?;
            remedies::withdraw_notice(conn, commission, by)?;
            lift(conn, commission, &why, by)
        }
        None => commissions::advance(conn, &commission.id, State::Terminated, by.login, &why, by.at).map(drop),
    }
}

/// Challenges and complaints of the earlier result hold the commission no longer; an order does.
fn lift(conn: &mut Conn, commission: &Commission, why: &str, by: By<'_>) -> Outcome<()> {
    let open: Vec<HoldCause> =
        holds::of(conn, &commission.id)?.into_iter().filter(Hold::is_open).map(|hold| hold.cause).collect();
    for cause in open.into_iter().filter(|cause| *cause != HoldCause::Order) {
        holds::lift(conn, commission, (cause, why), by.login, by.at)?;
    }
    Ok(())
}
