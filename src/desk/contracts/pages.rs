//! The contract for people: one page with what its reader may do.

use super::api::{OnContract, Shelves, file, run};
use super::form;
use super::view::{ContractFile, StageBody};
use super::work::{Deed, StageStep};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::commissions::State;
use crate::desk::call::Call;
use crate::desk::fields::Sent;
use crate::desk::retell::{Told, retell};
use crate::platform::failure::Outcome;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// The page.
pub async fn contract(frame: Frame, (call, shelves, number): OnContract) -> Outcome<HttpResponse> {
    let file = file(&call, shelves, number.into_inner()).await?;
    frame.page("contract", page(&call.actor, &file)?)
}

fn page(actor: &Actor, file: &ContractFile) -> Outcome<Value> {
    let may = |act: Act| actor.may(act);
    let mut page = serde_json::to_value(file)?;
    let contract = file.contract.as_ref();
    let is_signed = contract.is_some_and(|contract| contract.signed_off_at.is_some());
    let begins = contract.map(|contract| &contract.terms).or(file.usual.as_ref());
    let drafts = may(Act::DraftContract) && file.state == State::Awarded && !is_signed;
    page["draft"] = if drafts { json!(begins.map(form::fields)) } else { Value::Null };
    page["sign_off"] = json!(may(Act::SignOffContract) && contract.is_some() && !is_signed);
    let once = |open: bool| json!(may(Act::DraftContract) && is_signed && open);
    page["publish"] = once(contract.is_some_and(|contract| contract.published_at.is_none()));
    page["file_away"] = once(contract.is_some_and(|contract| contract.filed_at.is_none()));
    if let Some(contract) = contract {
        let mut rows = Vec::new();
        for stage in &contract.stages {
            let mut row = serde_json::to_value(stage)?;
            let next = next(stage).filter(|_| is_signed && may(Act::DraftContract));
            row["next"] = json!(next.map(StageStep::word));
            row["asks_grade"] = json!(next == Some(StageStep::Accepted) && stage.by_quality);
            rows.push(row);
        }
        page["stages"] = Value::Array(rows);
    }
    Ok(page)
}

/// The step that a stage waits for.
fn next(stage: &StageBody) -> Option<StageStep> {
    let days = [stage.delivered_on, stage.accepted_on, stage.invoiced_on, stage.paid_on];
    StageStep::ALL.into_iter().zip(days).find(|(_, day)| day.is_none()).map(|(step, _)| step)
}

/// Does it and shows the page again, with the sentence that says why not.
async fn shown(
    frame: Frame,
    (call, shelves): (Call, Shelves),
    number: String,
    deed: Outcome<Deed>,
) -> Outcome<HttpResponse> {
    let done = match deed {
        Ok(deed) => run(call.clone(), shelves.clone(), number.clone(), deed).await,
        Err(failure) => Err(failure),
    };
    match retell(done, &format!("/market/{number}/contract"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let file = file(&call, shelves, number).await?;
            frame.page_with(status, "contract", Some(("error", &why)), page(&call.actor, &file)?)
        }
    }
}

/// Declares the handler of a form: what it sends becomes a deed.
macro_rules! deed {
    ($(#[$doc:meta])* $name:ident, $read:expr) => {
        $(#[$doc])*
        pub async fn $name(frame: Frame, on: OnContract, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
            let read: fn(&Sent) -> Outcome<Deed> = $read;
            let (call, shelves, number) = on;
            shown(frame, (call, shelves), number.into_inner(), read(&sent)).await
        }
    };
}

deed!(
    /// Writes or changes the draft.
    draft, |sent| form::read(sent).map(Deed::Draft)
);
deed!(
    /// Signs off what was read.
    sign_off, |sent| form::read_sign_off(sent).map(Deed::SignOff)
);
deed!(
    /// Publishes it.
    publish, |_| Ok(Deed::Publish)
);
deed!(
    /// Enters that it was filed.
    file_away, |_| Ok(Deed::File)
);

/// Enters what was done of a stage.
pub async fn stage(
    frame: Frame,
    on: (Call, Shelves),
    path: web::Path<(String, i32)>,
    sent: web::Form<Sent>,
) -> Outcome<HttpResponse> {
    let (number, position) = path.into_inner();
    shown(frame, on, number, form::read_stage(&sent).map(|done| Deed::Stage(position, done))).await
}
