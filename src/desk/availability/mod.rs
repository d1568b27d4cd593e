//! When an expert cannot come and how many reviews at once they take on: one page and the API. The expert states
//! it, or a handler whom the expert told.

#[cfg(test)]
mod tests;

use crate::accounts::gate::{Access, Frame, RouteTable};
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::platform::vault::Vault;
use crate::registry::availability::{self, Availability};
use crate::registry::model::{Expert, Signed};
use crate::terms::Day;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let state = Access::May(Act::StateAvailability);
    table
        .get("/experts/{id}/availability", Access::May(Act::ReadExpert), show)
        .post("/experts/{id}/absences", state, enter)
        .post("/experts/{id}/absences/{absence}/withdrawal", state, withdraw)
        .post("/experts/{id}/limit", state, limit)
        .get("/api/v1/experts/{id}/availability", Access::May(Act::ReadExpert), availability_show)
        .post("/api/v1/experts/{id}/absences", state, absence_enter)
        .delete("/api/v1/experts/{id}/absences/{absence}", state, absence_withdraw)
        .put("/api/v1/experts/{id}/limit", state, availability_limit);
}

/// The expert, if the act reaches the entry; otherwise it does not exist for this person.
fn reached(conn: &mut Conn, call: &Call, vault: &Vault, act: Act, named: &str) -> Outcome<Expert> {
    let expert = availability::expert(conn, vault, named)?;
    match call.actor.reach(act)? {
        Reach::All => Ok(expert),
        Reach::Own(own) if own == expert.id => Ok(expert),
        Reach::Own(_) | Reach::Division(_) => Err(Failure::not_found("专家", "expert")),
    }
}

/// Days on which the expert cannot come; both ends count.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// Nobody has to give one.
    #[serde(default)]
    pub reason: String,
}

/// Reviews that the expert takes on at once.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitBody {
    #[schema(minimum = 1, maximum = 50)]
    pub most_at_once: i32,
}

/// What is stated.
enum Stated {
    Absence(NewAbsence),
    Withdrawal(String),
    Limit(i32),
}

async fn state(call: &Call, vault: web::Data<Vault>, named: String, stated: Stated) -> Outcome<Availability> {
    call.write(move |conn, call| {
        let expert = reached(conn, call, &vault, Act::StateAvailability, &named)?;
        let by = Signed { by: call.actor.login.clone(), at: call.now };
        match &stated {
            Stated::Absence(new) => availability::enter(conn, &expert, (new.from, new.until), &new.reason, by)?,
            Stated::Withdrawal(id) => availability::withdraw(conn, &expert, id, &by)?,
            Stated::Limit(most) => availability::limit(conn, &expert, *most, by)?,
        }
        availability::of(conn, &expert)
    })
    .await
}

async fn read(call: &Call, vault: web::Data<Vault>, named: String) -> Outcome<(Expert, Availability)> {
    call.read(move |conn, call| {
        let expert = reached(conn, call, &vault, Act::ReadExpert, &named)?;
        let stated = availability::of(conn, &expert)?;
        Ok((expert, stated))
    })
    .await
}

/// When an expert cannot come, and how many reviews at once they take on.
#[utoipa::path(get, path = "/api/v1/experts/{id}/availability", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")),
    responses((status = 200, body = Availability), (status = 404, body = Problem)))]
pub async fn availability_show(call: Call, vault: web::Data<Vault>, id: web::Path<String>) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(read(&call, vault, id.into_inner()).await?.1))
}

