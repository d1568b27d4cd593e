//! Institutions and their lead evaluators.

use super::{Db, Known, compare, last_number};
use crate::platform::db::ConnBackend;
use crate::platform::db::vault_keys::{rehash_column, reseal_column};
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::platform::vault::Vault;
use crate::registry::model::{Institution, LeadEvaluator, Status};
use crate::registry::rules;
use crate::terms::{Day, Fen};
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;

diesel::table! {
    institutions (id) {
        id -> Text,
        number -> Text,
        uscc -> Text,
        name -> Text,
        kind -> Text,
        founded_on -> Nullable<Date>,
        legal_representative -> Text,
        registered_capital_fen -> Nullable<BigInt>,
        region -> Text,
        contact_name -> Text,
        phone_sealed -> Text,
        email_sealed -> Text,
        specialties -> Text,
        staff_count -> Nullable<Integer>,
        lead_evaluator_count -> Nullable<Integer>,
        credit_number -> Nullable<Text>,
        credit_grade -> Nullable<Text>,
        status -> Text,
        source_digest -> Text,
    }
}

diesel::table! {
    lead_evaluators (id) {
        id -> Text,
        institution_uscc -> Text,
        name -> Text,
        person_key -> Text,
        id_no_sealed -> Text,
        qualification -> Text,
        title -> Text,
        work_years -> Integer,
        evaluation_years -> Integer,
        source_digest -> Text,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = institutions)]
struct Row {
    id: String,
    number: String,
    uscc: String,
    name: String,
    kind: String,
    founded_on: Option<NaiveDate>,
    legal_representative: String,
    registered_capital_fen: Option<i64>,
    region: String,
    contact_name: String,
    phone_sealed: String,
    email_sealed: String,
    specialties: String,
    staff_count: Option<i32>,
    lead_evaluator_count: Option<i32>,
    credit_number: Option<String>,
    credit_grade: Option<String>,
    status: String,
    source_digest: String,
}

const SEPARATOR: char = '、';

impl Row {
    fn into_model(self, vault: &Vault) -> Outcome<Institution> {
        let phone = vault.open(&place("phone", &self.id), &self.phone_sealed)?;
        let status = Status::parse(&self.status)
            .ok_or_else(|| anyhow!("institution {}: status {}", self.number, self.status))?;
        Ok(Institution {
            id: self.id,
            number: self.number,
            uscc: self.uscc,
            name: self.name,
            kind: self.kind,
            founded_on: self.founded_on.map(Day),
            legal_representative: self.legal_representative,
            registered_capital: self.registered_capital_fen.map(Fen),
            region: self.region,
            contact_name: self.contact_name,
            phone_masked: rules::mask_phone(&phone),
            specialties: self.specialties.split(SEPARATOR).filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            staff_count: self.staff_count,
            lead_evaluator_count: self.lead_evaluator_count,
            credit_number: self.credit_number,
            credit_grade: self.credit_grade,
            status,
        })
    }
}

fn place(column: &str, id: &str) -> String {
    format!("institutions:{column}:{id}")
}

reseal_column!(reseal_phone, institutions.phone_sealed, |id| place("phone", id));
reseal_column!(reseal_email, institutions.email_sealed, |id| place("email", id));
reseal_column!(reseal_lead_id_no, lead_evaluators.id_no_sealed, lead_place);
rehash_column!(rehash, institutions.id, source_digest);
rehash_column!(rehash_leads, lead_evaluators.id, source_digest);

pub fn known(conn: Db<'_>, uscc: &str, digest: &str) -> Outcome<Known> {
    let found = institutions::table
        .filter(institutions::uscc.eq(uscc))
        .select((institutions::id, institutions::source_digest))
        .first(conn)
        .optional()?;
    Ok(compare(found, digest))
}

/// The contact data that is sealed at rest.
pub struct Contact<'a> {
    pub phone: &'a str,
    pub email: &'a str,
}

