//! Facts to index to level.
//!
//! An assignment's points are the reviewers' marks on the rating's weights, with timeliness and integrity out of facts.
//! It weighs by price within bounds and fades by half-lives. The institution's mean is drawn towards that of its peers
//! as if these were so many fresh assignments, so that one good report makes nobody the best of the pool. Violations
//! take points that fade, and a veto caps the level. Every line is rounded to two decimals before it is added: what is
//! shown adds up.

use super::ageing::{FRESH, months_between, weight};
use super::measure;
use crate::credit::model::{Assignment, CreditRule, Determination, Facts, Inputs, Line, LineKind, Peers, Violation};
use crate::policy::codes::{InstitutionViolation, RatingGrade};
use crate::terms::{Day, Score, Wording};
use rust_decimal::Decimal;

/// Decimals of everything that is shown.
const SHOWN: u32 = 2;

/// Points of the rating's parts with this code.
fn part(rule: &CreditRule, code: &str) -> Decimal {
    rule.rating.weights.iter().filter(|weight| weight.code == code).map(|weight| weight.points).sum()
}

/// The points of one assignment, 0 to 100: marks on all parts but two; timeliness less days late and returns; integrity
/// in full unless a violation belongs to it.
pub fn points(assignment: &Assignment, is_tainted: bool, rule: &CreditRule) -> Score {
    let (timeliness, integrity) = (part(rule, "timeliness"), part(rule, "integrity"));
    let marked = Decimal::ONE_HUNDRED - timeliness - integrity;
    let late =
        Decimal::from(assignment.days_late.min(rule.index.late_days)) / Decimal::from(rule.index.late_days.max(1));
    let lost = timeliness * late + rule.index.return_points * Decimal::from(assignment.returns.min(1_000));
    let in_time = (timeliness - lost).max(Decimal::ZERO);
    let integrity = if is_tainted { Decimal::ZERO } else { integrity };
    Score(assignment.quality.0 * marked / Decimal::ONE_HUNDRED + in_time + integrity).rounded(SHOWN)
}

/// An assignment with its points, its age in millionths of a fresh one, and its weight.
struct Weighed<'a> {
    assignment: &'a Assignment,
    points: Score,
    age: u64,
    weight: Decimal,
}

fn weighed<'a>(facts: &'a Facts, as_of: Day, rule: &CreditRule) -> Vec<Weighed<'a>> {
    let counting = violations(facts, as_of, rule);
    let one = |assignment: &'a Assignment| {
        let tainted = |v: &&Violation| v.commission.as_ref() == Some(&assignment.commission);
        let age = weight(months_between(assignment.accepted_on, as_of), rule.rating.half_life_months);
        let size = assignment.price.to_wan().clamp(rule.index.at_least_wan, rule.index.at_most_wan);
        let points = points(assignment, counting.iter().any(tainted), rule);
        Weighed { assignment, points, age, weight: size * Decimal::from(age) }
    };
    let counts = |w: &Weighed<'_>| w.assignment.accepted_on <= as_of && w.age > 0;
    facts.assignments.iter().map(one).filter(counts).collect()
}

/// The violations that count on a day.
fn violations<'a>(facts: &'a Facts, as_of: Day, rule: &CreditRule) -> Vec<&'a Violation> {
    let first = as_of.years_before(rule.index.violation_years);
    facts.violations.iter().filter(|v| v.found_on > first && v.found_on <= as_of).collect()
}

fn mean(weighed: &[Weighed<'_>]) -> Option<Decimal> {
    let weight: Decimal = weighed.iter().map(|w| w.weight).sum();
    let sum: Decimal = weighed.iter().map(|w| w.weight * w.points.0).sum();
    sum.checked_div(weight)
}

/// The mean of a group over all its assignments, weighed alike.
pub fn peers<'a>(kind: Option<String>, group: impl Iterator<Item = &'a Facts>, as_of: Day, rule: &CreditRule) -> Peers {
    let mut all = Vec::new();
    let mut institutions = 0;
    for facts in group {
        let own = weighed(facts, as_of, rule);
        institutions += u32::from(!own.is_empty());
        all.extend(own);
    }
    let mean = mean(&all).map(|mean| Score(mean).rounded(SHOWN));
    Peers { kind, institutions, assignments: u32::try_from(all.len()).unwrap_or(u32::MAX), mean }
}

