//! Lock-out: after some failures in a row a log-in name rests for a while, whether or not anybody
//! has it, so that the answer tells nothing about who exists (ASVS 6.3.1; GB/T 22239-2019 8.1.4.1).

use crate::terms::Instant;
use chrono::Duration;

/// When a name is locked and for how long.
#[derive(Clone, Copy, Debug)]
pub struct LockoutRule {
    /// Failures in a row that lock.
    pub failures: u32,
    /// Minutes of rest; failures further apart than this are not in a row.
    pub minutes: i64,
}

impl Default for LockoutRule {
    fn default() -> LockoutRule {
        LockoutRule { failures: 5, minutes: 15 }
    }
}

/// What is remembered of a name's failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub last_at: Instant,
    pub locked_until: Option<Instant>,
}

impl LockoutRule {
    /// Until when the name is locked, if it is.
    pub fn locked_until(&self, failures: Option<&Failures>, now: Instant) -> Option<Instant> {
        failures?.locked_until.filter(|until| now < *until)
    }

    /// What to remember after one more failure.
    pub fn after_failure(&self, before: Option<&Failures>, now: Instant) -> Failures {
        let pause = Duration::minutes(self.minutes);
        let in_a_row = before.filter(|b| b.locked_until.is_none() && now.0 - b.last_at.0 < pause);
        let count = in_a_row.map_or(0, |b| b.count).saturating_add(1);
        let locked_until = (count >= self.failures).then(|| Instant(now.0 + pause));
        Failures { count, last_at: now, locked_until }
    }

    /// Failures before this moment mean nothing any more.
    pub fn forgotten_before(&self, now: Instant) -> Instant {
        Instant(now.0 - Duration::minutes(self.minutes) * 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::rules::session::tests::minute;

    const RULE: LockoutRule = LockoutRule { failures: 3, minutes: 15 };

    fn fail_at(minutes: &[i64]) -> Failures {
        let mut failures = None;
        for m in minutes {
            failures = Some(RULE.after_failure(failures.as_ref(), minute(*m)));
        }
        failures.unwrap()
    }

    #[test]
    fn the_table_of_failures() {
        let cases: [(&[i64], u32, bool); 6] = [
            (&[0], 1, false),
            (&[0, 1], 2, false),
            (&[0, 1, 2], 3, true),
            (&[0, 15, 30], 1, false),
            (&[0, 14, 28], 3, true),
            // A lock that has run out starts a new row.
            (&[0, 1, 2, 18], 1, false),
        ];
        for (minutes, count, locked) in cases {
            let failures = fail_at(minutes);
            assert_eq!((failures.count, failures.locked_until.is_some()), (count, locked), "{minutes:?}");
        }
    }

    #[test]
    fn the_lock_ends_at_its_minute() {
        let failures = fail_at(&[0, 0, 0]);
        assert_eq!(RULE.locked_until(Some(&failures), minute(14)), Some(minute(15)));
        assert_eq!(RULE.locked_until(Some(&failures), minute(15)), None);
        assert_eq!(RULE.locked_until(None, minute(0)), None);
        assert!(RULE.forgotten_before(minute(31)) > failures.last_at);
    }
}
