//! Making, listing and changing accounts: the security administrator's part, and the part of
//! whoever has the machine (`hengping account …`).

use super::passwords::own_account;
use super::{Accounts, note};
use crate::accounts::model::{AccountFilter, Actor, Division, Reach, Role, User, UserId};
use crate::accounts::permissions::Act;
use crate::accounts::rules::login;
use crate::accounts::store::{self, NewUser, UserChange};
use crate::accounts::tokens::readable_password;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::terms::{Instant, text};

/// Who administers.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Somebody logged in, bound by the table of permissions.
    Actor(&'a Actor),
    /// Whoever runs a command on the machine itself, which owns everything there.
    Machine,
}

/// The doer in the log where a command on the machine did it.
pub const MACHINE: &str = "命令行";

impl By<'_> {
    pub(super) fn login(&self) -> &str {
        match self {
            By::Actor(actor) => &actor.login,
            By::Machine => MACHINE,
        }
    }

    pub(super) fn is(&self, id: &UserId) -> bool {
        matches!(self, By::Actor(actor) if actor.user_id == *id)
    }

    fn reach(&self, act: Act) -> Outcome<Reach<'_>> {
        match self {
            By::Actor(actor) => actor.reach(act),
            By::Machine => Ok(Reach::All),
        }
    }
}

/// What an account is made from. Without a password a random first one is made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub division: Division,
    pub subject: Option<String>,
    pub password: Option<String>,
}

/// What may be changed; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub role: Option<Role>,
    /// `Some(None)` unbinds the account.
    pub subject: Option<Option<String>>,
    pub disabled: Option<bool>,
}

/// A random password, shown once to whoever made the account.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword(pub String);

impl Accounts {
    /// Makes an account. A random first password comes back where none was given; it must be changed.
    pub fn create(&self, by: By<'_>, new: &NewAccount) -> Outcome<(User, Option<FirstPassword>)> {
        require_division(by.reach(Act::CreateAccount)?, &new.division)?;
        let first = new.password.is_none().then(readable_password);
        let user = user_of(new, first.is_some(), self.now())?;
        let password = new.password.as_deref().or(first.as_deref()).unwrap_or_default();
        let password_hash = self.checked_hash(password, &user.login, &user.name, "password")?;
        self.0.db.write(|conn| {
            store::insert_user(conn, &NewUser { user: &user, password_hash: &password_hash })?;
            let detail = format!("login={} role={} division={}", user.login, user.role, user.division);
            note(conn, user.created_at, by.login(), "account-created", user.id.as_str(), &detail)
        })?;
        Ok((user, first.map(FirstPassword)))
    }

    /// One page of the accounts within reach, with the count of all of them.
    pub fn list(&self, by: By<'_>, filter: &AccountFilter, asked: PageAsked) -> Outcome<Page<User>> {
        let reach = by.reach(Act::ListAccounts)?;
        self.0.db.read(|conn| {
            let total = store::count_users(conn, reach, filter)?;
            Ok(Page::new(store::users(conn, reach, filter, asked)?, total, asked))
        })
    }

    /// One account within reach.
    pub fn account(&self, by: By<'_>, id: &UserId) -> Outcome<User> {
        self.0.db.read(|conn| self.reachable(conn, by, Act::ListAccounts, id))
    }

    /// The account with this login, for commands that name people by it.
    pub fn by_login(&self, by: By<'_>, login: &str) -> Outcome<User> {
        let reach = by.reach(Act::ListAccounts)?;
        let typed = login::normalise(login).ok_or_else(no_such_account)?;
        let found = self.0.db.read(|conn| store::user_by_login(conn, &typed))?;
        found.filter(|user| covers(reach, user)).ok_or_else(no_such_account)
    }

    /// Changes an account. A disabled one loses its sessions in the same moment.
    pub fn change(&self, by: By<'_>, id: &UserId, change: &AccountChange) -> Outcome<User> {
        let now = self.now();
        let name = change.name.as_deref().map(checked_name).transpose()?;
        self.0.db.write(|conn| {
            let before = self.reachable(conn, by, Act::ChangeAccount, id)?;
            if by.is(id) {
                return Err(own_account());
            }
            store::update_user(conn, id, &row_change(&before, change, name.as_deref()))?;
            if change.disabled == Some(true) {
                store::end_sessions_of(conn, id, None, "disabled", now)?;
            }
            let after = self.reachable(conn, by, Act::ChangeAccount, id)?;
            note(conn, now, by.login(), "account-changed", id.as_str(), &difference(&before, &after))?;
            Ok(after)
        })
    }

