//! Refresh tokens work once. A second use means that two hold the same token, one of them a thief,
//! so the whole family ends (RFC 9700 section 4.14.2).

use crate::terms::Instant;
use chrono::Duration;

/// How long tokens and their family live.
#[derive(Clone, Copy, Debug)]
pub struct RefreshRule {
    /// A token that lay unused for so long is dead.
    pub token_hours: i64,
    /// However busy, a family ends after so many days; then a password is needed again.
    pub family_days: i64,
}

impl Default for RefreshRule {
    fn default() -> RefreshRule {
        RefreshRule { token_hours: 24, family_days: 7 }
    }
}

/// What is stored of the token that was presented.
#[derive(Clone, Copy, Debug)]
pub struct TokenFacts {
    pub issued_at: Instant,
    pub used: bool,
    pub family_started_at: Instant,
    pub family_ended: bool,
}

/// What to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshDecision {
    /// Hand out the next pair.
    Rotate,
    /// End the family: the token was used before.
    EndFamily,
    /// Refuse; nothing more to end.
    Refuse,
}

impl RefreshRule {
    pub fn decide(&self, token: &TokenFacts, now: Instant) -> RefreshDecision {
        let token_dead = now.0 - token.issued_at.0 >= Duration::hours(self.token_hours);
        let family_dead = now.0 - token.family_started_at.0 >= Duration::days(self.family_days);
        if token.family_ended {
            RefreshDecision::Refuse
        } else if token.used {
            RefreshDecision::EndFamily
        } else if token_dead || family_dead {
            RefreshDecision::Refuse
        } else {
            RefreshDecision::Rotate
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::rules::session::tests::minute;

    #[test]
    fn the_table_of_decisions() {
        use RefreshDecision::*;
        const HOUR: i64 = 60;
        // issued, used, family started, family ended, now → decision
        let cases = [
            (0, false, 0, false, 1, Rotate),
            (0, false, 0, false, 24 * HOUR - 1, Rotate),
            (0, false, 0, false, 24 * HOUR, Refuse),
            (6 * 24 * HOUR + HOUR, false, 0, false, 7 * 24 * HOUR - 1, Rotate),
            (6 * 24 * HOUR + HOUR, false, 0, false, 7 * 24 * HOUR, Refuse),
            (0, true, 0, false, 1, EndFamily),
            // Late reuse still ends a family that lives on.
            (0, true, 0, false, 48 * HOUR, EndFamily),
            (0, true, 0, true, 1, Refuse),
            (0, false, 0, true, 1, Refuse),
        ];
        for (issued, used, started, family_ended, now, expected) in cases {
            let facts =
                TokenFacts { issued_at: minute(issued), used, family_started_at: minute(started), family_ended };
            assert_eq!(RefreshRule::default().decide(&facts, minute(now)), expected, "{facts:?} at {now}");
        }
    }
}
