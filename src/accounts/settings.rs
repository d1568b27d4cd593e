//! The numbers that this room works by, with their defaults. GB/T 22239-2019 gives none of them:
//! they are practice (regulations L-M2), so each can be set.

use super::rules::lockout::LockoutRule;
use super::rules::password::PasswordRule;
use super::rules::refresh::RefreshRule;
use super::rules::session::SessionRule;
use crate::platform::config::Config;
use std::net::IpAddr;

/// How log-in, sessions and tokens behave.
#[derive(Clone, Debug)]
pub struct Settings {
    pub password: PasswordRule,
    pub lockout: LockoutRule,
    pub session: SessionRule,
    pub refresh: RefreshRule,
    /// Life of an access token.
    pub access_minutes: i64,
    /// Days within which a first password must be used (ASVS 6.4.1).
    pub first_password_days: i64,
    /// Memory of one Argon2id hash in KiB and its passes.
    pub argon2_memory_kib: u32,
    pub argon2_passes: u32,
    /// Where people reach the service, for example `https://pj.example.gov.cn`.
    pub public_url: Option<String>,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            password: PasswordRule::default(),
            lockout: LockoutRule::default(),
            session: SessionRule::default(),
            refresh: RefreshRule::default(),
            access_minutes: 10,
            first_password_days: 7,
            argon2_memory_kib: 19_456,
            argon2_passes: 2,
            public_url: None,
            trusted_proxies: Vec::new(),
        }
    }
}

impl Settings {
    pub fn of(config: &Config) -> Settings {
        Settings {
            argon2_memory_kib: config.argon2_memory_kib,
            public_url: config.public_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            ..Settings::default()
        }
    }

    /// True where people come over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
