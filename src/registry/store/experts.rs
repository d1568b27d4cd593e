//! Review experts and their specialties.

use super::{Db, Known, compare};
use crate::platform::db::ConnBackend;
use crate::platform::db::vault_keys::{rehash_column, reseal_column};
use crate::platform::failure::Outcome;
use crate::platform::paging::{Page, PageAsked};
use crate::platform::vault::Vault;
use crate::registry::merging::Twin;
use crate::registry::model::{Expert, Status};
use crate::registry::rules::duplicates;
use crate::registry::{rules, synonyms};
use crate::terms::Day;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::HashMap;

diesel::table! {
    experts (id) {
        id -> Text,
        number -> Text,
        person_key -> Text,
        name -> Text,
        sex -> Text,
        id_no_sealed -> Text,
        born_on -> Nullable<Date>,
        employer -> Text,
        employer_uscc -> Nullable<Text>,
        title -> Text,
        title_level -> Text,
        qualification -> Nullable<Text>,
        education -> Text,
        work_years -> Nullable<Integer>,
        region -> Text,
        phone_sealed -> Text,
        email_sealed -> Text,
        enrolled_on -> Nullable<Date>,
        status -> Text,
        search_text -> Text,
        source_digest -> Text,
    }
}

diesel::table! {
    expert_specialties (expert_id, kind, name) {
        expert_id -> Text,
        kind -> Text,
        name -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(experts, expert_specialties);

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = experts)]
pub(super) struct Row {
    id: String,
    number: String,
    person_key: String,
    name: String,
    sex: String,
    id_no_sealed: String,
    born_on: Option<NaiveDate>,
    employer: String,
    employer_uscc: Option<String>,
    title: String,
    title_level: String,
    qualification: Option<String>,
    education: String,
    work_years: Option<i32>,
    region: String,
    phone_sealed: String,
    email_sealed: String,
    enrolled_on: Option<NaiveDate>,
    status: String,
    search_text: String,
    source_digest: String,
}

const FIELD: &str = "field";
const DISCIPLINE: &str = "discipline";

/// Specialties of experts by expert id: fields, disciplines.
pub(super) type Specialties = HashMap<String, (Vec<String>, Vec<String>)>;

impl Row {
    fn into_model(self, vault: &Vault, specialties: &mut Specialties) -> Outcome<Expert> {
        let (fields, disciplines) = specialties.remove(&self.id).unwrap_or_default();
        let status =
            Status::parse(&self.status).ok_or_else(|| anyhow!("expert {}: status {}", self.number, self.status))?;
        let open = |column: &str, sealed: &str| vault.open(&place(column, &self.id), sealed);
        Ok(Expert {
            id_no_masked: rules::mask_id_no(&open("id_no", &self.id_no_sealed)?),
            phone_masked: rules::mask_phone(&open("phone", &self.phone_sealed)?),
            email_masked: rules::mask_email(&open("email", &self.email_sealed)?),
            id: self.id,
            number: self.number,
            person_key: self.person_key,
            name: self.name,
            sex: self.sex,
            born_on: self.born_on.map(Day),
            employer: self.employer,
            employer_uscc: self.employer_uscc,
            title: self.title,
            title_level: self.title_level,
            qualification: self.qualification,
            education: self.education,
            work_years: self.work_years,
            region: self.region,
            enrolled_on: self.enrolled_on.map(Day),
            status,
            fields,
            disciplines,
        })
    }
}

fn place(column: &str, id: &str) -> String {
    format!("experts:{column}:{id}")
}

reseal_column!(reseal_id_no, experts.id_no_sealed, |id| place("id_no", id));
reseal_column!(reseal_phone, experts.phone_sealed, |id| place("phone", id));
reseal_column!(reseal_email, experts.email_sealed, |id| place("email", id));
rehash_column!(rehash, experts.id, source_digest);

pub fn known(conn: Db<'_>, person_key: &str, digest: &str) -> Outcome<Known> {
    let found = experts::table
        .filter(experts::person_key.eq(person_key))
        .select((experts::id, experts::source_digest))
        .first(conn)
        .optional()?;
    Ok(compare(found, digest))
}

/// The personal data that is sealed at rest.
pub struct Personal<'a> {
    pub id_no: &'a str,
    pub phone: &'a str,
    pub email: &'a str,
}

