//! Use cases: draft an order, change it, hand it to its checker, check, approve, return, hold, end.

use super::model::{Order, Requirement};
use super::people;
use super::rules::{self, Allowed, Opinion, OrderInputs, RouteFacts, SmeFigures, StepDay};
use super::store;
use crate::audit::{DecisionKind, service as audit};
use crate::commissions::decisions::{self, Decided};
use crate::commissions::holds::{self, HoldCause};
use crate::commissions::separation::{self, SeparationInputs};
use crate::commissions::{Commission, CommissionId, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::codes::Body;
use crate::policy::{Calendar, Pack, Resolved, Routes, Timetable, kept};
use crate::registry::model::{Project, Signed};
use crate::registry::service as registry;
use crate::terms::{Fen, Instant, Wording};
use rust_decimal::Decimal;

/// The law an order is judged by.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    pub pack: &'a Pack,
    pub routes: &'a Routes,
    pub calendar: &'a Calendar,
}

/// An order about to be drafted.
#[derive(Clone, Debug)]
pub struct NewOrder<'a> {
    pub project: &'a Project,
    pub commissioned_by: Body,
    pub requirement: &'a Requirement,
}

/// The project of a division with this code in this year.
pub fn project(conn: &mut Conn, division: &str, code: &str, year: i32) -> Outcome<Project> {
    let found = registry::projects(conn, Some(division))?;
    let found = found.into_iter().find(|project| project.code == code && project.fiscal_year == year);
    found.ok_or_else(|| Failure::not_found("项目", "project"))
}

/// Enters an order as a draft, with its commission.
pub fn draft(conn: &mut Conn, law: Law<'_>, new: &NewOrder<'_>, by: &str, at: Instant) -> Outcome<Commission> {
    let NewOrder { project, requirement, commissioned_by } = new;
    let route = law.routes.get(&requirement.route).map_err(|e| Failure::field("route", e.to_string()))?;
    require_new(conn, project, requirement)?;
    kept::keep(conn, law.pack)?;
    let units = registry::units(conn, Some(&project.division))?;
    let unit_name = units.into_iter().find(|u| u.code == project.unit_code).map(|u| u.name);
    let commission = Commission {
        id: CommissionId::new(),
        number: commissions::next_number(conn, &project.division, project.fiscal_year)?,
        division: project.division.clone(),
        fiscal_year: project.fiscal_year,
        project_code: project.code.clone(),
        project_name: project.name.clone(),
        unit_code: project.unit_code.clone(),
        unit_name: unit_name.unwrap_or_default(),
        department_code: project.department_code.clone(),
        sector: project.sector.clone(),
        budget: project.budget,
        evaluation_kind: requirement.kind.code().to_owned(),
        route: route.code.clone(),
        ceiling: requirement.ceiling_fen,
        reference_day: requirement.announced_on,
        policy_id: law.pack.id.clone(),
        policy_version: law.pack.version().to_string(),
        state: State::Draft,
        institution_id: None,
        institution_name: None,
        version: 1,
        created_at: at,
    };
    commissions::plan(conn, &commission, by, "拟订委托")?;
    let order = Order {
        commission_id: commission.id.to_string(),
        requirement: Requirement { route: route.code.clone(), ..(*requirement).clone() },
        revision: 1,
        commissioned_by: *commissioned_by,
        drafted: Signed { by: by.to_owned(), at },
        checked: None,
        approved: None,
        returned_because: None,
    };
    store::insert(conn, &order)?;
    Ok(commission)
}

/// A project is commissioned once a year for each kind.
fn require_new(conn: &mut Conn, project: &Project, requirement: &Requirement) -> Outcome<()> {
    let of = (project.division.as_str(), project.code.as_str());
    let known = commissions::of_project_and_kind(conn, of, project.fiscal_year, requirement.kind.code())?;
    let Some(known) = known else { return Ok(()) };
    let zh = format!("该项目本年度同种评价已有委托 {}。", known.number);
    let en = format!("Commission {} evaluates this project in the same year and kind.", known.number);
    Err(Failure::refused(Code::Duplicate, zh, en))
}

