//! Use cases: find a violation, propose a level, decide either, appeal, answer. What a level asks for takes effect in
//! the transaction that decides it.

use super::facts;
use super::model::{Content, CreditRule, Determination, Inputs, Matter, Measure};
use super::rules::{index, measure};
use super::store;
use crate::audit::model::DecisionId;
use crate::audit::{DecisionKind, NewDecision, service as audit};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::codes::InstitutionViolation;
use crate::policy::{Pack, kept};
use crate::registry::model::{Signed, Status};
use crate::registry::rules::standing::{Refusal, State, may_step};
use crate::registry::service as registry;
use crate::registry::standing::{By, refused, text};
use crate::terms::Day;

/// What somebody says an institution did.
pub struct Found<'a> {
    pub code: InstitutionViolation,
    pub found_on: Day,
    /// Number of the commission it belongs to, if any.
    pub commission: Option<&'a str>,
    /// What happened, and what shows it.
    pub reason: &'a str,
}

/// Proposes to put a violation on record; another person decides.
pub fn find_violation(
    conn: &mut Conn,
    vault: &Vault,
    (division, institution): (&str, &str),
    found: &Found<'_>,
    by: &By<'_>,
) -> Outcome<Matter> {
    let institution = registry::institution(conn, vault, institution)?;
    if found.found_on > by.at.day_in_china() {
        return Err(Failure::field("found_on", "查实日期不能晚于今天 (not later than today)"));
    }
    let commission = match found.commission.map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => Some(commission_of(conn, division, &institution.id, number)?),
        None => None,
    };
    let content = Content::Violation { code: found.code, found_on: found.found_on, commission };
    propose(conn, division, &institution.id, content, text("reason", found.reason)?, by)
}

/// The number of a commission that the institution was given by the division.
fn commission_of(conn: &mut Conn, division: &str, institution: &str, number: &str) -> Outcome<String> {
    let absent = || Failure::field("commission", "该机构没有这项委托 (the institution has no such commission)");
    let found = crate::commissions::service::by_id_or_number(conn, number).map_err(|_| absent())?;
    let is_its = found.division == division && found.institution_id.as_deref() == Some(institution);
    if is_its { Ok(found.number) } else { Err(absent()) }
}

/// Proposes the level that follows from the facts of this day, with what it asks for; another person decides.
pub fn propose_level(
    conn: &mut Conn,
    pack: &Pack,
    (division, institution): (&str, &str),
    reason: &str,
    by: &By<'_>,
) -> Outcome<Matter> {
    let inputs = gather(conn, pack, division, institution, by.at.day_in_china())?;
    let outcome = index::determine(&inputs);
    if outcome.level.is_none() {
        let (zh, en) = ("该机构没有可计入的任务，无从评定。", "The institution has no record that counts.");
        return Err(Failure::refused(Code::RuleForbids, zh, en));
    }
    let content = Content::Level { inputs: Box::new(inputs), outcome: Box::new(outcome) };
    propose(conn, division, institution, content, text("reason", reason)?, by)
}

/// The rule of a place.
///
/// # Errors
/// Neither the place nor the nation has one.
pub fn rule(pack: &Pack) -> Outcome<CreditRule> {
    CreditRule::of(pack).ok_or_else(|| {
        let (zh, en) = ("该地没有机构评级规则。", "This place has no rule for rating institutions.");
        Failure::refused(Code::RuleForbids, zh, en)
    })
}

fn gather(conn: &mut Conn, pack: &Pack, division: &str, institution: &str, as_of: Day) -> Outcome<Inputs> {
    let own = facts::book(conn, division, as_of)?.of(conn, institution, &rule(pack)?)?;
    own.ok_or_else(|| Failure::not_found("信用记录", "credit record"))
}

