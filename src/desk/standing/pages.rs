//! Standing, history and looks for people: one page with everything, and the form that asks for a purpose.

use super::super::blocking::blocking;
use super::ground::Ground;
use super::view::{self, Answer, Appeal, Proposed, Purpose, Ruling};
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::platform::failure::{Failure, Outcome};
use crate::registry::model::{Expert, Proposal};
use crate::registry::rules::standing::{Act as StandingAct, Reason, State};
use crate::registry::standing::Step;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, ResponseError, web};
use serde_json::{Value, json};

pub(super) async fn standing(frame: Frame, ground: Ground, id: web::Path<String>) -> Outcome<HttpResponse> {
    let context = context(&ground, &id, None).await?;
    frame.page("standing", context)
}

/// Everything that the page shows, with what was wrong with the last form.
async fn context(ground: &Ground, id: &str, failure: Option<&Failure>) -> Outcome<Value> {
    let (asked, id) = (ground.clone(), id.to_owned());
    let (expert, proposals, changes, looks) = blocking(move || {
        let (expert, proposals) = view::proposals(&asked, &id)?;
        Ok((expert, proposals, view::changes(&asked, &id)?, view::looks(&asked, &id)?))
    })
    .await?;
    let may = |act| ground.call.actor.may(act);
    let is_open = proposals.iter().any(|p| matches!(p.state, State::Proposed | State::Checked));
    Ok(json!({
        "query": {},
        "number": expert.number,
        "name": expert.name,
        "href": format!("/experts/{}", expert.id),
        "state": expert.status,
        "error": refusal(failure),
        "form": (may(Act::ProposeStanding) && !is_open).then(|| form(&expert)),
        "proposals": proposals.iter().map(|p| line(ground, p)).collect::<Vec<Value>>(),
        "changes": changes,
        "looks": looks,
    }))
}

fn refusal(failure: Option<&Failure>) -> Value {
    match failure {
        Some(Failure::Refused { why, .. }) => json!(why),
        Some(Failure::Malformed(faults)) => {
            let all: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
            json!(all.join("；"))
        }
        _ => Value::Null,
    }
}

fn form(expert: &Expert) -> Value {
    let select = |name: &str, family: &str, words: Vec<&str>| {
        json!({"kind": "select", "name": name, "label": name, "value": "", "required": true, "family": family,
            "options": words.iter().map(|word| json!({"value": word, "selected": false})).collect::<Vec<Value>>()})
    };
    json!({
        "post": format!("/experts/{}/standing", expert.id), "submit": "propose_standing", "upload": false, "cancel": null, "error": null,
        "fields": [
            select("act", "standing-act", words(&StandingAct::ALL, &StandingAct::Merge, |act| act.word())),
            select("reason_code", "standing-reason", words(&Reason::ALL, &Reason::Duplicate, |reason| reason.word())),
            {"kind": "textarea", "name": "reason", "label": "reason", "value": "", "required": true},
        ],
    })
}

/// All but one: a merge is proposed where the two stand beside each other.
fn words<T: PartialEq>(all: &[T], but: &T, word: impl Fn(&T) -> &'static str) -> Vec<&'static str> {
    all.iter().filter(|one| *one != but).map(word).collect()
}

/// One proposal with the step that this reader may take next.
fn line(ground: &Ground, proposal: &Proposal) -> Value {
    let may = |act| ground.call.actor.may(act);
    let has_acted = proposal.people().contains(&ground.call.actor.login);
    let step = match proposal.state {
        State::Proposed if may(Act::CheckStanding) && !has_acted => Some("check"),
        State::Checked if may(Act::ApproveStanding) && !has_acted => Some("approve"),
        State::Done if proposal.appeal.is_none() && may(Act::AppealStanding) && proposal.act != StandingAct::Resume => {
            Some("appeal")
        }
        State::Done
            if proposal.appeal.is_some() && proposal.answered.is_none() && may(Act::AnswerAppeal) && !has_acted =>
        {
            Some("answer")
        }
        _ => None,
    };
    json!({
        "proposal": proposal,
        "post": step.map(|step| format!("/standing/{}/{step}", proposal.id)),
        "ruling": matches!(step, Some("check" | "approve")),
        "appeal": step == Some("appeal"),
        "answer": step == Some("answer"),
    })
}

/// Back to the page of the expert, or the page again with what was wrong.
async fn done(
    frame: &Frame,
    ground: &Ground,
    expert: Option<&str>,
    outcome: Outcome<Proposal>,
) -> Outcome<HttpResponse> {
    match outcome {
        Ok(proposal) => {
            let target = format!("/experts/{}/standing", proposal.expert_id);
            Ok(HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, target)).finish())
        }
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) if expert.is_some() => {
            let context = context(ground, expert.unwrap_or_default(), Some(&failure)).await?;
            frame.page_with(failure.status_code(), "standing", None, context)
        }
        Err(failure) => Err(failure),
    }
}