/// The order of a commission; those that came in with a year's import have none.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Order>> {
    store::find(conn, commission.id.as_str())
}

fn require(conn: &mut Conn, commission: &Commission) -> Outcome<Order> {
    of(conn, commission)?.ok_or_else(|| Failure::not_found("委托单", "order"))
}

/// Writes a changed requirement. What was approved goes back to its draft and is checked and approved anew.
pub fn change(
    conn: &mut Conn,
    law: Law<'_>,
    commission: &Commission,
    requirement: &Requirement,
    by: &str,
    at: Instant,
) -> Outcome<Commission> {
    let order = require(conn, commission)?;
    let route = law.routes.get(&requirement.route).map_err(|e| Failure::field("route", e.to_string()))?;
    let commission = match commission.state {
        State::Draft => commission.clone(),
        State::Approved => commissions::advance(conn, &commission.id, State::Draft, by, "变更委托，重新复核审批", at)?,
        _ => {
            let (zh, en) = (
                "只能变更草稿或尚未公告的委托；公告后请发布澄清。",
                "Only a draft or what is not announced yet can be changed; clarify it afterwards.",
            );
            return Err(Failure::refused(Code::WrongState, zh, en));
        }
    };
    if requirement.kind.code() != commission.evaluation_kind {
        let project = project(conn, &commission.division, &commission.project_code, commission.fiscal_year)?;
        require_new(conn, &project, requirement)?;
    }
    let revised = commissions::revise(
        conn,
        Commission {
            evaluation_kind: requirement.kind.code().to_owned(),
            route: route.code.clone(),
            ceiling: requirement.ceiling_fen,
            reference_day: requirement.announced_on,
            ..commission
        },
    )?;
    let changed = Order {
        requirement: Requirement { route: route.code.clone(), ..requirement.clone() },
        revision: order.revision + 1,
        drafted: Signed { by: by.to_owned(), at },
        checked: None,
        approved: None,
        ..order
    };
    store::update(conn, &changed)?;
    Ok(revised)
}

/// What the rules say of an order that is not entered yet.
pub fn opinion_of(conn: &mut Conn, law: Law<'_>, new: &NewOrder<'_>) -> Outcome<Opinion> {
    let place = Place {
        division: &new.project.division,
        unit: &new.project.unit_code,
        department: &new.project.department_code,
    };
    let separation = separation_of(conn, &place, new.commissioned_by)?;
    let inputs = inputs(law, (String::new(), 0), new.commissioned_by, separation, new.project.budget, new.requirement)?;
    Ok(rules::judge(&inputs))
}

/// What the rules say of a commission's order as it stands.
pub fn opinion(conn: &mut Conn, law: Law<'_>, commission: &Commission, order: &Order) -> Outcome<Opinion> {
    Ok(rules::judge(&gather(conn, law, commission, order)?))
}

fn gather(conn: &mut Conn, law: Law<'_>, commission: &Commission, order: &Order) -> Outcome<OrderInputs> {
    let place =
        Place { division: &commission.division, unit: &commission.unit_code, department: &commission.department_code };
    let separation = separation_of(conn, &place, order.commissioned_by)?;
    let revision = (commission.number.clone(), order.revision);
    inputs(law, revision, order.commissioned_by, separation, commission.budget, &order.requirement)
}

/// Whose project it is.
struct Place<'a> {
    division: &'a str,
    unit: &'a str,
    department: &'a str,
}

