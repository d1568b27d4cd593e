//! Experts for people.

use super::super::blocking::read;
use super::super::listing::{Choice, ListQuery, export, page_context};
use super::super::policies::of_division;
use super::view::{self, Assignment, ExpertDetail, ExpertRow, FilterValues};
use super::{SPEC, api};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::policy::Packs;
use crate::registry::model::Status;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

pub(super) async fn list(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    packs: web::Data<Packs>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let cap = view::cap(of_division(&packs, &actor.division));
    let asked = query.clone();
    let (page, values) =
        read(&db, move |conn| Ok((view::list(conn, &vault, &actor, &asked)?, view::filter_values(conn)?))).await?;
    if let Some(format) = query.format {
        return export(format, "experts", page.total, &page.items, api::sheet);
    }
    let rows = page.items.iter().map(|expert| row(expert, cap)).collect();
    frame.page("experts", page_context(&query, "/experts", page.total, &choices(values), rows))
}

fn choices(values: FilterValues) -> [Choice; 4] {
    [
        Choice::new("status", "expert-status", Status::ALL.map(Status::word)),
        Choice::new("specialty", "", values.specialties),
        Choice::new("region", "", values.regions),
        Choice::new("title_level", "", values.title_levels),
    ]
}

fn row(expert: &ExpertRow, cap: Option<u32>) -> Value {
    json!({
        "href": format!("/experts/{}", expert.id),
        "number": expert.number,
        "name": expert.name,
        "employer": expert.employer,
        "title": expert.title,
        "title_level": expert.title_level,
        "specialties": expert.specialties.join("、"),
        "region": expert.region,
        "phone": expert.phone_masked,
        "active": expert.load,
        "cap": cap,
        "status": expert.status,
    })
}

pub(super) async fn detail(
    frame: Frame,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    packs: web::Data<Packs>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let cap = view::cap(of_division(&packs, &actor.division));
    let list = actor.may(Act::ListExperts).then_some("/experts");
    let expert = read(&db, move |conn| view::detail(conn, &vault, &actor, &id)).await?;
    frame.page("expert", context(&expert, cap, list))
}

fn context(expert: &ExpertDetail, cap: Option<u32>, list: Option<&str>) -> Value {
    let row = &expert.row;
    json!({
        "list": list,
        "number": row.number,
        "name": row.name,
        "employer": row.employer,
        "title": row.title,
        "title_level": row.title_level,
        "sex": sex(&expert.sex),
        "birth": expert.born,
        "id_masked": expert.id_no_masked,
        "phone_masked": row.phone_masked,
        "email_masked": expert.email_masked,
        "qualification": expert.qualification,
        "education": expert.education,
        "years": expert.work_years,
        "specialties": row.specialties.join("、"),
        "directions": expert.disciplines.join("、"),
        "region": row.region,
        "enrolled": expert.enrolled_on,
        "active": row.load,
        "cap": cap,
        "status": {"family": "expert-status", "state": row.status},
        "actions": [],
        "assignments": expert.assignments.iter().map(assignment).collect::<Vec<Value>>(),
    })
}

fn assignment(seat: &Assignment) -> Value {
    json!({
        "project": seat.project,
        "href": format!("/commissions/{}", seat.commission),
        "year": seat.year,
        "state": seat.state,
    })
}

/// The code of the messages `sex-…`; the registry keeps the word of the lists.
fn sex(word: &str) -> &str {
    match word {
        "男" => "male",
        "女" => "female",
        other => other,
    }
}