/// Inserts, or replaces the row with the same id and keeps its number.
pub fn put(conn: Db<'_>, vault: &Vault, i: &Institution, contact: &Contact<'_>, digest: &str) -> Outcome<()> {
    let row = Row {
        id: i.id.clone(),
        number: kept_number(conn, i)?,
        uscc: i.uscc.clone(),
        name: i.name.clone(),
        kind: i.kind.clone(),
        founded_on: i.founded_on.map(|d| d.0),
        legal_representative: i.legal_representative.clone(),
        registered_capital_fen: i.registered_capital.map(|c| c.0),
        region: i.region.clone(),
        contact_name: i.contact_name.clone(),
        phone_sealed: vault.seal(&place("phone", &i.id), contact.phone)?,
        email_sealed: vault.seal(&place("email", &i.id), contact.email)?,
        specialties: i.specialties.join(&SEPARATOR.to_string()),
        staff_count: i.staff_count,
        lead_evaluator_count: i.lead_evaluator_count,
        credit_number: i.credit_number.clone(),
        credit_grade: i.credit_grade.clone(),
        status: i.status.word().into(),
        source_digest: digest.into(),
    };
    diesel::delete(institutions::table.find(&i.id)).execute(conn)?;
    diesel::insert_into(institutions::table).values(row).execute(conn)?;
    Ok(())
}

fn kept_number(conn: Db<'_>, i: &Institution) -> Outcome<String> {
    let stored: Option<String> = institutions::table.find(&i.id).select(institutions::number).first(conn).optional()?;
    Ok(stored.unwrap_or_else(|| i.number.clone()))
}

pub fn last_sequence(conn: Db<'_>) -> Outcome<i64> {
    last_number(
        institutions::table.select(diesel::dsl::max(institutions::number)).first(conn),
        rules::INSTITUTION_PREFIX,
    )
}

/// The column that a list of institutions is sorted by; numbers break ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Number,
    Name,
    Region,
    Leads,
    Status,
}

/// Which institutions a list shows and in which order; words of `text` must all be there.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub id: Option<String>,
    pub text: Option<String>,
    pub kind: Option<String>,
    pub region: Option<String>,
    pub status: Option<Status>,
    pub order: Order,
    pub descending: bool,
}

pub fn list(conn: Db<'_>, vault: &Vault, filter: &Filter, asked: PageAsked) -> Outcome<Page<Institution>> {
    let total: i64 = filtered(filter).count().get_result(conn)?;
    let rows: Vec<Row> = sorted(filtered(filter), filter)
        .then_order_by(institutions::number.asc())
        .limit(asked.size)
        .offset(asked.offset())
        .select(Row::as_select())
        .load(conn)?;
    let items = rows.into_iter().map(|r| r.into_model(vault)).collect::<Outcome<Vec<_>>>()?;
    Ok(Page::new(items, total, asked))
}

fn filtered(filter: &Filter) -> institutions::BoxedQuery<'_, ConnBackend> {
    let mut q = institutions::table.into_boxed();
    if let Some(id) = &filter.id {
        q = q.filter(institutions::id.eq(id));
    }
    if let Some(kind) = &filter.kind {
        q = q.filter(institutions::kind.eq(kind));
    }
    if let Some(region) = &filter.region {
        q = q.filter(institutions::region.eq(region));
    }
    if let Some(status) = filter.status {
        q = q.filter(institutions::status.eq(status.word()));
    }
    for word in filter.text.iter().flat_map(|t| t.split_whitespace()) {
        let pattern = crate::platform::db::contains(word);
        q = q.filter(
            institutions::name
                .like(pattern.clone())
                .escape('\\')
                .or(institutions::uscc.like(pattern.to_uppercase()).escape('\\'))
                .or(institutions::specialties.like(pattern.clone()).escape('\\'))
                .or(institutions::number.like(pattern.to_uppercase()).escape('\\')),
        );
    }
    q
}

fn sorted<'a>(
    q: institutions::BoxedQuery<'a, ConnBackend>,
    filter: &Filter,
) -> institutions::BoxedQuery<'a, ConnBackend> {
    macro_rules! by {
        ($column:ident) => {
            if filter.descending { q.order(institutions::$column.desc()) } else { q.order(institutions::$column.asc()) }
        };
    }
    match filter.order {
        Order::Number => by!(number),
        Order::Name => by!(name),
        Order::Region => by!(region),
        Order::Leads => by!(lead_evaluator_count),
        Order::Status => by!(status),
    }
}

pub fn find(conn: Db<'_>, vault: &Vault, id: &str) -> Outcome<Option<Institution>> {
    let row: Option<Row> = institutions::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(|r| r.into_model(vault)).transpose()
}

