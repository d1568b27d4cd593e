//! Which absences and limits an expert may state; pure. A reason is asked of nobody: saying when one cannot come
//! is not a decline.

use crate::terms::{Day, Wording};

/// Days of one absence at most.
const LONGEST: i64 = 366;
/// Reviews at once that somebody may name.
pub const MOST: std::ops::RangeInclusive<i32> = 1..=50;

/// Why an absence cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceFault {
    EndsBeforeItBegins,
    HasPassed,
    TooLong,
}

impl AbsenceFault {
    pub fn sentence(self) -> Wording {
        let (zh, en) = match self {
            AbsenceFault::EndsBeforeItBegins => ("结束日期早于开始日期。", "It ends before it begins."),
            AbsenceFault::HasPassed => ("结束日期已过。", "The last day has passed."),
            AbsenceFault::TooLong => ("一次最多填写 366 天。", "One absence lasts 366 days at most."),
        };
        Wording::new(zh, en)
    }
}

/// Whether these days may be entered today; both ends count.
pub fn may_enter(from: Day, until: Day, today: Day) -> Result<(), AbsenceFault> {
    if until < from {
        Err(AbsenceFault::EndsBeforeItBegins)
    } else if until < today {
        Err(AbsenceFault::HasPassed)
    } else if (until.0 - from.0).num_days() >= LONGEST {
        Err(AbsenceFault::TooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_order_not_past_and_a_year_at_most() {
        let enter = |from: &str, until: &str| {
            may_enter(from.parse().unwrap(), until.parse().unwrap(), "2022-03-01".parse().unwrap())
        };
        assert_eq!(enter("2022-02-01", "2022-03-01"), Ok(()), "the last day counts");
        assert_eq!(enter("2022-02-01", "2022-02-28"), Err(AbsenceFault::HasPassed));
        assert_eq!(enter("2022-03-02", "2022-03-01"), Err(AbsenceFault::EndsBeforeItBegins));
        assert_eq!(enter("2022-03-01", "2023-03-01"), Ok(()));
        assert_eq!(enter("2022-03-01", "2023-03-02"), Err(AbsenceFault::TooLong));
    }
}
