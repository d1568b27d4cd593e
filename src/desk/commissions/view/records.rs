//! The decision records that belong to a commission, for those who may read them.

use super::Reader;
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::audit::model::DecisionKind;
use crate::audit::{Decision, service as audit};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::{MAX_SIZE, PageAsked};
use crate::terms::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// A link to a decision record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordRow {
    pub href: String,
    pub kind: DecisionKind,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Pack and the beginning of its version.
    #[schema(example = "wuzhong-2021 @ 4f561e44")]
    pub policy: String,
    /// The record's own digest.
    pub digest: String,
}

impl From<Decision> for RecordRow {
    fn from(d: Decision) -> RecordRow {
        RecordRow {
            href: format!("/decisions/{}", d.id),
            kind: d.kind,
            at: d.decided_at,
            policy: crate::desk::decisions::policy_named(&d),
            digest: d.digest,
        }
    }
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Vec<RecordRow>> {
    if reader.sight(conn, Act::ReadDecisions)?.is_none() {
        return Ok(Vec::new());
    }
    let id = reader.commission.id.as_str();
    let mut subjects = vec![id.to_owned()];
    subjects.extend(assignments::draws_of(conn, id)?.into_iter().map(|d| d.draw_number));
    subjects.extend(packages::of_commission(conn, id)?.into_iter().map(|p| p.id));
    let mut found = Vec::new();
    for subject in subjects {
        let filter = audit::DecisionFilter { subject: Some(subject), ..audit::DecisionFilter::default() };
        found.extend(audit::decisions(conn, &filter, PageAsked { page: 1, size: MAX_SIZE })?.items);
    }
    found.sort_by_key(|d| d.sequence);
    Ok(found.into_iter().map(RecordRow::from).collect())
}

/// The page of the last decision of this kind on `subject`, for those who may read it.
pub(super) fn page_of(
    conn: &mut Conn,
    reader: &Reader<'_>,
    kind: DecisionKind,
    subject: &str,
) -> Outcome<Option<String>> {
    if reader.sight(conn, Act::ReadDecisions)?.is_none() {
        return Ok(None);
    }
    let filter = audit::DecisionFilter {
        kind: Some(kind),
        subject: Some(subject.to_owned()),
        ..audit::DecisionFilter::default()
    };
    let last = audit::decisions(conn, &filter, PageAsked { page: 1, size: 1 })?.items.into_iter().next();
    Ok(last.map(|d| format!("/decisions/{}", d.id)))
}
