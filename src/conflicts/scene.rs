//! The side that asks: the parties of an evaluation on its reference day.

use super::graph::*;
use super::lineage::{Climb, Standing, standing};
use super::period::{self, DayNumber};
use super::world::World;
use crate::policy::conflict_policy::ConflictPolicy;
use rust_decimal::Decimal;
use rustc_hash::FxHashSet;

/// What makes an organisation a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetRole {
    Implementing,
    Predecessor,
    Contractor,
    /// Its bid or report is under review (extension; for persons only).
    Reviewed,
}

/// A target: the implementing organisation, a predecessor of it, or a contractor.
#[derive(Clone, Debug)]
pub struct Target {
    pub org: Org,
    pub role: TargetRole,
    /// Of a predecessor: the merger out of it, and the position of its successor if that is a
    /// predecessor itself.
    merged: Option<(FactNo, Option<usize>)>,
}

/// An evaluation with everything about its parties that rules ask for.
#[derive(Debug)]
pub struct Scene<'g> {
    pub evaluation: &'g EvaluationRow,
    pub project: &'g ProjectRow,
    /// The reference day.
    pub day: DayNumber,
    /// The first day of the look-back.
    pub since: DayNumber,
    /// The last day on which a starting job is flagged.
    pub soon: DayNumber,
    /// The first day on which the end of a marriage still counts.
    pub divorced_since: DayNumber,
    /// Control is strictly over this.
    pub control_over: Share,
    /// A holding is notable from this on.
    pub notable: Share,
    pub targets: Vec<Target>,
    predecessors: Vec<Target>,
    /// Positions in `targets`, sorted by organisation.
    by_org: Vec<(Org, usize)>,
    above: Climb,
}

impl<'g> Scene<'g> {
    /// Sets the scene for subjects of one kind.
    pub fn set(
        world: &World<'g>,
        evaluation: &'g EvaluationRow,
        policy: &ConflictPolicy,
        for_person: bool,
    ) -> Scene<'g> {
        let project = &evaluation.project;
        let reference = period::day(evaluation.day);
        let predecessors = predecessors(world, project.implementing, evaluation.day);
        let mut targets = named_targets(evaluation, project, for_person);
        let known: FxHashSet<Org> = targets.iter().map(|target| target.org).collect();
        targets.extend(predecessors.iter().filter(|target| !known.contains(&target.org)).cloned());
        let mut by_org: Vec<(Org, usize)> = targets.iter().enumerate().map(|(at, target)| (target.org, at)).collect();
        by_org.sort();
        Scene {
            evaluation,
            project,
            day: evaluation.day,
            since: period::number(reference.months_before(policy.look_back_months)),
            soon: period::number(reference.months_after(policy.future_job_months)),
            divorced_since: period::number(reference.months_before(policy.ended_marriage_months)),
            control_over: share(policy.control_over_pct),
            notable: share(policy.notable_holding_pct),
            targets,
            predecessors,
            by_org,
            above: Climb::from(world, project.implementing, evaluation.day),
        }
    }

    /// The target that `org` is, if it is one.
    pub fn target(&self, org: Org) -> Option<&Target> {
        let at = self.by_org.partition_point(|(other, _)| *other < org);
        let (found, target) = self.by_org.get(at)?;
        self.targets.get(*target).filter(|_| *found == org)
    }

    /// The mergers that lead from a predecessor to the implementing organisation; empty for others.
    pub fn route(&self, target: &Target) -> Vec<FactNo> {
        let step = |merged: &Option<(FactNo, Option<usize>)>| *merged;
        let next = |(_, successor): &(FactNo, Option<usize>)| {
            self.predecessors.get((*successor)?).and_then(|t| step(&t.merged))
        };
        std::iter::successors(step(&target.merged), next).map(|(fact, _)| fact).collect()
    }

    /// How `org` stands to the implementing organisation in the hierarchy.
    pub fn standing(&self, world: &World, org: Org) -> Option<Standing> {
        standing(world, org, self.project.implementing, &self.above, self.day)
    }

    /// The organisations above the implementing one.
    pub fn orgs_above(&self) -> impl Iterator<Item = Org> + '_ {
        self.above.orgs()
    }
}

/// A checked percentage of a policy as a share.
fn share(pct: Decimal) -> Share {
    Share::of_percent(pct.trunc_with_scale(Share::DECIMALS)).unwrap_or(Share(Share::WHOLE))
}

/// Implementing organisation first, then contractors, then those under review; nobody twice.
fn named_targets(evaluation: &EvaluationRow, project: &ProjectRow, for_person: bool) -> Vec<Target> {
    let reviewed: &[Org] = if for_person { &evaluation.reviewed } else { &[] };
    let implementing = std::iter::once((project.implementing, TargetRole::Implementing));
    let contractors = project.contractors.iter().map(|org| (*org, TargetRole::Contractor));
    let all = implementing.chain(contractors).chain(reviewed.iter().map(|org| (*org, TargetRole::Reviewed)));
    let mut seen = FxHashSet::default();
    all.filter(|(org, _)| seen.insert(*org)).map(|(org, role)| Target { org, role, merged: None }).collect()
}

/// What was merged into the implementing organisation by the day, directly or through others,
/// nearest first. Circles of mergers end because nobody comes twice.
fn predecessors(world: &World, implementing: Org, day: DayNumber) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    let mut seen = FxHashSet::from_iter([implementing]);
    let mut successor = Some((implementing, None));
    let mut at = 0;
    while let Some((org, position)) = successor {
        for merger in world.graph.mergers_into(org) {
            if world.falls_in(merger.on, DayNumber::MIN, day) && seen.insert(merger.predecessor) {
                let merged = Some((merger.fact, position));
                found.push(Target { org: merger.predecessor, role: TargetRole::Predecessor, merged });
            }
        }
        successor = found.get(at).map(|target| (target.org, Some(at)));
        at += 1;
    }
    found
}
