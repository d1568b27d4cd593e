//! When a delivery that did not succeed is tried again, and when it is given up; pure.
//!
//! After the example schedule of Standard Webhooks: seconds first, a day at the end, for several
//! days. Not here: the clock.

use chrono::{DateTime, Duration, Utc};

/// The pauses after the first, second … attempt, in seconds; the last one is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<u32>);

/// The longest that a receiver may ask us to wait.
const LONGEST_WAIT_SECONDS: i64 = 86_400;
/// An event that failed for so long waits for a person; its receiver is disabled when all of it failed so long.
pub const GIVE_UP_HOURS: i64 = 120;

impl Schedule {
    /// Pauses in seconds; without any, a minute.
    pub fn new(pauses: Vec<u32>) -> Schedule {
        Schedule(pauses)
    }

    /// The pause after `attempts` failures (from 1), between 80 and 120 per cent of the scheduled one:
    /// `chance` spreads receivers that failed together.
    pub fn pause(&self, attempts: u32, chance: u8) -> Duration {
        let index =
            usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX).min(self.0.len().saturating_sub(1));
        let base = i64::from(self.0.get(index).copied().unwrap_or(60)) * 1_000;
        Duration::milliseconds(base * 4 / 5 + base * 2 / 5 * i64::from(chance) / 255)
    }
}

/// `Retry-After` (RFC 9110 section 10.2.3): seconds or a date; bounded, never negative.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    let asked = match header.parse::<u32>() {
        Ok(seconds) => Duration::seconds(i64::from(seconds)),
        Err(_) => DateTime::parse_from_rfc2822(header).ok()?.with_timezone(&Utc) - now,
    };
    Some(asked.clamp(Duration::zero(), Duration::seconds(LONGEST_WAIT_SECONDS)))
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    /// No answer in time; the receiver may have applied the event all the same.
    TimedOut,
    /// No connection: refused, reset, no such name.
    Unreachable(String),
    /// Our own guard refused the address.
    Forbidden(String),
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    /// This event again later; other projects go on.
    Again,
    /// The receiver as a whole is not well: send less until it answers.
    AgainSlower,
    /// 410: it wants nothing any more.
    Gone,
}

impl Answer {
    /// Only 2xx is success, redirects are none (Standard Webhooks, "Delivery success and failure").
    pub fn verdict(&self) -> Verdict {
        match self {
            Answer::Status(200..=299) => Verdict::Delivered,
            Answer::Status(410) => Verdict::Gone,
            Answer::Status(429 | 500..=599) | Answer::TimedOut | Answer::Unreachable(_) | Answer::Forbidden(_) => {
                Verdict::AgainSlower
            }
            Answer::Status(_) => Verdict::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_the_last_one_stays() {
        let schedule = Schedule::new(vec![5, 300, 86_400]);
        assert_eq!(schedule.pause(1, 0), Duration::seconds(4));
        assert_eq!(schedule.pause(1, 255), Duration::seconds(6));
        assert_eq!(schedule.pause(2, 0), Duration::seconds(240));
        assert_eq!(schedule.pause(3, 255), schedule.pause(u32::MAX, 255));
    }

    #[test]
    fn a_receiver_may_ask_for_a_pause_but_not_for_ever() {
        let now = DateTime::parse_from_rfc3339("2026-11-21T08:00:00Z").unwrap().with_timezone(&Utc);
        let cases = [
            ("120", Some(120)),
            ("4294967295", Some(86_400)),
            ("Sat, 21 Nov 2026 08:01:00 GMT", Some(60)),
            ("Fri, 20 Nov 2026 08:01:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
        ];
        for (header, seconds) in cases {
            assert_eq!(retry_after(header, now), seconds.map(Duration::seconds), "{header}");
        }
    }

    #[test]
    fn only_success_is_success() {
        for (answer, verdict) in [
            (Answer::Status(204), Verdict::Delivered),
            (Answer::Status(302), Verdict::Again),
            (Answer::Status(404), Verdict::Again),
            (Answer::Status(410), Verdict::Gone),
            (Answer::Status(429), Verdict::AgainSlower),
            (Answer::Status(503), Verdict::AgainSlower),
            (Answer::TimedOut, Verdict::AgainSlower),
        ] {
            assert_eq!(answer.verdict(), verdict);
        }
    }
}