    /// True where no account exists, so that somebody who starts the service can be told how to
    /// make the first one.
    pub fn is_empty(&self) -> Outcome<bool> {
        Ok(self.0.db.read(|conn| store::count_users(conn, Reach::All, &AccountFilter::default()))? == 0)
    }

    /// The account, if it exists within reach; otherwise it does not exist.
    pub(super) fn reachable(&self, conn: &mut Conn, by: By<'_>, act: Act, id: &UserId) -> Outcome<User> {
        let reach = by.reach(act)?;
        store::user(conn, id)?.filter(|user| covers(reach, user)).ok_or_else(no_such_account)
    }
}

fn covers(reach: Reach<'_>, user: &User) -> bool {
    match reach {
        Reach::All => true,
        Reach::Division(division) => user.division == *division,
        Reach::Own(subject) => user.subject.as_deref() == Some(subject),
    }
}

fn require_division(reach: Reach<'_>, division: &Division) -> Outcome<()> {
    match reach {
        Reach::All => Ok(()),
        Reach::Division(own) if own == division => Ok(()),
        _ => Err(Failure::field("division", "只能为本区划建立账号 (only your own division)")),
    }
}

/// A checked account; all faults at once.
fn user_of(new: &NewAccount, must_change_password: bool, created_at: Instant) -> Outcome<User> {
    let mut faults = Vec::new();
    let login = login::normalise(&new.login);
    if login.is_none() {
        let message = "登录名为 2 到 64 个字母、数字或 . _ - @ (2 to 64 letters, digits, . _ - @)";
        faults.push(FieldFault { field: "login".into(), message: message.into() });
    }
    let name = checked_name(&new.name).unwrap_or_else(|fault| {
        faults.extend(faults_of(fault));
        String::new()
    });
    match login {
        Some(login) if faults.is_empty() => Ok(User {
            id: UserId::new(),
            login,
            name,
            role: new.role,
            division: new.division.clone(),
            subject: new.subject.as_deref().map(text::tidy).filter(|s| !s.is_empty()),
            disabled: false,
            must_change_password,
            last_log_in_at: None,
            created_at,
        }),
        _ => Err(Failure::Malformed(faults)),
    }
}

fn faults_of(failure: Failure) -> Vec<FieldFault> {
    match failure {
        Failure::Malformed(faults) => faults,
        other => vec![FieldFault { field: String::new(), message: other.to_string() }],
    }
}

fn checked_name(name: &str) -> Outcome<String> {
    let name = text::name(name);
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Err(Failure::field("name", "姓名为 1 到 64 个字 (1 to 64 characters)"));
    }
    Ok(name)
}

/// The name is always written, so that a change is never an empty statement.
fn row_change(before: &User, change: &AccountChange, name: Option<&str>) -> UserChange {
    let tidy = |subject: &Option<String>| subject.as_deref().map(text::tidy).filter(|s| !s.is_empty());
    UserChange {
        name: Some(name.unwrap_or(&before.name).to_owned()),
        role: change.role.map(|role| role.code().to_owned()),
        subject: change.subject.as_ref().map(tidy),
        disabled: change.disabled,
    }
}

/// What changed, for the audit log: `role=a→b disabled=false→true`.
fn difference(before: &User, after: &User) -> String {
    let shown = |user: &User| {
        let subject = user.subject.clone().unwrap_or_default();
        [
            ("name", user.name.clone()),
            ("role", user.role.to_string()),
            ("subject", subject),
            ("disabled", user.disabled.to_string()),
        ]
    };
    let changed = shown(before).into_iter().zip(shown(after)).filter(|(b, a)| b != a);
    changed.map(|((field, b), (_, a))| format!("{field}={b}→{a}")).collect::<Vec<_>>().join(" ")
}

fn no_such_account() -> Failure {
    Failure::not_found("账号", "account")
}
