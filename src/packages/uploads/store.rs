//! SQL of uploads.

use super::model::{Form, Upload, UploadId};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Sha256Hex};
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    uploads (id) {
        id -> Text,
        commission_id -> Text,
        owner -> Text,
        path -> Text,
        form -> Text,
        parts -> Text,
        metadata -> Text,
        total_bytes -> Nullable<BigInt>,
        received_bytes -> BigInt,
        hash_state -> Text,
        sha256 -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

#[derive(Queryable)]
struct Row {
    id: String,
    commission_id: String,
    owner: String,
    path: String,
    form: String,
    parts: String,
    metadata: String,
    total_bytes: Option<i64>,
    received_bytes: i64,
    hash_state: String,
    sha256: Option<String>,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

/// Bytes as the database counts them.
pub fn signed(bytes: u64) -> Outcome<i64> {
    Ok(i64::try_from(bytes).map_err(|_| anyhow!("{bytes} bytes are too many"))?)
}

fn unsigned(bytes: i64) -> Outcome<u64> {
    Ok(u64::try_from(bytes).map_err(|_| anyhow!("a length of {bytes} bytes"))?)
}

pub fn insert(conn: &mut Conn, upload: &Upload) -> Outcome<()> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(upload.id.as_str()),
            uploads::commission_id.eq(&upload.commission_id),
            uploads::owner.eq(&upload.owner),
            uploads::path.eq(&upload.path),
            uploads::form.eq(upload.form.word()),
            uploads::parts.eq(&upload.parts),
            uploads::metadata.eq(&upload.metadata),
            uploads::total_bytes.eq(upload.total.map(signed).transpose()?),
            uploads::received_bytes.eq(signed(upload.received)?),
            uploads::hash_state.eq(&upload.hash_state),
            uploads::created_at.eq(upload.created_at.naive_utc()),
            uploads::expires_at.eq(upload.expires_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: &UploadId) -> Outcome<Option<Upload>> {
    let row: Option<Row> = uploads::table.find(id.as_str()).first(conn).optional()?;
    row.map(whole).transpose()
}

/// Every upload, oldest first.
pub fn all(conn: &mut Conn) -> Outcome<Vec<Upload>> {
    let rows: Vec<Row> = uploads::table.order(uploads::id.asc()).load(conn)?;
    rows.into_iter().map(whole).collect()
}

/// The uploads of a commission, oldest first.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Upload>> {
    let of = uploads::table.filter(uploads::commission_id.eq(commission_id)).order(uploads::id.asc());
    of.load::<Row>(conn)?.into_iter().map(whole).collect()
}

/// `false` where the row does not stand at `from` any more.
pub fn progress(conn: &mut Conn, from: u64, upload: &Upload) -> Outcome<bool> {
    let row = uploads::table.find(upload.id.as_str()).filter(uploads::received_bytes.eq(signed(from)?));
    let changed = diesel::update(row)
        .set((
            uploads::received_bytes.eq(signed(upload.received)?),
            uploads::hash_state.eq(&upload.hash_state),
            uploads::expires_at.eq(upload.expires_at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_total(conn: &mut Conn, id: &UploadId, total: u64) -> Outcome<()> {
    let row = uploads::table.find(id.as_str());
    diesel::update(row).set(uploads::total_bytes.eq(signed(total)?)).execute(conn)?;
    Ok(())
}

pub fn set_stored(conn: &mut Conn, id: &UploadId, sha256: &Sha256Hex) -> Outcome<()> {
    diesel::update(uploads::table.find(id.as_str())).set(uploads::sha256.eq(sha256.as_str())).execute(conn)?;
    Ok(())
}

pub fn delete(conn: &mut Conn, id: &UploadId) -> Outcome<()> {
    diesel::delete(uploads::table.find(id.as_str())).execute(conn)?;
    Ok(())
}

/// Bytes that unfinished uploads of a commission hold or have promised.
pub fn bytes_promised(conn: &mut Conn, commission_id: &str) -> Outcome<u64> {
    let unfinished = of_commission(conn, commission_id)?.into_iter().filter(|u| u.sha256.is_none());
    Ok(unfinished.fold(0, |sum, u| sum.saturating_add(u.total.unwrap_or(u.received))))
}

fn whole(row: Row) -> Outcome<Upload> {
    let form = Form::parse(&row.form).ok_or_else(|| anyhow!("upload {}: unknown form {}", row.id, row.form))?;
    let digest = |text: &String| Sha256Hex::parse(text).ok_or_else(|| anyhow!("upload {}: bad digest", row.id));
    Ok(Upload {
        sha256: row.sha256.as_ref().map(digest).transpose()?,
        id: UploadId(row.id),
        commission_id: row.commission_id,
        owner: row.owner,
        path: row.path,
        form,
        parts: row.parts,
        metadata: row.metadata,
        total: row.total_bytes.map(unsigned).transpose()?,
        received: unsigned(row.received_bytes)?,
        hash_state: row.hash_state,
        created_at: Instant(row.created_at.and_utc()),
        expires_at: Instant(row.expires_at.and_utc()),
    })
}
