//! SQL of drafts.

use crate::packages::model::PackageFile;
use crate::packages::uploads::{self, model::Upload};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::terms::{Instant, Sha256Hex};
use anyhow::anyhow;
use diesel::prelude::*;

diesel::table! {
    draft_files (commission_id, path) {
        commission_id -> Text,
        path -> Text,
        sha256 -> Text,
        bytes -> BigInt,
        media_type -> Text,
        uploaded_by -> Text,
        uploaded_at -> Timestamp,
    }
}

/// Puts a stored file into the draft.
pub fn put(conn: &mut Conn, commission_id: &str, file: &PackageFile, by: &str, at: Instant) -> Outcome<()> {
    diesel::delete(draft_files::table.find((commission_id, &file.path))).execute(conn)?;
    diesel::insert_into(draft_files::table)
        .values((
            draft_files::commission_id.eq(commission_id),
            draft_files::path.eq(&file.path),
            draft_files::sha256.eq(file.sha256.as_str()),
            draft_files::bytes.eq(uploads::signed(file.bytes)?),
            draft_files::media_type.eq(&file.media_type),
            draft_files::uploaded_by.eq(by),
            draft_files::uploaded_at.eq(at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a file out of the draft.
pub fn remove(conn: &mut Conn, commission_id: &str, path: &str) -> Outcome<()> {
    match diesel::delete(draft_files::table.find((commission_id, path))).execute(conn)? {
        0 => Err(Failure::not_found("文件", "file")),
        _ => Ok(()),
    }
}

/// The files of the draft, by path.
pub fn files(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<PackageFile>> {
    let rows: Vec<(String, String, i64, String)> = draft_files::table
        .filter(draft_files::commission_id.eq(commission_id))
        .select((draft_files::path, draft_files::sha256, draft_files::bytes, draft_files::media_type))
        .load(conn)?;
    let mut files = Vec::with_capacity(rows.len());
    for (path, sha256, bytes, media_type) in rows {
        let sha256 = Sha256Hex::parse(&sha256).ok_or_else(|| anyhow!("draft {commission_id}, {path}: bad digest"))?;
        let bytes = u64::try_from(bytes).map_err(|_| anyhow!("draft {commission_id}, {path}: bad length"))?;
        files.push(PackageFile { path, sha256, bytes, media_type });
    }
    files.sort();
    Ok(files)
}

/// Uploads of the commission that have not come to their end.
pub fn unfinished(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Upload>> {
    Ok(uploads::of_commission(conn, commission_id)?.into_iter().filter(|u| u.sha256.is_none()).collect())
}

/// Bytes that the draft holds or that unfinished uploads have promised to it.
pub fn bytes_held(conn: &mut Conn, commission_id: &str) -> Outcome<u64> {
    let stored = files(conn, commission_id)?.iter().fold(0u64, |sum, f| sum.saturating_add(f.bytes));
    Ok(stored.saturating_add(uploads::bytes_promised(conn, commission_id)?))
}

/// Every digest that a draft names, and its path.
pub fn named_files(conn: &mut Conn) -> Outcome<Vec<(String, String)>> {
    Ok(draft_files::table.select((draft_files::sha256, draft_files::path)).load(conn)?)
}
