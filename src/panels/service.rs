//! Use cases: draw the panel, declare, mark, submit, change, finish.

use super::collusion;
use super::low_price;
use super::model::{Change, Declaration, Ground, PanelMark};
use super::remaining::{self, OutBid, Remaining, RemainingInputs, Verdict};
use super::rules::{self, Difference, MarkFault, MarksInputs};
use super::signs::{self, BidFacts, Sign};
use super::store;
use crate::assignments::model::Seat;
use crate::assignments::panel;
use crate::assignments::service::Seeds;
use crate::audit::DecisionKind;
use crate::bids::model::{Standing, TechnicalMark};
use crate::bids::{Bid, service as bids};
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, holds, service as commissions};
use crate::conflicts::service::Snapshot;
use crate::orders::model::{Factor, FactorKind};
use crate::orders::people::require_reason;
use crate::orders::service as orders;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Pack, Route};
use crate::registry::service as registry;
use crate::terms::{Instant, Score};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Members where neither law nor route sets a number.
const USUAL_MEMBERS: u32 = 3;

/// One seat of the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Member {
    pub seat: i32,
    #[serde(skip)]
    pub expert_id: String,
    /// Registry number.
    pub number: String,
    pub name: String,
    pub employer: String,
    pub declaration: Option<Declaration>,
    pub submitted: bool,
}

impl Member {
    /// True unless a conflict vacated the seat.
    pub fn sits(&self) -> bool {
        self.declaration.as_ref().is_none_or(|said| !said.has_conflict)
    }
}

/// Everything on record about a panel.
pub struct Panel {
    pub members: Vec<Member>,
    /// What is marked; without the price.
    pub factors: Vec<Factor>,
    /// Admitted bids, by id.
    pub bids: Vec<Bid>,
    marks: Vec<PanelMark>,
    pub changes: Vec<Change>,
}

impl Panel {
    fn bid_ids(&self) -> Vec<String> {
        self.bids.iter().map(|bid| bid.id.clone()).collect()
    }

    /// Seats that mark.
    pub(super) fn seats(&self) -> Vec<i32> {
        self.members.iter().filter(|member| member.sits()).map(|member| member.seat).collect()
    }

    /// True once every member has submitted: then marks are no longer hidden.
    pub fn is_complete(&self) -> bool {
        let mut sitting = self.members.iter().filter(|member| member.sits()).peekable();
        sitting.peek().is_some() && sitting.all(|member| member.submitted)
    }

    /// The marks that may be shown to the seat: its own, and all of them once the panel is complete.
    pub fn marks_for(&self, seat: Option<i32>) -> Vec<PanelMark> {
        let whole = self.is_complete();
        self.marks.iter().filter(|mark| whole || Some(mark.seat) == seat).cloned().collect()
    }

    /// Objective factors on which members differ; nothing before all have submitted.
    pub fn differences(&self) -> Vec<Difference> {
        if self.is_complete() { rules::differences(&self.factors, &self.bid_ids(), &self.marks) } else { Vec::new() }
    }

    fn inputs(&self, commission: &Commission) -> MarksInputs {
        MarksInputs {
            commission: commission.number.clone(),
            factors: self.factors.clone(),
            bids: self.bid_ids(),
            seats: self.seats(),
            submitted: self.members.iter().filter(|m| m.submitted).map(|m| m.seat).collect(),
            marks: self.marks.clone(),
            changes: self.changes.clone(),
        }
    }
}

/// The panel of a commission; bids only after their opening.
pub fn panel(conn: &mut Conn, commission: &Commission) -> Outcome<Panel> {
    let id = commission.id.as_str();
    let (declared, submitted) = (store::declarations(conn, id)?, store::submitted(conn, id)?);
    let member = |seat: Seat| Member {
        declaration: declared.iter().find(|said| said.seat == seat.seat).cloned(),
        submitted: submitted.contains(&seat.seat),
        seat: seat.seat,
        expert_id: seat.expert_id,
        number: seat.expert_number,
        name: seat.expert_name,
        employer: seat.employer,
    };
    let members = panel::seats(conn, id)?.into_iter().map(member).collect();
    let order = orders::of(conn, commission)?;
    let factors = order.map(|order| order.requirement.factors).unwrap_or_default();
    let ranked = |bid: &Bid| !matches!(bid.standing, Standing::Received | Standing::Rejected);
    let mut bids: Vec<Bid> = bids::of_commission(conn, id)?.into_iter().filter(ranked).collect();
    bids.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Panel {
        members,
        factors: factors.into_iter().filter(|factor| factor.kind != FactorKind::Price).collect(),
        bids,
        marks: store::marks(conn, id)?,
        changes: store::changes(conn, id)?,
    })
}

