//! What a reader may see of alerts: those of the own division.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Wording};
use crate::watch::model::{AlertStanding, Measure, Part};
use crate::watch::{Alert, rules, service as watch};
use serde::Serialize;
use utoipa::ToSchema;

/// One alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlertRow {
    pub id: String,
    /// Number of the commission.
    pub commission: String,
    pub project: String,
    pub part: Part,
    /// Credit code of an institution, registry number of an expert.
    pub subject: String,
    pub subject_name: String,
    /// `blocked` or `flagged`.
    #[schema(value_type = String)]
    pub verdict: crate::conflicts::Outcome,
    /// Why, one sentence for each rule.
    #[schema(value_type = Vec<Object>)]
    pub sentences: Vec<Wording>,
    #[schema(value_type = String, format = DateTime)]
    pub raised_at: Instant,
    pub standing: AlertStanding,
    pub measure: Option<Measure>,
    pub reason: Option<String>,
    pub proposed_by: Option<String>,
    pub settled_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub settled_at: Option<Instant>,
    /// True if the reader may say what should be done.
    pub may_propose: bool,
    /// True if the reader may agree to what was proposed.
    pub may_settle: bool,
}

/// The alerts of the reader's division, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, standing: Option<AlertStanding>) -> Outcome<Vec<AlertRow>> {
    actor.scope(Act::CheckConflicts)?;
    let division = actor.division.to_string();
    let alerts = watch::list(conn, Some(&division), standing)?;
    alerts.into_iter().map(|alert| row(conn, actor, alert)).collect()
}

fn row(conn: &mut Conn, actor: &Actor, alert: Alert) -> Outcome<AlertRow> {
    let commission = commissions::by_id(conn, &alert.commission_id)?;
    let is_open = alert.standing != AlertStanding::Settled;
    let may_settle = actor.may(Act::DecideConflict) && rules::may_settle(&alert, &actor.login).is_ok();
    let (measure, reason, proposed_by) = match alert.proposal {
        Some(proposal) => (Some(proposal.measure), Some(proposal.reason), Some(proposal.by)),
        None => (None, None, None),
    };
    Ok(AlertRow {
        id: alert.id,
        commission: commission.number,
        project: commission.project_name,
        part: alert.part,
        subject: alert.subject,
        subject_name: alert.subject_name,
        verdict: alert.verdict.verdict,
        sentences: alert.verdict.hits.into_iter().map(|hit| hit.sentence).collect(),
        raised_at: alert.raised_at,
        standing: alert.standing,
        measure,
        reason,
        proposed_by,
        settled_by: alert.settled_by,
        settled_at: alert.settled_at,
        may_propose: is_open && actor.may(Act::ProposeConflictMeasure),
        may_settle,
    })
}
