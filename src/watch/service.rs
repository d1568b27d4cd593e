//! Use cases: ask again about everybody who has a part, propose what to do, settle it.

use super::model::{Alert, AlertStanding, Measure, Part, Proposal};
use super::{rules, store};
use crate::assignments::service as assignments;
use crate::audit::service as audit;
use crate::commissions::parties::Organisations;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::Hearing;
use crate::conflicts::service as conflicts;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::PageAsked;
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::kept;
use crate::registry::service as registry;
use crate::terms::Instant;
use std::collections::HashMap;

const ALL: PageAsked = PageAsked { page: 1, size: 100_000 };

/// Somebody with a part: how facts, tables and people name them.
struct Holder {
    part: Part,
    /// As the graph of facts knows the subject.
    key: String,
    subject: String,
    name: String,
}

/// What names holders: institutions and experts, read once for all commissions.
struct Directory {
    /// Credit code and name by id.
    institutions: HashMap<String, (String, String)>,
    /// Person key by registry number.
    experts: HashMap<String, String>,
}

/// Asks again about everybody with a part in a commission that is under way, by the facts on record
/// now; how many alerts are new. Changes no decision.
pub fn re_examine(conn: &mut Conn, vault: &Vault, actor: &str, at: Instant) -> Outcome<usize> {
    let under_way = commissions::list(conn, &commissions::Filter::default(), ALL)?.items;
    let under_way: Vec<Commission> = under_way.into_iter().filter(|c| is_under_way(c.state)).collect();
    let directory = Directory {
        institutions: registry::institution_index(conn)?
            .into_iter()
            .map(|(uscc, id, name, _)| (id, (uscc, name)))
            .collect(),
        // Who was suspended after the draw still has the part.
        experts: registry::person_keys(conn)?,
    };
    let mut snapshot = None;
    let mut raised = 0;
    for commission in under_way {
        let holders = holders(conn, &directory, &commission)?;
        if holders.is_empty() {
            continue;
        }
        let snapshot = match &snapshot {
            Some(taken) => taken,
            None => snapshot.insert(conflicts::snapshot(conn, vault, at)?),
        };
        for alert in found(conn, snapshot, &commission, &holders, at)? {
            if store::raise(conn, &alert, rules::digest(&alert.verdict).as_str())? {
                audit::note(conn, at, actor, "conflict_alert", &commission.number, &alert.subject)?;
                raised += 1;
            }
        }
    }
    Ok(raised)
}

/// From the award to the closing of the file.
fn is_under_way(state: State) -> bool {
    !matches!(state, State::Closed | State::Archived | State::Failed | State::Terminated)
}

fn holders(conn: &mut Conn, directory: &Directory, commission: &Commission) -> Outcome<Vec<Holder>> {
    let institution = commission.institution_id.as_ref().and_then(|id| directory.institutions.get(id));
    let institution = institution.map(|(uscc, name)| Holder {
        part: Part::Institution,
        key: uscc.clone(),
        subject: uscc.clone(),
        name: name.clone(),
    });
    let seats = assignments::seats_of(conn, commission.id.as_str())?;
    let experts = seats.into_iter().filter_map(|seat| {
        let key = directory.experts.get(&seat.expert_number)?.clone();
        Some(Holder { part: Part::ReviewExpert, key, subject: seat.expert_number, name: seat.expert_name })
    });
    Ok(institution.into_iter().chain(experts).collect())
}

/// Whoever of the holders is no longer clear.
fn found(
    conn: &mut Conn,
    snapshot: &conflicts::Snapshot,
    commission: &Commission,
    holders: &[Holder],
    at: Instant,
) -> Outcome<Vec<Alert>> {
    let pack = kept::fetch(conn, &commission.policy_version)?;
    let organisations = Organisations::of(conn, commission)?;
    let institution = holders.iter().filter(|holder| holder.part == Part::Institution).map(|holder| holder.key.clone());
    let institution: Vec<String> = institution.collect();
    let local = snapshot.local(&organisations.parties(commission, institution.clone(), institution));
    let graph = snapshot.graph(&local)?;
    let hearing = Hearing::open(&graph, &commission.number, &pack.conflicts).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut alerts = Vec::new();
    for holder in holders {
        // Of whom no fact is known, no fact can have come in.
        let Ok(verdict) = hearing.verdict(&holder.key) else { continue };
        if rules::is_alarming(&verdict) {
            alerts.push(Alert {
                id: uuid::Uuid::now_v7().to_string(),
                division: commission.division.clone(),
                commission_id: commission.id.to_string(),
                part: holder.part,
                subject: holder.subject.clone(),
                subject_name: holder.name.clone(),
                verdict,
                raised_at: at,
                standing: AlertStanding::Open,
                proposal: None,
                settled_by: None,
                settled_at: None,
            });
        }
    }
    Ok(alerts)
}

/// The alerts of a division, newest first.
pub fn list(conn: &mut Conn, division: Option<&str>, standing: Option<AlertStanding>) -> Outcome<Vec<Alert>> {
    store::list(conn, division, standing)
}

/// How many alerts of a division wait for somebody.
pub fn waiting(conn: &mut Conn, division: &str) -> Outcome<i64> {
    store::waiting(conn, division)
}

/// Says what should be done; a later proposal takes the place of an earlier one.
pub fn propose(conn: &mut Conn, division: &str, id: &str, proposal: Proposal) -> Outcome<()> {
    let alert = of_division(conn, division, id)?;
    rules::may_propose(&alert, &proposal.reason).map_err(refused)?;
    store::propose(conn, id, &proposal)?;
    let detail = format!("{} {}：{}", alert.subject, proposal.measure.word(), proposal.reason);
    audit::note(conn, proposal.at, &proposal.by, "conflict_alert_propose", id, &detail)
}

/// Agrees to what was proposed. Keeping or replacing is then done where the part was given.
pub fn settle(conn: &mut Conn, division: &str, id: &str, by: &str, at: Instant) -> Outcome<Measure> {
    let alert = of_division(conn, division, id)?;
    rules::may_settle(&alert, by).map_err(refused)?;
    store::settle(conn, id, by, at)?;
    let measure = alert.proposal.map_or(Measure::Replace, |proposal| proposal.measure);
    audit::note(conn, at, by, "conflict_alert_settle", id, measure.word())?;
    Ok(measure)
}

fn of_division(conn: &mut Conn, division: &str, id: &str) -> Outcome<Alert> {
    let alert = store::find(conn, id)?.filter(|alert| alert.division == division);
    alert.ok_or_else(|| Failure::not_found("利益冲突提醒", "conflict alert"))
}

fn refused((zh, en): rules::Refusal) -> Failure {
    Failure::refused(Code::RuleForbids, zh, en)
}
