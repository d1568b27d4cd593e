//! What a reader may see of decisions.

use super::subject::{self, Subjects};
use super::{policy_named, summary};
use crate::accounts::permissions::Act;
use crate::accounts::service::People;
use crate::accounts::{Actor, Reach};
use crate::audit::model::{DecisionKind, Difference};
use crate::audit::{Decision, service as audit};
use crate::desk::listing::{ListQuery, ListSpec};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::replayers::Replayers;
use crate::terms::{Instant, Sha256Hex, Wording, canonical};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What the list can be asked for.
pub const SPEC: ListSpec = ListSpec { filters: &["kind"], sorts: &[] };

/// One line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionRow {
    pub id: String,
    pub href: String,
    /// Place in the chain of records.
    pub sequence: i64,
    pub kind: DecisionKind,
    /// Number and project of the commission.
    pub subject: String,
    pub subject_href: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub policy: String,
    /// Digest of the inputs.
    pub digest: String,
}

/// A whole record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionFile {
    pub id: String,
    pub sequence: i64,
    pub division: String,
    pub kind: DecisionKind,
    /// What the record itself names: a commission, a package or a draw.
    pub subject_id: String,
    pub subject: String,
    pub subject_href: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub sentence: Option<Wording>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    #[schema(value_type = Object)]
    pub actor: Wording,
    /// The log-in, as the digest covers it.
    pub decided_by: String,
    pub policy_id: String,
    pub policy_version: String,
    pub policy: String,
    pub inputs_digest: String,
    pub outcome_digest: String,
    pub previous_digest: String,
    /// Over the record and the digest before it.
    pub digest: String,
    pub outcome: Value,
    /// `null` where the evidence is gone or was changed.
    pub inputs: Value,
    /// What the inputs name by digest: the policy pack, and for those who may see through masks the
    /// snapshot of facts. With it the record can be taken again by a stranger.
    pub evidence: BTreeMap<String, Value>,
}

/// What taking a decision again came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Replayed {
    pub decision: String,
    /// `same` or `differs`.
    pub replay: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub replayed_at: Instant,
    pub differences: Vec<DifferenceRow>,
}

/// One place where the record and today's answer differ.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DifferenceRow {
    /// `chain`, `evidence`, `inputs`, `outcome` or `recomputed`, then a JSON pointer.
    #[serde(rename = "where")]
    pub place: String,
    pub recorded: String,
    pub recomputed: String,
}

impl From<Difference> for DifferenceRow {
    fn from(d: Difference) -> DifferenceRow {
        DifferenceRow { place: format!("{}{}", d.aspect, d.place), recorded: d.recorded, recomputed: d.found }
    }
}

/// The decisions that a query finds, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Page<DecisionRow>> {
    let division = division(actor, Act::ReadDecisions)?;
    let kinds = "决策事项代码，如 bid_admission";
    let mut filter = audit::DecisionFilter {
        kind: query.filter_as("kind", kinds, DecisionKind::parse)?,
        ..audit::DecisionFilter::default()
    };
    match query.q.as_deref() {
        Some(q) if looks_like_digest(q) => filter.digest_prefix = Some(q.to_lowercase()),
        Some(q) => filter.subjects = Some(subject::matching(conn, division.as_deref(), q)?),
        None => {}
    }
    filter.division = division;
    let page = audit::decisions(conn, &filter, query.to_load())?;
    let subjects = Subjects::of(conn, &page.items)?;
    Ok(page.map(|d| row(&d, &subjects)))
}

/// Eight hexadecimal digits and more are a digest; numbers of commissions have hyphens, project codes
/// are no digest either because they hold other letters.
fn looks_like_digest(q: &str) -> bool {
    q.len() >= 8 && q.bytes().all(|b| b.is_ascii_hexdigit())
}

fn row(d: &Decision, subjects: &Subjects) -> DecisionRow {
    let (subject, subject_href) = subjects.named(d);
    DecisionRow {
        id: d.id.to_string(),
        href: format!("/decisions/{}", d.id),
        sequence: d.sequence,
        kind: d.kind,
        subject,
        subject_href,
        at: d.decided_at,
        policy: policy_named(d),
        digest: d.inputs_digest.to_string(),
    }
}

