//! Use cases: the facts that decisions rest on, and the verdicts over them.
//!
//! A decision holds the digest of the snapshot of all facts and, beside it, what concerns its own
//! evaluation alone; both together are what an outsider gives to `hengping conflicts check`.

use super::enter::{self, RecusalStatement};
use super::model::{Declaration, Evaluation, Facts, PersonRecord, Project, Question};
use super::{Graph, Verdict, store, sweep, verdict};
use crate::audit::service as audit;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::{Reseal, Vault};
use crate::policy::ConflictPolicy;
use crate::terms::{Day, Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub use super::enter::{EnterFacts, is_finance_authority};

/// The columns of facts that are sealed.
pub const SEALED_COLUMNS: [Reseal; 1] = [store::reseal];

/// People whom facts name by a keyed hash.
pub fn people_by_hash(conn: &mut Conn) -> Outcome<Vec<String>> {
    let mut named = Vec::new();
    for body in store::people(conn)? {
        let record: PersonRecord = serde_json::from_str(&body)?;
        if record.id.len() == 32 && record.id.bytes().all(|b| b.is_ascii_hexdigit()) {
            named.push(record.id);
        }
    }
    Ok(named)
}

/// Two names are one person: every fact about `gone` is on record about `kept` as well, from now on. Nothing
/// is taken away, so that earlier decisions still find what they rest on.
pub fn same_person(conn: &mut Conn, vault: &Vault, gone: &str, kept: &str, at: Instant) -> Outcome<usize> {
    let mut added = 0;
    for fact in store::all(conn, vault, at)? {
        if fact.kind == "persons" || !names(&fact.body, gone) {
            continue;
        }
        let natural_key = vault.fingerprint(&format!("{}\u{1f}same\u{1f}{}\u{1f}{kept}", fact.kind, fact.id));
        let id = format!("{}-{}", fact.kind, natural_key.get(..16).unwrap_or(&natural_key));
        let body = renamed(renamed(fact.body, gone, kept), &fact.id, &id);
        let fact = store::StoredFact { id, kind: fact.kind, body };
        added += usize::from(store::add(conn, vault, &fact, &natural_key, at)?);
    }
    Ok(added)
}

/// True where some text in the record is this one.
fn names(body: &Value, name: &str) -> bool {
    match body {
        Value::String(text) => text == name,
        Value::Array(list) => list.iter().any(|one| names(one, name)),
        Value::Object(fields) => fields.values().any(|one| names(one, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The record with one text in place of another.
fn renamed(body: Value, from: &str, to: &str) -> Value {
    match body {
        Value::String(text) if text == from => Value::String(to.to_owned()),
        Value::Array(list) => list.into_iter().map(|one| renamed(one, from, to)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, one)| (key, renamed(one, from, to))).collect(),
        other => other,
    }
}

/// All facts on record at a moment, kept as evidence under their digest.
#[derive(Clone)]
pub struct Snapshot {
    pub digest: Sha256Hex,
    facts: Arc<Facts>,
    recusals: Arc<Vec<RecusalStatement>>,
}

/// What the evidence under a snapshot's digest holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotBody {
    facts: Facts,
    recusals: Vec<RecusalStatement>,
}

/// What one evaluation adds to the snapshot: itself, its project and declarations.
pub type Local = Facts;

/// Takes the snapshot of the facts on record at `as_of` and keeps it.
pub fn snapshot(conn: &mut Conn, vault: &Vault, as_of: Instant) -> Outcome<Snapshot> {
    let (facts, recusals) = enter::sorted(store::all(conn, vault, as_of)?).map_err(|e| anyhow!("fact {e}"))?;
    let body = SnapshotBody { facts, recusals };
    let digest = audit::keep(conn, &serde_json::to_value(&body)?)?;
    Ok(Snapshot { digest, facts: Arc::new(body.facts), recusals: Arc::new(body.recusals) })
}

/// The facts on record at `as_of`, for a look ahead that decides nothing and keeps nothing.
pub fn unkept_snapshot(conn: &mut Conn, vault: &Vault, as_of: Instant) -> Outcome<Snapshot> {
    let (facts, recusals) = enter::sorted(store::all(conn, vault, as_of)?).map_err(|e| anyhow!("fact {e}"))?;
    Ok(Snapshot { digest: Sha256Hex::of(b""), facts: Arc::new(facts), recusals: Arc::new(recusals) })
}

/// How far the facts on record reach: their number and the latest entry. Where it is the same, so are
/// the facts, because they are only ever added.
pub type Extent = store::Extent;

pub fn extent(conn: &mut Conn, as_of: Instant) -> Outcome<Extent> {
    store::extent(conn, as_of)
}

/// The digest that a snapshot at `as_of` has; keeps nothing.
pub fn snapshot_digest(conn: &mut Conn, vault: &Vault, as_of: Instant) -> Outcome<Sha256Hex> {
    let (facts, recusals) = enter::sorted(store::all(conn, vault, as_of)?).map_err(|e| anyhow!("fact {e}"))?;
    let value = serde_json::to_value(SnapshotBody { facts, recusals })?;
    Ok(Sha256Hex::of(crate::terms::canonical::to_string(&value).as_bytes()))
}

/// The snapshot under a digest, from the evidence.
pub fn kept_snapshot(conn: &mut Conn, digest: &Sha256Hex) -> Outcome<Snapshot> {
    let value =
        audit::evidence(conn, digest)?.ok_or_else(|| anyhow!("fact snapshot {digest} is missing or changed"))?;
    let body: SnapshotBody = serde_json::from_value(value).with_context(|| format!("fact snapshot {digest}"))?;
    Ok(Snapshot { digest: digest.clone(), facts: Arc::new(body.facts), recusals: Arc::new(body.recusals) })
}

/// Who takes part in an evaluation, as far as conflicts are concerned.
pub struct Parties<'a> {
    /// The commission's number.
    pub evaluation: &'a str,
    pub project: &'a str,
    pub project_name: &'a str,
    /// Look-backs count from it.
    pub reference_day: Day,
    pub implementing_org: &'a str,
    pub department_org: Option<&'a str>,
    pub commissioned_by: Option<&'a str>,
    pub lot_bidders: Vec<String>,
    /// Institutions whose report is reviewed.
    pub reviewed: Vec<String>,
}

impl Snapshot {
    /// What the evaluation adds to the facts.
    pub fn local(&self, parties: &Parties<'_>) -> Local {
        let evaluation = Evaluation {
            id: parties.evaluation.to_owned(),
            project: parties.project.to_owned(),
            ref_date: parties.reference_day,
            commissioned_by: parties.commissioned_by.map(str::to_owned),
            panel: Vec::new(),
            lot_bidders: parties.lot_bidders.clone(),
            reviewed: parties.reviewed.clone(),
        };
        let project = Project {
            id: parties.project.to_owned(),
            implementing_org: parties.implementing_org.to_owned(),
            name: parties.project_name.to_owned(),
            contractors: Vec::new(),
            leader: None,
        };
        Facts {
            evaluations: vec![evaluation],
            projects: vec![project],
            declarations: self.declarations(parties),
            ..Facts::default()
        }
    }

    /// Statements to keep away from a party of this evaluation.
    fn declarations(&self, parties: &Parties<'_>) -> Vec<Declaration> {
        let concerned = |org: &str| {
            org == parties.implementing_org
                || parties.department_org == Some(org)
                || parties.reviewed.iter().any(|r| r == org)
        };
        let concerned = self.recusals.iter().filter(|r| concerned(&r.org));
        concerned
            .map(|r| Declaration {
                fact: r.fact.clone(),
                person: r.person.clone(),
                evaluation: parties.evaluation.to_owned(),
                conflict: true,
                text: r.text.clone(),
            })
            .collect()
    }

    /// The graph of the snapshot with what one evaluation adds. Projects that facts mention and that
    /// the snapshot does not hold are left out with those facts.
    pub fn graph(&self, local: &Local) -> Outcome<Graph> {
        let mut facts = (*self.facts).clone();
        facts.evaluations.extend(local.evaluations.iter().cloned());
        facts.projects.extend(local.projects.iter().cloned());
        facts.declarations.extend(local.declarations.iter().cloned());
        let known: std::collections::HashSet<String> = facts.projects.iter().map(|p| p.id.clone()).collect();
        facts.involvements.retain(|i| known.contains(&i.project));
        Graph::build(&facts).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            anyhow!("{} faulty facts, first: {first}", faults.len()).into()
        })
    }
}

/// The verdicts on some candidates for one evaluation, in the order asked.
pub fn verdicts(
    graph: &Graph,
    evaluation: &str,
    subjects: &[String],
    policy: &ConflictPolicy,
) -> Outcome<Vec<Verdict>> {
    subjects
        .iter()
        .map(|subject| {
            let question = Question { subject: subject.clone(), evaluation: evaluation.to_owned() };
            verdict(graph, &question, policy).map_err(|e| anyhow!("{e}").into())
        })
        .collect()
}

/// Everybody in conflict with one evaluation.
pub fn conflicted(graph: &Graph, evaluation: &str, policy: &ConflictPolicy) -> Outcome<Vec<(String, Verdict)>> {
    sweep(graph, evaluation, policy).map_err(|e| anyhow!("{e}").into())
}
