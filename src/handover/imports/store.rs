//! SQL of uploads.

use super::model::{Import, ImportFile, ImportState};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

diesel::table! {
    import_batches (id) {
        id -> Text,
        division -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        state -> Text,
        run -> Text,
        begun_at -> Timestamp,
        files -> Text,
        report -> Text,
        remarks -> Text,
        ready -> BigInt,
        fault -> Nullable<Text>,
        taken -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        files_until -> Nullable<Timestamp>,
    }
}

#[derive(Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = import_batches, treat_none_as_null = true)]
struct Row {
    id: String,
    division: String,
    created_by: String,
    created_at: NaiveDateTime,
    state: String,
    run: String,
    begun_at: NaiveDateTime,
    files: String,
    report: String,
    remarks: String,
    ready: i64,
    fault: Option<String>,
    taken: Option<String>,
    ended_at: Option<NaiveDateTime>,
    files_until: Option<NaiveDateTime>,
}

fn text<T: Serialize>(value: &T) -> Outcome<String> {
    Ok(serde_json::to_string(value)?)
}

fn read<T: DeserializeOwned>(text: &str, id: &str) -> Outcome<T> {
    Ok(serde_json::from_str(text).with_context(|| format!("import {id}"))?)
}

fn row(import: &Import) -> Outcome<Row> {
    Ok(Row {
        id: import.id.clone(),
        division: import.division.clone(),
        created_by: import.created_by.clone(),
        created_at: import.created_at.naive_utc(),
        state: import.state.word().to_owned(),
        run: import.run.clone(),
        begun_at: import.begun_at.naive_utc(),
        files: text(&import.files)?,
        report: text(&import.report)?,
        remarks: text(&import.remarks)?,
        ready: import.ready,
        fault: import.fault.clone(),
        taken: import.taken.as_ref().map(text).transpose()?,
        ended_at: import.ended_at.map(|at| at.naive_utc()),
        files_until: import.files_until.map(|at| at.naive_utc()),
    })
}

impl Row {
    fn into_model(self) -> Outcome<Import> {
        let at = |at: NaiveDateTime| Instant(at.and_utc());
        Ok(Import {
            state: ImportState::parse(&self.state)
                .ok_or_else(|| anyhow!("import {}: state {}", self.id, self.state))?,
            files: read(&self.files, &self.id)?,
            report: read(&self.report, &self.id)?,
            remarks: read(&self.remarks, &self.id)?,
            taken: self.taken.as_deref().map(|taken| read(taken, &self.id)).transpose()?,
            id: self.id,
            division: self.division,
            created_by: self.created_by,
            created_at: at(self.created_at),
            run: self.run,
            begun_at: at(self.begun_at),
            ready: self.ready,
            fault: self.fault,
            ended_at: self.ended_at.map(at),
            files_until: self.files_until.map(at),
        })
    }
}

pub fn insert(conn: &mut Conn, import: &Import) -> Outcome<()> {
    diesel::insert_into(import_batches::table).values(row(import)?).execute(conn)?;
    Ok(())
}

/// Replaces the row if the run that read it is still the one at work.
pub fn update(conn: &mut Conn, import: &Import, run: &str) -> Outcome<bool> {
    let same = import_batches::table.filter(import_batches::id.eq(&import.id)).filter(import_batches::run.eq(run));
    Ok(diesel::update(same).set(row(import)?).execute(conn)? == 1)
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Import>> {
    let row: Option<Row> = import_batches::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::into_model).transpose()
}

/// The uploads of a division, the newest first, without their reports, which can be long.
pub fn of_division(conn: &mut Conn, division: &str, most: i64) -> Outcome<Vec<Import>> {
    use import_batches as i;
    let no_report = "[]".into_sql::<Text>();
    let rows: Vec<Row> = import_batches::table
        .filter(i::division.eq(division))
        .order((i::created_at.desc(), i::id.desc()))
        .limit(most)
        .select((
            i::id,
            i::division,
            i::created_by,
            i::created_at,
            i::state,
            i::run,
            i::begun_at,
            i::files,
            no_report,
            i::remarks,
            i::ready,
            i::fault,
            i::taken,
            i::ended_at,
            i::files_until,
        ))
        .load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// `(id, files)` of uploads whose files have been kept long enough.
pub fn overdue(conn: &mut Conn, now: Instant) -> Outcome<Vec<(String, Vec<ImportFile>)>> {
    let rows: Vec<(String, String)> = import_batches::table
        .filter(import_batches::files_until.le(now.naive_utc()))
        .select((import_batches::id, import_batches::files))
        .load(conn)?;
    rows.into_iter().map(|(id, files)| Ok((read(&files, &id)?, id))).map(|r| r.map(|(files, id)| (id, files))).collect()
}

/// The files of an upload are gone.
pub fn files_gone(conn: &mut Conn, id: &str) -> Outcome<()> {
    diesel::update(import_batches::table.find(id))
        .set(import_batches::files_until.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    Ok(())
}

/// Takes an upload away of which nothing was kept.
pub fn delete(conn: &mut Conn, id: &str) -> Outcome<()> {
    diesel::delete(import_batches::table.find(id)).execute(conn)?;
    Ok(())
}

/// Uploads whose files are kept.
pub fn with_files(conn: &mut Conn) -> Outcome<Vec<Import>> {
    let kept = import_batches::table.filter(import_batches::files_until.is_not_null());
    let rows: Vec<Row> = kept.select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_model).collect()
}

/// Notes where the files of an upload lie now.
pub fn files_moved(conn: &mut Conn, import: &Import) -> Outcome<()> {
    diesel::update(import_batches::table.find(&import.id))
        .set(import_batches::files.eq(text(&import.files)?))
        .execute(conn)?;
    Ok(())
}
