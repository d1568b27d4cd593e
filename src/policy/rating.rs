//! Rules for rating institutions and experts. All of them are platform defaults or other places'
//! figures until a place sets its own (regulations section 6).
//!
//! Not here: how an index follows from facts; that belongs to the room of credit.

use super::codes::{InstitutionViolation, RatingGrade};
use super::reading::{Faults, Node, pack_table};
use super::scale::Scale;
use super::settings::Percent;
use crate::terms::{Score, Wording};
use rust_decimal::Decimal;

pack_table! {
    /// Points of one part of an institution's rating.
    pub struct RatingWeight {
        pub code: String,
        pub name: Wording,
        pub points: Decimal,
    }
}

pack_table! {
    /// The share of the fee that a grade earns, only where the contract says so.
    pub struct PaymentShare {
        pub grade: RatingGrade,
        pub from: Percent,
        pub to: Percent,
    }
    check share_is_ordered
}

fn share_is_ordered(share: &PaymentShare, node: &Node<'_>, faults: &mut Faults<'_>) {
    if share.from > share.to {
        let problem = Wording::new("付费比例 from 大于 to", "the share's from is above its to");
        node.fault(faults, problem, Wording::new("交换两数", "swap the two"));
    }
}

pack_table! {
    /// Rating of an institution per finished assignment and over the years.
    pub struct InstitutionRating {
        pub weights: Vec<RatingWeight>,
        pub scale: Scale<RatingGrade>,
        pub half_life_months: u32,
        pub payment: Vec<PaymentShare>,
        pub suspension_months_grade_d: u32,
        pub suspension_months_veto: u32,
    }
    check weights_make_a_hundred
}

fn weights_make_a_hundred(rating: &InstitutionRating, node: &Node<'_>, faults: &mut Faults<'_>) {
    let total = rating.weights.iter().fold(Decimal::ZERO, |sum, weight| sum.saturating_add(weight.points));
    let negative = rating.weights.iter().any(|weight| weight.points < Decimal::ZERO);
    if total != Decimal::ONE_HUNDRED || negative {
        let problem = Wording::new(
            format!("各项权重合计 {total}，应为 100 且都不为负"),
            format!("the weights add up to {total}, not to 100 without negatives"),
        );
        node.fault(faults, problem, Wording::new("调整各 points", "adjust the points"));
    }
}

pack_table! {
    /// Points that a violation takes from the index while it counts.
    pub struct ViolationPoints {
        pub code: InstitutionViolation,
        pub points: Decimal,
    }
}

pack_table! {
    /// How the facts on record become an institution's index.
    pub struct InstitutionIndex {
        /// An assignment weighs by its price in 万元, within these two.
        pub at_least_wan: Decimal,
        pub at_most_wan: Decimal,
        /// The mean of the peer group counts like this many fresh assignments.
        pub shrinkage_assignments: u32,
        /// Days late after which no point of timeliness is left.
        pub late_days: u32,
        /// Points of timeliness that one return takes.
        pub return_points: Decimal,
        /// Years for which a violation counts.
        pub violation_years: u32,
        pub violations: Vec<ViolationPoints>,
    }
    check index_is_bounded
}

/// Bounds that keep every sum of the index exact in a decimal of 28 figures.
const LARGEST_WAN: u32 = 1_000_000;
const LARGEST_COUNT: u32 = 1_000;
const FINEST: u32 = 6;

impl InstitutionIndex {
    /// Whether every number lies where the arithmetic of the index stays exact.
    pub fn is_bounded(&self) -> bool {
        let amounts = self.at_least_wan > Decimal::ZERO
            && self.at_least_wan <= self.at_most_wan
            && self.at_most_wan <= Decimal::from(LARGEST_WAN)
            && self.at_least_wan.scale() <= FINEST
            && self.at_most_wan.scale() <= FINEST;
        let counts = [self.shrinkage_assignments, self.late_days, self.violation_years];
        let counts = counts.iter().all(|count| (1..=LARGEST_COUNT).contains(count));
        let is_points = |p: Decimal| p >= Decimal::ZERO && p <= Decimal::ONE_HUNDRED && p.scale() <= FINEST;
        amounts && counts && is_points(self.return_points) && self.violations.iter().all(|v| is_points(v.points))
    }
}

fn index_is_bounded(index: &InstitutionIndex, node: &Node<'_>, faults: &mut Faults<'_>) {
    if !index.is_bounded() {
        let problem = Wording::new("指数参数不成立", "the numbers of the index do not hold");
        let mend = Wording::new(
            "0 < at_least_wan ≤ at_most_wan ≤ 1000000，次数、天数、年数为 1 至 1000，分值为 0 至 100",
            "0 < at_least_wan ≤ at_most_wan ≤ 1000000; counts, days and years 1 to 1000; points 0 to 100",
        );
        node.fault(faults, problem, mend);
    }
}

pack_table! {
    /// When an expert's ratings make a senior expert, and when they end the appointment.
    pub struct ExpertRating {
        /// Reviews within two years.
        pub senior_min_reviews_2y: u32,
        pub senior_all_at_least: Score,
        pub dismiss_mean_below: Score,
    }
}
