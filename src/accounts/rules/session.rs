//! How long a browser session lives: an idle limit and an absolute one (ASVS 7.3.1, 7.3.2).

use crate::terms::Instant;
use chrono::Duration;

/// The two limits.
#[derive(Clone, Copy, Debug)]
pub struct SessionRule {
    pub idle_minutes: i64,
    pub absolute_hours: i64,
}

impl Default for SessionRule {
    fn default() -> SessionRule {
        SessionRule { idle_minutes: 30, absolute_hours: 12 }
    }
}

/// "Last seen" is written at most this often, so that reading a page seldom costs a write.
const TOUCH_AFTER_SECONDS: i64 = 60;

impl SessionRule {
    /// True while neither limit is passed.
    pub fn is_alive(&self, created_at: Instant, last_seen_at: Instant, now: Instant) -> bool {
        let idle = now.0 - last_seen_at.0;
        let age = now.0 - created_at.0;
        idle < Duration::minutes(self.idle_minutes) && age < Duration::hours(self.absolute_hours)
    }

    /// True where "last seen" has grown stale and should be written again.
    pub fn needs_touch(&self, last_seen_at: Instant, now: Instant) -> bool {
        now.0 - last_seen_at.0 >= Duration::seconds(TOUCH_AFTER_SECONDS)
    }
}

#[cfg(test)]
pub(in crate::accounts) mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    /// A moment `m` minutes into a day of tests.
    pub fn minute(m: i64) -> Instant {
        Instant(Utc.with_ymd_and_hms(2026, 11, 21, 8, 0, 0).unwrap() + Duration::minutes(m))
    }

    #[test]
    fn the_table_of_limits() {
        let rule = SessionRule::default();
        // created, last seen, now, alive
        let cases = [(0, 0, 0, true), (0, 0, 29, true), (0, 0, 30, false), (0, 700, 719, true), (0, 719, 720, false)];
        for (created, seen, now, alive) in cases {
            assert_eq!(rule.is_alive(minute(created), minute(seen), minute(now)), alive, "{created} {seen} {now}");
        }
        assert!(rule.needs_touch(minute(0), minute(1)));
        assert!(!rule.needs_touch(minute(1), minute(1)));
    }
}
