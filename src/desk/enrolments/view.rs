//! What a reader may see of applications: those of the own division, personal data masked.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::handover::enrolment::model::{Application, Channel, Enrolment, EnrolmentStage, Objection};
use crate::handover::enrolment::rules;
use crate::handover::enrolment::service as enrolment;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::registry::model::Signed;
use crate::registry::rules::{mask_email, mask_id_no, mask_phone};
use crate::terms::Day;
use serde::Serialize;
use utoipa::ToSchema;

/// One application.
#[derive(Clone, Serialize, ToSchema)]
pub struct EnrolmentRow {
    #[schema(example = "640300000-RK2022-001")]
    pub number: String,
    pub stage: EnrolmentStage,
    pub channel: Channel,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub specialties: String,
    pub filed: Signed,
    pub checked: Option<Signed>,
    #[schema(value_type = Option<String>, format = Date)]
    pub notice_from: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    pub notice_until: Option<Day>,
    pub ended: Option<Signed>,
    pub ended_because: Option<String>,
    /// Number in the pool, once let in.
    pub expert_number: Option<String>,
    /// What the reader may do now: `notice`, `object`, `answer`, `approve`, `refuse`.
    pub acts: Vec<&'static str>,
}

/// One application with what was stated and what was said against it.
#[derive(Clone, Serialize, ToSchema)]
pub struct EnrolmentFile {
    #[serde(flatten)]
    pub enrolment: EnrolmentRow,
    /// As stated; ID number, phone and e-mail masked.
    pub stated: Application,
    pub objections: Vec<Objection>,
}

/// The applications of the reader's division, the newest first.
pub fn list(conn: &mut Conn, actor: &Actor, stage: Option<EnrolmentStage>, today: Day) -> Outcome<Vec<EnrolmentRow>> {
    let found = enrolment::list(conn, actor.division.as_str(), stage)?;
    let mut rows = Vec::with_capacity(found.len());
    for one in found {
        let objections = enrolment::objections(conn, &one)?;
        rows.push(row(actor, one, &objections, today));
    }
    Ok(rows)
}

/// One with its history.
pub fn file(conn: &mut Conn, vault: &Vault, actor: &Actor, number: &str, today: Day) -> Outcome<EnrolmentFile> {
    let found = enrolment::of(conn, number, actor.division.as_str())?;
    let stated = masked(enrolment::stated(conn, vault, &found)?);
    let objections = enrolment::objections(conn, &found)?;
    Ok(EnrolmentFile { enrolment: row(actor, found, &objections, today), stated, objections })
}

fn masked(stated: Application) -> Application {
    Application {
        id_no: mask_id_no(&stated.id_no),
        phone: mask_phone(&stated.phone),
        email: mask_email(&stated.email),
        ..stated
    }
}

fn row(actor: &Actor, e: Enrolment, objections: &[Objection], today: Day) -> EnrolmentRow {
    let by = actor.login.as_str();
    let is_open = objections.iter().any(|objection| objection.answer.is_none());
    let possible = [
        ("notice", Act::CheckEnrolment, rules::may_notice(&e, by, today, today).is_ok()),
        ("object", Act::FileEnrolment, rules::may_object(&e).is_ok()),
        ("answer", Act::FileEnrolment, rules::may_object(&e).is_ok() && is_open),
        ("approve", Act::ApproveEnrolment, rules::may_enrol(&e, objections, by, today).is_ok()),
        ("refuse", Act::RefuseEnrolment, rules::may_refuse(&e, by).is_ok()),
    ];
    let may = |(name, act, now): (&'static str, Act, bool)| (now && actor.may(act)).then_some(name);
    EnrolmentRow {
        acts: possible.into_iter().filter_map(may).collect(),
        number: e.number,
        stage: e.stage,
        channel: e.channel,
        name: e.name,
        employer: e.employer,
        title: e.title,
        specialties: e.specialties,
        filed: e.filed,
        checked: e.checked,
        notice_from: e.notice.map(|(from, _)| from),
        notice_until: e.notice.map(|(_, until)| until),
        ended: e.ended,
        ended_because: e.ended_because,
        expert_number: e.expert_number,
    }
}
