//! Where a lane stands after somebody worked on it; pure.

use super::retry::{GIVE_UP_HOURS, Schedule, Verdict};
use crate::feed::model::{Lane, LaneFailure};
use crate::terms::Instant;
use chrono::Duration;

/// The lane after events up to place `delivered_to` were delivered and then, maybe, one failed. An event
/// that failed for days stalls its lane: it waits for a person, and with it the later ones of its project.
pub fn after_work(
    mut lane: Lane,
    delivered_to: Option<i32>,
    failure: Option<&LaneFailure>,
    schedule: &Schedule,
    now: Instant,
) -> Lane {
    if let Some(place) = delivered_to {
        lane.done = lane.done.max(place);
        lane.attempts = 0;
        lane.failing_since = None;
    }
    lane.due_at = (lane.done < lane.head).then_some(now);
    let Some(failure) = failure else { return lane };
    lane.attempts = lane.attempts.saturating_add(1);
    // A clock that was set back does not make a failure younger than none.
    let since = lane.failing_since.map_or(now, |since| since.min(now));
    lane.failing_since = Some(since);
    lane.stalled = now.0 - since.0 >= Duration::hours(GIVE_UP_HOURS);
    let pause = schedule.pause(lane.attempts.unsigned_abs(), failure.chance);
    let pause = failure.retry_after.map_or(pause, |asked| asked.max(pause));
    lane.due_at = (!lane.stalled).then(|| Instant::from_utc(now.0 + pause));
    lane
}

/// How the receiver as a whole is, from what a batch of work came to; `None` where that says nothing.
pub fn is_well(delivered: bool, verdicts: impl Iterator<Item = Verdict>) -> Option<bool> {
    if delivered {
        return Some(true);
    }
    let mut slower = verdicts.filter(|v| *v == Verdict::AgainSlower);
    slower.next().map(|_| false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::rules::retry::Answer;
    use chrono::{TimeZone, Utc};

    fn at(hours: i64) -> Instant {
        Instant(Utc.with_ymd_and_hms(2026, 11, 21, 0, 0, 0).unwrap() + Duration::hours(hours))
    }

    fn lane(done: i32, attempts: i32, failing_since: Option<Instant>) -> Lane {
        let project_code = "p".to_owned();
        Lane { project_code, head: 3, done, attempts, failing_since, due_at: None, stalled: false }
    }

    fn failed(retry_after: Option<i64>) -> LaneFailure {
        let retry_after = retry_after.map(Duration::seconds);
        LaneFailure { answer: Answer::Status(500), retry_after, chance: 0 }
    }

    fn schedule() -> Schedule {
        Schedule::new(vec![10, 100])
    }

    #[test]
    fn a_lane_goes_on_until_its_head() {
        let midway = after_work(lane(0, 4, Some(at(-1))), Some(2), None, &schedule(), at(0));
        assert_eq!((midway.done, midway.attempts, midway.failing_since, midway.due_at), (2, 0, None, Some(at(0))));
        let through = after_work(lane(0, 0, None), Some(3), None, &schedule(), at(0));
        assert_eq!((through.done, through.due_at), (3, None));
        let short_of_time = after_work(lane(1, 0, None), None, None, &schedule(), at(0));
        assert_eq!((short_of_time.done, short_of_time.due_at), (1, Some(at(0))));
    }

    #[test]
    fn a_failure_waits_its_pause_and_no_less_than_was_asked() {
        let first = after_work(lane(0, 0, None), Some(1), Some(&failed(None)), &schedule(), at(0));
        assert_eq!((first.done, first.attempts, first.failing_since), (1, 1, Some(at(0))));
        assert_eq!(first.due_at.unwrap().0 - at(0).0, Duration::seconds(8));
        let asked = after_work(lane(0, 1, Some(at(-1))), None, Some(&failed(Some(900))), &schedule(), at(0));
        assert_eq!((asked.attempts, asked.due_at.unwrap().0 - at(0).0), (2, Duration::seconds(900)));
    }

    #[test]
    fn after_five_days_it_waits_for_a_person_whatever_the_clock_did() {
        let day = after_work(lane(0, 7, Some(at(-24))), None, Some(&failed(None)), &schedule(), at(0));
        assert!(!day.stalled, "a day of failures is no reason to give up");
        let days = after_work(lane(0, 20, Some(at(-120))), None, Some(&failed(None)), &schedule(), at(0));
        assert_eq!((days.stalled, days.due_at), (true, None));
        let set_back = after_work(lane(0, 2, Some(at(5))), None, Some(&failed(None)), &schedule(), at(0));
        assert_eq!((set_back.stalled, set_back.failing_since), (false, Some(at(0))));
    }

    #[test]
    fn one_refused_event_says_nothing_of_the_receiver() {
        assert_eq!(is_well(false, [Verdict::Again].into_iter()), None);
        assert_eq!(is_well(false, [Verdict::Again, Verdict::AgainSlower].into_iter()), Some(false));
        assert_eq!(is_well(true, [Verdict::AgainSlower].into_iter()), Some(true));
    }
}
