//! Changing and resetting passwords. Either ends the sessions that the old password opened.

use super::administer::{By, FirstPassword};
use super::log_in::{locked_out, wrong};
use super::{Accounts, note};
use crate::accounts::model::{Actor, UserId};
use crate::accounts::permissions::Act;
use crate::accounts::rules::password;
use crate::accounts::store;
use crate::accounts::tokens::readable_password;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;

impl Accounts {
    /// Replaces one's own password. The old one is asked for again (ASVS 7.5.1), and failing at it
    /// counts like a failed log-in, so that a stolen session cannot be used to guess it.
    pub fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Outcome<()> {
        let now = self.now();
        let digest = self.failure_digest(&actor.login);
        let (found, failures) = self
            .0
            .db
            .read(|conn| Ok((store::credentials_by_id(conn, &actor.user_id)?, store::failures_of(conn, &digest)?)))?;
        if let Some(until) = self.0.settings.lockout.locked_until(failures.as_ref(), now) {
            return Err(locked_out(until));
        }
        if !self.password_matches(old, found.as_ref()) {
            let user = found.as_ref().map(|f| &f.user);
            self.0.db.write(|conn| self.record_failure(conn, user, &digest, now, "change-password"))?;
            return Err(wrong());
        }
        if password::normalise(old) == password::normalise(new) {
            return Err(Failure::field("new_password", "新密码不能与原密码相同 (the new password is the old one)"));
        }
        let hash = self.checked_hash(new, &actor.login, &actor.name, "new_password")?;
        self.0.db.write(|conn| {
            store::set_password(conn, &actor.user_id, &hash, false, now)?;
            store::forget_failures(conn, &digest)?;
            store::end_sessions_of(conn, &actor.user_id, Some(&actor.session_id), "password-changed", now)?;
            note(conn, now, &actor.login, "password-changed", actor.user_id.as_str(), "")
        })
    }

    /// Gives an account a new first password, lifts its lock and ends its sessions.
    pub fn reset_password(&self, by: By<'_>, id: &UserId) -> Outcome<FirstPassword> {
        let now = self.now();
        let password = readable_password();
        let hash = self.0.hasher.hash(&password)?;
        self.0.db.write(|conn| {
            let user = self.reachable(conn, by, Act::ChangeAccount, id)?;
            if by.is(&user.id) {
                return Err(own_account());
            }
            store::set_password(conn, id, &hash, true, now)?;
            store::forget_failures(conn, &self.failure_digest(&user.login))?;
            store::end_sessions_of(conn, id, None, "password-reset", now)?;
            note(conn, now, by.login(), "password-reset", id.as_str(), &user.login)
        })?;
        Ok(FirstPassword(password))
    }

    /// The hash of a password that passes the rule; the fault names the form's field.
    pub(super) fn checked_hash(&self, password: &str, login: &str, name: &str, field: &str) -> Outcome<String> {
        let normal = password::normalise(password);
        self.0.settings.password.check(&normal, login, name).map_err(|e| Failure::field(field, e.to_string()))?;
        Ok(self.0.hasher.hash(&normal)?)
    }
}

/// An administrator may not act on their own account: rights are given by somebody else.
pub(super) fn own_account() -> Failure {
    let zh = "不能变更自己的账号，请由其他安全管理员办理；修改本人密码请用“修改密码”。";
    let en = "You cannot change your own account; another security administrator must. To change your password, use “change password”.";
    Failure::refused(Code::RuleForbids, zh, en)
}
