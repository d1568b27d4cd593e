//! SQL of the feed's files.

use super::endpoints::at;
use crate::feed::rules::file::FileKind;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    feed_files (endpoint_id, kind, number) {
        endpoint_id -> Text,
        kind -> Text,
        number -> BigInt,
        after_sequence -> BigInt,
        last_sequence -> BigInt,
        entries -> Integer,
        previous -> Text,
        digest -> Text,
        signatures -> Text,
        made_at -> Timestamp,
        written_at -> Nullable<Timestamp>,
    }
}

/// A file on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    pub number: i64,
    /// Of files of events: it holds those after this sequence.
    pub after_sequence: i64,
    /// Of files of events: the last event in it.
    pub last_sequence: i64,
    pub entries: i32,
    /// Digest of the file before.
    pub previous: String,
    pub digest: String,
    pub signatures: String,
    pub made_at: Instant,
    pub written_at: Option<Instant>,
}

pub fn insert(conn: &mut Conn, endpoint: &str, kind: FileKind, file: &KeptFile) -> Outcome<()> {
    diesel::insert_into(feed_files::table)
        .values((
            feed_files::endpoint_id.eq(endpoint),
            feed_files::kind.eq(kind.word()),
            feed_files::number.eq(file.number),
            feed_files::after_sequence.eq(file.after_sequence),
            feed_files::last_sequence.eq(file.last_sequence),
            feed_files::entries.eq(file.entries),
            feed_files::previous.eq(&file.previous),
            feed_files::digest.eq(&file.digest),
            feed_files::signatures.eq(&file.signatures),
            feed_files::made_at.eq(file.made_at.naive_utc()),
            feed_files::written_at.eq(file.written_at.map(Instant::naive_utc)),
        ))
        .execute(conn)?;
    Ok(())
}

type FileRow = (i64, i64, i64, i32, String, String, String, NaiveDateTime, Option<NaiveDateTime>);

/// The last file of an endpoint and kind, or the one of a number.
pub fn find(conn: &mut Conn, endpoint: &str, kind: FileKind, number: Option<i64>) -> Outcome<Option<KeptFile>> {
    let mut q = feed_files::table
        .filter(feed_files::endpoint_id.eq(endpoint.to_owned()))
        .filter(feed_files::kind.eq(kind.word()))
        .order(feed_files::number.desc())
        .select((
            feed_files::number,
            feed_files::after_sequence,
            feed_files::last_sequence,
            feed_files::entries,
            feed_files::previous,
            feed_files::digest,
            feed_files::signatures,
            feed_files::made_at,
            feed_files::written_at,
        ))
        .into_boxed();
    if let Some(number) = number {
        q = q.filter(feed_files::number.eq(number));
    }
    let row: Option<FileRow> = q.first(conn).optional()?;
    Ok(row.map(
        |(number, after_sequence, last_sequence, entries, previous, digest, signatures, made_at, written_at)| {
            KeptFile {
                number,
                after_sequence,
                last_sequence,
                entries,
                previous,
                digest,
                signatures,
                made_at: at(made_at),
                written_at: written_at.map(at),
            }
        },
    ))
}

/// The file is safely on disk.
pub fn written(conn: &mut Conn, endpoint: &str, number: i64, now: Instant) -> Outcome<()> {
    diesel::update(feed_files::table.find((endpoint, FileKind::Events.word(), number)))
        .set(feed_files::written_at.eq(Some(now.naive_utc())))
        .execute(conn)?;
    Ok(())
}
