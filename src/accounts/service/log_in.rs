//! Logging in and out. Who does not exist, who typed a wrong password and who is locked out get
//! answers that differ in nothing an outsider could use, in words or in time.

use super::{Accounts, note};
use crate::accounts::model::{Actor, SessionId, User};
use crate::accounts::rules::{login, password};
use crate::accounts::store::{self, Credentials, NewSession};
use crate::accounts::tokens;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Instant;
use chrono::Duration;

/// Sessions that nobody used for so long are deleted at the account's next log-in.
const KEEP_SESSIONS_DAYS: i64 = 30;

/// Which door somebody comes in by, and so what they get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A page: an opaque cookie.
    Browser,
    /// The API: an access token and a refresh token.
    Api,
}

/// What an API client gets at log-in and at each refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    pub access: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    pub refresh: String,
}

/// A successful log-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoggedIn {
    Browser { cookie: String, user: User },
    Api { tokens: TokenPair, user: User },
}

/// What the check of a password came to, decided where it is recorded.
enum Verdict {
    Welcome,
    Refused(Failure),
}

impl Accounts {
    /// Checks a login and its password and opens a session. `address` goes into the audit log.
    ///
    /// Refuses with `NotAuthenticated` (wrong, or unknown: the same words), `LockedOut`, or
    /// `NotPermitted` where the password is right and the account disabled or expired.
    pub fn log_in(&self, login: &str, password: &str, door: Door, address: &str) -> Outcome<LoggedIn> {
        let now = self.now();
        let typed = login::normalise(login);
        let digest = self.failure_digest(typed.as_deref().unwrap_or(login));
        let (found, failures) = self.0.db.read(|conn| {
            let found = typed.as_deref().map(|login| store::credentials_by_login(conn, login)).transpose()?.flatten();
            Ok((found, store::failures_of(conn, &digest)?))
        })?;
        if let Some(until) = self.0.settings.lockout.locked_until(failures.as_ref(), now) {
            return Err(locked_out(until));
        }
        let right = self.password_matches(password, found.as_ref());
        let session = self.new_session(door, found.as_ref().filter(|_| right), now)?;
        let verdict = self.0.db.write(|conn| {
            let verdict = self.verdict(conn, right, found.as_ref(), &digest, now, address)?;
            if let (Verdict::Welcome, Some(found)) = (&verdict, &found) {
                self.record_log_in(conn, &found.user, &session, &digest, now, address)?;
            }
            Ok(verdict)
        })?;
        match (verdict, found) {
            (Verdict::Refused(failure), _) => Err(failure),
            (Verdict::Welcome, Some(found)) => Ok(session.handed_to(found.user)),
            (Verdict::Welcome, None) => Err(wrong()),
        }
    }

    /// The same work whether or not the account exists.
    pub(super) fn password_matches(&self, password: &str, found: Option<&Credentials>) -> bool {
        self.0.hasher.verify(&password::normalise(password), found.map(|f| f.password_hash.as_str()))
    }

    /// Decides inside the transaction, because others may have failed on the same name meanwhile.
    fn verdict(
        &self,
        conn: &mut Conn,
        right: bool,
        found: Option<&Credentials>,
        digest: &str,
        now: Instant,
        address: &str,
    ) -> Outcome<Verdict> {
        let failures = store::failures_of(conn, digest)?;
        if let Some(until) = self.0.settings.lockout.locked_until(failures.as_ref(), now) {
            return Ok(Verdict::Refused(locked_out(until)));
        }
        let Some(found) = found.filter(|_| right) else {
            self.record_failure(conn, found.map(|f| &f.user), digest, now, address)?;
            return Ok(Verdict::Refused(wrong()));
        };
        let refusal = match store::user(conn, &found.user.id)? {
            Some(user) if user.disabled => Some(disabled()),
            Some(user) if user.must_change_password && self.first_password_expired(found, now) => Some(expired()),
            Some(_) => None,
            None => Some(wrong()),
        };
        if let Some(refusal) = refusal {
            note(conn, now, &found.user.login, "log-in-refused", found.user.id.as_str(), address)?;
            return Ok(Verdict::Refused(refusal));
        }
        Ok(Verdict::Welcome)
    }

    fn first_password_expired(&self, found: &Credentials, now: Instant) -> bool {
        now.0 - found.password_set_at.0 >= Duration::days(self.0.settings.first_password_days)
    }

