//! Accounts and their password hashes.

use super::tables::users::{self, dsl};
use super::unreadable;
use crate::accounts::model::{AccountFilter, Division, Reach, Role, User, UserId};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::PageAsked;
use crate::platform::problem::Code;
use crate::terms::Instant;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    id: String,
    login: String,
    name: String,
    role: String,
    division: String,
    subject: Option<String>,
    must_change_password: bool,
    disabled: bool,
    last_log_in_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
}

impl TryFrom<UserRow> for User {
    type Error = Failure;
    fn try_from(row: UserRow) -> Outcome<User> {
        Ok(User {
            role: Role::parse(&row.role).ok_or_else(|| unreadable("users", "role", &row.role))?,
            division: Division::parse(&row.division).ok_or_else(|| unreadable("users", "division", &row.division))?,
            id: UserId(row.id),
            login: row.login,
            name: row.name,
            subject: row.subject,
            disabled: row.disabled,
            must_change_password: row.must_change_password,
            last_log_in_at: row.last_log_in_at.map(|t| Instant(t.and_utc())),
            created_at: Instant(row.created_at.and_utc()),
        })
    }
}

/// An account with what a log-in is checked against.
pub(in crate::accounts) struct Credentials {
    pub user: User,
    pub password_hash: String,
    pub password_set_at: Instant,
}

/// A new account with its hashed password.
pub(in crate::accounts) struct NewUser<'a> {
    pub user: &'a User,
    pub password_hash: &'a str,
}

/// What an administrator may change; `None` leaves a field as it is.
#[derive(AsChangeset, Default)]
#[diesel(table_name = users)]
pub(in crate::accounts) struct UserChange {
    pub name: Option<String>,
    pub role: Option<String>,
    pub subject: Option<Option<String>>,
    pub disabled: Option<bool>,
}

/// Refuses a login that is taken.
pub(in crate::accounts) fn insert_user(conn: &mut Conn, new: &NewUser<'_>) -> Outcome<()> {
    let user = new.user;
    let inserted = diesel::insert_into(users::table)
        .values((
            dsl::id.eq(user.id.as_str()),
            dsl::login.eq(&user.login),
            dsl::name.eq(&user.name),
            dsl::role.eq(user.role.code()),
            dsl::division.eq(user.division.as_str()),
            dsl::subject.eq(user.subject.as_deref()),
            dsl::password_hash.eq(new.password_hash),
            dsl::must_change_password.eq(user.must_change_password),
            dsl::password_set_at.eq(user.created_at.naive_utc()),
            dsl::disabled.eq(user.disabled),
            dsl::created_at.eq(user.created_at.naive_utc()),
        ))
        .execute(conn);
    match inserted {
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(Failure::refused(
            Code::Duplicate,
            format!("登录名 {} 已被使用，请换一个。", user.login),
            format!("The login {} is taken; choose another.", user.login),
        )),
        other => Ok(other.map(drop)?),
    }
}

pub(in crate::accounts) fn user(conn: &mut Conn, id: &UserId) -> Outcome<Option<User>> {
    let row = dsl::users.find(id.as_str()).select(UserRow::as_select()).first(conn).optional()?;
    row.map(User::try_from).transpose()
}

pub(in crate::accounts) fn user_by_login(conn: &mut Conn, login: &str) -> Outcome<Option<User>> {
    let row = dsl::users.filter(dsl::login.eq(login)).select(UserRow::as_select()).first(conn).optional()?;
    row.map(User::try_from).transpose()
}

type CredentialsRow = (UserRow, String, NaiveDateTime);

fn credentials((row, password_hash, set_at): CredentialsRow) -> Outcome<Credentials> {
    Ok(Credentials { user: row.try_into()?, password_hash, password_set_at: Instant(set_at.and_utc()) })
}

pub(in crate::accounts) fn credentials_by_login(conn: &mut Conn, login: &str) -> Outcome<Option<Credentials>> {
    let columns = (UserRow::as_select(), dsl::password_hash, dsl::password_set_at);
    let row = dsl::users.filter(dsl::login.eq(login)).select(columns).first(conn).optional()?;
    row.map(credentials).transpose()
}