/// `(id, name, kind)` of every institution, by number.
pub fn kinds(conn: Db<'_>) -> Outcome<Vec<(String, String, String)>> {
    let columns = (institutions::id, institutions::name, institutions::kind);
    Ok(institutions::table.order(institutions::number.asc()).select(columns).load(conn)?)
}

/// Sets the standing of an institution.
pub fn set_status(conn: Db<'_>, id: &str, status: Status) -> Outcome<()> {
    diesel::update(institutions::table.find(id)).set(institutions::status.eq(status.word())).execute(conn)?;
    Ok(())
}

/// `(uscc, id, name, legal representative)` of every institution, for matching.
pub fn index(conn: Db<'_>) -> Outcome<Vec<(String, String, String, String)>> {
    Ok(institutions::table
        .select((institutions::uscc, institutions::id, institutions::name, institutions::legal_representative))
        .load(conn)?)
}

/// Distinct values of a column, for filters.
pub fn kinds_and_regions(conn: Db<'_>) -> Outcome<(Vec<String>, Vec<String>)> {
    let mut kinds: Vec<String> = institutions::table.select(institutions::kind).distinct().load(conn)?;
    let mut regions: Vec<String> = institutions::table.select(institutions::region).distinct().load(conn)?;
    kinds.sort();
    regions.sort();
    Ok((kinds, regions))
}

pub fn known_lead(conn: Db<'_>, uscc: &str, person_key: &str, digest: &str) -> Outcome<Known> {
    let found = lead_evaluators::table
        .filter(lead_evaluators::institution_uscc.eq(uscc))
        .filter(lead_evaluators::person_key.eq(person_key))
        .select((lead_evaluators::id, lead_evaluators::source_digest))
        .first(conn)
        .optional()?;
    Ok(compare(found, digest))
}

/// Inserts, or replaces the row with the same id.
pub fn put_lead(conn: Db<'_>, vault: &Vault, l: &LeadEvaluator, id_no: &str, digest: &str) -> Outcome<()> {
    diesel::delete(lead_evaluators::table.find(&l.id)).execute(conn)?;
    diesel::insert_into(lead_evaluators::table)
        .values((
            lead_evaluators::id.eq(&l.id),
            lead_evaluators::institution_uscc.eq(&l.institution_uscc),
            lead_evaluators::name.eq(&l.name),
            lead_evaluators::person_key.eq(&l.person_key),
            lead_evaluators::id_no_sealed.eq(vault.seal(&lead_place(&l.id), id_no)?),
            lead_evaluators::qualification.eq(&l.qualification),
            lead_evaluators::title.eq(&l.title),
            lead_evaluators::work_years.eq(l.work_years),
            lead_evaluators::evaluation_years.eq(l.evaluation_years),
            lead_evaluators::source_digest.eq(digest),
        ))
        .execute(conn)?;
    Ok(())
}

fn lead_place(id: &str) -> String {
    format!("lead_evaluators:id_no:{id}")
}

type LeadRow = (String, String, String, String, String, String, String, i32, i32, String);

pub fn leads_of(conn: Db<'_>, vault: &Vault, uscc: &str) -> Outcome<Vec<LeadEvaluator>> {
    let rows: Vec<LeadRow> = lead_evaluators::table
        .filter(lead_evaluators::institution_uscc.eq(uscc))
        .order(lead_evaluators::id.asc())
        .select(lead_evaluators::all_columns)
        .load(conn)?;
    rows.into_iter().map(|r| lead(vault, r)).collect()
}

fn lead(vault: &Vault, row: LeadRow) -> Outcome<LeadEvaluator> {
    let (id, institution_uscc, name, person_key, sealed, qualification, title, work_years, evaluation_years, _) = row;
    let id_no = vault.open(&lead_place(&id), &sealed)?;
    Ok(LeadEvaluator {
        id_no_masked: rules::mask_id_no(&id_no),
        id,
        institution_uscc,
        name,
        person_key,
        qualification,
        title,
        work_years,
        evaluation_years,
    })
}

/// `(person_key, name, institution uscc)` of every lead evaluator, for the facts of conflicts.
pub fn lead_index(conn: Db<'_>) -> Outcome<Vec<(String, String, String)>> {
    Ok(lead_evaluators::table
        .order(lead_evaluators::id.asc())
        .select((lead_evaluators::person_key, lead_evaluators::name, lead_evaluators::institution_uscc))
        .load(conn)?)
}
