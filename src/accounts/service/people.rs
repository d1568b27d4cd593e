//! What people are called who acted: timelines and records keep log-ins, readers want names.

use crate::accounts::model::Role;
use crate::accounts::store;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Wording;
use std::collections::{BTreeSet, HashMap};

/// Name and office of somebody who acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: Wording,
    /// The role, where it says more than the name does.
    pub office: Option<Wording>,
}

/// Names by log-in.
pub struct People(HashMap<String, Person>);

/// The log-ins of a division.
pub fn logins_of(conn: &mut Conn, division: &str) -> Outcome<Vec<String>> {
    store::logins(conn, division)
}

impl People {
    /// Looks up the accounts of these log-ins.
    pub fn of<'a>(conn: &mut Conn, logins: impl IntoIterator<Item = &'a str>) -> Outcome<People> {
        let logins: BTreeSet<String> = logins.into_iter().map(str::to_owned).collect();
        let rows = store::people(conn, &logins.into_iter().collect::<Vec<_>>())?;
        let person = |(login, name, role): (String, String, String)| {
            let office = Role::parse(&role).map(|r| Wording::new(r.zh(), r.en()));
            (login, Person { name: Wording::new(name.clone(), name), office })
        };
        Ok(People(rows.into_iter().map(person).collect()))
    }

    /// The person behind a log-in. A log-in without an account stands for itself, or for the role
    /// whose code it is.
    pub fn get(&self, login: &str) -> Person {
        let bare = || match Role::parse(login) {
            Some(role) => Person { name: Wording::new(role.zh(), role.en()), office: None },
            None => Person { name: Wording::new(login, login), office: None },
        };
        self.0.get(login).cloned().unwrap_or_else(bare)
    }
}