fn propose(
    conn: &mut Conn,
    division: &str,
    institution: &str,
    content: Content,
    reason: String,
    by: &By<'_>,
) -> Outcome<Matter> {
    let open = |m: &Matter| m.institution_id == institution && m.state == State::Proposed;
    let same = |m: &Matter| match (&m.content, &content) {
        (Content::Level { .. }, Content::Level { .. }) => true,
        (a, b) => a == b,
    };
    if store::of_division(conn, division)?.iter().any(|m| open(m) && same(m)) {
        let (zh, en) = ("同一事项已在办理中，办结后才能再提出。", "The same matter is under way.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    let matter = Matter {
        id: uuid::Uuid::now_v7().to_string(),
        division: division.to_owned(),
        institution_id: institution.to_owned(),
        content,
        reason,
        state: State::Proposed,
        proposed: Signed { by: by.login.to_owned(), at: by.at },
        ended: None,
        ended_because: None,
        appeal: None,
        appealed_at: None,
        answer: None,
        answered: None,
        is_lifted: false,
        version: 1,
    };
    store::insert(conn, &matter)?;
    note(conn, by, "credit-proposed", &matter, &matter.reason)?;
    Ok(matter)
}

/// Decides a proposal, or refuses it with the reason. A level is decided on the facts of its proposal: have those of the
/// institution changed, it must be proposed anew.
pub fn decide(
    conn: &mut Conn,
    vault: &Vault,
    pack: &Pack,
    mut matter: Matter,
    refused_because: Option<&str>,
    by: &By<'_>,
) -> Outcome<Matter> {
    may_step(matter.state, State::Proposed, by.login, &matter.people()).map_err(refused)?;
    matter.ended = Some(Signed { by: by.login.to_owned(), at: by.at });
    if let Some(because) = refused_because {
        matter.ended_because = Some(text("because", because)?);
        matter.state = State::Refused;
        return saved(conn, matter, "credit-refused", by);
    }
    matter.state = State::Done;
    if let Content::Level { inputs, outcome } = &matter.content {
        let now = gather(conn, pack, &matter.division, &matter.institution_id, inputs.as_of)?;
        // The peers may have moved on; what is said of this institution must not have.
        if (&now.facts, &now.rule) != (&inputs.facts, &inputs.rule) {
            let (zh, en) =
                ("提出后该机构的事实或规则已变，请重新提出。", "Its facts or the rules changed since; propose anew.");
            return Err(Failure::refused(Code::WrongState, zh, en));
        }
        record(conn, pack, &matter, (inputs, outcome), by)?;
        let before = in_force(conn, &matter)?;
        enforce(conn, vault, &matter.institution_id, before, outcome.measure, by)?;
    }
    saved(conn, matter, "credit-decided", by)
}

fn record(
    conn: &mut Conn,
    pack: &Pack,
    matter: &Matter,
    (inputs, outcome): (&Inputs, &Determination),
    by: &By<'_>,
) -> Outcome<()> {
    let new = NewDecision {
        division: matter.division.clone(),
        kind: DecisionKind::CreditLevel,
        subject: matter.id.clone(),
        policy_id: pack.id.clone(),
        policy_version: kept::keep(conn, pack)?.to_string(),
        inputs: serde_json::to_value(inputs)?,
        outcome: serde_json::to_value(outcome)?,
        decided_by: by.login.to_owned(),
        decided_at: by.at,
    };
    audit::record(conn, &DecisionId::new(), &new)
}

/// The measure of the latest level in force besides this matter.
fn in_force(conn: &mut Conn, besides: &Matter) -> Outcome<Measure> {
    let all = store::of_division(conn, &besides.division)?;
    let all = all.into_iter().filter(|m| m.institution_id == besides.institution_id && m.id != besides.id);
    Ok(latest_level(all).map_or(Measure::None, |outcome| outcome.measure))
}

/// The latest level in force among matters, whatever their order.
pub fn latest_level(matters: impl Iterator<Item = Matter>) -> Option<Determination> {
    let ended = |m: &Matter| m.ended.as_ref().map(|signed| signed.at);
    let level = |m: Matter| match m.content {
        Content::Level { outcome, .. } => Some(*outcome),
        Content::Violation { .. } => None,
    };
    let levels = matters.filter(|m| m.is_in_force() && matches!(m.content, Content::Level { .. }));
    levels.max_by_key(ended).and_then(level)
}

fn enforce(
    conn: &mut Conn,
    vault: &Vault,
    institution: &str,
    before: Measure,
    decided: Measure,
    by: &By<'_>,
) -> Outcome<()> {
    let institution = registry::institution(conn, vault, institution)?;
    let status = measure::standing_after(institution.status, before, decided, by.at.day_in_china());
    registry::set_institution_status(conn, &institution, status, "credit_level", by.login, by.at)
}

/// The institution's word against what was decided.
pub fn appeal(conn: &mut Conn, mut matter: Matter, words: &str, by: &By<'_>) -> Outcome<Matter> {
    if matter.state != State::Done || matter.appeal.is_some() {
        return Err(refused(Refusal::NotAtThisStep));
    }
    matter.appeal = Some(text("appeal", words)?);
    matter.appealed_at = Some(by.at);
    saved(conn, matter, "credit-appealed", by)
}

/// The answer by somebody who has not decided before. A violation that is lifted counts no more; a level that is lifted
/// gives back the place that it took.
pub fn answer(
    conn: &mut Conn,
    vault: &Vault,
    mut matter: Matter,
    lift: bool,
    words: &str,
    by: &By<'_>,
) -> Outcome<Matter> {
    if matter.appeal.is_none() || matter.answered.is_some() {
        return Err(refused(Refusal::NotAtThisStep));
    }
    may_step(matter.state, State::Done, by.login, &matter.people()).map_err(refused)?;
    matter.answer = Some(text("answer", words)?);
    matter.answered = Some(Signed { by: by.login.to_owned(), at: by.at });
    matter.is_lifted = lift;
    if lift && matches!(&matter.content, Content::Level { outcome, .. } if outcome.measure != Measure::None) {
        let institution = registry::institution(conn, vault, &matter.institution_id)?;
        // What an earlier level asked for holds again.
        let earlier = in_force(conn, &matter)?;
        let status = measure::standing_after(Status::Enrolled, Measure::None, earlier, by.at.day_in_china());
        registry::set_institution_status(conn, &institution, status, "credit_appeal_lifted", by.login, by.at)?;
    }
    saved(conn, matter, "credit-answered", by)
}

fn saved(conn: &mut Conn, matter: Matter, act: &str, by: &By<'_>) -> Outcome<Matter> {
    let next = Matter { version: matter.version + 1, ..matter };
    if !store::update(conn, &next)? {
        return Err(refused(Refusal::NotAtThisStep));
    }
    note(conn, by, act, &next, next.state.word())?;
    Ok(next)
}

fn note(conn: &mut Conn, by: &By<'_>, act: &str, matter: &Matter, detail: &str) -> Outcome<()> {
    let subject = registry_name(conn, matter)?;
    audit::note(conn, by.at, by.login, act, &subject, &format!("{} {detail}", matter.content.word()))
}

fn registry_name(conn: &mut Conn, matter: &Matter) -> Outcome<String> {
    let names = registry::institution_kinds(conn)?;
    let own = names.into_iter().find(|(id, ..)| *id == matter.institution_id);
    Ok(own.map_or_else(|| matter.institution_id.clone(), |(_, name, _)| name))
}

pub fn of_id(conn: &mut Conn, id: &str) -> Outcome<Matter> {
    store::find(conn, id)?.ok_or_else(|| Failure::not_found("信用事项", "credit matter"))
}

/// The matters of a division, the newest first.
pub fn of_division(conn: &mut Conn, division: &str) -> Outcome<Vec<Matter>> {
    store::of_division(conn, division)
}
