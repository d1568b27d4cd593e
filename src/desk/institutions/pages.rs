//! Institutions for people.

use super::super::blocking::read;
use super::super::listing::{Choice, ListQuery, export, page_context};
use super::record::{BidLine, Work};
use super::view::{self, InstitutionDetail, InstitutionRow, Lead};
use super::{SPEC, api};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::registry::model::Status;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

pub(super) async fn list(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, SPEC)?;
    let asked = query.clone();
    let (page, (kinds, regions)) =
        read(&db, move |conn| Ok((view::list(conn, &vault, &actor, &asked)?, view::filter_values(conn)?))).await?;
    if let Some(format) = query.format {
        return export(format, "institutions", page.total, &page.items, api::sheet);
    }
    let choices = [
        Choice::new("status", "institution-status", Status::ALL.map(Status::word)),
        Choice::new("kind", "", kinds),
        Choice::new("region", "", regions),
    ];
    let rows = page.items.iter().map(row).collect();
    frame.page("institutions", page_context(&query, "/institutions", page.total, &choices, rows))
}

fn row(institution: &InstitutionRow) -> Value {
    json!({
        "href": format!("/institutions/{}", institution.id),
        "name": institution.name,
        "uscc": institution.uscc,
        "type": institution.kind,
        "specialties": institution.specialties.join("、"),
        "region": institution.region,
        "leads": institution.lead_evaluators,
        "active": institution.in_hand,
        "status": institution.status,
        "credit": institution.credit_grade,
    })
}

pub(super) async fn detail(
    frame: Frame,
    db: web::Data<Db>,
    vault: web::Data<Vault>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let list = actor.may(Act::ListInstitutions).then_some("/institutions");
    let reads_credit = actor.may(Act::ReadCredit);
    let institution = read(&db, move |conn| view::detail(conn, &vault, &actor, &id)).await?;
    let mut context = context(&institution, list);
    context["credit_href"] = json!(reads_credit.then(|| format!("/institutions/{}/credit", institution.row.id)));
    frame.page("institution", context)
}

fn context(institution: &InstitutionDetail, list: Option<&str>) -> Value {
    let row = &institution.row;
    json!({
        "list": list,
        "name": row.name,
        "uscc": row.uscc,
        "type": row.kind,
        "legal_rep": institution.legal_representative,
        "founded": institution.founded_on,
        "capital": institution.registered_capital,
        "region": row.region,
        "staff": institution.staff,
        "leads": row.lead_evaluators,
        "credit_number": institution.credit_number,
        "credit": row.credit_grade,
        "contact": institution.contact_name,
        "phone_masked": institution.phone_masked,
        "specialties": row.specialties.join("、"),
        "status": {"family": "institution-status", "state": row.status},
        "actions": [],
        "lead_evaluators": institution.leads.iter().map(lead).collect::<Vec<Value>>(),
        "record": institution.works.iter().map(work).collect::<Vec<Value>>(),
        "bids": institution.bids.as_ref().map(|bids| bids.iter().map(bid).collect::<Vec<Value>>()),
    })
}

fn lead(lead: &Lead) -> Value {
    json!({
        "name": lead.name,
        "id_masked": lead.id_no_masked,
        "qualification": lead.qualification,
        "title": lead.title,
        "years": lead.evaluation_years,
    })
}

fn work(work: &Work) -> Value {
    json!({
        "project": work.project,
        "href": format!("/commissions/{}", work.commission),
        "year": work.year,
        "kind": work.evaluation_kind,
        "amount": work.price,
        "quality": work.quality,
        "state": work.state,
    })
}

fn bid(bid: &BidLine) -> Value {
    json!({
        "project": bid.project,
        "href": format!("/commissions/{}", bid.commission),
        "year": bid.year,
        "price": bid.price,
        "total": bid.total,
        "rank": bid.position,
        "state": bid.standing,
        "reason": bid.rejection_reason,
    })
}