/// One record with its inputs.
pub fn file(conn: &mut Conn, actor: &Actor, id: &str) -> Outcome<DecisionFile> {
    let d = found(conn, actor, Act::ReadDecisions, id)?;
    let (subject, subject_href) = Subjects::of(conn, std::slice::from_ref(&d))?.named(&d);
    let inputs = audit::evidence(conn, &d.inputs_digest)?.unwrap_or(Value::Null);
    let person = People::of(conn, [d.decided_by.as_str()])?.get(&d.decided_by);
    Ok(DecisionFile {
        sentence: summary::sentence(&d),
        outcome_digest: Sha256Hex::of(canonical::to_string(&d.outcome).as_bytes()).to_string(),
        policy: policy_named(&d),
        evidence: BTreeMap::new(),
        actor: person.name,
        id: d.id.to_string(),
        sequence: d.sequence,
        division: d.division,
        kind: d.kind,
        subject_id: d.subject,
        subject,
        subject_href,
        at: d.decided_at,
        decided_by: d.decided_by,
        policy_id: d.policy_id,
        policy_version: d.policy_version,
        inputs_digest: d.inputs_digest.to_string(),
        previous_digest: d.previous_digest,
        digest: d.digest,
        outcome: d.outcome,
        inputs,
    })
}

/// As [`file`], with the evidence beside it. The snapshot of facts names relatives, so it goes with
/// the record only to those who may look behind masks or check people, and each look is noted.
pub fn self_contained(conn: &mut Conn, actor: &Actor, id: &str, at: Instant) -> Outcome<DecisionFile> {
    let mut file = file(conn, actor, id)?;
    keep(conn, &mut file.evidence, &file.policy_version)?;
    let facts = file.inputs["facts"].as_str().map(str::to_owned);
    let may_look = actor.may(Act::RevealPersonalData) || actor.may(Act::ReadAuditLog);
    if let Some(facts) = facts.filter(|_| may_look) {
        keep(conn, &mut file.evidence, &facts)?;
        audit::note(conn, at, &actor.login, "personal-data-shown", &file.id, "decision record")?;
    }
    Ok(file)
}

fn keep(conn: &mut Conn, evidence: &mut BTreeMap<String, Value>, digest: &str) -> Outcome<()> {
    if let Some(parsed) = Sha256Hex::parse(digest)
        && let Some(body) = audit::evidence(conn, &parsed)?
    {
        evidence.insert(digest.to_owned(), body);
    }
    Ok(())
}

/// Takes a decision again.
pub fn replay(conn: &mut Conn, replayers: &Replayers, actor: &Actor, id: &str, at: Instant) -> Outcome<Replayed> {
    let decision = found(conn, actor, Act::ReplayDecisions, id)?;
    let differences = replayers.replay(conn, &decision)?;
    Ok(Replayed {
        decision: decision.id.to_string(),
        replay: if differences.is_empty() { "same" } else { "differs" },
        replayed_at: at,
        differences: differences.into_iter().map(DifferenceRow::from).collect(),
    })
}

fn found(conn: &mut Conn, actor: &Actor, act: Act, id: &str) -> Outcome<Decision> {
    let division = division(actor, act)?;
    let within = |d: &Decision| division.as_deref().is_none_or(|own| own == d.division);
    audit::decision(conn, id)?.filter(within).ok_or_else(|| Failure::not_found("决策记录", "decision"))
}

/// The division whose decisions are within reach; `None`: all.
fn division(actor: &Actor, act: Act) -> Outcome<Option<String>> {
    match actor.reach(act)? {
        Reach::All => Ok(None),
        Reach::Division(division) => Ok(Some(division.as_str().to_owned())),
        // Nobody owns a decision; an account of an outside party has no reach here.
        Reach::Own(_) => Err(Failure::not_found("决策记录", "decision")),
    }
}
