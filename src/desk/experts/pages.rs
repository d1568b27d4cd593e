//! Experts for people.

use super::super::blocking::read;
use super::super::library::ExpertLibrary;
use super::super::listing::{Choice, ListQuery, export, page_context};
use super::super::policies::of_division;
use super::view::{self, Around, Assignment, ExpertDetail, ExpertRow, FilterValues, Highlights, Listing};
use super::{SPEC, api};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::policy::Packs;
use crate::registry::model::Status;
use crate::search::Facet;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};

pub(super) async fn list(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    library: web::Data<ExpertLibrary>,
    packs: web::Data<Packs>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let cap = view::cap(of_division(&packs, &actor.division));
    let asked = query.clone();
    let (Listing { page, found }, values) = read(&db, move |conn| {
        let listing = view::list(&library, conn, &actor, &asked)?;
        // Where the index has counted, its counts are the choices.
        let values = if listing.found.facets.is_empty() { Some(view::filter_values(conn)?) } else { None };
        Ok((listing, values))
    })
    .await?;
    if let Some(format) = query.format {
        return export(format, "experts", page.total, &page.items, api::sheet);
    }
    let rows = page.items.iter().zip(&found.highlights).map(|(expert, marks)| row(expert, marks, cap)).collect();
    let choices = match values {
        Some(values) => choices(values),
        None => counted(&found),
    };
    let mut context = page_context(&query, "/experts", page.total, &choices, rows);
    if let Some(fields) = context.as_object_mut() {
        around(fields, &found);
        fields.insert("actions".into(), json!([{"key": "expert_duplicates", "href": "/expert-duplicates"}]));
    }
    frame.page("experts", context)
}

fn choices(values: FilterValues) -> Vec<Choice> {
    vec![
        Choice::new("status", "expert-status", Status::ALL.map(Status::word)),
        Choice::new("specialty", "", values.specialties),
        Choice::new("region", "", values.regions),
        Choice::new("title_level", "", values.title_levels),
    ]
}

/// The filters with how many each choice would leave.
fn counted(found: &Around) -> Vec<Choice> {
    let one = |facet: Facet| {
        let counts = found.facets.get(facet.code()).into_iter().flatten();
        let values = counts.map(|c| (c.value.clone(), i64::try_from(c.count).ok())).collect();
        Choice { name: facet.code(), family: if facet == Facet::Status { "expert-status" } else { "" }, values }
    };
    Facet::ALL.map(one).to_vec()
}

/// What stands above the list: for which commission, whom it leaves out, how the words were understood.
fn around(fields: &mut Map<String, Value>, found: &Around) {
    if let Some(number) = &found.for_commission {
        let why = found.why_not.as_ref().map(|why| json!({
            "sentence": why.sentence, "eligible": why.eligible,
            "hits": why.hits.iter().map(|hit| json!({"basis": hit.basis, "path": hit.path})).collect::<Vec<Value>>(),
        }));
        fields.insert(
            "for_commission".into(),
            json!({
                "href": format!("/commissions/{number}"),
                "number": number,
                "name": found.project,
                "left_out": found.excluded_by_rule,
                "why_not": why,
            }),
        );
    }
    fields.insert("suggest".into(), "/api/v1/experts/suggestions".into());
    fields.insert("slipped".into(), (!found.as_written).into());
    fields.insert("engine_away".into(), (found.answered_by == "database").into());
}

fn row(expert: &ExpertRow, marks: &Highlights, cap: Option<u32>) -> Value {
    json!({
        "href": format!("/experts/{}", expert.id),
        "number": expert.number,
        "name": marks.name,
        "employer": marks.employer,
        "title": expert.title,
        "title_level": expert.title_level,
        "specialties": marks.specialties,
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
    let may_reveal = actor.may(Act::RevealPersonalData);
    let expert = read(&db, move |conn| view::detail(conn, &vault, &actor, &id)).await?;
    let mut page = context(&expert, cap, list);
    if let Some(fields) = page.as_object_mut() {
        let href = |what: &str| format!("/experts/{}/{what}", expert.row.id);
        fields.insert("actions".into(), json!([{"key": "standing", "href": href("standing")}]));
        fields.insert("unmask".into(), may_reveal.then(|| href("reveal")).into());
        fields.insert("availability".into(), href("availability").into());
    }
    frame.page("expert", page)
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
