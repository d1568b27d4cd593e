//! Use cases: log in and out, refresh, recognise who asks, administer accounts. Each gathers facts,
//! asks the rules and records the outcome with its audit entry in one transaction.
//!
//! Hashing a password takes tens of milliseconds and twenty megabytes, so it happens outside every
//! transaction, and [`Accounts::with_hashing`] lets only two run at a time.

mod administer;
mod demo;
mod hashing;
mod log_in;
mod passwords;
mod people;
mod recognise;
mod refresh;

pub use administer::{AccountChange, By, FirstPassword, MACHINE, NewAccount};
pub use demo::DemoAccount;
pub use log_in::{Door, LoggedIn, TokenPair};
pub use people::{People, Person, logins_of};
pub use recognise::{Proof, Recognised};

use super::model::SessionId;
use super::secrets::{Secrets, keyed_digest};
use super::settings::Settings;
use super::tokens::AccessTokens;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Instant;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hashing::Hasher;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// Hashes that run at the same time; more would only fill memory.
const HASHES_AT_ONCE: usize = 2;
/// How long a log-in waits for its turn before it is told to come back.
const HASH_WAIT: Duration = Duration::from_secs(10);

/// The use cases with what they stand on. Cloning is cheap.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    settings: Settings,
    hasher: Hasher,
    tokens: AccessTokens,
    form_key: [u8; 32],
    failure_key: [u8; 32],
    turns: Arc<Semaphore>,
}

impl Accounts {
    /// The error names a hashing parameter that cannot be used.
    pub fn new(db: Db, clock: Clock, secrets: &Secrets, settings: Settings) -> anyhow::Result<Accounts> {
        Ok(Accounts(Arc::new(Inner {
            hasher: Hasher::new(settings.argon2_memory_kib, settings.argon2_passes)?,
            tokens: AccessTokens::new(secrets),
            form_key: secrets.derive("form-token"),
            failure_key: secrets.derive("log-in-failures"),
            turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            db,
            clock,
            settings,
        })))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Runs a use case that hashes a password, on a thread that may block and in its turn.
    pub async fn with_hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Accounts) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let turn = tokio::time::timeout(HASH_WAIT, self.0.turns.clone().acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(Failure::Busy) };
        let accounts = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            // The turn travels with the work: a client that hangs up does not free it early.
            let _turn = turn;
            work(&accounts)
        });
        done.await.unwrap_or_else(|e| Err(Failure::Fault(e.into())))
    }

    /// The token that a form of this session must carry: it cannot be made without our key, and
    /// another session's does not fit. It looks different on every page, so that the length of
    /// compressed pages tells nothing of it (the BREACH attack, CVE-2013-3587).
    pub fn form_token(&self, session: &SessionId) -> String {
        let pad: [u8; 32] = rand::random();
        let masked = xor(&pad, &self.form_secret(session));
        URL_SAFE_NO_PAD.encode([pad, masked].concat())
    }

    /// True where `token` was made by [`Accounts::form_token`] for this session.
    pub fn form_token_fits(&self, session: &SessionId, token: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
        let Some((pad, masked)) = bytes.split_first_chunk::<32>() else { return false };
        let expected = xor(pad, &self.form_secret(session));
        masked.ct_eq(&expected).into()
    }

    fn form_secret(&self, session: &SessionId) -> [u8; 32] {
        keyed_digest(&self.0.form_key, session.as_str().as_bytes())
    }

    /// The present moment, as the product's clock has it.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Under what a login's failures are kept.
    fn failure_digest(&self, login: &str) -> String {
        hex::encode(keyed_digest(&self.0.failure_key, login.as_bytes()))
    }
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    std::array::from_fn(|i| one[i] ^ other[i])
}

/// Writes to the audit log in the caller's transaction.
fn note(conn: &mut Conn, at: Instant, actor: &str, action: &str, subject: &str, detail: &str) -> Outcome<()> {
    crate::audit::service::note(conn, at, actor, action, subject, detail)
}

#[cfg(test)]
pub(crate) mod stage;
#[cfg(test)]
mod tests;