/// The index and all that follows from it.
pub fn determine(inputs: &Inputs) -> Determination {
    let Inputs { facts, as_of, rule, peers, .. } = inputs;
    let own = weighed(facts, *as_of, rule);
    let counting = violations(facts, *as_of, rule);
    let fresh = Decimal::from(own.iter().map(|w| w.age).sum::<u64>()) / Decimal::from(FRESH);
    let mut lines = assignment_lines(&own, fresh, peers, rule);
    let is_rated = !lines.is_empty();
    lines.extend(counting.iter().map(|violation| violation_line(violation, *as_of, rule)));
    let sum: Score = lines.iter().map(|line| line.effect).sum();
    let index = is_rated.then(|| Score(sum.0.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).normalize()));
    let (level, vetoes) = level(index, &counting, rule);
    let measure = measure::of(level, !vetoes.is_empty(), *as_of, &rule.rating);
    let payment = level.and_then(|level| rule.rating.payment.iter().find(|share| share.grade == level)).cloned();
    Determination {
        institution: inputs.institution.clone(),
        name: inputs.name.clone(),
        as_of: *as_of,
        index,
        level,
        fresh: Score(fresh).rounded(SHOWN),
        lines,
        wording: measure::sentence(&inputs.name, index, level, measure),
        vetoes,
        payment,
        measure,
    }
}

/// The peers' mean, then how far each assignment moves the index from it.
fn assignment_lines(own: &[Weighed<'_>], fresh: Decimal, peers: &Peers, rule: &CreditRule) -> Vec<Line> {
    let Some(own_mean) = mean(own) else { return Vec::new() };
    let base = Score(peers.mean.map_or(own_mean, |mean| mean.0)).rounded(SHOWN);
    let total: Decimal = own.iter().map(|w| w.weight).sum();
    let trust = fresh / (fresh + Decimal::from(rule.index.shrinkage_assignments));
    let why = Wording::new(
        format!("同类机构 {} 家、{} 项任务的均值", peers.institutions, peers.assignments),
        format!("mean of {} assignments of {} institutions", peers.assignments, peers.institutions),
    );
    let mut lines = vec![Line { kind: LineKind::Peers, subject: String::new(), effect: base, why }];
    lines.extend(own.iter().map(|w| {
        let effect = Score((w.points.0 - base.0) * trust * w.weight / total).rounded(SHOWN);
        Line { kind: LineKind::Assignment, subject: w.assignment.commission.clone(), effect, why: reason(w) }
    }));
    lines
}

fn reason(w: &Weighed<'_>) -> Wording {
    let Assignment { quality, returns, days_late, price, .. } = w.assignment;
    let (price, points) = (price.to_wan(), w.points);
    let age = (Decimal::from(w.age) / Decimal::from(FRESH)).round_dp(SHOWN).normalize();
    Wording::new(
        format!(
            "得 {points} 分：评审 {quality}%，退回 {returns} 次，逾期 {days_late} 天；金额 {price} 万元，时效 {age}"
        ),
        format!(
            "{points} points: marks {quality} %, {returns} returns, {days_late} days late; {price} × 10,000 yuan, ageing {age}"
        ),
    )
}

fn violation_line(violation: &Violation, as_of: Day, rule: &CreditRule) -> Line {
    let taken = rule.index.violations.iter().find(|v| v.code == violation.code).map_or(Decimal::ZERO, |v| v.points);
    let age = weight(months_between(violation.found_on, as_of), rule.rating.half_life_months);
    let effect = Score(-(taken * Decimal::from(age) / Decimal::from(FRESH))).rounded(SHOWN);
    let (name, day) = (violation.code.name(), violation.found_on);
    let why = Wording::new(format!("{}（{}）", name.zh, day.zh()), format!("{} ({day})", name.en));
    Line { kind: LineKind::Violation, subject: violation.code.code().to_owned(), effect, why }
}

/// The band's level, capped by the vetoes among the violations.
fn level(
    index: Option<Score>,
    counting: &[&Violation],
    rule: &CreditRule,
) -> (Option<RatingGrade>, Vec<InstitutionViolation>) {
    let scale = &rule.rating.scale;
    let mut level = index.and_then(|index| scale.band_of(index)).map(|band| band.code);
    let mut vetoes = Vec::new();
    for violation in counting {
        let Some(veto) = scale.vetoes.iter().find(|veto| veto.id == violation.code.code()) else { continue };
        level = Some(level.map_or(veto.at_most, |level| level.min(veto.at_most)));
        vetoes.push(violation.code);
    }
    vetoes.sort();
    vetoes.dedup();
    (level, vetoes)
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