pub(in crate::accounts) fn credentials_by_id(conn: &mut Conn, id: &UserId) -> Outcome<Option<Credentials>> {
    let columns = (UserRow::as_select(), dsl::password_hash, dsl::password_set_at);
    let row = dsl::users.find(id.as_str()).select(columns).first(conn).optional()?;
    row.map(credentials).transpose()
}

pub(in crate::accounts) fn update_user(conn: &mut Conn, id: &UserId, change: &UserChange) -> Outcome<()> {
    Ok(diesel::update(dsl::users.find(id.as_str())).set(change).execute(conn).map(drop)?)
}

/// Puts a new hash in place of the old one.
pub(in crate::accounts) fn set_password(
    conn: &mut Conn,
    id: &UserId,
    hash: &str,
    must_change: bool,
    at: Instant,
) -> Outcome<()> {
    let change = (
        dsl::password_hash.eq(hash),
        dsl::must_change_password.eq(must_change),
        dsl::password_set_at.eq(at.naive_utc()),
    );
    Ok(diesel::update(dsl::users.find(id.as_str())).set(change).execute(conn).map(drop)?)
}

/// Notes that somebody came in.
pub(in crate::accounts) fn set_last_log_in(conn: &mut Conn, id: &UserId, at: Instant) -> Outcome<()> {
    let row = dsl::users.find(id.as_str());
    Ok(diesel::update(row).set(dsl::last_log_in_at.eq(at.naive_utc())).execute(conn).map(drop)?)
}

type Boxed<'a> = users::BoxedQuery<'a, <Conn as diesel::Connection>::Backend>;

/// The accounts that reach and filter let through: the same rows for list, count and export.
fn matching<'a>(reach: Reach<'a>, filter: &AccountFilter) -> Boxed<'a> {
    let mut query = match reach {
        Reach::All => dsl::users.into_boxed(),
        Reach::Division(division) => dsl::users.filter(dsl::division.eq(division.as_str())).into_boxed(),
        Reach::Own(subject) => dsl::users.filter(dsl::subject.eq(subject)).into_boxed(),
    };
    if let Some(words) = &filter.words {
        let in_login = dsl::login.like(containing(&words.to_lowercase())).escape('\\');
        query = query.filter(in_login.or(dsl::name.like(containing(words)).escape('\\')));
    }
    if let Some(role) = filter.role {
        query = query.filter(dsl::role.eq(role.code()));
    }
    if let Some(disabled) = filter.disabled {
        query = query.filter(dsl::disabled.eq(disabled));
    }
    query
}

/// A LIKE pattern in which the words stand for themselves.
fn containing(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// One page of the list, ordered by division and login.
pub(in crate::accounts) fn users(
    conn: &mut Conn,
    reach: Reach<'_>,
    filter: &AccountFilter,
    asked: PageAsked,
) -> Outcome<Vec<User>> {
    let rows: Vec<UserRow> = matching(reach, filter)
        .order((dsl::division, dsl::login))
        .limit(asked.size)
        .offset(asked.offset())
        .select(UserRow::as_select())
        .load(conn)?;
    rows.into_iter().map(User::try_from).collect()
}

pub(in crate::accounts) fn count_users(conn: &mut Conn, reach: Reach<'_>, filter: &AccountFilter) -> Outcome<i64> {
    Ok(matching(reach, filter).count().get_result(conn)?)
}

/// The log-ins of a division.
pub(in crate::accounts) fn logins(conn: &mut Conn, division: &str) -> Outcome<Vec<String>> {
    Ok(users::table.filter(dsl::division.eq(division)).select(dsl::login).load(conn)?)
}

/// Login, name and role of every account with one of these logins.
pub(in crate::accounts) fn people(conn: &mut Conn, logins: &[String]) -> Outcome<Vec<(String, String, String)>> {
    Ok(users::table.filter(dsl::login.eq_any(logins)).select((dsl::login, dsl::name, dsl::role)).load(conn)?)
}