fn separation_of(conn: &mut Conn, place: &Place<'_>, by: Body) -> Outcome<SeparationInputs> {
    let units = registry::units(conn, Some(place.division))?;
    let mut inputs = separation::inputs_of(&units, place.unit);
    if by == Body::MainDept {
        let department = units.iter().find(|unit| unit.code == place.department);
        inputs.commissioner = Some(place.department.to_owned());
        inputs.commissioner_name = department.map_or_else(|| place.department.to_owned(), |unit| unit.name.clone());
    }
    Ok(inputs)
}

fn allowed<T: Clone>(rule: Resolved<'_, Vec<T>>) -> Allowed<T> {
    match rule {
        // The national pack repeats what no text of the place says; only the place's own word binds here.
        Resolved::Is { value, basis, .. } => Some((value.clone(), basis.clone())),
        Resolved::None { .. } => None,
    }
}

fn inputs(
    law: Law<'_>,
    (commission, revision): (String, i32),
    commissioned_by: Body,
    separation: SeparationInputs,
    project_budget_fen: Fen,
    requirement: &Requirement,
) -> Outcome<OrderInputs> {
    Ok(OrderInputs {
        commission,
        revision,
        commissioned_by,
        separation,
        commissioners: allowed(law.pack.resolve(|rules| &rules.third_party.commissioners)),
        kinds: allowed(law.pack.resolve(|rules| &rules.third_party.kinds)),
        project_budget_fen,
        route: route_facts(law, requirement)?,
        sme: sme_figures(law.routes),
        requirement: requirement.clone(),
    })
}

fn route_facts(law: Law<'_>, requirement: &Requirement) -> Outcome<RouteFacts> {
    let route = law.routes.get(&requirement.route).map_err(|e| Failure::field("route", e.to_string()))?;
    let offers = law.routes.offers(requirement.funds_fen);
    let offer = offers.into_iter().find(|offer| offer.code == route.code);
    let offer = offer.ok_or_else(|| anyhow::anyhow!("route {} is not offered at all", route.code))?;
    let days = Timetable::of(route, requirement.announced_on, law.calendar).steps.into_iter();
    let days = days.filter(|step| !step.contingent).map(|step| StepDay {
        id: step.id,
        date: step.date,
        open_because: step.open_because,
        article: step.rule.article,
    });
    Ok(RouteFacts {
        code: route.code.clone(),
        name: route.name.clone(),
        offered: offer.offered,
        why: offer.why,
        basis: offer.basis.clone(),
        is_procurement: !law.routes.limits.is_below(requirement.funds_fen),
        price: route.price.as_ref().map(RouteFacts::band),
        days: days.collect(),
    })
}

fn sme_figures(routes: &Routes) -> SmeFigures {
    let limits = &routes.limits;
    SmeFigures {
        reserved_fen: limits.sme_reserved_wan.and_then(Fen::from_wan).unwrap_or(Fen(0)),
        deduction_from: limits.sme_deduction_from.unwrap_or_default(),
        deduction_to: limits.sme_deduction_to.unwrap_or(100),
    }
}

/// Hands a draft to its checker, if no rule blocks it; the judgement is recorded.
pub fn propose(conn: &mut Conn, law: Law<'_>, commission: &Commission, by: &str, at: Instant) -> Outcome<Commission> {
    let order = require(conn, commission)?;
    let inputs = gather(conn, law, commission, &order)?;
    let opinion = rules::judge(&inputs);
    if !opinion.lawful {
        return Err(unlawful(&opinion));
    }
    let moved = commissions::advance(conn, &commission.id, State::Proposed, by, "提交复核", at)?;
    let decided = Decided { kind: DecisionKind::OrderJudged, subject: commission.id.as_str(), by, at };
    decisions::record(conn, commission, &decided, &inputs, &opinion)?;
    let proposed = Order { drafted: Signed { by: by.to_owned(), at }, returned_because: None, ..order };
    store::update(conn, &proposed)?;
    Ok(moved)
}

