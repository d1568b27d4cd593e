//! The values of single topics: terms, prices, ceilings, panels, limits.
//!
//! Shapes and their arithmetic only; which values hold in a place is data, and what follows from them
//! belongs to the rooms that use them.

use super::codes::{DayKind, EvaluationKind, Grade, PanelRoute, PriceFormula};
use super::reading::{Faults, FromNode, Node, pack_table};
use crate::terms::{Fen, Wording};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A share of a hundred, exact, from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub Decimal);

impl Percent {
    /// The share of an amount in whole fen, half a fen away from zero. `None` if it does not fit.
    pub fn of(self, amount: Fen) -> Option<Fen> {
        let share = Decimal::from(amount.0).checked_mul(self.0)?.checked_div(Decimal::ONE_HUNDRED)?;
        let fen = share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        i64::try_from(fen.trunc().mantissa()).ok().filter(|_| fen.scale() == 0).map(Fen)
    }
}

impl FromNode for Percent {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Percent> {
        let value = Decimal::read(node, faults)?;
        if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
            let problem =
                Wording::new(format!("百分比 {value} 不在 0 至 100 之间"), format!("{value} % is not within 0 to 100"));
            node.fault(
                faults,
                problem,
                Wording::new("写 0 至 100 之间的数，15 即 15%", "write 0 to 100; 15 means 15 %"),
            );
            return None;
        }
        Some(Percent(value))
    }
}

pack_table! {
    /// A term in days.
    pub struct DayCount {
        pub days: u32,
        pub kind: DayKind,
    }
    check term_is_not_empty
}

fn term_is_not_empty(term: &DayCount, node: &Node<'_>, faults: &mut Faults<'_>) {
    if term.days == 0 {
        let problem = Wording::new("期限为 0 天", "a term of 0 days");
        node.fault(
            faults,
            problem,
            Wording::new("写不少于 1 的天数；没有规定的写 none", "write at least 1, or `none` if there is no rule"),
        );
    }
}

pack_table! {
    /// How much of a kind of spending must evaluate itself.
    pub struct Coverage {
        pub scope: Wording,
        pub percent: Percent,
    }
}

pack_table! {
    /// A date of every year on which monitoring asks for something.
    pub struct MonitorDate {
        pub month: u32,
        pub day: u32,
        pub what: Wording,
    }
    check exists_every_year
}

fn exists_every_year(date: &MonitorDate, node: &Node<'_>, faults: &mut Faults<'_>) {
    // 2023 is an ordinary year, so 29 February does not pass.
    if crate::terms::Day::new(2023, date.month, date.day).is_none() {
        let problem = Wording::new(
            format!("{}月{}日不是每年都有的一天", date.month, date.day),
            format!("month {} day {} is not a day of every year", date.month, date.day),
        );
        node.fault(faults, problem, Wording::new("改正 month 和 day", "correct month and day"));
    }
}

pack_table! {
    /// What keeps a new policy or project out of plan, budget and project library.
    pub struct ExAnteGate {
        /// Which policies and projects need an ex-ante evaluation.
        pub required_for: Wording,
        pub blocks_when_missing: bool,
        /// The results that block.
        pub blocks_grades: Vec<Grade>,
    }
}

impl ExAnteGate {
    /// Whether the gate flag is raised; `result` is `None` where no ex-ante evaluation was made.
    pub fn is_raised(&self, result: Option<Grade>) -> bool {
        match result {
            None => self.blocks_when_missing,
            Some(grade) => self.blocks_grades.contains(&grade),
        }
    }
}

pack_table! {
    /// A factor that a panel marks.
    pub struct Factor {
        pub code: String,
        pub name: Wording,
        pub points: Decimal,
    }
}

pack_table! {
    /// How bids are scored: points of the price, its formula, and the factors that make up the rest
    /// to 100 (Order 87 art. 55: services carry a price weight of at least 10 %).
    pub struct BidScoring {
        pub price_points: Decimal,
        pub formula: PriceFormula,
        pub factors: Vec<Factor>,
    }
    check points_make_a_hundred
}

fn points_make_a_hundred(scoring: &BidScoring, node: &Node<'_>, faults: &mut Faults<'_>) {
    let total = scoring.factors.iter().fold(scoring.price_points, |sum, factor| sum.saturating_add(factor.points));
    let negative = scoring.factors.iter().any(|factor| factor.points < Decimal::ZERO);
    if total != Decimal::ONE_HUNDRED || negative {
        let problem = Wording::new(
            format!("价格分与各因素合计 {total}，应为 100 且都不为负"),
            format!("price and factors add up to {total}, not to 100 without negatives"),
        );
        node.fault(faults, problem, Wording::new("调整 price_points 或各 points", "adjust price_points or the points"));
    }
    if scoring.price_points < Decimal::TEN {
        let problem = Wording::new("服务项目价格分低于 10", "a service's price carries fewer than 10 points");
        let mend = Wording::new("不低于 10（财政部令第87号第五十五条）", "write at least 10 (MOF Order 87 art. 55)");
        node.fault(faults, problem, mend);
    }
}

