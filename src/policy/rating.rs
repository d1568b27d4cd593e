//! Rules for rating institutions and experts. All of them are platform defaults or other places'
//! figures until a place sets its own (regulations section 6).
//!
//! Not here: the model that turns marks into an index; that belongs to the room of quality.

use super::codes::RatingGrade;
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
    /// When an expert's ratings make a senior expert, and when they end the appointment.
    pub struct ExpertRating {
        /// Reviews within two years.
        pub senior_min_reviews_2y: u32,
        pub senior_all_at_least: Score,
        pub dismiss_mean_below: Score,
    }
}