fn unlawful(opinion: &Opinion) -> Failure {
    let stopping = opinion.findings.iter().filter(|f| f.severity != rules::Severity::Warn);
    let grounds: Vec<String> = stopping.map(|f| format!("{}（{}）", f.sentence.zh, f.article)).collect();
    let zh = format!("委托单有 {} 处不符合规定或缺少理由，见依据。", grounds.len());
    let en = format!("{} points of the order are unlawful or lack a reason; see the grounds.", grounds.len());
    Failure::Refused { code: Code::RuleForbids, why: Wording::new(zh, en), grounds }
}

/// What a checker or an approver says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    Pass,
    /// Back to the handler, with the reason.
    Return(String),
}

/// The checker's word; never by who drafted.
pub fn check(conn: &mut Conn, commission: &Commission, ruling: &Ruling, by: &str, at: Instant) -> Outcome<Commission> {
    let order = require(conn, commission)?;
    people::require_other_person(&[&order.drafted.by], by)?;
    rule(conn, (commission, State::Proposed, State::Planned), ruling, (by, "复核通过"), at, |signed| Order {
        checked: Some(signed),
        ..order.clone()
    })
}

/// The approver's word; never by who drafted or checked.
pub fn approve(
    conn: &mut Conn,
    commission: &Commission,
    ruling: &Ruling,
    by: &str,
    at: Instant,
) -> Outcome<Commission> {
    let order = require(conn, commission)?;
    let mut signed = vec![order.drafted.by.as_str()];
    signed.extend(order.checked.as_ref().map(|checked| checked.by.as_str()));
    people::require_other_person(&signed, by)?;
    rule(conn, (commission, State::Planned, State::Approved), ruling, (by, "审批同意"), at, |signed| Order {
        approved: Some(signed),
        ..order.clone()
    })
}

fn rule(
    conn: &mut Conn,
    (commission, from, to): (&Commission, State, State),
    ruling: &Ruling,
    (by, passed): (&str, &str),
    at: Instant,
    signed: impl Fn(Signed) -> Order,
) -> Outcome<Commission> {
    if commission.state != from {
        let (zh, en) = ("委托不在这一环节。", "The commission is not at this step.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let order = signed(Signed { by: by.to_owned(), at });
    let (target, reason, order) = match ruling {
        Ruling::Pass => (to, passed.to_owned(), order),
        Ruling::Return(reason) => {
            let reason = people::require_reason(reason)?.to_owned();
            let back = Order { checked: None, approved: None, returned_because: Some(reason.clone()), ..order };
            (State::Draft, format!("退回：{reason}"), back)
        }
    };
    store::update(conn, &order)?;
    commissions::advance(conn, &commission.id, target, by, &reason, at)
}

/// Stops a commission for a while.
pub fn hold(conn: &mut Conn, commission: &Commission, reason: &str, by: &str, at: Instant) -> Outcome<()> {
    let reason = people::require_reason(reason)?;
    holds::place(conn, commission, (HoldCause::Order, reason), by, at)?;
    audit::note(conn, at, by, "commission-held", &commission.number, reason)
}

/// Lets it go on.
pub fn release(conn: &mut Conn, commission: &Commission, reason: &str, by: &str, at: Instant) -> Outcome<()> {
    let reason = people::require_reason(reason)?;
    holds::lift(conn, commission, (HoldCause::Order, reason), by, at)?;
    audit::note(conn, at, by, "commission-released", &commission.number, reason)
}

/// Ends a commission for good; it stays on record with the reason.
pub fn terminate(conn: &mut Conn, commission: &Commission, reason: &str, by: &str, at: Instant) -> Outcome<Commission> {
    let reason = people::require_reason(reason)?;
    commissions::advance(conn, &commission.id, State::Terminated, by, reason, at)
}

/// Points of the price in an order, of 100.
pub fn price_points(order: &Order) -> Decimal {
    let prices = order.requirement.factors.iter().filter(|f| f.kind == super::model::FactorKind::Price);
    prices.map(|f| f.points.0).sum()
}
