//! How often somebody may try to log in: by address, against one guesser with many names, and by
//! name, against many guessers of one. Lock-out (`rules/lockout.rs`) counts failures; this bounds
//! the work that trying causes at all (ASVS 6.3.1, 15.2.2).

use super::client::ClientAddress;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// Tries at once and per minute. An office behind one address logs in at nine o'clock together.
const BY_ADDRESS: u32 = 120;
const BY_LOGIN: u32 = 30;
/// After so many checks the keys that are full again are forgotten; otherwise they would pile up.
const SWEEP_EVERY: u32 = 1024;

/// Shared by all workers.
pub struct LogInLimits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_login: DefaultKeyedRateLimiter<String>,
    checks: AtomicU32,
}

impl LogInLimits {
    pub fn new() -> LogInLimits {
        LogInLimits::with(BY_ADDRESS, BY_LOGIN)
    }

    fn with(by_address: u32, by_login: u32) -> LogInLimits {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        LogInLimits {
            by_address: RateLimiter::keyed(quota(by_address)),
            by_login: RateLimiter::keyed(quota(by_login)),
            checks: AtomicU32::new(0),
        }
    }

    /// Refuses with `TooManyRequests` where one of the two is used up.
    pub fn check(&self, address: ClientAddress, login: &str) -> Outcome<()> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.by_address.retain_recent();
            self.by_login.retain_recent();
        }
        // A key as long as a request body would be a way to fill memory.
        let login: String = login.trim().to_ascii_lowercase().chars().take(64).collect();
        let allowed = self.by_address.check_key(&address.network()).is_ok() && self.by_login.check_key(&login).is_ok();
        if allowed { Ok(()) } else { Err(too_many()) }
    }
}

impl Default for LogInLimits {
    fn default() -> LogInLimits {
        LogInLimits::new()
    }
}

fn too_many() -> Failure {
    let en = "Too many attempts to log in; try again in a minute.";
    Failure::refused(Code::TooManyRequests, "登录尝试过于频繁，请一分钟后再试。", en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_hold() {
        let (two, many) = (2, 1000);
        let here = ClientAddress("203.0.113.9".parse().unwrap());
        let there = ClientAddress("203.0.113.10".parse().unwrap());

        let by_address = LogInLimits::with(two, many);
        assert!(by_address.check(here, "a").is_ok() && by_address.check(here, "b").is_ok());
        assert!(by_address.check(here, "c").is_err());
        assert!(by_address.check(there, "c").is_ok());

        let by_login = LogInLimits::with(many, two);
        assert!(by_login.check(here, "a").is_ok() && by_login.check(there, " A ").is_ok());
        assert!(by_login.check(here, "a").is_err());
        assert!(by_login.check(here, "b").is_ok());
    }
}
