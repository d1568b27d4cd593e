//! Use cases: raise a case, vote on it; the last vote rules.

use super::rules::{self, CollusionGround, CollusionInputs, CollusionVote, KnownSign, RuledCase};
use super::store;
use crate::audit::DecisionKind;
use crate::bids::rules::admission::RejectionCode;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::commissions::decisions::{self, Decided};
use crate::orders::people::require_reason;
use crate::panels::service::{self as panels, Panel};
use crate::panels::signs::Sign;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::{Instant, Wording};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A case with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CollusionCase)]
pub struct Case {
    pub id: String,
    pub ground: CollusionGround,
    /// Ids of the bids, in order.
    pub bids: Vec<String>,
    pub evidence: String,
    /// The member who raised it.
    pub seat: i32,
    #[schema(value_type = String, format = DateTime)]
    pub raised_at: Instant,
    /// Computed signs on the same ground among these bids, as they stood when it was raised.
    #[serde(skip)]
    pub signs: Vec<KnownSign>,
    /// By seat.
    pub votes: Vec<CollusionVote>,
    /// `None` until every member has voted; true makes the bids void.
    pub is_collusion: Option<bool>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ruled_at: Option<Instant>,
}

/// The cases of a commission, the oldest first.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Case>> {
    store::of(conn, commission.id.as_str())
}

fn refused(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Failure {
    let grounds = vec!["财政部令第87号第三十六条、第三十七条（P-37）".to_owned()];
    Failure::Refused { code, why: Wording::new(zh, en), grounds }
}

/// What a member raises.
#[derive(Clone, Debug)]
pub struct Raised<'a> {
    pub ground: CollusionGround,
    pub bids: &'a [String],
    pub evidence: &'a str,
}

/// Raises a case against bids that are marked; one on the same ground and bids at a time. Returns its id.
pub fn raise(
    conn: &mut Conn,
    vault: &Vault,
    commission: &Commission,
    (expert_id, raised): (&str, &Raised<'_>),
    at: Instant,
) -> Outcome<String> {
    let (panel, member) = panels::working_member(conn, commission, expert_id)?;
    let evidence = require_reason(raised.evidence)?.to_owned();
    let bids: BTreeSet<String> = raised.bids.iter().cloned().collect();
    if bids.len() < 2 || bids.iter().any(|bid| !panel.bids.iter().any(|known| known.id == *bid)) {
        return Err(Failure::field("bids", "须为两份以上参加评审的投标 (two or more bids that are marked)"));
    }
    let bids: Vec<String> = bids.into_iter().collect();
    let same = |case: &Case| case.ground == raised.ground && case.bids == bids;
    if of(conn, commission)?.iter().any(same) {
        return Err(refused(Code::Duplicate, "已经就此提出。", "The same case was raised already."));
    }
    let signs = panels::signs(conn, vault, &panel)?;
    let touches =
        |sign: &&Sign| sign.ground == raised.ground && sign.bids.iter().filter(|b| bids.contains(b)).count() > 1;
    let known =
        |sign: &Sign| KnownSign { code: sign.code.to_owned(), weight: sign.weight, sentence: sign.sentence.clone() };
    let case = Case {
        id: uuid::Uuid::now_v7().to_string(),
        ground: raised.ground,
        signs: signs.iter().filter(touches).map(known).collect(),
        bids,
        evidence,
        seat: member.seat,
        raised_at: at,
        votes: Vec::new(),
        is_collusion: None,
        ruled_at: None,
    };
    store::insert(conn, commission.id.as_str(), &case)?;
    Ok(case.id)
}

fn find(conn: &mut Conn, commission: &Commission, id: &str) -> Outcome<Case> {
    let found = of(conn, commission)?.into_iter().find(|case| case.id == id);
    found.ok_or_else(|| Failure::not_found("串通投标事项", "case of collusion"))
}

/// Takes a member's vote; the last one rules, and the bids of a proved case are void.
pub fn vote(
    conn: &mut Conn,
    commission: &Commission,
    (expert_id, actor): (&str, &str),
    (id, is_collusion, reason): (&str, bool, &str),
    at: Instant,
) -> Outcome<()> {
    let (panel, member) = panels::working_member(conn, commission, expert_id)?;
    let case = find(conn, commission, id)?;
    if case.is_collusion.is_some() || case.votes.iter().any(|vote| vote.seat == member.seat) {
        return Err(refused(Code::Duplicate, "您已经表决过。", "You have voted already."));
    }
    let vote = CollusionVote { seat: member.seat, is_collusion, reason: require_reason(reason)?.to_owned() };
    store::vote(conn, id, &vote, at)?;
    let inputs = gather(conn, commission, (id, at), panel.seats())?;
    let Ok(ruling) = rules::rule(&inputs) else { return Ok(()) };
    store::rule(conn, id, ruling.is_collusion, at)?;
    if ruling.is_collusion {
        for bid in &inputs.bids {
            bids::void(conn, bid, RejectionCode::Collusion, &ruling.wording.zh)?;
        }
    }
    let decided = Decided { kind: DecisionKind::CollusionRuled, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &ruling)
}

/// What a ruling rests on, from the tables.
pub(super) fn gather(
    conn: &mut Conn,
    commission: &Commission,
    (id, ruled_at): (&str, Instant),
    seats: Vec<i32>,
) -> Outcome<CollusionInputs> {
    let case = find(conn, commission, id)?;
    Ok(CollusionInputs {
        commission: commission.number.clone(),
        case: case.id,
        ground: case.ground,
        bids: case.bids,
        evidence: case.evidence,
        signs: case.signs,
        ruled_at,
        seats,
        votes: case.votes,
    })
}

/// Refuses the end of the marking while a case is open or a strong sign was not ruled on.
pub fn require_ruled(conn: &mut Conn, vault: &Vault, commission: &Commission, panel: &Panel) -> Outcome<()> {
    let cases = of(conn, commission)?;
    let open = cases.iter().filter(|case| case.is_collusion.is_none()).count();
    if open > 0 {
        let (zh, en) =
            (format!("还有 {open} 项串通投标事项未表决完毕。"), format!("{open} cases of collusion are open."));
        return Err(refused(Code::WrongState, zh, en));
    }
    let ruled: Vec<RuledCase<'_>> =
        cases.iter().map(|case| RuledCase { ground: case.ground, bids: &case.bids }).collect();
    let signs = panels::signs(conn, vault, panel)?;
    match rules::unruled(&signs, &ruled).first() {
        None => Ok(()),
        Some(sign) => {
            let (zh, en) = (&sign.sentence.zh, &sign.sentence.en);
            let zh = format!("须先对下列迹象作出认定：{zh}");
            Err(refused(Code::WrongState, zh, format!("The panel must rule on this sign first: {en}")))
        }
    }
}