/// Inserts, or replaces the row with the same id and keeps its number.
pub fn put(conn: Db<'_>, vault: &Vault, e: &Expert, personal: &Personal<'_>, digest: &str) -> Outcome<()> {
    let stored: Option<String> = experts::table.find(&e.id).select(experts::number).first(conn).optional()?;
    diesel::delete(expert_specialties::table.filter(expert_specialties::expert_id.eq(&e.id))).execute(conn)?;
    diesel::delete(experts::table.find(&e.id)).execute(conn)?;
    insert(conn, vault, e, stored, personal, digest)
}

/// Inserts a row that is not there; `number` stands in place of the expert's own.
pub fn insert(
    conn: Db<'_>,
    vault: &Vault,
    e: &Expert,
    number: Option<String>,
    personal: &Personal<'_>,
    digest: &str,
) -> Outcome<()> {
    let row = Row {
        id: e.id.clone(),
        number: number.unwrap_or_else(|| e.number.clone()),
        person_key: e.person_key.clone(),
        name: e.name.clone(),
        sex: e.sex.clone(),
        id_no_sealed: vault.seal(&place("id_no", &e.id), personal.id_no)?,
        born_on: e.born_on.map(|d| d.0),
        employer: e.employer.clone(),
        employer_uscc: e.employer_uscc.clone(),
        title: e.title.clone(),
        title_level: e.title_level.clone(),
        qualification: e.qualification.clone(),
        education: e.education.clone(),
        work_years: e.work_years,
        region: e.region.clone(),
        phone_sealed: vault.seal(&place("phone", &e.id), personal.phone)?,
        email_sealed: vault.seal(&place("email", &e.id), personal.email)?,
        enrolled_on: e.enrolled_on.map(|d| d.0),
        status: e.status.word().into(),
        search_text: search_text(e),
        source_digest: digest.into(),
    };
    diesel::insert_into(experts::table).values(row).execute(conn)?;
    insert_specialties(conn, e)
}

fn insert_specialties(conn: Db<'_>, e: &Expert) -> Outcome<()> {
    for (kind, names) in [(FIELD, &e.fields), (DISCIPLINE, &e.disciplines)] {
        for name in names {
            put_specialty(conn, &e.id, kind, name)?;
        }
    }
    Ok(())
}

/// Replaces the specialties of an expert who is there, and what the search box looks through.
pub fn put_specialties(conn: Db<'_>, e: &Expert) -> Outcome<()> {
    diesel::delete(expert_specialties::table.filter(expert_specialties::expert_id.eq(&e.id))).execute(conn)?;
    diesel::update(experts::table.find(&e.id)).set(experts::search_text.eq(search_text(e))).execute(conn)?;
    insert_specialties(conn, e)
}

/// Everybody who has not left the pool, with what tells people apart.
pub fn compared(conn: Db<'_>, vault: &Vault) -> Outcome<Vec<(Twin, duplicates::Entry)>> {
    type Compared = (String, String, String, String, String, Option<NaiveDate>, String, String);
    let rows: Vec<Compared> = experts::table
        .filter(experts::status.ne(Status::Delisted.word()))
        .order(experts::number.asc())
        .select((
            experts::id,
            experts::number,
            experts::name,
            experts::employer,
            experts::status,
            experts::born_on,
            experts::phone_sealed,
            experts::email_sealed,
        ))
        .load(conn)?;
    let each = |(id, number, name, employer, status, born_on, phone, email): Compared| {
        let status = Status::parse(&status).ok_or_else(|| anyhow!("expert {number}: status {status}"))?;
        let entry = duplicates::Entry {
            name: name.clone(),
            employer: employer.clone(),
            born_on: born_on.map(Day),
            phone: vault.open(&place("phone", &id), &phone)?,
            email: vault.open(&place("email", &id), &email)?,
        };
        Ok((Twin { id, number, name, employer, status }, entry))
    };
    rows.into_iter().map(each).collect()
}

fn put_specialty(conn: Db<'_>, expert_id: &str, kind: &str, name: &str) -> Outcome<()> {
    diesel::insert_into(expert_specialties::table)
        .values((
            expert_specialties::expert_id.eq(expert_id),
            expert_specialties::kind.eq(kind),
            expert_specialties::name.eq(name),
        ))
        .execute(conn)?;
    Ok(())
}

