//! What people do about applications, for page and API alike.

use super::view::{self, EnrolmentFile};
use crate::desk::call::Call;
use crate::desk::policies::of_division;
use crate::handover::enrolment::model::{Application, Channel, Enrolment, Noticing};
use crate::handover::enrolment::rules::{Judgement, NOTICE_DAYS};
use crate::handover::enrolment::service::{self as enrolment, Acting};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Packs};
use crate::terms::Day;
use actix_web::web;

/// What the acts need beside the call.
pub type Shelves = (web::Data<Vault>, web::Data<Packs>, web::Data<Calendar>);

fn acting<'a>(call: &'a Call, vault: &'a Vault) -> Acting<'a> {
    Acting { vault, division: call.actor.division.as_str(), login: &call.actor.login, at: call.now }
}

/// What the rules say of an application; nothing is kept.
pub async fn judge(call: &Call, vault: web::Data<Vault>, stated: Application) -> Outcome<Judgement> {
    // Looking somebody up may name a person who is new, so this is a write that leaves no application.
    call.write(move |conn, call| enrolment::judge(conn, &stated, &acting(call, &vault))).await
}

/// Files an application.
pub async fn file(
    call: &Call,
    vault: web::Data<Vault>,
    channel: Channel,
    stated: Application,
) -> Outcome<EnrolmentFile> {
    call.write(move |conn, call| {
        let filed = enrolment::file(conn, &stated, channel, &acting(call, &vault))?;
        view::file(conn, &vault, &call.actor, &filed.number, call.now.day_in_china())
    })
    .await
}

/// A step on an application.
pub enum Step {
    /// Checked and put into public notice until a day; without one until the first day that is allowed.
    Notice(Option<Day>),
    Object(String),
    Answer(i32, String),
    Approve,
    Refuse(String),
}

/// Takes a step.
pub async fn take(call: &Call, shelves: Shelves, number: String, step: Step) -> Outcome<EnrolmentFile> {
    call.write(move |conn, call| {
        let changed = run(conn, call, &shelves, &number, &step)?;
        view::file(conn, &shelves.0, &call.actor, &changed.number, call.now.day_in_china())
    })
    .await
}

fn run(
    conn: &mut Conn,
    call: &Call,
    (vault, packs, calendar): &Shelves,
    number: &str,
    step: &Step,
) -> Outcome<Enrolment> {
    let by = acting(call, vault);
    match step {
        Step::Notice(until) => {
            let from = call.now.day_in_china();
            let least = calendar
                .add_working_days(from, NOTICE_DAYS)
                .map_err(|gap| Failure::field("until", format!("{gap}")))?;
            let noticing = Noticing { from, until: until.unwrap_or(least) };
            enrolment::notice(conn, number, &noticing, least, &by)
        }
        Step::Object(said) => enrolment::object(conn, number, said, &by),
        Step::Answer(position, answer) => enrolment::answer(conn, number, (*position, answer), &by),
        Step::Approve => {
            let pack = of_division(packs, &call.actor.division);
            let pack = pack.ok_or_else(|| Failure::not_found("政策包", "policy pack"))?;
            enrolment::enrol(conn, pack, number, &by)
        }
        Step::Refuse(because) => enrolment::refuse(conn, number, because, &by),
    }
}
