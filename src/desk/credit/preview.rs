//! Who would change level under other rules: the same facts, two rules, the differences. Nothing is written.

use super::view;
use crate::accounts::model::{Actor, Reach};
use crate::accounts::permissions::Act;
use crate::credit::facts;
use crate::credit::model::{CreditRule, Determination};
use crate::credit::service as credit;
use crate::desk::listing::{ListQuery, ListSpec};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::codes::RatingGrade;
use crate::policy::{Packs, scale::Scale};
use crate::terms::{Day, Score};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// What can be tried: the numbers of the index, and from where on a level begins.
pub(super) const NUMBERS: ListSpec = ListSpec {
    filters: &[
        "half_life_months",
        "at_least_wan",
        "at_most_wan",
        "shrinkage_assignments",
        "late_days",
        "return_points",
        "violation_years",
        "a_from",
        "b_from",
        "c_from",
    ],
    sorts: &[],
};

/// An institution whose level would be another one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Shift {
    pub institution: String,
    pub name: String,
    #[schema(value_type = Option<String>)]
    pub index_now: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub index_then: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub level_now: Option<RatingGrade>,
    #[schema(value_type = Option<String>)]
    pub level_then: Option<RatingGrade>,
}

/// What other rules would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CreditPreview {
    /// Institutions whose level would be another one.
    pub changed: Vec<Shift>,
    /// Institutions whose level stays.
    pub unchanged: usize,
    /// Institutions whose index moves while their level stays.
    pub moved: usize,
}

/// Compares the rule in force with the one asked for.
pub fn of(conn: &mut Conn, packs: &Packs, actor: &Actor, query: &ListQuery, today: Day) -> Outcome<CreditPreview> {
    let Reach::Division(division) = actor.reach(Act::ReadCredit)? else {
        return Err(Failure::not_found("规则试算", "preview"));
    };
    let now = credit::rule(view::pack(packs, actor)?)?;
    let then = other(&now, query)?;
    let book = facts::book(conn, division.as_str(), today)?;
    let (now, then) = (book.determined(&now), book.determined(&then));
    let mut preview = CreditPreview { changed: Vec::new(), unchanged: 0, moved: 0 };
    for (now, then) in now.into_iter().zip(then) {
        if now.level == then.level {
            preview.unchanged += 1;
            preview.moved += usize::from(now.index != then.index);
        } else {
            preview.changed.push(shift(now, then));
        }
    }
    Ok(preview)
}

fn shift(now: Determination, then: Determination) -> Shift {
    Shift {
        institution: now.institution,
        name: now.name,
        index_now: now.index,
        index_then: then.index,
        level_now: now.level,
        level_then: then.level,
    }
}

/// The rule with the numbers that were given.
fn other(rule: &CreditRule, query: &ListQuery) -> Outcome<CreditRule> {
    let mut other = rule.clone();
    let count = |name| query.filter_as(name, "1 至 1000 的整数 (1 to 1000)", |text| text.parse().ok());
    let number = |name| query.filter_as(name, "小数 (a decimal)", |text| Decimal::from_str_exact(text).ok());
    let index = &mut other.index;
    index.shrinkage_assignments = count("shrinkage_assignments")?.unwrap_or(index.shrinkage_assignments);
    index.late_days = count("late_days")?.unwrap_or(index.late_days);
    index.violation_years = count("violation_years")?.unwrap_or(index.violation_years);
    index.at_least_wan = number("at_least_wan")?.unwrap_or(index.at_least_wan);
    index.at_most_wan = number("at_most_wan")?.unwrap_or(index.at_most_wan);
    index.return_points = number("return_points")?.unwrap_or(index.return_points);
    if !index.is_bounded() {
        let said = "参数超出可用范围：次数、天数、年数为 1 至 1000，分值为 0 至 100，金额下限大于 0 且不超过上限 (out of range)";
        return Err(Failure::field("query", said));
    }
    let half_life = count("half_life_months")?.unwrap_or(other.rating.half_life_months);
    if half_life > 1_200 {
        return Err(Failure::field("half_life_months", "最多 1200 个月 (at most 1200)"));
    }
    other.rating.half_life_months = half_life;
    for (name, grade) in [("c_from", RatingGrade::C), ("b_from", RatingGrade::B), ("a_from", RatingGrade::A)] {
        if let Some(from) = number(name)? {
            begin(&mut other.rating.scale, grade, Score(from));
        }
    }
    if !is_ascending(&other.rating.scale) {
        return Err(Failure::field("a_from", "等级起点须大于 0、小于 100 并依 C、B、A 递增 (ascending from C to A)"));
    }
    Ok(other)
}

/// Lets a level begin elsewhere; the one below it ends there.
fn begin(scale: &mut Scale<RatingGrade>, grade: RatingGrade, from: Score) {
    let Some(at) = scale.bands.iter().position(|band| band.code == grade) else { return };
    let below = at.checked_sub(1).and_then(|below| scale.bands.get_mut(below));
    if let Some(below) = below {
        below.to = from;
    }
    if let Some(band) = scale.bands.get_mut(at) {
        band.from = from;
    }
}

fn is_ascending(scale: &Scale<RatingGrade>) -> bool {
    scale.bands.iter().all(|band| band.from < band.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(query: &str) -> Outcome<CreditRule> {
        let packs = Packs::embedded().unwrap();
        let rule = CreditRule::of(packs.get("wuzhong-2021").unwrap()).unwrap();
        other(&rule, &ListQuery::parse(query, NUMBERS).unwrap())
    }

    #[test]
    fn bands_move_together_and_nonsense_is_refused() {
        let moved = tried("a_from=95&half_life_months=12").unwrap();
        let level = |points: &str| moved.rating.scale.band_of(points.parse().unwrap()).unwrap().code;
        assert_eq!((level("94.99"), level("95")), (RatingGrade::B, RatingGrade::A));
        assert_eq!(moved.rating.half_life_months, 12);
        let nonsense = [
            "a_from=80",
            "c_from=0",
            "a_from=100",
            "b_from=x",
            "late_days=0",
            "return_points=-1",
            "half_life_months=9999",
            "at_least_wan=60",
            "shrinkage_assignments=1.5",
            "at_most_wan=0.0000001",
        ];
        for query in nonsense {
            assert!(tried(query).is_err(), "{query}");
        }
    }
}