/// What the search box looks through; lower case, no personal data.
fn search_text(e: &Expert) -> String {
    let parts = [e.name.as_str(), &e.employer, &e.title, &e.region, e.qualification.as_deref().unwrap_or("")];
    let specialties = e.fields.iter().chain(&e.disciplines).map(String::as_str);
    parts.into_iter().chain(specialties).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// ID number, phone and e-mail, opened.
pub fn personal(conn: Db<'_>, vault: &Vault, id: &str) -> Outcome<(String, String, String)> {
    let sealed: (String, String, String) = experts::table
        .find(id)
        .select((experts::id_no_sealed, experts::phone_sealed, experts::email_sealed))
        .first(conn)?;
    let open = |column: &str, text: &str| vault.open(&place(column, id), text);
    Ok((open("id_no", &sealed.0)?, open("phone", &sealed.1)?, open("email", &sealed.2)?))
}

pub fn count(conn: Db<'_>) -> Outcome<u64> {
    let count: i64 = experts::table.count().get_result(conn)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub fn last_sequence(conn: Db<'_>) -> Outcome<i64> {
    // ZJ1000000 comes after ZJ999999, though not as text.
    let length = diesel::dsl::sql::<diesel::sql_types::Integer>("length(number)");
    let last: Option<String> =
        experts::table.order((length.desc(), experts::number.desc())).select(experts::number).first(conn).optional()?;
    Ok(last.and_then(|number| rules::sequence_of(&number, rules::EXPERT_PREFIX)).unwrap_or(0))
}

/// The column that a list of experts is sorted by; numbers break ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Number,
    Name,
    Employer,
    Title,
    Region,
    Status,
}

/// Which experts a list shows and in which order; words of `text` must all be there.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub id: Option<String>,
    pub text: Option<String>,
    pub status: Option<Status>,
    pub specialty: Option<String>,
    pub region: Option<String>,
    pub title_level: Option<String>,
    /// Numbers that are left out.
    pub without: Vec<String>,
    /// Only these numbers.
    pub among: Option<Vec<String>>,
    pub order: Order,
    pub descending: bool,
}

pub fn list(conn: Db<'_>, vault: &Vault, filter: &Filter, asked: PageAsked) -> Outcome<Page<Expert>> {
    let total: i64 = filtered(filter).count().get_result(conn)?;
    let rows: Vec<Row> = sorted(filtered(filter), filter)
        .then_order_by(experts::number.asc())
        .limit(asked.size)
        .offset(asked.offset())
        .select(Row::as_select())
        .load(conn)?;
    Ok(Page::new(whole(conn, vault, rows)?, total, asked))
}

fn filtered(filter: &Filter) -> experts::BoxedQuery<'_, ConnBackend> {
    let mut q = experts::table.into_boxed();
    if let Some(id) = &filter.id {
        q = q.filter(experts::id.eq(id));
    }
    if let Some(status) = filter.status {
        q = q.filter(experts::status.eq(status.word()));
    }
    if let Some(region) = &filter.region {
        q = q.filter(experts::region.eq(region));
    }
    if let Some(level) = &filter.title_level {
        q = q.filter(experts::title_level.eq(level));
    }
    if let Some(specialty) = &filter.specialty {
        let with = expert_specialties::table
            .filter(expert_specialties::name.eq(specialty))
            .select(expert_specialties::expert_id);
        q = q.filter(experts::id.eq_any(with));
    }
    if !filter.without.is_empty() {
        q = q.filter(experts::number.ne_all(&filter.without));
    }
    if let Some(among) = &filter.among {
        q = q.filter(experts::number.eq_any(among));
    }
    for word in filter.text.iter().flat_map(|t| t.split_whitespace()) {
        q = q.filter(any_of(word));
    }
    q
}

/// The word, what means the same, or a registry number that holds it.
fn any_of(word: &str) -> Box<dyn BoxableExpression<experts::table, ConnBackend, SqlType = Bool> + '_> {
    let number = crate::platform::db::contains(&word.to_uppercase());
    let mut any: Box<dyn BoxableExpression<experts::table, ConnBackend, SqlType = Bool>> =
        Box::new(experts::number.like(number).escape('\\'));
    for same in synonyms::of(word) {
        any = Box::new(any.or(experts::search_text.like(crate::platform::db::contains(&same)).escape('\\')));
    }
    any
}

fn sorted<'a>(q: experts::BoxedQuery<'a, ConnBackend>, filter: &Filter) -> experts::BoxedQuery<'a, ConnBackend> {
    macro_rules! by {
        ($column:ident) => {
            if filter.descending { q.order(experts::$column.desc()) } else { q.order(experts::$column.asc()) }
        };
    }
    match filter.order {
        Order::Number => by!(number),
        Order::Name => by!(name),
        Order::Employer => by!(employer),
        Order::Title => by!(title_level),
        Order::Region => by!(region),
        Order::Status => by!(status),
    }
}

