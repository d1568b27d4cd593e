//! What a level asks for, when a suspension ends, and what it is called. A machine proposes all of it and does none of
//! it (L-24).

use crate::credit::model::Measure;
use crate::policy::codes::RatingGrade;
use crate::policy::rating::InstitutionRating;
use crate::registry::model::Status;
use crate::terms::{Day, Score, Wording};

/// A veto ends the place in the pool for the pack's months, as whoever is removed from an expert library does not come
/// back for three years (E-L2); the worst level suspends it.
pub fn of(level: Option<RatingGrade>, is_vetoed: bool, as_of: Day, rating: &InstitutionRating) -> Measure {
    if is_vetoed {
        return Measure::Delist { until: as_of.months_after(rating.suspension_months_veto) };
    }
    match level {
        Some(RatingGrade::D) if rating.suspension_months_grade_d > 0 => {
            Measure::Suspend { until: as_of.months_after(rating.suspension_months_grade_d) }
        }
        _ => Measure::None,
    }
}

/// The standing in the pool after a level was decided on a day. `before` is the measure that was in force. A place is
/// given back by the next level once the term has run out, never by the clock alone.
pub fn standing_after(now: Status, before: Measure, decided: Measure, on: Day) -> Status {
    match (decided, before) {
        (Measure::Delist { .. }, _) => Status::Delisted,
        (Measure::Suspend { .. }, _) if now == Status::Enrolled => Status::Suspended,
        (Measure::None, Measure::Suspend { until }) if now == Status::Suspended && until <= on => Status::Enrolled,
        (Measure::None, Measure::Delist { until }) if now == Status::Delisted && until <= on => Status::Enrolled,
        _ => now,
    }
}

/// The determination in one sentence.
pub fn sentence(name: &str, index: Option<Score>, level: Option<RatingGrade>, measure: Measure) -> Wording {
    let index = index.map_or_else(|| "—".to_owned(), |index| index.to_string());
    let level = level.map_or("—", RatingGrade::code);
    let (zh, en) = match measure {
        Measure::None => ("不采取措施".to_owned(), "no measure".to_owned()),
        Measure::Suspend { until } => (format!("暂停至{}", until.zh()), format!("suspended until {until}")),
        Measure::Delist { until } => {
            (format!("退出库，{}前不得再入库", until.zh()), format!("delisted, no return before {until}"))
        }
    };
    Wording::new(
        format!("{name}信用指数 {index}，等级 {level}，{zh}。"),
        format!("{name}: credit index {index}, level {level}; {en}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standing_follows_the_measure_and_comes_back_after_its_term() {
        use Status::*;
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (now, later) = (day("2022-01-01"), day("2023-01-01"));
        let suspend = |until| Measure::Suspend { until };
        let delist = |until| Measure::Delist { until };
        let cases = [
            (Enrolled, Measure::None, suspend(later), Suspended),
            (Enrolled, Measure::None, Measure::None, Enrolled),
            (Delisted, Measure::None, suspend(later), Delisted),
            (Suspended, suspend(later), Measure::None, Suspended),
            (Suspended, suspend(now), Measure::None, Enrolled),
            (Suspended, Measure::None, Measure::None, Suspended),
            (Suspended, suspend(now), delist(later), Delisted),
            (Delisted, delist(later), Measure::None, Delisted),
            (Delisted, delist(now), Measure::None, Enrolled),
        ];
        for (standing, before, decided, expected) in cases {
            assert_eq!(standing_after(standing, before, decided, now), expected, "{standing:?} {before:?} {decided:?}");
        }
    }
}
