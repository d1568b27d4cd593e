//! Use cases: judge, file, put into public notice, note and answer objections, let in, refuse.

use super::model::{
    Application, Channel, DeclaredRecusal, Enrolment, EnrolmentStage, Noticing, Objection, PublicNotice,
};
use super::rules::{self, Judgement, LETTERS, StepFault};
use super::{reading, store};
use crate::audit::model::DecisionId;
use crate::audit::{DecisionKind, NewDecision, service as audit};
use crate::handover::service::{Lists, take_lists};
use crate::intake::{Handover, sheets};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Pack, kept};
use crate::registry::model::{Expert, Signed, Status};
use crate::registry::rules::standing::{Act, Reason, State};
use crate::registry::{service as registry, standing};
use crate::terms::{Day, Instant};

/// Who acts in which division, and when.
pub struct Acting<'a> {
    pub vault: &'a Vault,
    pub division: &'a str,
    pub login: &'a str,
    pub at: Instant,
}

impl Acting<'_> {
    fn signed(&self) -> Signed {
        Signed { by: self.login.to_owned(), at: self.at }
    }

    fn today(&self) -> Day {
        self.at.day_in_china()
    }
}

/// Recusals of one application at most.
const MOST_RECUSALS: usize = 100;

fn refused(fault: StepFault) -> Failure {
    let code = match fault {
        StepFault::SamePerson => Code::NotPermitted,
        StepFault::NoticeTooShort => Code::RuleForbids,
        StepFault::WrongStage | StepFault::NoticeRuns | StepFault::OpenObjection => Code::WrongState,
    };
    Failure::Refused { code, why: fault.sentence(), grounds: Vec::new() }
}

fn changed_meanwhile() -> Failure {
    let (zh, en) = ("申请已被他人处理，请刷新。", "Somebody else changed the application meanwhile; load it again.");
    Failure::refused(Code::VersionMismatch, zh, en)
}

fn worded<'t>(field: &str, text: &'t str) -> Outcome<&'t str> {
    let text = text.trim();
    if LETTERS.contains(&text.chars().count()) && !text.contains('\0') {
        return Ok(text);
    }
    let (least, most) = (LETTERS.start(), LETTERS.end());
    Err(Failure::field(field, format!("请写 {least} 到 {most} 个字 (write {least} to {most} characters)")))
}

/// An application that reads without a fault, and who it is.
struct Looked {
    handover: Handover,
    person: String,
    entry: Option<Expert>,
    inputs: rules::EnrolmentInputs,
}

fn look(conn: &mut Conn, vault: &Vault, application: &Application, on: Day) -> Outcome<Looked> {
    for DeclaredRecusal { organisation, reason } in &application.recusals {
        worded("recusals", organisation)?;
        worded("recusals", reason)?;
    }
    if application.recusals.len() > MOST_RECUSALS {
        return Err(Failure::field("recusals", format!("最多 {MOST_RECUSALS} 项 (at most {MOST_RECUSALS})")));
    }
    let handover = reading::read(application, on)?;
    let expert = reading::expert(&handover)?;
    let missing = || Failure::field("id_no", "请填写身份证号 (the ID number is needed)");
    let (person, entry) = registry::of_person(conn, vault, expert.id.as_ref().ok_or_else(missing)?)?;
    let put_out_on = match &entry {
        Some(entry) => put_out_on(conn, entry)?,
        None => None,
    };
    let inputs = reading::inputs(application, expert, put_out_on, on);
    Ok(Looked { person, entry, inputs, handover })
}

/// When the person was last put out of the pool for what they did; who left or no longer qualified was not.
fn put_out_on(conn: &mut Conn, expert: &Expert) -> Outcome<Option<Day>> {
    let blameless = [Reason::OwnRequest, Reason::NoLongerQualifies, Reason::Duplicate];
    let done = standing::of_expert(conn, &expert.id)?.into_iter().filter(|proposal| {
        proposal.act == Act::Delist
            && proposal.state == State::Done
            && !proposal.is_lifted
            && !blameless.contains(&proposal.reason_code)
    });
    Ok(done.filter_map(|proposal| proposal.ended.map(|signed| signed.at.day_in_china())).max())
}

fn is_in(entry: Option<&Expert>) -> Outcome<()> {
    match entry {
        Some(expert) if expert.status != Status::Delisted => {
            let (zh, en) = (
                format!("此人已在库，编号 {}。", expert.number),
                format!("This person is in the pool already, number {}.", expert.number),
            );
            Err(Failure::refused(Code::Duplicate, zh, en))
        }
        _ => Ok(()),
    }
}

