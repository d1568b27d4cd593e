//! Successions for people: one page with what its reader may do.

use super::api::{OnAward, file, run};
use super::view::SuccessionFile;
use super::work::{Deed, NewSuccession, SuccessionDecision};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::commissions::State;
use crate::desk::call::Call;
use crate::desk::fields::{Fields, Sent};
use crate::desk::retell::{Told, retell};
use crate::platform::failure::Outcome;
use crate::remedies::succession::{Cause, Choice};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// The page.
pub async fn succession(frame: Frame, call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let file = file(&call, number.into_inner()).await?;
    frame.page("succession", page(&call.actor, &file)?)
}

fn page(actor: &Actor, file: &SuccessionFile) -> Outcome<Value> {
    let is_open = file.state == State::Awarded;
    let mut page = serde_json::to_value(file)?;
    page["propose"] = json!(is_open && file.proposed_by.is_none() && actor.may(Act::ProposeSuccession));
    let others = file.proposed_by.as_ref().is_some_and(|by| *by != actor.login);
    page["decide"] = json!(is_open && others && actor.may(Act::DecideSuccession));
    page["causes"] = Cause::ALL.iter().map(|cause| cause.word()).collect();
    page["choices"] = Choice::ALL.iter().map(|choice| choice.word()).collect();
    Ok(page)
}

/// Does it and shows the page again, with the sentence that says why not.
async fn shown(frame: Frame, (call, routes, number): OnAward, deed: Outcome<Deed>) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let done = match deed {
        Ok(deed) => run((call.clone(), routes, number.clone().into()), deed).await,
        Err(failure) => Err(failure),
    };
    match retell(done, &format!("/market/{number}/succession"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let file = file(&call, number).await?;
            frame.page_with(status, "succession", Some(("error", &why)), page(&call.actor, &file)?)
        }
    }
}

/// Proposes who follows.
pub async fn propose(frame: Frame, on: OnAward, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let read = Fields::read(&sent, |fields| {
        let cause = fields.parsed("cause", "事由", Cause::parse);
        let choice = fields.parsed("choice", "处理方式", Choice::parse);
        Some(Deed::Propose(NewSuccession { cause: cause?, choice: choice?, reason: fields.text("reason") }))
    });
    shown(frame, on, read).await
}

/// Decides on it.
pub async fn decide(frame: Frame, on: OnAward, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let read = Fields::read(&sent, |fields| {
        let approve = fields.parsed("decision", "“同意”或“退回”", |word| match word {
            "approve" => Some(true),
            "refuse" => Some(false),
            _ => None,
        });
        Some(Deed::Decide(SuccessionDecision { approve: approve?, reason: fields.text("reason") }))
    });
    shown(frame, on, read).await
}
