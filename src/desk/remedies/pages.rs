//! Results, challenges and complaints for people: one page with what its reader may do.

use super::api::{Law, file, run};
use super::view::RemedyFile;
use super::work::{Deed, NewChallenge, NewPause, NewWord};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::commissions::holds::HoldCause;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::platform::failure::{Failure, Outcome};
use crate::remedies::{Finding, Subject};
use crate::terms::Day;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The page.
pub async fn remedies(frame: Frame, call: Call, law: Law, number: web::Path<String>) -> Outcome<HttpResponse> {
    let actor = call.actor.clone();
    let file = file(call, law, number.into_inner()).await?;
    frame.page("remedies", page(&actor, &file)?)
}

fn page(actor: &Actor, file: &RemedyFile) -> Outcome<Value> {
    let may = |act: Act| actor.may(act);
    let awarded = file.clocks.iter().any(|clock| clock.id == "contract");
    let mut page = serde_json::to_value(file)?;
    page["publish"] = json!(may(Act::PublishResult) && awarded && file.notice.is_none());
    page["succession"] = json!(may(Act::ReadSuccession) && awarded);
    page["file"] = json!(may(Act::FileChallenge));
    let paused = file.holds.iter().any(|hold| hold.cause == HoldCause::Complaint);
    page["resume"] = json!(may(Act::AnswerChallenge) && paused);
    page["subjects"] = Subject::ALL.iter().map(|subject| subject.word()).collect();
    page["challenges"] = Value::Array(Vec::new());
    let mut rows = Vec::new();
    for known in &file.challenges {
        let open = known.complaint.is_some() && known.ruling.is_none();
        let mut row = serde_json::to_value(known)?;
        row["may_answer"] = json!(may(Act::AnswerChallenge) && known.answer.is_none() && known.ruling.is_none());
        row["may_complain"] = json!(may(Act::FileChallenge) && known.complaint.is_none());
        row["may_pause"] = json!(may(Act::RuleComplaint) && open && known.pause_until.is_none());
        row["may_rule"] = json!(may(Act::RuleComplaint) && open);
        row["findings"] = Finding::ALL.iter().map(|finding| finding.word()).collect();
        rows.push(row);
    }
    page["challenges"] = Value::Array(rows);
    Ok(page)
}

type Sent = web::Form<HashMap<String, String>>;

fn text(sent: &Sent, name: &str) -> String {
    sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

/// The page again, with the sentence that says why not.
async fn shown(frame: Frame, call: Call, law: Law, number: String, deed: Outcome<Deed>) -> Outcome<HttpResponse> {
    let done = match deed {
        Ok(deed) => run(call.clone(), law.clone(), number.clone(), deed).await.map(drop),
        Err(failure) => Err(failure),
    };
    match retell(done, &format!("/market/{number}/remedies"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let actor = call.actor.clone();
            let file = file(call, law, number).await?;
            frame.page_with(status, "remedies", Some(("error", &why)), page(&actor, &file)?)
        }
    }
}

/// Publishes the result.
pub async fn publish(frame: Frame, call: Call, law: Law, number: web::Path<String>) -> Outcome<HttpResponse> {
    shown(frame, call, law, number.into_inner(), Ok(Deed::Publish)).await
}

/// Ends a pause that has come to its end.
pub async fn resume(frame: Frame, call: Call, law: Law, number: web::Path<String>) -> Outcome<HttpResponse> {
    shown(frame, call, law, number.into_inner(), Ok(Deed::Resume)).await
}

/// Files a challenge.
pub async fn challenge(
    frame: Frame,
    call: Call,
    law: Law,
    number: web::Path<String>,
    sent: Sent,
) -> Outcome<HttpResponse> {
    let subject = Subject::parse(&text(&sent, "subject"));
    let subject = subject.ok_or_else(|| Failure::field("subject", "请选择质疑事项 (choose)"));
    let deed = subject.map(|subject| Deed::Challenge(NewChallenge { subject, content: text(&sent, "content") }));
    shown(frame, call, law, number.into_inner(), deed).await
}

type OfOne = web::Path<(String, String)>;

fn word(sent: &Sent) -> Outcome<NewWord> {
    let finding = Finding::parse(&text(sent, "finding"));
    let finding = finding.ok_or_else(|| Failure::field("finding", "请选择结论 (choose)"))?;
    Ok(NewWord { finding, text: text(sent, "text") })
}

/// Answers a challenge.
pub async fn answer(frame: Frame, call: Call, law: Law, path: OfOne, sent: Sent) -> Outcome<HttpResponse> {
    let (number, id) = path.into_inner();
    shown(frame, call, law, number, word(&sent).map(|word| Deed::Answer(id, word))).await
}

/// Files a complaint.
pub async fn complain(frame: Frame, call: Call, law: Law, path: OfOne, sent: Sent) -> Outcome<HttpResponse> {
    let (number, id) = path.into_inner();
    shown(frame, call, law, number, Ok(Deed::Complain(id, text(&sent, "content")))).await
}

/// Pauses the procurement.
pub async fn pause(frame: Frame, call: Call, law: Law, path: OfOne, sent: Sent) -> Outcome<HttpResponse> {
    let (number, id) = path.into_inner();
    let until = text(&sent, "until").parse::<Day>();
    let until = until.map_err(|_| Failure::field("until", "应为日期，如 2026-10-30 (a day)"));
    let deed = until.map(|until| Deed::Pause(id, NewPause { until, reason: text(&sent, "reason") }));
    shown(frame, call, law, number, deed).await
}

/// Rules on a complaint.
pub async fn rule(frame: Frame, call: Call, law: Law, path: OfOne, sent: Sent) -> Outcome<HttpResponse> {
    let (number, id) = path.into_inner();
    shown(frame, call, law, number, word(&sent).map(|word| Deed::Rule(id, word))).await
}