/// Enter days on which the expert cannot come; no draw on one of them takes the expert.
#[utoipa::path(post, path = "/api/v1/experts/{id}/absences", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")), request_body = NewAbsence,
    responses((status = 201, body = Availability), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn absence_enter(
    call: Call,
    vault: web::Data<Vault>,
    id: web::Path<String>,
    body: web::Json<NewAbsence>,
) -> Outcome<HttpResponse> {
    let stated = Stated::Absence(body.into_inner());
    Ok(HttpResponse::Created().json(state(&call, vault, id.into_inner(), stated).await?))
}

/// Withdraw an absence. It stays on record as withdrawn.
#[utoipa::path(delete, path = "/api/v1/experts/{id}/absences/{absence}", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number"),
        ("absence" = String, Path, description = "Identifier of the absence")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn absence_withdraw(
    call: Call,
    vault: web::Data<Vault>,
    place: web::Path<(String, String)>,
) -> Outcome<HttpResponse> {
    let (id, absence) = place.into_inner();
    state(&call, vault, id, Stated::Withdrawal(absence)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set how many reviews at once the expert takes on.
#[utoipa::path(put, path = "/api/v1/experts/{id}/limit", tag = "experts",
    params(("id" = String, Path, description = "The expert's identifier or number")), request_body = LimitBody,
    responses((status = 200, body = Availability), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn availability_limit(
    call: Call,
    vault: web::Data<Vault>,
    id: web::Path<String>,
    body: web::Json<LimitBody>,
) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(state(&call, vault, id.into_inner(), Stated::Limit(body.most_at_once)).await?))
}

async fn show(frame: Frame, call: Call, vault: web::Data<Vault>, id: web::Path<String>) -> Outcome<HttpResponse> {
    let context = page(&call, vault, id.into_inner()).await?;
    frame.page("availability", context)
}

async fn page(call: &Call, vault: web::Data<Vault>, named: String) -> Outcome<Value> {
    let (expert, stated) = read(call, vault, named).await?;
    let may_state = call.actor.may(Act::StateAvailability);
    let today = call.now.day_in_china();
    let absences: Vec<Value> = stated
        .absences
        .iter()
        .map(|absence| json!({ "absence": absence, "open": may_state && absence.withdrawn.is_none() && absence.until >= today }))
        .collect();
    Ok(json!({
        "id": expert.id, "number": expert.number, "name": expert.name, "may_state": may_state,
        "absences": absences, "limit": stated.limit,
    }))
}

type Sent = HashMap<String, String>;

/// States what the form says and shows the page again, with the refusal where there is one.
async fn stated(
    frame: Frame,
    (call, vault): (Call, web::Data<Vault>),
    id: String,
    what: Outcome<Stated>,
) -> Outcome<HttpResponse> {
    let done = match what {
        Ok(what) => state(&call, vault.clone(), id.clone(), what).await,
        Err(failure) => Err(failure),
    };
    match retell(done.map(drop), &format!("/experts/{id}/availability"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let context = page(&call, vault, id).await?;
            frame.page_with(status, "availability", Some(("error", &why)), context)
        }
    }
}

async fn enter(
    frame: Frame,
    on: (Call, web::Data<Vault>),
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Outcome<HttpResponse> {
    let day = |name: &str| {
        let text = sent.get(name).map(String::as_str).unwrap_or_default();
        text.parse::<Day>().map_err(|_| Failure::field(name, "应为日期，如 2022-03-01 (a day)"))
    };
    let reason = sent.get("reason").cloned().unwrap_or_default();
    let days = day("from").and_then(|from| Ok((from, day("until")?)));
    let what = days.map(|(from, until)| Stated::Absence(NewAbsence { from, until, reason }));
    stated(frame, on, id.into_inner(), what).await
}

async fn withdraw(
    frame: Frame,
    on: (Call, web::Data<Vault>),
    place: web::Path<(String, String)>,
) -> Outcome<HttpResponse> {
    let (id, absence) = place.into_inner();
    stated(frame, on, id, Ok(Stated::Withdrawal(absence))).await
}

async fn limit(
    frame: Frame,
    on: (Call, web::Data<Vault>),
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Outcome<HttpResponse> {
    let most = sent.get("most_at_once").and_then(|text| text.trim().parse().ok());
    let what = most.ok_or_else(|| Failure::field("most_at_once", "应为整数 (a whole number)")).map(Stated::Limit);
    stated(frame, on, id.into_inner(), what).await
}
