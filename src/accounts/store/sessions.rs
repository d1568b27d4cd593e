//! Sessions of browsers and families of API tokens.

use super::tables::{refresh_tokens, sessions};
use super::unreadable;
use super::users::UserRow;
use crate::accounts::model::{SessionId, User, UserId};
use crate::accounts::rules::refresh::TokenFacts;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Sha256Hex};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// How a request names its session.
pub(in crate::accounts) enum SessionKey<'a> {
    Cookie(&'a Sha256Hex),
    Id(&'a SessionId),
}

/// A session with the present state of its account.
pub(in crate::accounts) struct SessionFacts {
    pub id: SessionId,
    pub is_browser: bool,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub ended: bool,
    pub user: User,
}

/// A session to be stored; with a cookie it is a browser's.
pub(in crate::accounts) struct NewSession<'a> {
    pub id: &'a SessionId,
    pub user: &'a UserId,
    pub cookie: Option<&'a Sha256Hex>,
    pub at: Instant,
}

pub(in crate::accounts) fn insert_session(conn: &mut Conn, new: &NewSession<'_>) -> Outcome<()> {
    use sessions::dsl;
    diesel::insert_into(sessions::table)
        .values((
            dsl::id.eq(new.id.as_str()),
            dsl::user_id.eq(new.user.as_str()),
            dsl::kind.eq(if new.cookie.is_some() { "browser" } else { "api" }),
            dsl::cookie_digest.eq(new.cookie.map(Sha256Hex::as_str)),
            dsl::created_at.eq(new.at.naive_utc()),
            dsl::last_seen_at.eq(new.at.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

type SessionRow = (String, String, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, UserRow);

/// The one point read of every request: session and account together.
pub(in crate::accounts) fn session(conn: &mut Conn, key: &SessionKey<'_>) -> Outcome<Option<SessionFacts>> {
    use super::tables::users;
    use sessions::dsl;
    let columns = (dsl::id, dsl::kind, dsl::created_at, dsl::last_seen_at, dsl::ended_at, UserRow::as_select());
    let joined = sessions::table.inner_join(users::table).select(columns);
    let row: Option<SessionRow> = match key {
        SessionKey::Cookie(digest) => joined.filter(dsl::cookie_digest.eq(digest.as_str())).first(conn).optional()?,
        SessionKey::Id(id) => joined.filter(dsl::id.eq(id.as_str())).first(conn).optional()?,
    };
    row.map(facts).transpose()
}

fn facts((id, kind, created_at, last_seen_at, ended_at, user): SessionRow) -> Outcome<SessionFacts> {
    let is_browser = match kind.as_str() {
        "browser" => true,
        "api" => false,
        other => return Err(unreadable("sessions", "kind", other)),
    };
    Ok(SessionFacts {
        id: SessionId(id),
        is_browser,
        created_at: Instant(created_at.and_utc()),
        last_seen_at: Instant(last_seen_at.and_utc()),
        ended: ended_at.is_some(),
        user: user.try_into()?,
    })
}

pub(in crate::accounts) fn touch_session(conn: &mut Conn, id: &SessionId, at: Instant) -> Outcome<()> {
    use sessions::dsl;
    let row = dsl::sessions.find(id.as_str());
    Ok(diesel::update(row).set(dsl::last_seen_at.eq(at.naive_utc())).execute(conn).map(drop)?)
}

/// Ends one session; one that has ended keeps its first end.
pub(in crate::accounts) fn end_session(conn: &mut Conn, id: &SessionId, why: &str, at: Instant) -> Outcome<()> {
    use sessions::dsl;
    let open = dsl::sessions.find(id.as_str()).filter(dsl::ended_at.is_null());
    let end = (dsl::ended_at.eq(at.naive_utc()), dsl::ended_because.eq(why));
    Ok(diesel::update(open).set(end).execute(conn).map(drop)?)
}

/// Ends all sessions of an account, but for the one in `keep`.
pub(in crate::accounts) fn end_sessions_of(
    conn: &mut Conn,
    user: &UserId,
    keep: Option<&SessionId>,
    why: &str,
    at: Instant,
) -> Outcome<usize> {
    use sessions::dsl;
    let kept = keep.map_or("", SessionId::as_str);
    let open =
        dsl::sessions.filter(dsl::user_id.eq(user.as_str())).filter(dsl::ended_at.is_null()).filter(dsl::id.ne(kept));
    let end = (dsl::ended_at.eq(at.naive_utc()), dsl::ended_because.eq(why));
    Ok(diesel::update(open).set(end).execute(conn)?)
}

/// Deletes an account's sessions that nobody has used since `before`, with their refresh tokens.
/// The audit log keeps that they were.
pub(in crate::accounts) fn sweep_sessions(conn: &mut Conn, user: &UserId, before: Instant) -> Outcome<()> {
    use sessions::dsl;
    let old = dsl::sessions.filter(dsl::user_id.eq(user.as_str())).filter(dsl::last_seen_at.lt(before.naive_utc()));
    Ok(diesel::delete(old).execute(conn).map(drop)?)
}

pub(in crate::accounts) fn add_refresh_token(
    conn: &mut Conn,
    digest: &Sha256Hex,
    session: &SessionId,
    at: Instant,
) -> Outcome<()> {
    use refresh_tokens::dsl;
    let row =
        (dsl::digest.eq(digest.as_str()), dsl::session_id.eq(session.as_str()), dsl::issued_at.eq(at.naive_utc()));
    Ok(diesel::insert_into(dsl::refresh_tokens).values(row).execute(conn).map(drop)?)
}

/// What is known of a refresh token, with its session.
pub(in crate::accounts) fn refresh_token(
    conn: &mut Conn,
    digest: &Sha256Hex,
) -> Outcome<Option<(TokenFacts, SessionFacts)>> {
    use refresh_tokens::dsl;
    let columns = (dsl::session_id, dsl::issued_at, dsl::used_at);
    let row: Option<(String, NaiveDateTime, Option<NaiveDateTime>)> =
        dsl::refresh_tokens.find(digest.as_str()).select(columns).first(conn).optional()?;
    let Some((session_id, issued_at, used_at)) = row else { return Ok(None) };
    let found = session(conn, &SessionKey::Id(&SessionId(session_id)))?;
    Ok(found.map(|family| {
        let token = TokenFacts {
            issued_at: Instant(issued_at.and_utc()),
            used: used_at.is_some(),
            family_started_at: family.created_at,
            family_ended: family.ended,
        };
        (token, family)
    }))
}

/// Marks a token as used; the answer is false where it already was.
pub(in crate::accounts) fn use_refresh_token(conn: &mut Conn, digest: &Sha256Hex, at: Instant) -> Outcome<bool> {
    use refresh_tokens::dsl;
    let fresh = dsl::refresh_tokens.find(digest.as_str()).filter(dsl::used_at.is_null());
    Ok(diesel::update(fresh).set(dsl::used_at.eq(at.naive_utc())).execute(conn)? == 1)
}
