//! Whether a clarification moves the deadline (Order 87 art. 27; 财库〔2014〕214号 art. 10); pure.

use crate::terms::{Day, Instant, Wording};
use serde::{Deserialize, Serialize};

/// The least time that a route leaves between a clarification and the deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeastTime {
    pub days: u32,
    pub article: String,
    /// The first day on which bids may then close, moved on where it is free (art. 85); `None` where the
    /// calendar does not reach.
    pub first_day: Option<Day>,
}

/// What a clarification rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClarifyInputs {
    pub commission: String,
    pub position: i32,
    pub content: String,
    pub is_substantive: bool,
    pub published_at: Instant,
    pub deadline: Instant,
    /// `None` where the route sets none.
    pub least: Option<LeastTime>,
}

/// What follows for the deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clarified {
    pub deadline: Instant,
    pub moved: bool,
    /// The article that moves it.
    pub article: Option<String>,
}

/// Why nothing can be published now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClarifyFault {
    /// The deadline has passed.
    Late,
    /// The year of the new deadline has no holiday notice.
    NoCalendar,
}

impl ClarifyFault {
    pub fn sentence(&self) -> Wording {
        match self {
            ClarifyFault::Late => Wording::new(
                "投标已经截止，不能再提问或澄清。",
                "The deadline has passed; nothing is asked or clarified any more.",
            ),
            ClarifyFault::NoCalendar => Wording::new(
                "顺延后的截止日所在年份没有节假日安排，请先补入日历。",
                "The year of the new deadline has no holiday notice; add it first.",
            ),
        }
    }
}

/// Judges a clarification. One that affects bids and comes too late moves the deadline to the first day that
/// leaves the least time, at the same time of day.
pub fn clarify(inputs: &ClarifyInputs) -> Result<Clarified, ClarifyFault> {
    if inputs.published_at >= inputs.deadline {
        return Err(ClarifyFault::Late);
    }
    let stays = Clarified { deadline: inputs.deadline, moved: false, article: None };
    let Some(least) = inputs.least.as_ref().filter(|_| inputs.is_substantive) else { return Ok(stays) };
    let (from, to) = (inputs.published_at.day_in_china(), inputs.deadline.day_in_china());
    if (to.0 - from.0).num_days() >= i64::from(least.days) {
        return Ok(stays);
    }
    let first = least.first_day.ok_or(ClarifyFault::NoCalendar)?;
    let later = Instant(inputs.deadline.0 + (first.0 - to.0));
    Ok(Clarified { deadline: later, moved: true, article: Some(least.article.clone()) })
}

/// Characters of a question or a clarification.
pub const LETTERS: std::ops::RangeInclusive<usize> = 4..=4000;
/// Questions that one institution may ask on one commission.
pub const MOST_QUESTIONS: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(published: &str, deadline: &str, days: u32, first: Option<&str>) -> ClarifyInputs {
        let at = |text: &str| Instant::from_china(text).unwrap();
        let first_day = first.map(|day| day.parse().unwrap());
        ClarifyInputs {
            commission: "c".into(),
            position: 1,
            content: "澄清内容".into(),
            is_substantive: true,
            published_at: at(published),
            deadline: at(deadline),
            least: Some(LeastTime { days, article: "第二十七条".into(), first_day }),
        }
    }

    #[test]
    fn the_deadline_moves_only_where_it_must() {
        // Order 87 art. 27: 15 days before; the day of publication is not counted (art. 85).
        let deadline = "2026-09-30T17:00:00";
        let cases = [
            ("2026-09-15T23:59:00", None, "2026-09-30T17:00:00"),
            ("2026-09-16T00:00:00", Some("2026-10-08"), "2026-10-08T17:00:00"),
            ("2026-09-30T16:59:59", Some("2026-10-15"), "2026-10-15T17:00:00"),
        ];
        for (published, first, expected) in cases {
            let decided = clarify(&inputs(published, deadline, 15, first)).unwrap();
            assert_eq!(decided.deadline, Instant::from_china(expected).unwrap(), "{published}");
            assert_eq!(decided.moved, first.is_some(), "{published}");
        }
    }

    #[test]
    fn what_affects_no_bid_moves_nothing_and_late_is_late() {
        let late = inputs("2026-09-30T17:00:00", "2026-09-30T17:00:00", 15, None);
        assert_eq!(clarify(&late), Err(ClarifyFault::Late));
        let mut small = inputs("2026-09-29T17:00:00", "2026-09-30T17:00:00", 15, None);
        assert_eq!(clarify(&small), Err(ClarifyFault::NoCalendar));
        small.is_substantive = false;
        assert!(!clarify(&small).unwrap().moved);
        let mut free = inputs("2026-09-29T17:00:00", "2026-09-30T17:00:00", 15, None);
        free.least = None;
        assert!(!clarify(&free).unwrap().moved);
    }
}
