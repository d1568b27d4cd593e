//! What somebody may see of the institutions: contact data masked.

use super::super::listing::ListQuery;
use super::record::{self, BidLine, Work};
use crate::accounts::model::{Actor, Reach};
use crate::accounts::permissions::Act;
use crate::commissions::service as commissions;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::platform::vault::Vault;
use crate::registry::model::{Institution, LeadEvaluator, Status};
use crate::registry::service::{self as registry, InstitutionFilter, InstitutionOrder};
use crate::terms::{Day, Fen};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// An institution in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionRow {
    pub id: String,
    #[schema(example = "JG000001")]
    pub number: String,
    /// Unified social credit code.
    pub uscc: String,
    pub name: String,
    pub kind: String,
    pub specialties: Vec<String>,
    pub region: String,
    pub lead_evaluators: Option<i32>,
    pub credit_grade: Option<String>,
    pub status: Status,
    /// Commissions in hand, from award to acceptance.
    pub in_hand: i64,
}

impl InstitutionRow {
    fn of(institution: &Institution, in_hand: &HashMap<String, i64>) -> InstitutionRow {
        let i = institution.clone();
        InstitutionRow {
            in_hand: in_hand.get(&i.id).copied().unwrap_or_default(),
            id: i.id,
            number: i.number,
            uscc: i.uscc,
            name: i.name,
            kind: i.kind,
            specialties: i.specialties,
            region: i.region,
            lead_evaluators: i.lead_evaluator_count,
            credit_grade: i.credit_grade,
            status: i.status,
        }
    }
}

/// A lead evaluator, masked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Lead {
    pub name: String,
    pub id_no_masked: String,
    pub qualification: String,
    pub title: String,
    pub evaluation_years: i32,
}

impl From<LeadEvaluator> for Lead {
    fn from(lead: LeadEvaluator) -> Lead {
        Lead {
            name: lead.name,
            id_no_masked: lead.id_no_masked,
            qualification: lead.qualification,
            title: lead.title,
            evaluation_years: lead.evaluation_years,
        }
    }
}

/// Everything that is shown of one institution.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionDetail {
    #[serde(flatten)]
    pub row: InstitutionRow,
    pub legal_representative: String,
    #[schema(value_type = Option<String>, example = "2009-11-01")]
    pub founded_on: Option<Day>,
    /// In fen.
    #[schema(value_type = Option<i64>)]
    pub registered_capital: Option<Fen>,
    pub staff: Option<i32>,
    pub credit_number: Option<String>,
    pub contact_name: String,
    pub phone_masked: String,
    pub leads: Vec<Lead>,
    /// Commissions that it was given and the reader reaches, newest first.
    pub works: Vec<Work>,
    /// Opened bids that the reader reaches; absent for those who may not read bids.
    pub bids: Option<Vec<BidLine>>,
}

/// What the query asks for; a status that does not exist is refused.
fn filter(query: &ListQuery) -> Outcome<InstitutionFilter> {
    let order = match query.sort() {
        Some("name") => InstitutionOrder::Name,
        Some("region") => InstitutionOrder::Region,
        Some("leads") => InstitutionOrder::Leads,
        Some("status") => InstitutionOrder::Status,
        _ => InstitutionOrder::Number,
    };
    Ok(InstitutionFilter {
        id: None,
        text: query.q.clone(),
        kind: query.filter("kind").map(str::to_owned),
        region: query.filter("region").map(str::to_owned),
        status: query.filter_as("status", "enrolled、suspended、delisted", Status::parse)?,
        order,
        descending: query.descending,
    })
}

/// The part of the list that the query asks for.
pub fn list(conn: &mut Conn, vault: &Vault, actor: &Actor, query: &ListQuery) -> Outcome<Page<InstitutionRow>> {
    let mut filter = filter(query)?;
    if let Reach::Own(id) = actor.reach(Act::ListInstitutions)? {
        filter.id = Some(id.to_owned());
    }
    let page = registry::institutions(conn, vault, &filter, query.to_load())?;
    let ids: Vec<String> = page.items.iter().map(|i| i.id.clone()).collect();
    let in_hand = commissions::in_hand(conn, &ids)?;
    Ok(page.map(|institution| InstitutionRow::of(&institution, &in_hand)))
}

/// Kinds and regions for the filters.
pub fn filter_values(conn: &mut Conn) -> Outcome<(Vec<String>, Vec<String>)> {
    registry::institution_filter_values(conn)
}

/// One institution; one out of reach is as absent as one that does not exist.
pub fn detail(conn: &mut Conn, vault: &Vault, actor: &Actor, id: &str) -> Outcome<InstitutionDetail> {
    if let Reach::Own(own) = actor.reach(Act::ReadInstitution)?
        && own != id
    {
        return Err(Failure::not_found("第三方机构", "institution"));
    }
    let institution = registry::institution(conn, vault, id)?;
    let in_hand = commissions::in_hand(conn, std::slice::from_ref(&institution.id))?;
    let leads = registry::lead_evaluators(conn, vault, &institution.uscc)?;
    Ok(InstitutionDetail {
        row: InstitutionRow::of(&institution, &in_hand),
        legal_representative: institution.legal_representative,
        founded_on: institution.founded_on,
        registered_capital: institution.registered_capital,
        staff: institution.staff_count,
        credit_number: institution.credit_number,
        contact_name: institution.contact_name,
        phone_masked: institution.phone_masked,
        leads: leads.into_iter().map(Lead::from).collect(),
        works: record::works(conn, actor, id)?,
        bids: record::bids(conn, actor, id)?,
    })
}