pack_table! {
    /// The ceiling of a commission's price as a share of the project's budget, in 万元.
    pub struct CeilingRule {
        pub percent: Percent,
        pub at_least_wan: Decimal,
        pub at_most_wan: Decimal,
        /// Decimals of the figure in 万元.
        pub decimals: u32,
    }
    check ceiling_is_ordered
}

/// Whole fen are six decimals of 万元.
const FINEST_DECIMALS: u32 = 6;

fn ceiling_is_ordered(rule: &CeilingRule, node: &Node<'_>, faults: &mut Faults<'_>) {
    let bounds = [rule.at_least_wan, rule.at_most_wan];
    let ordered = rule.at_least_wan >= Decimal::ZERO && rule.at_least_wan <= rule.at_most_wan;
    let whole_fen = bounds.iter().all(|bound| Fen::from_wan(*bound).is_some());
    if !ordered || !whole_fen || rule.decimals > FINEST_DECIMALS {
        let problem = Wording::new("最高限价的上下限或小数位不成立", "the ceiling's bounds or decimals do not hold");
        let mend = Wording::new(
            "at_least_wan 不为负、不大于 at_most_wan，decimals 不超过 6",
            "at_least_wan must not be negative nor above at_most_wan, decimals at most 6",
        );
        node.fault(faults, problem, mend);
    }
}

impl CeilingRule {
    /// The ceiling for a budget: the share, rounded half away from zero, kept within the bounds.
    /// `None` if the amount does not fit.
    pub fn ceiling(&self, budget: Fen) -> Option<Fen> {
        let share = budget.to_wan().checked_mul(self.percent.0)?.checked_div(Decimal::ONE_HUNDRED)?;
        let rounded = share.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero);
        Fen::from_wan(rounded.max(self.at_least_wan).min(self.at_most_wan))
    }
}

pack_table! {
    /// Members a panel needs on a route from a budget on.
    pub struct PanelSize {
        pub route: PanelRoute,
        pub members: u32,
        /// The budget, in 万元, from which the number holds; 0 for any.
        pub from_wan: Decimal,
    }
    check panel_is_odd
}

fn panel_is_odd(size: &PanelSize, node: &Node<'_>, faults: &mut Faults<'_>) {
    if size.members < 3 || size.members.is_multiple_of(2) {
        let problem =
            Wording::new(format!("评审小组 {} 人", size.members), format!("a panel of {} members", size.members));
        node.fault(faults, problem, Wording::new("写不少于 3 的单数", "write an odd number of at least 3"));
    }
}

/// The members that a panel needs on a route for a budget: of all sizes that hold, the largest.
pub fn panel_members(sizes: &[PanelSize], route: PanelRoute, budget: Fen) -> Option<u32> {
    let wan = budget.to_wan();
    sizes.iter().filter(|size| size.route == route && size.from_wan <= wan).map(|size| size.members).max()
}

pack_table! {
    /// Experts drawn to review goals or reports: a number for all and a larger one for some kinds.
    pub struct ExpertDraw {
        pub members: u32,
        pub key_members: u32,
        pub key_kinds: Vec<EvaluationKind>,
    }
    check somebody_is_drawn
}

fn somebody_is_drawn(draw: &ExpertDraw, node: &Node<'_>, faults: &mut Faults<'_>) {
    if draw.members == 0 || draw.key_members < draw.members {
        let problem = Wording::new(
            "抽取人数为 0，或重点人数少于一般人数",
            "nobody is drawn, or fewer for key kinds than for others",
        );
        node.fault(faults, problem, Wording::new("改正 members 和 key_members", "correct members and key_members"));
    }
}

impl ExpertDraw {
    pub fn members_for(&self, kind: EvaluationKind) -> u32 {
        if self.key_kinds.contains(&kind) { self.key_members } else { self.members }
    }
}

pack_table! {
    /// Limits of work and rotation.
    pub struct WorkLimits {
        pub max_parallel_per_lead_evaluator: u32,
        pub max_reviews_per_expert_year: u32,
        pub max_consecutive_years_same_unit: u32,
        pub cool_down_years: u32,
    }
}
