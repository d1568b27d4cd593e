//! Applications to enter the pool, for people: the list, the form, one application with the steps that its reader
//! may take, and the public notice.

use super::api::Asked;
use super::view::{self, EnrolmentFile};
use super::work::{self, Shelves, Step};
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::handover::enrolment::model::{Application, Channel, DeclaredRecusal, EnrolmentStage};
use crate::handover::enrolment::service as enrolment;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::terms::Wording;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Who stands in public notice, for everybody.
pub async fn notices(frame: Frame, db: web::Data<Db>, clock: web::Data<Clock>) -> Outcome<HttpResponse> {
    let today = clock.now().day_in_china();
    let rows = blocking::read(&db, move |conn| enrolment::noticed(conn, today)).await?;
    frame.page("public-notices", json!({ "rows": rows }))
}

/// The applications of the division.
pub async fn list(frame: Frame, call: Call, asked: web::Query<Asked>) -> Outcome<HttpResponse> {
    let chosen = asked.stage;
    let rows = call.read(move |conn, call| view::list(conn, &call.actor, chosen, call.now.day_in_china())).await?;
    let stage = |stage: &EnrolmentStage| {
        let href = format!("/enrolments?stage={}", stage.word());
        json!({ "word": stage.word(), "href": href, "selected": chosen == Some(*stage) })
    };
    let stages: Vec<Value> = EnrolmentStage::ALL.iter().map(stage).collect();
    let may_file = call.actor.may(Act::FileEnrolment);
    frame.page("enrolments", json!({ "rows": rows, "stages": stages, "all": chosen.is_none(), "may_file": may_file }))
}

type Sent = HashMap<String, String>;

/// The texts of the form in their order, with those that must be filled in, and what there is to choose from.
const TEXTS: [(&str, bool, &[&str]); 16] = [
    ("name", true, &[]),
    ("sex", true, &["男", "女"]),
    ("id_no", true, &[]),
    ("employer", true, &[]),
    ("employer_uscc", false, &[]),
    ("title", true, &[]),
    ("title_level", true, &["正高级", "副高级", "中级", "初级"]),
    ("qualifications", false, &[]),
    ("specialties", true, &[]),
    ("directions", false, &[]),
    ("education", false, &[]),
    ("work_years", false, &[]),
    ("residence", false, &[]),
    ("phone", true, &[]),
    ("email", false, &[]),
    ("relaxed_because", false, &[]),
];
const TICKS: [&str; 3] = ["is_citizen", "has_pledged", "has_clean_record"];

/// The form.
pub async fn new(frame: Frame) -> Outcome<HttpResponse> {
    frame.page("enrolment-form", form(&Sent::new(), None))
}

fn form(sent: &Sent, failure: Option<&Failure>) -> Value {
    let value = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    let faults: HashMap<&str, &str> = match failure {
        Some(Failure::Malformed(faults)) => faults.iter().map(|f| (f.field.as_str(), f.message.as_str())).collect(),
        _ => HashMap::new(),
    };
    let text = |(name, required, choices): &(&str, bool, &[&str])| {
        let chosen = |word: &&str| json!({ "value": word, "selected": value(name) == *word });
        let choices: Vec<Value> = choices.iter().map(chosen).collect();
        json!({ "name": name, "required": required, "choices": choices, "value": value(name), "fault": faults.get(name) })
    };
    let tick = |name: &&str| json!({ "name": name, "checked": !value(name).is_empty() });
    let channel = |c: &Channel| json!({ "value": c.word(), "selected": value("channel") == c.word() });
    let (error, grounds) = match failure {
        Some(Failure::Refused { why, grounds, .. }) => (Some(why.clone()), grounds.clone()),
        Some(Failure::Malformed(_)) => (
            Some(Wording::new("请改正标出的内容。", "Mend what is marked.")),
            faults.values().map(|f| (*f).to_owned()).collect(),
        ),
        _ => (None, Vec::new()),
    };
    json!({
        "texts": TEXTS.iter().map(text).collect::<Vec<_>>(),
        "ticks": TICKS.iter().map(tick).collect::<Vec<_>>(),
        "channels": Channel::ALL.iter().map(channel).collect::<Vec<_>>(),
        "recusals": value("recusals"), "recusals_fault": faults.get("recusals"),
        "error": error, "grounds": grounds,
    })
}