    /// Counts a failure; the name is written to the log only where somebody has it, because people
    /// type passwords into the wrong field.
    pub(super) fn record_failure(
        &self,
        conn: &mut Conn,
        user: Option<&User>,
        digest: &str,
        now: Instant,
        address: &str,
    ) -> Outcome<()> {
        let rule = self.0.settings.lockout;
        let after = rule.after_failure(store::failures_of(conn, digest)?.as_ref(), now);
        store::remember_failures(conn, digest, &after, rule.forgotten_before(now))?;
        let action = if after.locked_until.is_some() { "log-in-locked" } else { "log-in-failed" };
        let (login, id) = user.map_or(("?", "?"), |u| (u.login.as_str(), u.id.as_str()));
        note(conn, now, login, action, id, address)
    }

    fn new_session(&self, door: Door, found: Option<&Credentials>, now: Instant) -> Outcome<FreshSession> {
        let id = SessionId::new();
        let opaque = tokens::opaque();
        let access = match (door, found) {
            (Door::Api, Some(f)) => Some(self.0.tokens.issue(&f.user.id, &id, now, self.0.settings.access_minutes)?),
            _ => None,
        };
        Ok(FreshSession { id, door, opaque, access, expires_in: self.0.settings.access_minutes * 60 })
    }

    fn record_log_in(
        &self,
        conn: &mut Conn,
        user: &User,
        session: &FreshSession,
        digest: &str,
        now: Instant,
        address: &str,
    ) -> Outcome<()> {
        let opaque = tokens::digest(&session.opaque);
        let cookie = (session.door == Door::Browser).then_some(&opaque);
        store::forget_failures(conn, digest)?;
        store::sweep_sessions(conn, &user.id, Instant(now.0 - Duration::days(KEEP_SESSIONS_DAYS)))?;
        store::set_last_log_in(conn, &user.id, now)?;
        store::insert_session(conn, &NewSession { id: &session.id, user: &user.id, cookie, at: now })?;
        if session.door == Door::Api {
            store::add_refresh_token(conn, &opaque, &session.id, now)?;
        }
        note(conn, now, &user.login, "log-in", session.id.as_str(), address)
    }

    /// Ends this session.
    pub fn log_out(&self, actor: &Actor) -> Outcome<()> {
        let now = self.now();
        self.0.db.write(|conn| {
            store::end_session(conn, &actor.session_id, "log-out", now)?;
            note(conn, now, &actor.login, "log-out", actor.session_id.as_str(), "")
        })
    }

    /// Ends every session of this account, this one too; the answer is how many there were.
    pub fn log_out_everywhere(&self, actor: &Actor) -> Outcome<usize> {
        let now = self.now();
        self.0.db.write(|conn| {
            let ended = store::end_sessions_of(conn, &actor.user_id, None, "log-out-everywhere", now)?;
            note(conn, now, &actor.login, "log-out-everywhere", actor.user_id.as_str(), &format!("sessions={ended}"))?;
            Ok(ended)
        })
    }
}

/// Made before the transaction, which may run twice.
struct FreshSession {
    id: SessionId,
    door: Door,
    /// The cookie or the refresh token.
    opaque: String,
    access: Option<String>,
    expires_in: i64,
}

impl FreshSession {
    fn handed_to(self, user: User) -> LoggedIn {
        match self.access {
            Some(access) => {
                let tokens = TokenPair { access, expires_in: self.expires_in, refresh: self.opaque };
                LoggedIn::Api { tokens, user }
            }
            None => LoggedIn::Browser { cookie: self.opaque, user },
        }
    }
}

pub(super) fn wrong() -> Failure {
    Failure::refused(Code::NotAuthenticated, "登录名或密码不正确。", "The login or the password is not right.")
}

pub(super) fn locked_out(until: Instant) -> Failure {
    let zh = format!("连续多次失败，登录已暂时锁定，请于 {} 后再试，或请安全管理员重置密码。", until.shown());
    let en = format!(
        "Too many failures in a row: locked until {} (China time). The security administrator can reset the password.",
        until.shown()
    );
    Failure::refused(Code::LockedOut, zh, en)
}

fn disabled() -> Failure {
    let en = "This account is disabled. Ask the security administrator.";
    Failure::refused(Code::NotPermitted, "此账号已停用，请联系安全管理员。", en)
}

fn expired() -> Failure {
    let en = "The first password has expired. Ask the security administrator for a new one.";
    Failure::refused(Code::NotPermitted, "初始密码已过期，请联系安全管理员重置。", en)
}
