//! Rows and the model: all SQL of this room. Nothing here decides anything.

mod failures;
mod sessions;
mod tables;
mod users;

pub(super) use failures::{failures_of, forget_failures, remember_failures};
pub(super) use sessions::{
    NewSession, SessionFacts, SessionKey, add_refresh_token, end_session, end_sessions_of, insert_session,
    refresh_token, session, sweep_sessions, touch_session, use_refresh_token,
};
pub(super) use users::{
    Credentials, NewUser, UserChange, count_users, credentials_by_id, credentials_by_login, insert_user, logins,
    people, set_last_log_in, set_password, update_user, user, user_by_login, users,
};

use crate::platform::failure::Failure;

/// A stored value that the model cannot read: somebody wrote to the table by hand.
fn unreadable(table: &str, column: &str, value: &str) -> Failure {
    Failure::Fault(anyhow::anyhow!("{table}.{column} holds {value:?}, which this version cannot read"))
}
