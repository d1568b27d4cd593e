//! Experts for the library: read in portions for the index, or by number for the hits of a search.

use super::Db;
use super::experts::{Row, Specialties, expert_specialties, experts, grouped, whole};
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::registry::model::{Expert, LibraryRow, Status};
use diesel::prelude::*;

/// Bound to a statement at once; SQLite takes 32,766.
const AT_ONCE: usize = 1_000;

type Plain = (String, String, String, String, String, String, Option<String>, Option<i32>, String, String);

macro_rules! plain {
    () => {
        (
            experts::id,
            experts::number,
            experts::name,
            experts::employer,
            experts::title,
            experts::title_level,
            experts::qualification,
            experts::work_years,
            experts::region,
            experts::status,
        )
    };
}

/// The next rows after a number.
pub fn after(conn: Db<'_>, number: &str, limit: i64) -> Outcome<Vec<LibraryRow>> {
    let rows: Vec<Plain> = experts::table
        .filter(experts::number.gt(number))
        .order(experts::number.asc())
        .limit(limit)
        .select(plain!())
        .load(conn)?;
    joined(conn, rows)
}

/// The rows with these numbers.
pub fn of(conn: Db<'_>, numbers: &[String]) -> Outcome<Vec<LibraryRow>> {
    let mut found = Vec::new();
    for some in numbers.chunks(AT_ONCE) {
        found.extend(experts::table.filter(experts::number.eq_any(some)).select(plain!()).load::<Plain>(conn)?);
    }
    joined(conn, found)
}

fn joined(conn: Db<'_>, rows: Vec<Plain>) -> Outcome<Vec<LibraryRow>> {
    let ids: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    let mut pairs: Vec<(String, String, String)> = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let with = expert_specialties::table.filter(expert_specialties::expert_id.eq_any(some));
        pairs.extend(with.select(expert_specialties::all_columns).load::<(String, String, String)>(conn)?);
    }
    let mut specialties = grouped(pairs);
    Ok(rows.into_iter().map(|row| library_row(row, &mut specialties)).collect())
}

fn library_row(row: Plain, specialties: &mut Specialties) -> LibraryRow {
    let (id, number, name, employer, title, title_level, qualification, work_years, region, status) = row;
    let (fields, disciplines) = specialties.remove(&id).unwrap_or_default();
    LibraryRow {
        id,
        number,
        name,
        employer,
        title,
        title_level,
        qualification,
        work_years,
        region,
        status,
        fields,
        disciplines,
    }
}

/// Whole experts with these numbers, in the order asked; those that are gone are left out.
pub fn experts(conn: Db<'_>, vault: &Vault, numbers: &[String]) -> Outcome<Vec<Expert>> {
    let mut found = std::collections::HashMap::new();
    for some in numbers.chunks(AT_ONCE) {
        let rows: Vec<Row> = experts::table.filter(experts::number.eq_any(some)).select(Row::as_select()).load(conn)?;
        found.extend(whole(conn, vault, rows)?.into_iter().map(|expert| (expert.number.clone(), expert)));
    }
    Ok(numbers.iter().filter_map(|number| found.remove(number)).collect())
}

/// `(person key, number)` of the enrolled among these persons.
pub fn enrolled_among(conn: Db<'_>, persons: &[String]) -> Outcome<Vec<(String, String)>> {
    let mut found = Vec::new();
    for some in persons.chunks(AT_ONCE) {
        let rows: Vec<(String, String)> = experts::table
            .filter(experts::person_key.eq_any(some))
            .filter(experts::status.eq(Status::Enrolled.word()))
            .select((experts::person_key, experts::number))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The expert with this id or this number.
pub fn named(conn: Db<'_>, vault: &Vault, id_or_number: &str) -> Outcome<Option<Expert>> {
    let row: Option<Row> = experts::table
        .filter(experts::id.eq(id_or_number).or(experts::number.eq(id_or_number)))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(whole(conn, vault, row.into_iter().collect())?.pop())
}