/// The application of the form; a recusal stands on a line of its own: organisation, then the reason.
fn read(sent: &Sent) -> Outcome<(Channel, Application)> {
    let value = |name: &str| sent.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let channel = Channel::parse(&value("channel"));
    let channel = channel.ok_or_else(|| Failure::field("channel", "请选择来源 (choose where it comes from)"))?;
    let lines = value("recusals");
    let recusal = |line: &str| {
        let (organisation, reason) = line
            .trim()
            .split_once(['：', ':', ' ', '　'])
            .ok_or_else(|| Failure::field("recusals", "每行写“单位：事由” (on each line: organisation: reason)"))?;
        Ok(DeclaredRecusal { organisation: organisation.trim().to_owned(), reason: reason.trim().to_owned() })
    };
    let recusals = lines.lines().filter(|line| !line.trim().is_empty()).map(recusal).collect::<Outcome<Vec<_>>>()?;
    let ticked = |name: &str| !value(name).is_empty();
    let application = Application {
        name: value("name"),
        sex: value("sex"),
        id_no: value("id_no"),
        employer: value("employer"),
        employer_uscc: value("employer_uscc"),
        title: value("title"),
        title_level: value("title_level"),
        qualifications: value("qualifications"),
        specialties: value("specialties"),
        directions: value("directions"),
        education: value("education"),
        work_years: value("work_years"),
        residence: value("residence"),
        phone: value("phone"),
        email: value("email"),
        is_citizen: ticked("is_citizen"),
        has_pledged: ticked("has_pledged"),
        has_clean_record: ticked("has_clean_record"),
        relaxed_because: value("relaxed_because"),
        recusals,
    };
    Ok((channel, application))
}

fn see(number: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("/enrolments/{number}"))).finish()
}

/// Files the application of the form, or shows the form again with what is wrong.
pub async fn file(frame: Frame, call: Call, vault: web::Data<Vault>, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let filed = match read(&sent) {
        Ok((channel, stated)) => work::file(&call, vault, channel, stated).await,
        Err(failure) => Err(failure),
    };
    match filed {
        Ok(file) => Ok(see(&file.enrolment.number)),
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            frame.page_with(failure.status_code(), "enrolment-form", None, form(&sent, Some(&failure)))
        }
        Err(failure) => Err(failure),
    }
}

/// One application.
pub async fn show(
    frame: Frame,
    call: Call,
    vault: web::Data<Vault>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let file = shown(&call, vault, number.into_inner()).await?;
    frame.page("enrolment", page(&file)?)
}

async fn shown(call: &Call, vault: web::Data<Vault>, number: String) -> Outcome<EnrolmentFile> {
    call.read(move |conn, call| view::file(conn, &vault, &call.actor, &number, call.now.day_in_china())).await
}

fn page(file: &EnrolmentFile) -> Outcome<Value> {
    let mut page = serde_json::to_value(file)?;
    page["may"] = file.enrolment.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
    page["ticks"] = TICKS.iter().map(|name| json!({ "name": name, "checked": page["stated"][name] })).collect();
    page["texts"] = TEXTS.iter().map(|(name, ..)| json!({ "name": name, "value": page["stated"][name] })).collect();
    Ok(page)
}

/// Takes a step and shows the application again, with the refusal where there is one.
async fn stepped(
    frame: Frame,
    (call, shelves, number): (Call, Shelves, web::Path<String>),
    step: Outcome<Step>,
) -> Outcome<HttpResponse> {
    let (number, vault) = (number.into_inner(), shelves.0.clone());
    let done = match step {
        Ok(step) => work::take(&call, shelves, number.clone(), step).await,
        Err(failure) => Err(failure),
    };
    match retell(done.map(drop), &format!("/enrolments/{number}"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let file = shown(&call, vault, number).await?;
            frame.page_with(status, "enrolment", Some(("error", &why)), page(&file)?)
        }
    }
}

/// Declares the handler of a form: what it sends becomes a step.
macro_rules! step {
    ($name:ident, $read:expr) => {
        pub async fn $name(
            frame: Frame,
            on: (Call, Shelves, web::Path<String>),
            sent: web::Form<Sent>,
        ) -> Outcome<HttpResponse> {
            let read: fn(&Sent) -> Outcome<Step> = $read;
            stepped(frame, on, read(&sent)).await
        }
    };
}

fn text(sent: &Sent, name: &str) -> String {
    sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

step!(notice, |sent| {
    let until = text(sent, "until");
    let day = (!until.is_empty()).then(|| until.parse());
    let day = day.transpose().map_err(|_| Failure::field("until", "应为日期，如 2022-03-08 (a day)"))?;
    Ok(Step::Notice(day))
});
step!(object, |sent| Ok(Step::Object(text(sent, "said"))));
step!(answer, |sent| {
    let position = text(sent, "position").parse().map_err(|_| Failure::not_found("异议", "objection"))?;
    Ok(Step::Answer(position, text(sent, "answer")))
});
step!(approve, |_| Ok(Step::Approve));
step!(refuse, |sent| Ok(Step::Refuse(text(sent, "because"))));