fn admit(judgement: &Judgement) -> Outcome<()> {
    if judgement.may_enter {
        return Ok(());
    }
    let grounds = judgement.grounds.iter().map(|ground| ground.sentence.zh.clone()).collect();
    let why = crate::terms::Wording::new(
        "不符合入库条件。职称、年龄条件可因专业稀缺放宽，须写明理由。",
        "The conditions of entry are not met. Title and age may be relaxed for a scarce specialty, with a reason.",
    );
    Err(Failure::Refused { code: Code::RuleForbids, why, grounds })
}

/// What the rules say of an application; nothing is kept.
pub fn judge(conn: &mut Conn, application: &Application, by: &Acting<'_>) -> Outcome<Judgement> {
    let looked = look(conn, by.vault, application, by.today())?;
    is_in(looked.entry.as_ref())?;
    Ok(rules::judge(&looked.inputs))
}

/// Files an application.
pub fn file(conn: &mut Conn, application: &Application, channel: Channel, by: &Acting<'_>) -> Outcome<Enrolment> {
    let looked = look(conn, by.vault, application, by.today())?;
    is_in(looked.entry.as_ref())?;
    admit(&rules::judge(&looked.inputs))?;
    if store::is_under_way(conn, &looked.person)? {
        let (zh, en) = ("此人已有一项申请在办理中。", "An application of this person is under way.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    let prefix = format!("{}-RK{}-", by.division, by.today().year());
    let number = format!("{prefix}{:03}", store::count(conn, &prefix)? + 1);
    let expert: &sheets::Expert = reading::expert(&looked.handover)?;
    let enrolment = Enrolment {
        id: uuid::Uuid::now_v7().to_string(),
        division: by.division.to_owned(),
        number,
        stage: EnrolmentStage::Filed,
        channel,
        name: expert.name.clone(),
        employer: expert.employer.clone(),
        title: expert.title.clone().unwrap_or_default(),
        specialties: expert.specialties.join("、"),
        person: looked.person,
        filed: by.signed(),
        checked: None,
        notice: None,
        ended: None,
        ended_because: None,
        expert_number: None,
        version: 1,
    };
    store::insert(conn, by.vault, &enrolment, application)?;
    note(conn, by, "enrolment_file", &enrolment, channel.word())?;
    Ok(enrolment)
}

/// Checks and puts into public notice from today to `noticing.until`; `least` is the first day it may end.
pub fn notice(conn: &mut Conn, named: &str, noticing: &Noticing, least: Day, by: &Acting<'_>) -> Outcome<Enrolment> {
    let mut enrolment = of(conn, named, by.division)?;
    rules::may_notice(&enrolment, by.login, noticing.until, least).map_err(refused)?;
    enrolment.stage = EnrolmentStage::Noticed;
    enrolment.checked = Some(by.signed());
    enrolment.notice = Some((noticing.from, noticing.until));
    save(conn, &mut enrolment)?;
    note(conn, by, "enrolment_notice", &enrolment, &noticing.until.to_string())?;
    Ok(enrolment)
}

/// Notes what somebody says against an application in public notice.
pub fn object(conn: &mut Conn, named: &str, said: &str, by: &Acting<'_>) -> Outcome<Enrolment> {
    let enrolment = of(conn, named, by.division)?;
    rules::may_object(&enrolment).map_err(refused)?;
    let said = worded("said", said)?.to_owned();
    let last = store::objections(conn, &enrolment.id)?.last().map_or(0, |objection| objection.position);
    let objection = Objection { position: last + 1, said, noted: by.signed(), answer: None, answered: None };
    store::insert_objection(conn, &enrolment.id, &objection)?;
    note(conn, by, "enrolment_object", &enrolment, "")?;
    Ok(enrolment)
}

/// Answers an objection.
pub fn answer(conn: &mut Conn, named: &str, (position, answer): (i32, &str), by: &Acting<'_>) -> Outcome<Enrolment> {
    let enrolment = of(conn, named, by.division)?;
    rules::may_object(&enrolment).map_err(refused)?;
    if !store::answer(conn, &enrolment.id, position, worded("answer", answer)?, &by.signed())? {
        return Err(Failure::not_found("异议", "objection"));
    }
    note(conn, by, "enrolment_answer", &enrolment, "")?;
    Ok(enrolment)
}

/// Lets the person in: judged again on this day, entered, the declared recusals on record, the decision recorded.
pub fn enrol(conn: &mut Conn, pack: &Pack, named: &str, by: &Acting<'_>) -> Outcome<Enrolment> {
    let mut enrolment = of(conn, named, by.division)?;
    let objections = store::objections(conn, &enrolment.id)?;
    rules::may_enrol(&enrolment, &objections, by.login, by.today()).map_err(refused)?;
    let application = store::stated(conn, by.vault, &enrolment.id)?;
    let looked = look(conn, by.vault, &application, by.today())?;
    is_in(looked.entry.as_ref())?;
    let judgement = rules::judge(&looked.inputs);
    admit(&judgement)?;
    let decided = NewDecision {
        division: enrolment.division.clone(),
        kind: DecisionKind::Enrolment,
        subject: enrolment.id.clone(),
        policy_id: pack.id.clone(),
        policy_version: kept::keep(conn, pack)?.to_string(),
        inputs: serde_json::to_value(&looked.inputs)?,
        outcome: serde_json::to_value(&judgement)?,
        decided_by: by.login.to_owned(),
        decided_at: by.at,
    };
    audit::record(conn, &DecisionId::new(), &decided)?;
    enter(conn, &looked.handover, &enrolment, by)?;
    let (_, entry) = registry::of_key(conn, by.vault, looked.person)?;
    enrolment.stage = EnrolmentStage::Enrolled;
    enrolment.ended = Some(by.signed());
    enrolment.expert_number = entry.map(|expert| expert.number);
    save(conn, &mut enrolment)?;
    note(conn, by, "enrolment_enrol", &enrolment, enrolment.expert_number.as_deref().unwrap_or_default())?;
    Ok(enrolment)
}

/// As a roster of one: the entry, what it says of the employer, the recusals; whoever has a part is looked at again.
fn enter(conn: &mut Conn, handover: &Handover, enrolment: &Enrolment, by: &Acting<'_>) -> Outcome<()> {
    let lists = Lists {
        vault: by.vault,
        division: by.division,
        folder_digest: &format!("enrolment:{}", enrolment.id),
        actor: by.login,
        at: by.at,
        each_row: &|| Ok(()),
    };
    take_lists(conn, &lists, handover).map(drop)
}

/// Refuses an application with the reason.
pub fn refuse(conn: &mut Conn, named: &str, because: &str, by: &Acting<'_>) -> Outcome<Enrolment> {
    let mut enrolment = of(conn, named, by.division)?;
    rules::may_refuse(&enrolment, by.login).map_err(refused)?;
    enrolment.ended_because = Some(worded("because", because)?.to_owned());
    enrolment.stage = EnrolmentStage::Refused;
    enrolment.ended = Some(by.signed());
    save(conn, &mut enrolment)?;
    note(conn, by, "enrolment_refuse", &enrolment, "")?;
    Ok(enrolment)
}

fn save(conn: &mut Conn, enrolment: &mut Enrolment) -> Outcome<()> {
    enrolment.version += 1;
    if store::update(conn, enrolment)? { Ok(()) } else { Err(changed_meanwhile()) }
}

fn note(conn: &mut Conn, by: &Acting<'_>, what: &str, enrolment: &Enrolment, detail: &str) -> Outcome<()> {
    audit::note(conn, by.at, by.login, what, &enrolment.number, detail)
}

/// The application, if it is of this division.
pub fn of(conn: &mut Conn, named: &str, division: &str) -> Outcome<Enrolment> {
    let found = store::find(conn, named)?.filter(|enrolment| enrolment.division == division);
    found.ok_or_else(|| Failure::not_found("入库申请", "application"))
}

pub fn objections(conn: &mut Conn, enrolment: &Enrolment) -> Outcome<Vec<Objection>> {
    store::objections(conn, &enrolment.id)
}

/// What the applicant stated: personal data, for whoever decides on it.
pub fn stated(conn: &mut Conn, vault: &Vault, enrolment: &Enrolment) -> Outcome<Application> {
    store::stated(conn, vault, &enrolment.id)
}

pub fn list(conn: &mut Conn, division: &str, stage: Option<EnrolmentStage>) -> Outcome<Vec<Enrolment>> {
    store::list(conn, division, stage)
}

/// Everybody in public notice on a day, for everybody to see.
pub fn noticed(conn: &mut Conn, today: Day) -> Outcome<Vec<PublicNotice>> {
    let found = store::noticed(conn, today)?;
    let line = |e: Enrolment| {
        let (from, until) = e.notice?;
        let Enrolment { number, name, employer, title, specialties, .. } = e;
        Some(PublicNotice { number, name, employer, title, specialties, from, until })
    };
    Ok(found.into_iter().filter_map(line).collect())
}
