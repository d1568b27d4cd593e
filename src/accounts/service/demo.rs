//! Accounts for the demonstration: one for each role, with random passwords that are shown once.
//! There is no default password anywhere (ASVS 6.3.2).

use super::Accounts;
use super::administer::{By, NewAccount};
use super::note;
use crate::accounts::model::{Division, Role};
use crate::accounts::store;
use crate::accounts::tokens::readable_password;
use crate::platform::failure::Outcome;

/// One line of the list that `demo` prints.
#[derive(Clone, PartialEq, Eq)]
pub struct DemoAccount {
    pub login: String,
    pub role: Role,
    pub password: String,
}

impl Accounts {
    /// Makes sure that each role has its account (login = code of the role) and gives each a new
    /// password, so that the printed list holds on every start. `subject` says which expert,
    /// institution or unit an account stands for.
    pub fn demo_accounts(
        &self,
        division: &Division,
        subject: impl Fn(Role) -> Option<String>,
    ) -> Outcome<Vec<DemoAccount>> {
        Role::ALL.into_iter().map(|role| self.demo_account(role, division, subject(role))).collect()
    }

    fn demo_account(&self, role: Role, division: &Division, subject: Option<String>) -> Outcome<DemoAccount> {
        let login = role.code().to_owned();
        let password = readable_password();
        let shown = DemoAccount { login: login.clone(), role, password: password.clone() };
        let Some(user) = self.0.db.read(|conn| store::user_by_login(conn, &login))? else {
            let (name, division) = (format!("演示{}", role.zh()), division.clone());
            let new = NewAccount { login, name, role, division, subject, password: Some(password) };
            self.create(By::Machine, &new)?;
            return Ok(shown);
        };
        let now = self.now();
        let hash = self.0.hasher.hash(&password)?;
        self.0.db.write(|conn| {
            store::set_password(conn, &user.id, &hash, false, now)?;
            store::forget_failures(conn, &self.failure_digest(&login))?;
            store::end_sessions_of(conn, &user.id, None, "password-reset", now)?;
            note(conn, now, By::Machine.login(), "password-reset", user.id.as_str(), &login)
        })?;
        Ok(shown)
    }
}