/// The expert whom a proposal is about, for showing the page again.
async fn expert_of(ground: &Ground, proposal: &str) -> Option<String> {
    let (db, id) = (ground.call.db.clone(), proposal.to_owned());
    let found = blocking(move || db.read(|conn| crate::registry::standing::of_id(conn, &id))).await;
    found.ok().map(|proposal| proposal.expert_id)
}

pub(super) async fn propose(
    frame: Frame,
    ground: Ground,
    id: web::Path<String>,
    form: web::Form<Proposed>,
) -> Outcome<HttpResponse> {
    let (asked, expert) = (ground.clone(), id.clone());
    let made = blocking(move || view::propose(&asked, &expert, &form)).await;
    done(&frame, &ground, Some(&id), made).await
}

/// Declares the handler of one step; they differ in the form and the use case alone.
macro_rules! step {
    ($name:ident, $form:ty, $take:expr) => {
        pub(super) async fn $name(
            frame: Frame,
            ground: Ground,
            id: web::Path<String>,
            form: web::Form<$form>,
        ) -> Outcome<HttpResponse> {
            let expert = expert_of(&ground, &id).await;
            let asked = ground.clone();
            let taken = blocking(move || $take(&asked, &id, &form)).await;
            done(&frame, &ground, expert.as_deref(), taken).await
        }
    };
}

step!(check, Ruling, |ground: &Ground, id: &str, form: &Ruling| view::step(ground, id, Step::Check, form));
step!(approve, Ruling, |ground: &Ground, id: &str, form: &Ruling| view::step(ground, id, Step::Approve, form));
step!(appeal, Appeal, |ground: &Ground, id: &str, form: &Appeal| view::appeal(ground, id, form));
step!(answer, Answer, |ground: &Ground, id: &str, form: &Answer| view::answer(ground, id, form));

pub(super) async fn purpose(frame: Frame, id: web::Path<String>) -> Outcome<HttpResponse> {
    frame.page("reveal", purpose_form(&id, "", None))
}

fn purpose_form(id: &str, typed: &str, failure: Option<&Failure>) -> Value {
    let href = format!("/experts/{id}");
    json!({
        "query": {},
        "href": href,
        "revealed": null,
        "form": {
            "post": format!("/experts/{id}/reveal"), "submit": "reveal", "upload": false, "cancel": href, "error": refusal(failure),
            "fields": [{"kind": "text", "name": "purpose", "label": "purpose", "value": typed, "required": true}],
        },
    })
}

pub(super) async fn reveal(
    frame: Frame,
    ground: Ground,
    id: web::Path<String>,
    form: web::Form<Purpose>,
) -> Outcome<HttpResponse> {
    let (expert, typed) = (id.clone(), form.purpose.clone());
    match blocking(move || view::reveal(&ground, &expert, &form)).await {
        Ok(revealed) => frame
            .page("reveal", json!({"query": {}, "href": format!("/experts/{id}"), "revealed": revealed, "form": null})),
        Err(failure @ Failure::Malformed(_)) => {
            frame.page_with(failure.status_code(), "reveal", None, purpose_form(&id, &typed, Some(&failure)))
        }
        Err(failure) => Err(failure),
    }
}
