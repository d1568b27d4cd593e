//! A fresh database with the use cases on it and a clock that the tests move.

use super::*;
use crate::accounts::model::{Actor, Division, Role, User};
use crate::accounts::rules::session::tests::minute;
use crate::platform::db::{DatabaseUrl, migrate};
use crate::platform::problem::Code;
use std::sync::atomic::{AtomicI64, Ordering};

pub const PASSWORD: &str = "correct horse battery";
pub const HERE: &str = "203.0.113.9";

/// A fresh database with the use cases on it.
pub struct Stage {
    pub accounts: Accounts,
    pub db: Db,
    minutes: Arc<AtomicI64>,
    pub dir: tempfile::TempDir,
}

pub fn fresh() -> Stage {
    fresh_with(Settings { argon2_memory_kib: 8, argon2_passes: 1, ..Settings::default() })
}

pub fn fresh_with(settings: Settings) -> Stage {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(&DatabaseUrl::sqlite_in(dir.path()), 4).unwrap();
    migrate::run(&db).unwrap();
    let minutes = Arc::new(AtomicI64::new(0));
    let hands = minutes.clone();
    let clock = Clock::from_fn(move || minute(hands.load(Ordering::SeqCst)));
    let accounts = Accounts::new(db.clone(), clock, &Secrets::new([7; 32]), settings).unwrap();
    Stage { accounts, db, minutes, dir }
}

impl Stage {
    pub fn wait(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::SeqCst);
    }

    pub fn user(&self, login: &str, role: Role) -> User {
        self.user_in(login, role, "640300")
    }

    pub fn user_in(&self, login: &str, role: Role, division: &str) -> User {
        let new = NewAccount {
            login: login.into(),
            name: format!("某{login}"),
            role,
            division: Division::parse(division).unwrap(),
            subject: None,
            password: Some(PASSWORD.into()),
        };
        self.accounts.create(By::Machine, &new).unwrap().0
    }

    pub fn browser(&self, login: &str) -> String {
        match self.accounts.log_in(login, PASSWORD, Door::Browser, HERE).unwrap() {
            LoggedIn::Browser { cookie, .. } => cookie,
            LoggedIn::Api { .. } => panic!("wrong door"),
        }
    }

    pub fn api(&self, login: &str) -> TokenPair {
        match self.accounts.log_in(login, PASSWORD, Door::Api, HERE).unwrap() {
            LoggedIn::Api { tokens, .. } => tokens,
            LoggedIn::Browser { .. } => panic!("wrong door"),
        }
    }

    pub fn by_cookie(&self, cookie: &str) -> Option<Recognised> {
        self.accounts.recognise(Proof::Cookie(cookie)).unwrap()
    }

    pub fn by_token(&self, token: &str) -> Option<Recognised> {
        self.accounts.recognise(Proof::Bearer(token)).unwrap()
    }

    pub fn actor(&self, login: &str) -> Actor {
        self.by_cookie(&self.browser(login)).unwrap().actor
    }

    pub fn refusal(&self, login: &str, password: &str) -> Code {
        code(self.accounts.log_in(login, password, Door::Browser, HERE))
    }

    /// What the audit log says, in order: actor and action.
    pub fn log(&self) -> Vec<String> {
        use diesel::prelude::*;
        #[derive(diesel::QueryableByName)]
        struct Line {
            #[diesel(sql_type = diesel::sql_types::Text)]
            line: String,
        }
        let sql = "SELECT actor || ' ' || action AS line FROM audit_log ORDER BY rowid";
        let lines = self.db.read(|conn| match conn {
            Conn::Sqlite(inner) => Ok(diesel::sql_query(sql).load::<Line>(inner)?),
            Conn::Postgres(_) => Ok(Vec::new()),
        });
        lines.unwrap().into_iter().map(|l| l.line).collect()
    }
}

pub fn code<T>(outcome: Outcome<T>) -> Code {
    match outcome {
        Err(Failure::Refused { code, .. }) => code,
        Err(Failure::Malformed(_)) => Code::Malformed,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was allowed"),
    }
}