/// Joins rows with their specialties in one query.
pub(super) fn whole(conn: Db<'_>, vault: &Vault, rows: Vec<Row>) -> Outcome<Vec<Expert>> {
    let ids: Vec<&str> = rows.iter().map(|r| r.id.as_str()).collect();
    let pairs: Vec<(String, String, String)> = expert_specialties::table
        .filter(expert_specialties::expert_id.eq_any(ids))
        .select(expert_specialties::all_columns)
        .load(conn)?;
    let mut specialties = grouped(pairs);
    rows.into_iter().map(|r| r.into_model(vault, &mut specialties)).collect()
}

pub(super) fn grouped(pairs: Vec<(String, String, String)>) -> Specialties {
    let mut specialties = Specialties::new();
    for (expert_id, kind, name) in pairs {
        let (fields, disciplines) = specialties.entry(expert_id).or_default();
        if kind == FIELD { fields.push(name) } else { disciplines.push(name) }
    }
    for (fields, disciplines) in specialties.values_mut() {
        fields.sort();
        disciplines.sort();
    }
    specialties
}

pub fn find(conn: Db<'_>, vault: &Vault, id: &str) -> Outcome<Option<Expert>> {
    let row: Option<Row> = experts::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(whole(conn, vault, row.into_iter().collect())?.pop())
}

/// The entry of a person.
pub fn of_person(conn: Db<'_>, vault: &Vault, person_key: &str) -> Outcome<Option<Expert>> {
    let of = experts::table.filter(experts::person_key.eq(person_key));
    let row: Option<Row> = of.select(Row::as_select()).first(conn).optional()?;
    Ok(whole(conn, vault, row.into_iter().collect())?.pop())
}

/// What a draw needs of one expert; no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolEntry {
    pub id: String,
    pub number: String,
    pub person_key: String,
    pub name: String,
    pub employer: String,
    pub fields: Vec<String>,
}

/// Everybody who is enrolled, by number.
pub fn pool(conn: Db<'_>) -> Outcome<Vec<PoolEntry>> {
    type PoolRow = (String, String, String, String, String);
    let rows: Vec<PoolRow> = experts::table
        .filter(experts::status.eq(Status::Enrolled.word()))
        .order(experts::number.asc())
        .select((experts::id, experts::number, experts::person_key, experts::name, experts::employer))
        .load(conn)?;
    let pairs: Vec<(String, String, String)> = expert_specialties::table
        .filter(expert_specialties::kind.eq(FIELD))
        .select(expert_specialties::all_columns)
        .load(conn)?;
    let mut specialties = grouped(pairs);
    let entry = |(id, number, person_key, name, employer): PoolRow| {
        let fields = specialties.remove(&id).unwrap_or_default().0;
        PoolEntry { id, number, person_key, name, employer, fields }
    };
    Ok(rows.into_iter().map(entry).collect())
}

pub fn person_keys(conn: Db<'_>) -> Outcome<HashMap<String, String>> {
    let keys: Vec<(String, String)> = experts::table.select((experts::number, experts::person_key)).load(conn)?;
    Ok(keys.into_iter().collect())
}

/// `(person_key, name, employer, employer uscc)` of every expert, for the facts of conflicts.
pub type IndexEntry = (String, String, String, Option<String>);

pub fn index(conn: Db<'_>) -> Outcome<Vec<IndexEntry>> {
    Ok(experts::table
        .order(experts::number.asc())
        .select((experts::person_key, experts::name, experts::employer, experts::employer_uscc))
        .load(conn)?)
}

/// Values for the filters of the list: regions, title levels, fields.
pub type FilterValues = (Vec<String>, Vec<String>, Vec<String>);

pub fn filter_values(conn: Db<'_>) -> Outcome<FilterValues> {
    let mut regions: Vec<String> = experts::table.select(experts::region).distinct().load(conn)?;
    let mut levels: Vec<String> = experts::table.select(experts::title_level).distinct().load(conn)?;
    let mut fields: Vec<String> = expert_specialties::table
        .filter(expert_specialties::kind.eq(FIELD))
        .select(expert_specialties::name)
        .distinct()
        .load(conn)?;
    regions.sort();
    levels.sort();
    fields.sort();
    Ok((regions, levels, fields))
}