fn refused(fault: &MarkFault) -> Failure {
    let code = if matches!(fault, MarkFault::Waiting(_)) { Code::WrongState } else { Code::RuleForbids };
    Failure::Refused {
        code, why: fault.sentence(), grounds: vec!["财政部令第87号第六十四条（P-64）".to_owned()]
    }
}

fn require_opened(conn: &mut Conn, commission: &Commission) -> Outcome<()> {
    holds::require_none(conn, commission)?;
    if commission.state == State::Opened {
        return Ok(());
    }
    let (zh, en) =
        ("评审小组只在开标后、评分结束前工作。", "The panel works between the opening and the end of the marking.");
    Err(Failure::refused(Code::WrongState, zh, en))
}

/// Draws as many members as are missing, without anybody in conflict with the bidders.
pub fn draw(
    conn: &mut Conn,
    (pack, route): (&Pack, &Route),
    snapshot: &Snapshot,
    commission: &Commission,
    seeds: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Seat>> {
    require_opened(conn, commission)?;
    require_enough(conn, route, commission)?;
    let panel = panel(conn, commission)?;
    if panel.factors.is_empty() {
        let (zh, en) =
            ("该委托没有委托单，没有需要评分的因素。", "The commission has no order, so there is nothing to mark.");
        return Err(Failure::refused(Code::RuleForbids, zh, en));
    }
    let wanted = route.panel.as_ref().map_or(USUAL_MEMBERS, |rule| rule.members(commission.ceiling));
    let sitting = u32::try_from(panel.seats().len()).unwrap_or(u32::MAX);
    let missing = wanted.saturating_sub(sitting);
    if missing == 0 {
        let (zh, en) = ("评审小组已经满员。", "The panel is complete.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let excluded = panel::decide_eligibility(conn, pack, snapshot, commission, actor, at)?;
    panel::draw(conn, commission, missing, &excluded, seeds, actor, at)
}

/// The expert's seat on this panel; anybody else does not learn that there is one.
fn own(panel: &Panel, expert_id: &str) -> Outcome<Member> {
    let own = panel.members.iter().find(|member| member.expert_id == expert_id);
    own.cloned().ok_or_else(|| Failure::not_found("评审席位", "seat"))
}

/// Takes a member's declaration, once; a conflict vacates the seat.
pub fn declare(
    conn: &mut Conn,
    commission: &Commission,
    expert_id: &str,
    (has_conflict, reason): (bool, &str),
    at: Instant,
) -> Outcome<()> {
    require_opened(conn, commission)?;
    let member = own(&panel(conn, commission)?, expert_id)?;
    if member.declaration.is_some() {
        let (zh, en) = ("您已经声明过。", "You have declared already.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    let reason = if has_conflict { require_reason(reason)? } else { reason.trim() };
    let said = Declaration { seat: member.seat, has_conflict, reason: reason.to_owned(), declared_at: at };
    store::declare(conn, commission.id.as_str(), &said)
}

fn require_marking(member: &Member) -> Outcome<()> {
    let (zh, en) = match &member.declaration {
        None => ("请先声明与各投标人有无利害关系。", "Declare your interests first."),
        Some(said) if said.has_conflict => ("您已声明利害关系并回避。", "You declared a conflict and left the panel."),
        Some(_) => return Ok(()),
    };
    Err(Failure::refused(Code::RuleForbids, zh, en))
}

/// The panel and the expert's seat on it, while the panel works and the member has declared.
pub(super) fn working_member(conn: &mut Conn, commission: &Commission, expert_id: &str) -> Outcome<(Panel, Member)> {
    require_opened(conn, commission)?;
    let known = panel(conn, commission)?;
    let member = own(&known, expert_id)?;
    require_marking(&member)?;
    Ok((known, member))
}

/// Writes a member's marks; with `submit` they are final, and must be complete.
pub fn mark(
    conn: &mut Conn,
    commission: &Commission,
    expert_id: &str,
    (marks, submit): (&[(String, String, Score)], bool),
    at: Instant,
) -> Outcome<()> {
    let (known, member) = working_member(conn, commission, expert_id)?;
    if member.submitted {
        let (zh, en) = (
            "您的评分已经提交，只能按第六十四条的四种情形更正。",
            "Your marks are submitted; they change on the four grounds alone.",
        );
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    for (bid, factor, points) in marks {
        let mark = PanelMark { seat: member.seat, bid: bid.clone(), factor: factor.clone(), points: *points };
        rules::check_mark(&known.factors, &known.bid_ids(), &mark).map_err(|fault| refused(&fault))?;
        store::put_mark(conn, commission.id.as_str(), &mark)?;
    }
    if submit {
        let now = store::marks(conn, commission.id.as_str())?;
        rules::require_complete(&known.factors, &known.bid_ids(), member.seat, &now)
            .map_err(|fault| refused(&fault))?;
        store::submit(conn, commission.id.as_str(), member.seat, at)?;
    }
    Ok(())
}

/// A change that a member asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub bid: &'a str,
    pub factor: &'a str,
    pub points: Score,
    pub ground: Ground,
    pub reason: &'a str,
}

/// Changes a member's own mark after all have submitted; the old one is kept.
pub fn change(
    conn: &mut Conn,
    commission: &Commission,
    expert_id: &str,
    asked: &Asked<'_>,
    at: Instant,
) -> Outcome<()> {
    let (known, member) = working_member(conn, commission, expert_id)?;
    if !known.is_complete() {
        return Err(refused(&MarkFault::Waiting(waiting(&known))));
    }
    let reason = require_reason(asked.reason)?;
    let of = |mark: &&PanelMark| mark.seat == member.seat && mark.bid == asked.bid && mark.factor == asked.factor;
    let old = known.marks.iter().find(of).ok_or_else(|| Failure::not_found("评分", "mark"))?;
    rules::may_change(&known.factors, &known.marks, old, asked.ground).map_err(|fault| refused(&fault))?;
    let new = PanelMark { points: asked.points, ..old.clone() };
    rules::check_mark(&known.factors, &known.bid_ids(), &new).map_err(|fault| refused(&fault))?;
    store::put_mark(conn, commission.id.as_str(), &new)?;
    let change = Change {
        seat: member.seat,
        bid: asked.bid.to_owned(),
        factor: asked.factor.to_owned(),
        old: old.points,
        new: asked.points,
        ground: asked.ground,
        reason: reason.to_owned(),
        changed_at: at,
    };
    store::insert_change(conn, commission.id.as_str(), &change)
}

fn waiting(panel: &Panel) -> Vec<i32> {
    panel.members.iter().filter(|m| m.sits() && !m.submitted).map(|m| m.seat).collect()
}

/// Ends the marking; the marks go to the ranking. What is to be ruled on is ruled on, and enough bidders are left.
pub fn finish(
    conn: &mut Conn,
    (vault, route): (&Vault, &Route),
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    require_opened(conn, commission)?;
    low_price::service::require_ruled(conn, commission)?;
    let known = panel(conn, commission)?;
    collusion::service::require_ruled(conn, vault, commission, &known)?;
    let (left, judged) = require_enough(conn, route, commission)?;
    if judged.verdict == Verdict::GoesOn {
        record_left(conn, commission, (&left, &judged), actor, at)?;
    }
    let inputs = known.inputs(commission);
    let outcome = rules::finish(&inputs).map_err(|fault| refused(&fault))?;
    let decided = Decided { kind: DecisionKind::PanelMarks, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &outcome)?;
    let technical = |mark: &PanelMark| {
        let maximum = known.factors.iter().find(|f| f.name == mark.factor).map(|f| f.points).unwrap_or_default();
        let (seat, criterion) = (mark.seat, mark.factor.clone());
        (mark.bid.clone(), TechnicalMark { seat, criterion, maximum, points: mark.points, given: None })
    };
    let marks: Vec<(String, TechnicalMark)> = outcome.marks.iter().map(technical).collect();
    bids::mark(conn, commission, &marks, actor, at)
}

/// Who is left of the bidders and what the route says of their number.
fn left(conn: &mut Conn, route: &Route, commission: &Commission) -> Outcome<(RemainingInputs, Remaining)> {
    let inputs = remaining_inputs(conn, commission, (route.code.clone(), remaining::figures(route)))?;
    let judged = remaining::judge(&inputs);
    Ok((inputs, judged))
}

/// What a judgement of the bidders left rests on, from the tables and the route's figures.
pub(super) fn remaining_inputs(
    conn: &mut Conn,
    commission: &Commission,
    (route, (least, at_least)): (String, (Option<remaining::Least>, Option<remaining::Least>)),
) -> Outcome<RemainingInputs> {
    let mut bids = bids::of_commission(conn, commission.id.as_str())?;
    bids.sort_by(|a, b| a.id.cmp(&b.id));
    let out = |bid: &Bid| OutBid { bid: bid.id.clone(), code: bid.rejection_code.clone().unwrap_or_default() };
    let (gone, left): (Vec<&Bid>, Vec<&Bid>) = bids.iter().partition(|bid| bid.standing == Standing::Rejected);
    Ok(RemainingInputs {
        commission: commission.number.clone(),
        route,
        least,
        at_least,
        out: gone.into_iter().map(out).collect(),
        left: left.into_iter().map(|bid| bid.id.clone()).collect(),
    })
}

/// Refuses to evaluate with fewer bidders than the route goes on with.
fn require_enough(conn: &mut Conn, route: &Route, commission: &Commission) -> Outcome<(RemainingInputs, Remaining)> {
    let (inputs, judged) = left(conn, route, commission)?;
    if judged.verdict == Verdict::Fails {
        let grounds = vec![judged.article];
        return Err(Failure::Refused { code: Code::RuleForbids, why: judged.wording, grounds });
    }
    Ok((inputs, judged))
}

fn record_left(
    conn: &mut Conn,
    commission: &Commission,
    (inputs, judged): (&RemainingInputs, &Remaining),
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    let decided = Decided { kind: DecisionKind::BiddersLeft, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, inputs, judged)
}

/// Ends an opened commission with fewer bidders than its route goes on with.
pub fn fail(conn: &mut Conn, route: &Route, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    let (inputs, judged) = left(conn, route, commission)?;
    if commission.state != State::Opened || judged.verdict != Verdict::Fails {
        let (zh, en) = ("有效投标人数已够，应当继续评审。", "Enough bidders are left; the evaluation goes on.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    record_left(conn, commission, (&inputs, &judged), actor, at)?;
    commissions::advance(conn, &commission.id, State::Failed, actor, &judged.wording.zh, at).map(drop)
}

/// Whether nothing remains but to end the commission.
pub fn has_failed(conn: &mut Conn, route: &Route, commission: &Commission) -> Outcome<bool> {
    Ok(commission.state == State::Opened && left(conn, route, commission)?.1.verdict == Verdict::Fails)
}

/// What the marking rested on, from the tables.
pub(super) fn marks_inputs(conn: &mut Conn, commission: &Commission) -> Outcome<MarksInputs> {
    Ok(panel(conn, commission)?.inputs(commission))
}

/// Signs of collusion among the bids that are marked; the panel rules on them.
pub fn signs(conn: &mut Conn, vault: &Vault, panel: &Panel) -> Outcome<Vec<Sign>> {
    let mut facts = Vec::with_capacity(panel.bids.len());
    let mut prints = match panel.bids.first() {
        Some(bid) => bids::prints(conn, &bid.commission_id)?,
        None => BTreeMap::new(),
    };
    for bid in &panel.bids {
        let known = registry::institution(conn, vault, &bid.institution_id)?;
        facts.push(BidFacts {
            bid: bid.id.clone(),
            name: bid.institution_name.clone(),
            price: bid.price,
            legal_representative: known.legal_representative,
            contact: format!("{} {}", known.contact_name, known.phone_masked),
            prints: prints.remove(&bid.id).unwrap_or_default(),
        });
    }
    Ok(signs::signs(&facts))
}
